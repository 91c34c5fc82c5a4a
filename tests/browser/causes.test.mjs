// Error causes: over each incident of the demo, and what can be done with a cause.

import assert from "node:assert";
import { beforeEach, test } from "node:test";

import { drag, inPage, loaded, parts, pick, selected, traceParts } from "./explorer.mjs";
import { copied, incidents, openTab, selectMinutes } from "./incidents.mjs";
import { widths } from "./page.mjs";
import { policy } from "./site.mjs";
import { requests, shopTraces, write } from "./traces.mjs";

const here = inPage({ csp: policy("'self'") });
let view;
beforeEach(async () => {
  await view?.close();
  view = await here.openDemo();
});

const number = (text) => Number(text.replaceAll(",", ""));

/** The rows as they are read: error, where, and numbers of units. */
async function rows(panel) {
  const cells = await panel.locator("table.causes > tbody > tr:not(.below)").evaluateAll((rows) =>
    rows.map((row) => [...row.children].map((cell) => cell.innerText)));
  return cells.map(([error, where, explains, handled, recovered, asynchronous]) => {
    const [failing, share] = explains.split(/\s+/, 2);
    return { error, where, failing: number(failing), share: Number(share), handled: number(handled), recovered: number(recovered), asynchronous: number(asynchronous) };
  });
}

/** Selects an incident, opens the tab, and waits for its first row. */
async function causesOf(page, incident, first) {
  await selectMinutes(page, incident);
  const panel = await openTab(page, /^Error causes/);
  await panel.locator("table.causes > tbody > tr").first().filter({ hasText: first }).waitFor();
  return panel;
}

test("the feature flag's exception explains its true share of all failures", async () => {
  const { page } = view;
  const panel = await causesOf(page, incidents.flag, "RuleSetMissingException");
  const { failing } = await selected(page);
  await panel.getByText(new RegExp(`^Analysed [\\d,]+ of [\\d,]+ requests: ${failing} fail`)).waitFor();
  const [first, ...others] = await rows(panel);
  assert.match(first.where, /catalog\s+shop\.Catalog\/Quote/);
  assert.strictEqual(first.failing, 272);
  assert.ok(Math.abs(first.share - 272 / failing * 100) < 0.06);
  assert.ok(others.every((other) => other.failing < 272));
  const count = (await page.getByRole("tab", { name: /^Error causes/ }).innerText()).match(/\((\d+)\)/)[1];
  assert.strictEqual(Number(count), others.length + 1);
  await view.screenshot("causes-flag");
  view.assertClean();
});

test("the tenant's quota is the first cause, and retries that worked are none", async () => {
  const { page } = view;
  let panel = await causesOf(page, incidents.tenant, "QuotaExceededException");
  const [quota] = await rows(panel);
  assert.match(quota.where, /^payment/);
  assert.strictEqual(quota.failing, 53);

  panel = await causesOf(page, incidents.retries, "PgError");
  const storm = await rows(panel);
  assert.strictEqual(storm[0].failing, 4);
  const retried = storm.filter(({ error }) => error.startsWith("shipping::pool::Exhausted"));
  assert.strictEqual(retried.reduce((sum, { recovered }) => sum + recovered, 0), 346);
  assert.ok(retried.every(({ failing, handled }) => failing + handled === 0));
  await view.screenshot("causes-retries");
  view.assertClean();
});

test("a cause becomes the selection, its units are listed, and the way back leads back", async () => {
  const { page } = view;
  const panel = await causesOf(page, incidents.flag, "RuleSetMissingException");
  await panel.getByRole("button", { name: /RuleSetMissingException/ }).click();
  await panel.getByRole("heading", { name: "How it spreads" }).waitFor();
  assert.match(await panel.locator("ol.path li").first().innerText(), /catalog\s+shop\.Catalog\/Quote\s+error/);
  await view.screenshot("causes-open");
  const before = await selected(page);
  await panel.getByRole("button", { name: "Select the 272 requests with it as a cause" }).click();
  const { selection } = parts(page);
  const chip = selection.getByRole("button", { name: /catalog shop\.Catalog\/Quote/ });
  await chip.waitFor();
  await selection.getByText(/272 of 23,805 requests/).waitFor();
  await page.waitForFunction(() => /error=cause&error-service=catalog/.test(location.hash));
  await page.getByRole("tab", { name: "Traces" }).click();
  await page.getByText("272 requests of 272 traces, 272 failing.").waitFor();
  await view.screenshot("causes-selected");

  await page.reload();
  await loaded(page, "23,805");
  await selection.getByText(/272 of 23,805 requests/).waitFor();
  await chip.click();
  await chip.waitFor({ state: "detached" });
  await selection.getByText(new RegExp(`${before.count.toLocaleString("en")} of 23,805`)).waitFor();
  await page.waitForFunction(() => !location.hash.includes("error="));
  await page.goBack();
  await selection.getByText(/272 of 23,805 requests/).waitFor();
  view.assertClean();
});

test("a sample trace opens at the span where the error began", async () => {
  const { page } = view;
  const panel = await causesOf(page, incidents.tenant, "QuotaExceededException");
  await panel.getByRole("button", { name: /QuotaExceededException/ }).click();
  await panel.getByRole("button", { name: "Open a sample trace" }).click();
  const { panel: trace, details } = traceParts(page);
  await trace.waitFor();
  await details.getByText("payment", { exact: true }).first().waitFor();
  await page.getByRole("button", { name: "Close the trace" }).click();
  view.assertClean();
});

test("the service and the span of a cause filter and exclude", async () => {
  const { page } = view;
  const panel = await causesOf(page, incidents.flag, "RuleSetMissingException");
  await panel.getByRole("button", { name: "shop.Catalog/Quote", exact: true }).first().click();
  await page.getByRole("menuitem", { name: "Hide these" }).click();
  await page.waitForFunction(() => document.querySelector(".filter input").value === '!{ name = "shop.Catalog/Quote" }');
  await panel.getByText("RuleSetMissingException").waitFor({ state: "detached" });
  view.assertClean();
});

test("causes are found with the keyboard alone", async () => {
  const { page } = view;
  await page.keyboard.press("4");
  const panel = page.getByRole("tabpanel", { name: /^Error causes/ });
  const first = panel.locator("button.more").first();
  await first.waitFor();
  await page.getByRole("tab", { name: /^Error causes/ }).focus();
  for (let presses = 0; presses < 12 && !(await first.evaluate((button) => button === document.activeElement)); presses += 1) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  assert.strictEqual(await first.getAttribute("aria-expanded"), "true");
  const select = panel.getByRole("button", { name: /^Select the/ }).first();
  for (let presses = 0; presses < 12 && !(await select.evaluate((button) => button === document.activeElement)); presses += 1) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await parts(page).selection.locator(".condition").waitFor();
  await page.keyboard.press("Escape");
  await parts(page).selection.locator(".condition").waitFor({ state: "detached" });
  view.assertClean();
});

test("while a rectangle is drawn only the open tab is answered", async () => {
  const { page } = view;
  await page.getByRole("tab", { name: /^Error causes \(\d+\)/ }).waitFor();
  const { heatmap } = parts(page);
  const box = await heatmap.boundingBox();
  await page.mouse.move(box.x + box.width * 0.3, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.4, box.y + 120, { steps: 4 });
  await page.getByRole("tab", { name: "Error causes (…)" }).waitFor();
  await page.mouse.up();
  await page.getByRole("tab", { name: /^Error causes \(\d+\)/ }).waitFor();
  view.assertClean();
});

test("no errors and no units are sentences, and other exceptions a note", async () => {
  const { page } = view;
  await pick(page, "Open files", [await write("fine.jsonl", requests(5))]);
  await loaded(page, "5");
  const panel = await openTab(page, /^Error causes/);
  await panel.getByText("No error in 5 requests: nothing failed, and nothing had to be repeated.").waitFor();
  await drag(page, [0.3, 0.01], [0.32, 0.1]);
  await view.screenshot("causes-none");
  const caught = shopTraces().replaceAll('"status":{"code":2', '"status":{"code":1');
  await pick(page, "Open files", [await write("caught.jsonl", caught)]);
  await loaded(page, "2");
  await panel.getByText("1 request has an exception event on a span that did not fail.").waitFor();
  view.assertClean();
});

test("what was found is copied as Markdown, and the rows as CSV and JSON", async () => {
  const { page } = view;
  const panel = await causesOf(page, incidents.flag, "RuleSetMissingException");
  const text = await copied(page, panel, "Copy finding", "Markdown");
  assert.match(text, /^### Error causes: Demo\n\n- Selection: 14:12–14:20 UTC, all durations · [\d,]+ of 23,805 requests/);
  assert.match(text, /- Baseline: just before · [\d,]+/);
  assert.match(text, /\n\| shop\.catalog\.pricing\.RuleSetMissingException.* \| catalog shop\.Catalog\/Quote \| 272 \([\d.]+ %\) \|/);
  assert.match(text, /\n<http:\/\/127\.0\.0\.1:\d+\/some\/path\/#v=1&time=\d+-\d+&tab=causes>\n$/);
  const csv = await copied(page, panel, "Copy CSV", "CSV");
  assert.match(csv.split("\r\n")[1], /^catalog,shop\.Catalog\/Quote,shop\.catalog\.pricing\.RuleSetMissingException,.*,272,1,0,0,0,272,/);
  const [first] = JSON.parse(await copied(page, panel, "Copy JSON", "JSON"));
  assert.strictEqual(first.failing, 272);
  view.assertClean();
});

for (const width of widths) {
  test(`causes can be read at ${width} pixels`, async () => {
    const own = await here.open({ width, height: 1100 });
    const { page } = own;
    await loaded(page, "23,805");
    const panel = await causesOf(page, incidents.retries, "PgError");
    await panel.locator("button.more").first().click();
    await panel.scrollIntoViewIfNeeded();
    await own.looksRight("causes");
    own.assertClean();
    await own.close();
  });
}
