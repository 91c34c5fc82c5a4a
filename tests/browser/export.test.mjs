// What is on the page can be taken away: the heatmap as a picture, the tables as text.

import assert from "node:assert";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";

import { drag, found, inPage, loaded, parts, pick, saveAs } from "./explorer.mjs";
import { assertAccessible } from "./page.mjs";
import { policy } from "./site.mjs";
import { requests, write } from "./traces.mjs";

const here = inPage({ csp: policy("'self'") });
let view;
before(async () => {
  view = await here.open();
  await view.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await loaded(view.page, "23,805");
});

/** Saves the heatmap, and gives the name and content of the file. */
async function download(name) {
  const { page } = view;
  const event = page.waitForEvent("download");
  await saveAs(page, "heatmap", name);
  const file = await event;
  return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
}

/** Presses a button that copies something, and gives what is said and what is on the clipboard. */
async function copied(panel, button) {
  await panel.getByRole("button", { name: button }).click();
  const said = panel.getByRole("status").filter({ hasText: "Copied" });
  await said.waitFor();
  return { said: await said.innerText(), text: await view.page.evaluate(() => navigator.clipboard.readText()) };
}

test("the heatmap is saved as SVG that any program reads", async () => {
  const { page } = view;
  await found(page);
  await drag(page, [12.1 / 60, 0.01], [19.9 / 60, 0.99]);
  await parts(page).selection.getByText(/of 23,805 requests/).waitFor();
  await drag(page, [40.1 / 60, 0.3], [47.9 / 60, 0.6], { key: "Shift" });
  await page.getByRole("radio", { name: /^14:40–14:48 UTC/ }).waitFor({ state: "attached" });
  const { name, content } = await download("Save as SVG");
  assert.strictEqual(name, "Demo-heatmap.svg");
  const seen = await page.evaluate((text) => {
    const svg = new DOMParser().parseFromString(text, "image/svg+xml");
    return {
      error: svg.querySelector("parsererror")?.textContent,
      names: [...new Set([...svg.querySelectorAll("*")].map(({ localName }) => localName))].sort(),
      words: [...svg.querySelectorAll("text")].map(({ textContent }) => textContent),
      frames: svg.querySelectorAll("rect").length,
    };
  }, content.toString());
  const numbers = await page.getByRole("group", { name: "Findings by time" }).getByRole("button").allInnerTexts();
  assert.ok(numbers.length >= 4 && numbers.every((number) => seen.words.includes(number)), "the brackets of findings are above");
  assert.strictEqual(seen.error, undefined);
  assert.deepStrictEqual(seen.names, ["g", "path", "rect", "svg", "text", "title"]);
  assert.strictEqual(seen.frames, 2);
  const words = seen.words.join("\n");
  for (const expected of [
    /^Demo$/m, /^23,805 requests · [\d.]+\/s · 336 failing · 2026-03-17 14:00–15:00 UTC$/m, /^14:30$/m, /^UTC$/m, /^p95$/m,
    /^Selection: 14:12–14:20 UTC, all durations · [\d,]+ of 23,805 requests/m, /^Baseline: 14:40–14:48 UTC, .+ · [\d,]+/m,
  ]) assert.match(words, expected);
  view.assertClean();
});

test("the heatmap is saved as PNG", async () => {
  const { name, content } = await download("Save as PNG");
  assert.strictEqual(name, "Demo-heatmap.png");
  assert.strictEqual(content.subarray(1, 4).toString(), "PNG");
  assert.ok(content.readUInt32BE(16) > 1000, "it is as wide as the chart");
  view.assertClean();
});

test("the menu of the heatmap is used by keyboard, and its bar is one row", async () => {
  const { page } = view;
  const button = page.getByRole("button", { name: "Save the heatmap" });
  const items = ["Save as SVG", "Save as PNG", "Copy as PNG"].map((name) => page.getByRole("button", { name, exact: true }));
  await button.press("Enter");
  for (const item of items) {
    await page.keyboard.press("Tab");
    assert.ok(await item.evaluate((node) => node === document.activeElement));
  }
  await assertAccessible(page);
  await page.keyboard.press("Escape");
  await items[0].waitFor({ state: "hidden" });
  assert.ok(await button.evaluate((node) => node === document.activeElement));
  await saveAs(page, "heatmap", "Copy as PNG");
  await page.getByText("Copied", { exact: true }).waitFor();
  const { height } = await page.locator(".heatmap > .toolbar").boundingBox();
  assert.ok(height < 40, `the bar is ${height} pixels high`);
  view.assertClean();
});

test("the overview is copied whole, and it is said so", async () => {
  const { page } = view;
  await page.getByRole("tab", { name: "Overview" }).click();
  const panel = page.getByRole("tabpanel", { name: "Overview" });
  const csv = await copied(panel, "Copy CSV");
  const [head, ...rows] = csv.text.trimEnd().split("\r\n");
  assert.match(head, /^service,operation,count,ratePerS,errors,p50Ns,.*,baselineCount/);
  assert.strictEqual(csv.said, `Copied ${rows.length} operations as CSV.`);
  await view.screenshot("export-copied");
  await page.getByRole("button", { name: "Clear the selection" }).click();
  await panel.getByRole("row", { name: /All operations 23,805/ }).waitFor();
  const json = await copied(panel, "Copy JSON");
  const table = JSON.parse(json.text);
  assert.strictEqual(table.reduce((sum, { count }) => sum + count, 0), 23_805);
  view.assertClean();
});

test("all pages of the list are copied, exact to the nanosecond", async () => {
  const { page } = view;
  await pick(page, "Open files", [await write("many.jsonl", requests(250))]);
  await loaded(page, "250");
  await page.getByRole("tab", { name: "Traces" }).click();
  const panel = page.getByRole("tabpanel", { name: "Traces" });
  await panel.getByText("250 requests of 250 traces").waitFor();
  const { said, text } = await copied(panel, "Copy JSON");
  assert.strictEqual(said, "Copied 250 requests as JSON.");
  const table = JSON.parse(text);
  assert.strictEqual(table.length, 250);
  assert.deepStrictEqual(table[9], {
    start: "2026-01-05T10:00:09.000000000Z",
    durationNs: 10_000_000,
    service: "shop",
    operation: "GET /",
    status: "error",
    spans: 1,
    errors: 1,
    loggedErrors: 0,
    services: "shop",
    traceId: "0000000000000000000000000000000a",
    spanId: "000000000000000a",
  });
  view.assertClean();
});
