// examples/dashboard: three elements on one engine, and tables of the page's own, all about the same selection.

import assert from "node:assert";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launchBrowser, openPage, widths } from "../browser/page.mjs";
import { serveSite } from "../browser/site.mjs";
import { drag, shows } from "./element.mjs";
import { prepare, strictPolicy } from "./example.mjs";
import { nativeAnswers } from "./native.mjs";
import { shop } from "./shop.mjs";

let example, browser, site, file;
before(async () => {
  [example, browser, file] = await Promise.all([prepare("dashboard"), launchBrowser(), shop("dashboard.json", { failing: 2 })]);
  site = await serveSite({ directory: example.directory, csp: await strictPolicy(join(example.directory, "index.html")) });
});
after(async () => {
  await browser?.close();
  await site?.close();
  await example?.remove();
});

/** Waits until the page's own line of totals has some words. */
const totals = (page, words) => page.locator("#totals", { hasText: words }).waitFor();

/** The texts of a table of the page's own. */
const cells = (page, table) =>
  page.locator(`${table} tbody tr`).evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));

test("a selection in the heatmap is what the flame graph and the tables are about", async () => {
  const opened = await openPage(browser, site.url, { height: 1100 });
  const { page } = opened;
  await totals(page, "23,805 requests,");
  await page.locator("#files").setInputFiles(file);
  await totals(page, "200 requests, 10.0 % failing");
  await shows(page, "spanlens-heatmap", "200");
  assert.strictEqual(page.workers().length, 1, "one engine for all elements, and none of the demo");

  await drag(page, "spanlens-heatmap", [0.25, 0.02], [0.5, 0.98]);
  await totals(page, "beside them");
  const { selection, baseline } = await page.locator("spanlens-flamegraph").evaluate(({ selection, baseline }) => ({ selection, baseline }));
  const time = { fromNs: selection.from, toNs: selection.to };
  const comparison = { population: "requests", baseline, selection: { time } };
  const options = { column: "duration", descending: true, limit: 8 };
  const [overview, causes, traces, count] = await nativeAnswers([file], [
    { overview: comparison }, { errorCauses: comparison }, { traces: { comparison, options } }, { count: comparison },
  ]);
  const percent = (share) => `${(share * 100).toFixed(1)} %`;
  const { selection: red, names, services } = overview;
  assert.deepStrictEqual(
    (await cells(page, "#operations")).map((row) => row.slice(0, 3)),
    names.map((name, at) => [`${services[at]} ${name}`, `${red.counts[at]}`, percent(red.errorShares[at])]),
  );
  assert.deepStrictEqual((await cells(page, "#causes")).map(([, requests]) => requests), causes.rows.filter(({ failing }) => failing > 0).map(({ failing }) => `${failing}`));
  assert.deepStrictEqual((await cells(page, "#traces")).map(([id]) => id), traces.traceIds.map((id) => id.slice(0, 8)));
  await totals(page, `${count.selected} requests,`);

  await page.locator("#traces button").first().click();
  await page.locator("spanlens-waterfall").getByRole("application", { name: "Waterfall of the trace" }).waitFor();
  assert.strictEqual(await page.locator("spanlens-waterfall").evaluate(({ traceId }) => traceId), traces.traceIds[0]);
  await page.getByRole("button", { name: "Close" }).first().click();
  assert.strictEqual(await page.locator("dialog").evaluate((dialog) => dialog.open), false);

  opened.assertClean();
  assert.deepStrictEqual(site.requests.filter(({ status }) => status !== 200), []);
  assert.deepStrictEqual(site.violations, []);
  await opened.close();
});

for (const width of widths) {
  test(`it looks right at ${width} pixels`, async () => {
    const opened = await openPage(browser, site.url, { width, height: 1300 });
    const { page } = opened;
    await totals(page, "23,805 requests,");
    await shows(page, "spanlens-heatmap", "23,805");
    await page.locator("spanlens-flamegraph").getByRole("application").waitFor();
    await drag(page, "spanlens-heatmap", [0.6, 0.05], [0.75, 0.5]);
    await totals(page, "beside them");
    await page.evaluate(() => scrollTo(0, 0));
    await opened.looksRight("example-dashboard");
    await page.locator("#traces button").first().click();
    await page.locator("spanlens-waterfall").getByRole("application", { name: "Waterfall of the trace" }).waitFor();
    await opened.looksRight("example-dashboard-trace");
    opened.assertClean();
    await opened.close();
  });
}
