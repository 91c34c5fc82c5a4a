// What counts as failing: chosen by keyboard, seen everywhere, kept in the address.

import assert from "node:assert";
import { test } from "node:test";

import { inPage, loaded, openTrace, parts, pick, selected, settled, traceParts } from "./explorer.mjs";
import { openTab } from "./incidents.mjs";
import { widths } from "./page.mjs";
import { requests, write } from "./traces.mjs";

const here = inPage();

/** A hundred requests, of which each tenth fails by its status, and four others of ten say 503 without. */
function withStatuses() {
  const lines = JSON.parse(requests(100));
  for (const [index, span] of lines.resourceSpans[0].scopeSpans[0].spans.entries()) {
    const status = [503, 503, 404, 200, 503, 200, 200, 503, 200, 500][index % 10];
    span.attributes = [{ key: "http.response.status_code", value: { intValue: String(status) } }];
    if (status === 503) span.name = "GET /proxied";
  }
  return JSON.stringify(lines);
}

const choice = (page) => page.getByRole("button", { name: /^Count HTTP 5xx/ });

/** What the heatmap looks like. */
const pixels = (page) => page.locator(".heatmap canvas").first().evaluate((canvas) => canvas.toDataURL());

/** Opens the file in place of the demo. */
async function openFile(page) {
  await loaded(page);
  await pick(page, "Open files", [await write("statuses.json", withStatuses())]);
  await loaded(page, "100");
  await settled(page);
}

/** Waits until the heatmap and the totals speak of so many failures. */
async function fails(page, count) {
  await settled(page);
  await parts(page).summary.filter({ hasText: new RegExp(`^100 requests shown, ${count} failing`) }).waitFor({ state: "attached" });
  await page.locator(".toolbar .shown").first().getByText(`${count} failing`, { exact: true }).waitFor();
}

test("the wider rule is chosen by keyboard, and everything goes by it", async () => {
  const view = await here.open();
  const { page } = view;
  await openFile(page);
  await fails(page, 10);
  const before = await pixels(page);
  assert.match(await choice(page).innerText(), /40 more$/, "what it would add is said");

  await page.getByRole("combobox", { name: "What is upwards in the heatmap" }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await fails(page, 50);
  assert.strictEqual(await choice(page).getAttribute("aria-pressed"), "true");
  assert.match(await choice(page).innerText(), /40 of them$/);
  await page.waitForFunction(
    (before) => document.querySelector(".heatmap canvas").toDataURL() !== before,
    before,
  );

  const overview = await openTab(page, /^Overview/);
  const proxied = overview.getByRole("row", { name: /GET \/proxied/ });
  await proxied.getByText("100 %", { exact: false }).first().waitFor();
  const causes = await openTab(page, /^Error causes/);
  await causes.getByText(/^Analysed 100 requests: 50 fail/).or(causes.getByText(/50 fail/)).first().waitFor();
  await causes.locator("table.causes > tbody > tr").filter({ hasText: "503" }).first().waitFor();
  const traces = await openTab(page, /^Traces/);
  await traces.getByText(/100 requests of 100 traces, 50 failing/).waitFor();
  assert.strictEqual(await traces.locator(".badge.failed").count(), 50);
  await openTab(page, /^Attributes/);
  await page.getByRole("button", { name: "Compare what fails with all others" }).click();
  assert.deepStrictEqual(await selected(page).then(({ count, failing }) => [count, failing]), [50, 50]);

  await openTrace(page, "GET /proxied");
  const { panel, errors, row } = traceParts(page);
  await errors.getByText(/1/).first().waitFor();
  await page.keyboard.press("e");
  await row.filter({ hasText: "failed" }).waitFor({ state: "attached" });
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "hidden" });
  view.assertClean();
  await view.close();
});

test("a link carries the rule, and the way back leads to the other one", async () => {
  const view = await here.open();
  const { page } = view;
  await openFile(page);
  // What changes at once is one step of the address.
  await page.waitForFunction(() => location.hash.includes("statuses.json"));
  await choice(page).focus();
  await page.keyboard.press("Enter");
  await fails(page, 50);
  await page.waitForFunction(() => location.hash.includes("fail=5xx"));
  const link = page.url();
  const other = await here.open({ url: link });
  await pick(other.page, "Open files", [await write("statuses.json", withStatuses())]);
  await loaded(other.page, "100");
  await fails(other.page, 50);
  assert.strictEqual(await choice(other.page).getAttribute("aria-pressed"), "true");
  await other.page.evaluate(() => (location.hash = location.hash.replace("&fail=5xx", "")));
  await fails(other.page, 10);
  other.assertClean();
  await other.close();

  await page.goBack();
  await fails(page, 10);
  assert.strictEqual(await choice(page).getAttribute("aria-pressed"), "false");
  await page.goForward();
  await fails(page, 50);
  view.assertClean();
  await view.close();
});

test("where the rule adds nothing, no number is said", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await settled(page);
  assert.strictEqual(await choice(page).innerText(), "Count HTTP 5xx");
  view.assertClean();
  await view.close();
});

for (const width of widths) {
  test(`the choice can be read at ${width} pixels`, async () => {
    const view = await here.open({ width });
    const { page } = view;
    await openFile(page);
    await view.looksRight("failing-by-status");
    await choice(page).click();
    await fails(page, 50);
    await page.mouse.move(0, 0);
    await view.looksRight("failing-by-5xx");
    view.assertClean();
    await view.close();
  });
}
