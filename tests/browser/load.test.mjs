// The site loads from any path of a host that allows nothing but the site itself.

import assert from "node:assert";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { inPage } from "./explorer.mjs";
import { widths } from "./page.mjs";
import { policy, serveSite } from "./site.mjs";

const here = inPage();

for (const connect of ["*", "'self'"]) {
  test(`the site loads from a sub-path where connect-src is ${connect}`, async () => {
    const site = await serveSite({ path: "/some/path/", csp: policy(connect) });
    const view = await here.open({ url: site.url });
    await view.page.getByText("Spanlens").first().waitFor();
    await view.page.waitForLoadState("networkidle");
    view.assertClean();
    assert.deepStrictEqual(site.requests.filter(({ status }) => status !== 200), []);
    assert.deepStrictEqual(site.violations, []);
    await view.close();
    await site.close();
  });
}

test("the policy of the guide is the one that tests run under", async () => {
  const guide = await readFile(new URL("../../docs/HOSTING.md", import.meta.url), "utf8");
  const told = guide.split(policy("*")).length - 1;
  assert.strictEqual(told, 2, "as it is, and for nginx");
});

test("the page names a folder that holds the engine", async () => {
  const view = await here.open();
  const folder = await view.page.locator('meta[name="spanlens-engine"]').getAttribute("content");
  const type = await view.page.evaluate(async (address) => {
    const answer = await fetch(new URL(address, document.baseURI));
    return answer.ok && answer.headers.get("content-type");
  }, `${folder}spanlens_bg.wasm`);
  assert.strictEqual(type, "application/wasm");
  view.assertClean();
  await view.close();
});

for (const width of widths) {
  test(`nothing is cut off at ${width} pixels`, async () => {
    const view = await here.open({ width });
    await view.page.getByText("Spanlens").first().waitFor();
    await view.looksRight("load");
    view.assertClean();
    await view.close();
  });
}

test("a violation of the policy, a console error and a foreign request are seen", async () => {
  const site = await serveSite({ csp: policy("'self'") });
  const view = await here.open({ url: site.url });
  await view.page.evaluate(() => {
    document.body.setAttribute("style", "color: red");
    return fetch("http://127.0.0.1:9/").catch(() => console.error("refused"));
  });
  await view.page.waitForFunction(() => true);
  const seen = view.problems.join("\n");
  assert.match(seen, /policy: style-src-attr refuses inline/);
  assert.match(seen, /policy: connect-src refuses http:\/\/127\.0\.0\.1:9/);
  assert.match(seen, /console: refused/);
  assert.throws(view.assertClean);
  await view.close();
  await site.close();
});
