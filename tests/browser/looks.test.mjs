// The page looks right, and can be read by everybody, in both themes, on a desk and on a telephone.

import assert from "node:assert";
import { test } from "node:test";

import { drag, found, inPage, loaded, parts, pick } from "./explorer.mjs";
import { assertAccessible, widths, windows } from "./page.mjs";
import { policy } from "./site.mjs";
import { requests, write } from "./traces.mjs";

const here = inPage({ csp: policy("'self'") });

for (const { width, theme } of windows) {
  test(`everything can be read at ${width} pixels, and when it is opened in the ${theme} theme`, async () => {
    const view = await here.open({ width, theme });
    const { page } = view;
    await loaded(page, "23,805");
    await found(page);
    await view.looksRight("looks");
    await drag(page, [0.21, 0.1], [0.33, 0.7]);
    await parts(page).selection.getByText(/of 23,805 requests/).waitFor();
    await view.looksRight("looks-selection");
    for (const tab of await page.getByRole("tab").all()) {
      await tab.click();
      await page.getByRole("tabpanel", { name: await tab.innerText() }).getByText(/\w/).first().waitFor();
      await view.looksRight(`looks-${(await tab.innerText()).toLowerCase().replaceAll(/\W+/g, "-")}`);
    }
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await view.looksRight("looks-help");
    await page.keyboard.press("Escape");
    view.assertClean();
    assert.deepStrictEqual(here.site.violations, []);
    await view.close();
  });
}

for (const width of widths) {
  test(`what went wrong can be read at ${width} pixels`, async () => {
    const view = await here.open({ width });
    const { page } = view;
    await loaded(page, "23,805");
    await pick(page, "Open files", [await write("broken.jsonl", `${requests(20)}{"resourceSpans": [oops`)]);
    await page.getByRole("button", { name: /could not be read to the end/ }).click();
    await assertAccessible(page);
    await pick(page, "Open files", [await write("holiday.txt", "Dear diary, today nothing happened.")]);
    await page.getByRole("heading", { name: "No spans were found" }).waitFor();
    await view.looksRight("looks-nothing");
    const [worker] = page.workers();
    await worker.evaluate(() => setTimeout(() => {
      throw new Error("out of luck");
    }));
    await page.getByRole("heading", { name: "The engine stopped" }).waitFor();
    await view.looksRight("looks-stopped");
    await view.close();
  });
}

test("the theme is chosen and remembered", async () => {
  const view = await here.open({ theme: "light" });
  const background = () => view.page.evaluate(() => getComputedStyle(document.querySelector(".spanlens")).backgroundColor);
  await view.page.getByRole("button", { name: "Theme: Auto" }).waitFor();
  const light = await background();
  await view.page.getByRole("button", { name: "Theme: Auto" }).click();
  await view.page.getByRole("button", { name: "Theme: Light" }).click();
  await view.page.getByRole("button", { name: "Theme: Dark" }).waitFor();
  assert.notStrictEqual(await background(), light);
  await view.page.reload();
  await view.page.getByRole("button", { name: "Theme: Dark" }).waitFor();
  await loaded(view.page, "23,805");
  await view.screenshot("looks-chosen-dark");
  view.assertClean();
  await view.close();
});

/** Watches what moves, and gives how much did, with the names of what. */
async function watchShifts(page) {
  await page.evaluate(() => {
    window.shifts = [];
    const name = ({ node }) => node?.className || node?.parentElement?.className || node?.nodeName;
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries()) window.shifts.push({ value, moved: sources.map(name) });
    }).observe({ type: "layout-shift", buffered: true });
  });
  return async () => {
    const shifts = await page.evaluate(() => window.shifts);
    return [shifts.reduce((sum, { value }) => sum + value, 0), JSON.stringify(shifts)];
  };
}

test("nothing moves while the demo loads", async () => {
  const view = await here.open();
  const shifted = await watchShifts(view.page);
  await loaded(view.page, "23,805");
  const [sum, shifts] = await shifted();
  assert.ok(sum < 0.01, `the layout shifted by ${sum}: ${shifts}`);
  await view.close();
});

test("nothing moves while a file loads, and a line with nothing to say takes no room", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page, "23,805");
  await pick(page, "Open files", [await write("first.jsonl", requests(1_000))]);
  await loaded(page, "1,000");
  const shifted = await watchShifts(page);
  await page.evaluate(() => (window.shifts.length = 0));
  await pick(page, "Open files", [await write("second.jsonl", requests(2_000))]);
  await loaded(page, "2,000");
  await parts(page).status.waitFor({ state: "hidden" });
  const [filter, bar] = [await page.locator(".filter").boundingBox(), await page.locator("header").boundingBox()];
  assert.ok(filter.y - bar.y - bar.height < 12, "the filter comes right after the bar");
  const [sum, shifts] = await shifted();
  assert.ok(sum < 0.02, `the layout shifted by ${sum}: ${shifts}`);
  await view.close();
});
