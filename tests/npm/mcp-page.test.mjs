// The links in answers to an assistant, as the page shows them.

import assert from "node:assert";
import { test } from "node:test";

import { loaded, selected, traceParts } from "../browser/explorer.mjs";
import { openPage } from "../browser/page.mjs";
import { assisted, withSdk } from "./assistant.mjs";
import { browser, installed } from "./browsing.mjs";
import { shop } from "./shop.mjs";

test("a link shows what the answer is about", async () => {
  await withSdk(installed);
  const file = await shop("mcp-page.jsonl", { requests: 300, failing: 3 });
  await assisted(installed, [file, "--page"], async ({ call }) => {
    const selection = { from: "2026-01-05T10:01:00Z", to: "2026-01-05T10:03:00Z", errors: true, operations: [{ service: "frontend", name: "GET /cart" }] };
    const { found: { units, link } } = await call("error_causes", { selection });
    assert.ok(units > 10);
    const view = await openPage(browser, link);
    const { page } = view;
    await loaded(page, "300");
    await page.getByRole("tab", { name: /^Error causes/, selected: true }).waitFor();
    await page.getByText(`Analysed ${units} of ${units} requests: ${units} fail`).waitFor();
    assert.strictEqual((await selected(page)).count, units);
    const { found: { requests: [{ trace }] } } = await call("find_traces", { selection });
    await page.goto((await call("trace", { trace })).found.link);
    await page.reload();
    await traceParts(page).panel.getByText(trace.slice(0, 8)).first().waitFor();
    view.assertClean();
    await view.close();
  });
});
