// examples/webpack: a production build, which finds the worker and its WebAssembly by itself.

import assert from "node:assert";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launchBrowser, openPage } from "../browser/page.mjs";
import { serveSite } from "../browser/site.mjs";
import { write } from "../browser/traces.mjs";
import { prepare, strictPolicy } from "./example.mjs";
import { nativeAnswers } from "./native.mjs";
import { shop } from "./shop.mjs";

let example, browser, site;
before(async () => {
  example = await prepare("webpack");
  await example.run("npm", "run", "build");
  browser = await launchBrowser();
  const directory = join(example.directory, "public");
  site = await serveSite({ directory, csp: await strictPolicy(join(directory, "index.html")) });
});
after(async () => {
  await browser?.close();
  await site?.close();
  await example?.remove();
});

test("a table shows the overview of a file, as the native engine has it", async () => {
  const opened = await openPage(browser, site.url);
  const { page } = opened;
  const file = await shop("webpack.json", { failing: 1 });
  await page.locator("input").setInputFiles(file);
  await page.getByText("200 requests in 600 spans.").waitFor();
  const [{ services, names, selection }] = await nativeAnswers([file], [{ overview: { population: "requests", baseline: "rest" } }]);
  const expected = names.map((name, at) => [
    services[at], name, `${selection.counts[at]}`, `${selection.errors[at]}`,
    ...[selection.p50Ns, selection.p95Ns, selection.p99Ns].map((column) => (column[at] / 1e6).toFixed(1)),
  ]);
  const shown = await page.locator("tbody tr").evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
  assert.deepStrictEqual(shown, expected);
  assert.strictEqual(page.workers().length, 1);
  await opened.screenshot("example-webpack");

  // What is opened next takes its place, and what cannot be read is said.
  await page.locator("input").setInputFiles([await shop("webpack-2.json", { requests: 30 }), await write("npm/else.txt", "hello\n")]);
  await page.getByText("30 requests in 90 spans. else.txt: ").waitFor();
  assert.strictEqual(page.workers().length, 1, "the engine of the first file is gone");

  opened.assertClean();
  assert.deepStrictEqual(site.requests.filter(({ status }) => status !== 200), []);
  assert.deepStrictEqual(site.violations, []);
  await opened.close();
});
