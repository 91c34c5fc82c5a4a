// Attribute comparison: over each incident of the demo, between groups of files, and what can be done with a value.

import assert from "node:assert";
import { beforeEach, test } from "node:test";

import { drag, drop, inPage, loaded, parts, pick, selected } from "./explorer.mjs";
import { copied, incidents, openTab, selectMinutes } from "./incidents.mjs";
import { widths } from "./page.mjs";
import { policy } from "./site.mjs";
import { requests, write } from "./traces.mjs";

const here = inPage({ csp: policy("'self'") });
let view;
beforeEach(async () => {
  await view?.close();
  view = await here.openDemo();
});

/** Selects what fails in an incident, and compares it with all others; gives the panel. */
async function compareFailing(page, incident) {
  await selectMinutes(page, incident);
  await page.getByRole("button", { name: /^Errors only/ }).click();
  const panel = await openTab(page, /^Attributes/);
  const failing = (await selected(page)).failing;
  await panel.getByText(new RegExp(`^Analysed ${failing} of ${failing} requests beside`)).waitFor();
  return panel;
}

/** The headings of the rows of a group. */
const group = (panel, name) => panel.getByRole("region", { name }).getByRole("rowheader");

test("the feature flag sets failing requests apart, and its rare build does not", async () => {
  const { page } = view;
  const panel = await compareFailing(page, incidents.flag);
  const first = group(panel, /^Notable/).first();
  await first.getByText("app.feature_flag.dynamic-pricing = on").waitFor();
  const numbers = await panel.getByRole("region", { name: /^Notable/ }).getByRole("row").nth(1).innerText();
  assert.match(numbers, /Selection\s+100 %\s+272\s+Baseline\s+0\.2 %\s+36\s/);
  const notable = (await group(panel, /^Notable/).allInnerTexts()).join("\n");
  assert.ok(!notable.includes("web-8.14.0-rc.2"));
  const count = (await page.getByRole("tab", { name: /^Attributes/ }).innerText()).match(/\((\d+)\)/)[1];
  assert.ok(Number(count) > 0);
  await panel.getByRole("heading", { name: /^Symptoms/ }).waitFor();
  await view.screenshot("attributes-flag");
  view.assertClean();
});

test("the tenant is the first value or in the first pair", async () => {
  const { page } = view;
  const panel = await compareFailing(page, incidents.tenant);
  const first = await group(panel, /^Notable/).first().innerText();
  const pairs = await group(panel, /^Pairs/).allInnerTexts();
  assert.ok([first, pairs[0] ?? ""].some((words) => words.includes("app.tenant = maple")), `${first} / ${pairs[0]}`);
  await view.screenshot("attributes-tenant");
  view.assertClean();
});

test("without a selection it says what to do, and does it", async () => {
  const { page } = view;
  const panel = await openTab(page, /^Attributes/);
  await panel.getByText("Select requests, and this says what sets them apart").waitFor();
  await view.screenshot("attributes-nothing");
  await panel.getByRole("button", { name: "Compare what fails with all others" }).click();
  await panel.getByText(/^Analysed 336 of 336 requests beside 23,469 others/).waitFor();
  await parts(page).selection.getByText("336 of 23,805 requests").waitFor();
  view.assertClean();
});

test("a value filters, excludes and lists; others that say the same are told", async () => {
  const { page } = view;
  const panel = await compareFailing(page, incidents.flag);
  const value = group(panel, /^Notable/).first().getByRole("button", { name: "on", exact: true });
  await panel.getByRole("button", { name: /more says? the same/ }).first().click();
  await panel.getByRole("region", { name: /^Notable/ }).getByRole("listitem").first().waitFor();
  await value.click();
  await view.screenshot("attributes-menu");
  await page.getByRole("menuitem", { name: "Select and list these" }).click();
  await page.getByText(/^272 requests of 272 traces, 272 failing/).waitFor();
  await parts(page).selection.getByText("app.feature_flag.dynamic-pricing").waitFor();
  await page.goBack();
  view.assertClean();
});

test("spans are counted instead of units, and the address says so", async () => {
  const { page } = view;
  const panel = await compareFailing(page, incidents.flag);
  await panel.getByRole("radio", { name: "by span" }).check({ force: true });
  await panel.getByText(/^Analysed [\d,]+ of [\d,]+ spans beside/).waitFor();
  await page.waitForFunction(() => location.hash.includes("compare=spans"));
  view.assertClean();
});

test("what was found is copied as Markdown, and the rows as CSV and JSON", async () => {
  const { page } = view;
  const panel = await compareFailing(page, incidents.flag);
  const text = await copied(page, panel, "Copy finding", "Markdown");
  assert.match(text, /^### What sets them apart: Demo\n\n- Selection: 14:12–14:20 UTC, all durations, errors only/);
  assert.match(text, /\n- Baseline: the rest · [\d,]+\n/);
  assert.match(text, /\n\| app\.feature\\_flag\.dynamic-pricing = on \| 100 % \(272\) \| 0\.2 % \(36\) \|/);
  const [first] = JSON.parse(await copied(page, panel, "Copy JSON", "JSON"));
  assert.deepStrictEqual([first.key, first.value, first.selection], ["app.feature_flag.dynamic-pricing", "on", 272]);
  view.assertClean();
});

test("files are opened as before and after, and compared with one click", async () => {
  const { page } = view;
  const { selection } = parts(page);
  await drop(page, [await write("monday.jsonl", requests(200))], { x: 0.25, y: 0.9, onHover: async () => {
    await page.getByText("Before: what others are compared with").waitFor();
    await view.screenshot("attributes-drop");
  } });
  await loaded(page, "200");
  await pick(page, "After", [await write("tuesday.jsonl", requests(300, { service: "shop-2" }))]);
  await loaded(page, "500");
  await selection.getByRole("button", { name: "Compare after with before" }).click();
  await selection.getByText("300 of 500 requests").waitFor();
  await selection.getByRole("radio", { name: "before", exact: true }).waitFor({ state: "attached" });
  const panel = await openTab(page, /^Attributes/);
  await panel.getByText(/^Analysed 300 of 300 requests beside 200 others/).waitFor();
  await group(panel, /^Notable/).first().getByText("shop-2").first().waitFor();
  await page.waitForFunction(() => /before=monday\.jsonl&after=tuesday\.jsonl&of=after&baseline=rectangle&baseline-of=before/.test(location.hash));
  await view.screenshot("attributes-groups");
  await drag(page, [0.05, 0.01], [0.3, 0.99]);
  await selection.getByRole("button", { name: /after/ }).waitFor();
  view.assertClean();
});

for (const width of widths) {
  test(`values can be read at ${width} pixels`, async () => {
    const own = await here.open({ width, height: 1100 });
    const { page } = own;
    await loaded(page, "23,805");
    const panel = await compareFailing(page, incidents.tenant);
    await panel.scrollIntoViewIfNeeded();
    await own.looksRight("attributes");
    await panel.locator("section").last().scrollIntoViewIfNeeded();
    await own.looksRight("attributes-end");
    own.assertClean();
    await own.close();
  });
}
