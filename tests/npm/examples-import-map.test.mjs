// examples/import-map: a page without a bundler, below a path of its own and under a strict policy.

import assert from "node:assert";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launchBrowser, openPage } from "../browser/page.mjs";
import { serveSite } from "../browser/site.mjs";
import { drag, record, recorded, shows } from "./element.mjs";
import { prepare, strictPolicy } from "./example.mjs";
import { nativeAnswers, plain } from "./native.mjs";
import { shop } from "./shop.mjs";

let example, browser, site;
before(async () => {
  example = await prepare("import-map");
  browser = await launchBrowser();
  site = await serveSite({ directory: example.directory, csp: await strictPolicy(join(example.directory, "index.html")) });
});
after(async () => {
  await browser?.close();
  await site?.close();
  await example?.remove();
});

test("a page opens the demo and then files in its own engine, and the explorer shows them", async () => {
  const opened = await openPage(browser, site.url);
  const { page } = opened;
  await page.getByText("23,805 requests").or(page.locator("output", { hasText: "23805 requests" })).first().waitFor();
  await shows(page, "spanlens-explorer", "23,805");
  const file = await shop("import-map.json", { failing: 2 });
  await page.locator("p input").setInputFiles(file);
  await page.locator("output", { hasText: "200 requests in 600 spans; 20 failed." }).waitFor();
  await shows(page, "spanlens-explorer", "200");
  assert.strictEqual(page.workers().length, 1, "the engine of the demo is gone");

  await record(page, "spanlens-explorer");
  await drag(page, "spanlens-explorer", [0.25, 0.02], [0.5, 0.98]);
  await page.waitForFunction(() => window.events.some(([name]) => name === "selection"));
  const [{ selection, baseline }] = await recorded(page, "selection");
  assert.ok(selection.from < selection.to);
  const counted = await page.locator("spanlens-explorer").evaluate(
    (explorer, query) => explorer.engine.count(query), { selection, baseline });
  const [expected] = await nativeAnswers([file], [{
    count: {
      population: "requests",
      baseline: "before",
      selection: { time: { fromNs: selection.from, toNs: selection.to } },
    },
  }]);
  assert.strictEqual(baseline, "before");
  assert.deepStrictEqual(plain(counted), expected);
  await page.locator("spanlens-explorer").getByRole("region", { name: "Selection" }).getByText(`${expected.selected} of 200`).waitFor();

  await opened.screenshot("example-import-map");
  opened.assertClean();
  assert.deepStrictEqual(site.requests.filter(({ status }) => status !== 200), []);
  assert.deepStrictEqual(site.violations, []);
  await opened.close();
});
