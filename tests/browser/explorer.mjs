// What a person does with the page, and what they read there.

import { after, before } from "node:test";

import { launchBrowser, openPage } from "./page.mjs";
import { serveSite } from "./site.mjs";

/**
 * For the tests of a file: the built site and a browser, from before the first of them until after the last.
 *
 * @param {Parameters<typeof serveSite>[0]} [options] how the site is served
 */
export function inPage(options) {
  let browser, site, begun;
  // A file may have a hook of its own that opens the site, and hooks do not wait for each other.
  const begin = () => (begun ??= Promise.all([launchBrowser(), serveSite(options)]).then((both) => ([browser, site] = both)));
  before(begin);
  after(async () => {
    await browser?.close();
    await site?.close();
  });
  /** Opens the site, or another address; all other options are those of `openPage`. */
  const open = async ({ url, ...options } = {}) => {
    await begin();
    return openPage(browser, url ?? site.url, options);
  };
  return {
    /** The site, once it is served. */
    get site() {
      return site;
    },
    open,
    /** Opens the site at a time of the clock, by a link: one to a file that is not there by default. */
    async openAt(now, { hash = "#v=1&file=none.json", ...options } = {}) {
      const view = await open({ ...options, url: "about:blank" });
      await view.page.clock.setFixedTime(now);
      await view.page.goto(site.url + hash);
      return view;
    },
    /** Opens the site, and waits for the demo. */
    async openDemo(options) {
      const view = await open(options);
      await loaded(view.page, "23,805");
      return view;
    },
  };
}

/** How the plot lies within the canvas of the heatmap, in CSS pixels: the margins that www/src/geometry/layout.rs sets. */
export const margins = { left: 58, right: 32, top: 21, bottom: 22 };

/** The parts of the page, by what they are called. */
export const parts = (page) => ({
  heatmap: page.getByRole("application", { name: /^Heatmap of/ }),
  summary: page.locator("#heatmap-summary"),
  cell: page.getByRole("status", { name: "Cell" }),
  status: page.getByRole("region", { name: "Status" }),
  reading: page.getByRole("region", { name: "Reading" }),
  selection: page.getByRole("region", { name: "Selection" }),
  totals: page.locator("header .totals"),
  operations: page.getByRole("region", { name: "Operations" }),
  findings: page.getByRole("tabpanel", { name: /^Findings/ }),
  report: page.getByRole("tabpanel", { name: "Report" }),
});

/** Opens the form of a server from the menu of all. */
export async function chooseServer(page, name) {
  await page.getByRole("button", { name: "Servers" }).click();
  await page.getByRole("button", { name, exact: true }).click();
}

/** Chooses from the menu that a chart is saved with: "heatmap", "flame graph", "service map". */
export async function saveAs(page, chart, name) {
  await page.getByRole("button", { name: `Save the ${chart}` }).click();
  await page.getByRole("button", { name, exact: true }).click();
}

/** Waits until all that was asked for is loaded and shown. */
export async function loaded(page, requests) {
  await page.getByRole("button", { name: "Cancel", exact: true }).waitFor({ state: "detached" });
  const shown = requests === undefined ? /^[\d,]+ requests? shown/ : new RegExp(`^${requests} requests? shown`);
  await parts(page).summary.filter({ hasText: shown }).waitFor({ state: "attached" });
  await page.getByText("provisional", { exact: true }).waitFor({ state: "detached" });
}

/** Waits until what stands out is known, and gives how many things do. */
export async function found(page) {
  const tab = page.getByRole("tab", { name: /^Findings \(\d+\)/ });
  await tab.waitFor();
  return Number((await tab.innerText()).match(/\((\d+)\)/)[1]);
}

/** Waits until what is shown is the answer to what is asked. */
export const settled = (page) => page.locator('.main[aria-busy="false"]').waitFor();

/**
 * Draws a rectangle over the heatmap, or over another one: each corner as a share of the plot's width from the left and height from the top.
 * With `key`, that key is held down.
 */
export async function drag(page, [fromX, fromY], [toX, toY], { key, over = parts(page).heatmap } = {}) {
  const box = await over.boundingBox();
  const x = (share) => box.x + margins.left + share * (box.width - margins.left - margins.right);
  const y = (share) => box.y + margins.top + share * (box.height - margins.top - margins.bottom);
  await page.mouse.move(x(fromX), y(fromY));
  if (key) await page.keyboard.down(key);
  await page.mouse.down();
  await page.mouse.move(x((fromX + toX) / 2), y((fromY + toY) / 2), { steps: 4 });
  await page.mouse.move(x(toX), y(toY), { steps: 4 });
  await page.mouse.up();
  if (key) await page.keyboard.up(key);
}

/** Drops files of this machine on the page, as a file manager does: at a place given in shares of the window. */
export async function drop(page, files, { x = 0.25, y = 0.5, onHover = async () => {} } = {}) {
  const { width, height } = page.viewportSize();
  const session = await page.context().newCDPSession(page);
  const event = { x: x * width, y: y * height, data: { items: [], files, dragOperationsMask: 1 } };
  await session.send("Input.dispatchDragEvent", { type: "dragEnter", ...event });
  await session.send("Input.dispatchDragEvent", { type: "dragOver", ...event });
  // What is shown then is what the drop goes to, whatever the views beneath it do.
  await page.locator(".drop").waitFor();
  await onHover();
  // A drag that rests goes on telling where it is.
  await session.send("Input.dispatchDragEvent", { type: "dragOver", ...event });
  await session.send("Input.dispatchDragEvent", { type: "drop", ...event });
  await session.detach();
}

/** Picks files with one of the buttons. */
export async function pick(page, button, files) {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: button }).click();
  await (await chooser).setFiles(files);
}

/** Waits for the selection's count and gives what the line says: the words of time and durations, and the numbers. */
export async function selected(page) {
  await settled(page);
  const line = await parts(page).selection.locator(".chosen").first().innerText();
  const [, time, durations, count, all] = line.match(/Selection\s+(.+?), (.+?)\s+([\d,]+) of ([\d,]+) /s);
  const failing = line.match(/Errors only\s+([\d,]+)/)[1];
  const number = (text) => Number(text.replaceAll(",", ""));
  return { time, durations, count: number(count), all: number(all), failing: number(failing) };
}

/** The parts of an open trace. */
export const traceParts = (page) => {
  const panel = page.locator("dialog.trace");
  return {
    panel,
    waterfall: panel.getByRole("application", { name: "Waterfall of the trace" }),
    row: panel.getByRole("status", { name: "Row" }),
    details: panel.getByRole("complementary", { name: "Span details" }),
    search: panel.getByRole("searchbox"),
    errors: panel.locator(".stepper").filter({ has: page.getByRole("button", { name: "Next error" }) }).getByRole("status"),
  };
};

/** Opens a trace of the list by the name of its root, and waits until it is there. */
export async function openTrace(page, operation) {
  await page.getByRole("tab", { name: "Traces" }).click();
  await page.getByRole("region", { name: "Traces" }).getByRole("button", { name: operation }).first().click();
  await traceParts(page).waterfall.waitFor();
}

/** Waits until a trace is open, and closes it. */
export async function closeTrace(page) {
  await traceParts(page).waterfall.waitFor();
  await page.keyboard.press("Escape");
  await traceParts(page).panel.waitFor({ state: "hidden" });
}
