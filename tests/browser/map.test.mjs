// Which services call which others, what changed of it, and the way from there to traces.

import assert from "node:assert";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { drag, inPage, loaded, parts, saveAs, settled } from "./explorer.mjs";
import { assertAccessible, widths } from "./page.mjs";
import { policy } from "./site.mjs";

/** The slow cache of src/demo/incidents.rs: its minutes, and what it adds to all requests together. */
const slow = { from: 27, to: 33, service: "cart-redis", addedMs: 266_655.5 };

const here = inPage({ csp: policy("'self'") });

const map = (page) => {
  const panel = page.getByRole("tabpanel", { name: "Map" });
  return {
    panel,
    tab: page.getByRole("tab", { name: "Map", exact: true }),
    verdict: panel.getByRole("status", { name: "Verdict" }),
    picture: panel.getByRole("application", { name: "Map of services" }),
    chosen: panel.getByRole("status", { name: "Chosen" }),
    details: panel.getByRole("complementary", { name: "Chosen" }),
    calls: panel.getByRole("region", { name: "Table of calls" }),
    services: panel.getByRole("region", { name: "Table of services" }),
    node: (name) => panel.locator(`.node[data-node^="${name}:"]`),
    edge: (name) => panel.locator(`.edge[data-edge^="${name}:"]`),
  };
};

/** Opens the demo and the map of all requests. */
async function allRequests(options) {
  const view = await here.openDemo(options);
  const { tab, node } = map(view.page);
  await tab.click();
  await node("gateway").waitFor();
  return view;
}

/** The same with the slow minutes selected, over all durations. */
async function slowMinutes(options) {
  const view = await here.openDemo(options);
  const { page } = view;
  await drag(page, [(slow.from + 0.1) / 60, 0.01], [(slow.to - 0.1) / 60, 0.99]);
  await parts(page).selection.getByText(/of 23,805 requests/).waitFor();
  await map(page).tab.click();
  await map(page).verdict.getByText(/^cart → cart-redis: \+/).waitFor();
  await settled(page);
  return view;
}

/** The number of milliseconds in a text like "+461 ms". */
const ms = (text) => {
  const [, sign, number, unit] = text.match(/([+−]?)([\d.]+) (s|ms|µs)/);
  return Number(number) * { s: 1e3, ms: 1, µs: 1e-3 }[unit] * (sign === "−" ? -1 : 1);
};

test("the slow cache is the edge that became slowest, with what it costs", async () => {
  const view = await slowMinutes();
  const { page } = view;
  const { verdict, calls, edge } = map(page);
  const count = Number((await parts(page).selection.innerText()).match(/([\d,]+) of 23,805/)[1].replaceAll(",", ""));
  const trueMs = slow.addedMs / count;
  const found = ms(await verdict.innerText());
  assert.ok(Math.abs(found / trueMs - 1) < 0.05, `${found} ms instead of ${trueMs} ms`);
  const [, first] = await calls.getByRole("row").allInnerTexts();
  assert.match(first, /^cart → cart-redis/);

  const colors = await page.locator(".edge").evaluateAll((edges) =>
    edges.map((edge) => {
      const [red, , blue] = getComputedStyle(edge.querySelector(".way")).stroke.match(/\d+/g).map(Number);
      return { name: edge.dataset.edge, orange: red - blue };
    }));
  colors.sort((a, b) => b.orange - a.orange);
  assert.match(colors[0].name, /^cart → cart-redis:/);
  assert.ok(colors[0].orange > 60 && colors[0].orange > colors[1].orange, JSON.stringify(colors.slice(0, 2)));
  assert.strictEqual(await edge("cart → cart-redis").count(), 1);
  await assertAccessible(page);
  view.assertClean();
  await view.close();
});

test("a click on an arrow tells its numbers, and leads to its traces", async () => {
  const view = await slowMinutes();
  const { page } = view;
  const { calls, details } = map(page);
  await calls.getByRole("button", { name: "cart → cart-redis" }).click();
  await details.getByRole("heading", { name: "cart → cart-redis" }).waitFor();
  await details.getByRole("row", { name: /^On the critical path/ }).waitFor();
  await details.getByRole("button", { name: "Select and list these" }).click();
  await page.getByRole("tabpanel", { name: "Traces" }).getByRole("row").nth(1).waitFor();
  await parts(page).selection.getByText(/cart-redis/).first().waitFor();
  view.assertClean();
  await view.close();
});

test("a service makes a filter of what goes through it", async () => {
  const view = await allRequests();
  const { page } = view;
  const { node, details } = map(page);
  await node("recommendation").click();
  await details.getByRole("heading", { name: "recommendation", exact: true }).waitFor();
  await details.getByRole("button", { name: "Show only these" }).click();
  await page.waitForFunction(() => decodeURIComponent(location.hash).includes(`resource.service.name = "recommendation"`));
  await settled(page);
  // Whatever is left goes through it.
  await details.getByRole("row", { name: /^Goes through 100 %/ }).waitFor();
  view.assertClean();
  await view.close();
});

test("the keyboard alone leads from service to service, to a call, and back", async () => {
  const view = await allRequests();
  const { page } = view;
  const { picture, chosen, panel, node } = map(page);
  await picture.focus();
  await page.keyboard.press("ArrowRight");
  const first = (await chosen.innerText()).split(".")[0];
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(([element, first]) => !element.innerText.startsWith(first), [await chosen.elementHandle(), first]);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("c");
  await chosen.getByText(/→/).waitFor();
  await page.keyboard.press("Escape");
  assert.strictEqual(await chosen.innerText(), "");

  await node("cart").click();
  await picture.focus();
  await page.keyboard.press("Enter");
  await panel.getByText("cart with its neighbours").waitFor();
  const near = await panel.locator(".node").count();
  await page.keyboard.press("Escape");
  await panel.getByText("cart with its neighbours").waitFor({ state: "detached" });
  assert.ok(near < await panel.locator(".node").count(), `${near} are near`);
  const svg = panel.locator(".scroller svg");
  const width = await svg.evaluate((svg) => svg.getBoundingClientRect().width);
  await page.keyboard.press("+");
  await page.waitForFunction(([svg, width]) => svg.getBoundingClientRect().width > width, [await svg.elementHandle(), width]);
  view.assertClean();
  await view.close();
});

test("who calls stands to the left of who is called, and the same data give the same picture", async () => {
  const places = async () => {
    const view = await allRequests();
    const found = await view.page.locator(".node").evaluateAll((nodes) => nodes.map((node) => {
      const box = node.querySelector(".box");
      return [node.dataset.node, box.getAttribute("x"), box.getAttribute("y")];
    }));
    view.assertClean();
    await view.close();
    return found;
  };
  const [once, again] = [await places(), await places()];
  assert.deepStrictEqual(once, again);
  const x = (name) => Number(once.find(([title]) => title.startsWith(`${name}:`))[1]);
  assert.ok(x("gateway") < x("cart") && x("cart") < x("cart-redis"));
});

test("the map is saved as SVG and PNG, and its tables are copied", async () => {
  const view = await slowMinutes();
  const { page } = view;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const event = page.waitForEvent("download");
  await saveAs(page, "service map", "Save as SVG");
  const file = await event;
  assert.strictEqual(file.suggestedFilename(), "Demo-map.svg");
  const again = page.waitForEvent("download");
  await saveAs(page, "service map", "Save as PNG");
  const picture = await again;
  assert.strictEqual(picture.suggestedFilename(), "Demo-map.png");
  const png = await readFile(await picture.path());
  assert.strictEqual(png.subarray(1, 4).toString(), "PNG");
  assert.ok(png.readUInt32BE(16) > 1_000 && png.readUInt32BE(20) > 300, "as wide as the map at twice its size");
  const seen = await page.evaluate((text) => {
    const svg = new DOMParser().parseFromString(text, "image/svg+xml");
    return {
      error: svg.querySelector("parsererror")?.textContent,
      words: [...svg.querySelectorAll("text")].map(({ textContent }) => textContent),
    };
  }, await readFile(await file.path(), "utf8"));
  assert.strictEqual(seen.error, undefined);
  assert.match(seen.words.join("\n"), /^cart-redis$/m);
  assert.match(seen.words.join("\n"), /^Selection: 14:27–14:33 UTC/m);

  await page.getByRole("button", { name: "Copy JSON of calls" }).click();
  await page.getByText(/^Copied \d+ kinds of calls as JSON\.$/).waitFor();
  const rows = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  const cache = rows.find(({ caller, callee }) => caller === "cart" && callee === "cart-redis");
  assert.ok(cache.changeNs > 1e7 && cache.pathNs > cache.baselinePathNs && cache.callsPerUnit > 0, JSON.stringify(cache));
  view.assertClean();
  await view.close();
});

for (const width of widths) {
  test(`the map can be read at ${width} pixels`, async () => {
    const view = await here.open({ width, height: 1400 });
    const { page } = view;
    await loaded(page, "23,805");
    await map(page).tab.click();
    await map(page).node("gateway").waitFor();
    await map(page).picture.scrollIntoViewIfNeeded();
    await view.looksRight("map-all");
    await drag(page, [(slow.from + 0.3) / 60, 0.01], [(slow.to - 0.3) / 60, 0.99]);
    await map(page).verdict.getByText(/^cart → cart-redis/).waitFor();
    await map(page).node("cart").click();
    await map(page).picture.scrollIntoViewIfNeeded();
    await view.looksRight("map");
    view.assertClean();
    await view.close();
  });
}
