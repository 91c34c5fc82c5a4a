// Sampled spans: what is said of them, and estimates of all there was, marked wherever they stand.

import assert from "node:assert";
import { test } from "node:test";

import { inPage, loaded, parts, pick, settled } from "./explorer.mjs";
import { copied, openTab } from "./incidents.mjs";
import { widths } from "./page.mjs";
import { requests, write } from "./traces.mjs";

const here = inPage();

/** A hundred requests. Those that fail were all kept, of the others one in four: there were 370, of which 10 failed. */
function sampled() {
  const lines = JSON.parse(requests(100));
  for (const span of lines.resourceSpans[0].scopeSpans[0].spans) {
    span.traceState = span.status.code === 2 ? "ot=th:0" : "ot=th:c";
    span.attributes = [{ key: "plan", value: { stringValue: span.status.code === 2 ? "free" : "paid" } }];
  }
  return JSON.stringify(lines);
}

const choice = (page) => page.getByRole("button", { name: "Estimate numbers before sampling" });

/** Opens the file in place of the demo. */
async function openFile(page) {
  await loaded(page);
  await pick(page, "Open files", [await write("sampled.json", sampled())]);
  await loaded(page, "100");
  await settled(page);
}

/** Waits until the heatmap tells estimates. */
async function estimated(page) {
  await settled(page);
  await parts(page).summary.filter({ hasText: /^≈ 370 requests shown, ≈ 10 failing/ }).waitFor({ state: "attached" });
  await page.getByText("≈ estimated from sampled spans").waitFor();
}

test("estimates are asked for by a switch, marked everywhere, and kept in the link", async () => {
  const view = await here.open();
  const { page } = view;
  await openFile(page);
  await parts(page).status.getByText("90 spans were sampled: all numbers are of what was stored, not of all there was.").waitFor();
  assert.strictEqual(await choice(page).getAttribute("aria-pressed"), "false");
  assert.strictEqual(await page.getByText("≈").count(), 0, "nothing is marked that is no estimate");

  await choice(page).click();
  await estimated(page);
  assert.strictEqual(await choice(page).getAttribute("aria-pressed"), "true");
  await parts(page).status.getByText(/numbers with ≈ are estimates for all there was/).waitFor();

  const overview = await openTab(page, /^Overview/);
  const row = overview.getByRole("row", { name: /GET \// });
  await row.getByText("≈ 370", { exact: true }).waitFor();
  await row.getByText("≈ 2.7 %", { exact: true }).waitFor();
  assert.match(await row.getByText("≈ 370", { exact: true }).getAttribute("title"), /^\d+ to \d+, with 95 % confidence, from 100 stored$/);
  await overview.getByText(/Computed over 100 of 100 requests that are stored/).waitFor();
  const csv = await copied(page, overview, "Copy CSV", "CSV");
  assert.match(csv, /^service,operation,estimatedCount,estimatedRatePerS,estimatedErrors,.*maxNs\r\n/);

  const causes = await openTab(page, /^Error causes/);
  await causes.getByText(/^Analysed 100 of 100 requests that are stored: ≈ 10 fail/).waitFor();
  await causes.locator("table.causes > tbody > tr").first().getByText("≈ 10", { exact: true }).waitFor();

  const attributes = await openTab(page, /^Attributes/);
  await page.getByRole("button", { name: "Compare what fails with all others" }).click();
  await parts(page).selection.getByText("≈ 10 of ≈ 370 requests").waitFor();
  const plan = attributes.getByRole("row").filter({ hasText: "free" }).first();
  await plan.getByText("≈ 100 %").waitFor();
  await plan.getByText("≈ 10", { exact: true }).waitFor();

  const traces = await openTab(page, /^Traces/);
  await traces.getByText("This tab uses stored requests only, not estimates.").waitFor();

  await page.waitForFunction(() => location.hash.includes("sampled=estimated"));
  const other = await here.open({ url: page.url() });
  await pick(other.page, "Open files", [await write("sampled.json", sampled())]);
  await other.page.getByText("≈ estimated from sampled spans").waitFor();
  assert.strictEqual(await choice(other.page).getAttribute("aria-pressed"), "true");
  other.assertClean();
  await other.close();

  await choice(page).click();
  await loaded(page, "100");
  await page.getByText("≈ estimated from sampled spans").waitFor({ state: "detached" });
  view.assertClean();
  await view.close();
});

test("without sampled spans there is no such switch, whatever a link says", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page, "23,805");
  await page.evaluate(() => (location.hash = "#v=1&sampled=estimated"));
  await loaded(page, "23,805");
  await settled(page);
  assert.strictEqual(await choice(page).count(), 0);
  assert.strictEqual(await page.getByText("≈ estimated from sampled spans").count(), 0);
  view.assertClean();
  await view.close();
});

for (const width of widths) {
  test(`estimates can be read at ${width} pixels`, async () => {
    const view = await here.open({ width });
    const { page } = view;
    await openFile(page);
    await view.looksRight("sampled-stored");
    await choice(page).click();
    await estimated(page);
    await openTab(page, /^Overview/);
    await page.mouse.move(0, 0);
    await view.looksRight("sampled-overview");
    await openTab(page, /^Attributes/);
    await page.getByRole("button", { name: "Compare what fails with all others" }).click();
    await parts(page).selection.getByText("≈ 10 of ≈ 370 requests").waitFor();
    await settled(page);
    await view.looksRight("sampled-attributes");
    view.assertClean();
    await view.close();
  });
}
