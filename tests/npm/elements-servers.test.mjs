// Elements that are given what to ask a server: ClickHouse's own engine, behind tests/clickhouse/front.py, and stand-ins for Jaeger and Tempo.

import assert from "node:assert";
import { after, before, test } from "node:test";

import { launchBrowser, openPage } from "../browser/page.mjs";
import { startJaeger, startTempo } from "../browser/trace-apis.mjs";
import { startFront } from "../clickhouse/front.mjs";
import { BEGIN, shop } from "../clickhouse/shop.mjs";
import { record, recorded, shows } from "./element.mjs";
import { servePlainPage } from "./plain.mjs";

let browser, site, front, jaeger, tempo;
before(async () => {
  [front, jaeger, tempo] = await Promise.all([startFront(), startJaeger({ versions: ["v1"] }), startTempo()]);
  await front.fill("exporter-2024", shop);
  [browser, site] = await Promise.all([launchBrowser(), servePlainPage("<spanlens-explorer></spanlens-explorer>", [front.url(), jaeger.origin, tempo.origin])]);
});
after(async () => {
  await browser?.close();
  await site?.close();
  await front?.close();
  for (const server of [jaeger, tempo]) server?.close();
});

const explorer = "spanlens-explorer";

test("an element shows a range of a server, then another one, and its password is nowhere in the page", async () => {
  const opened = await openPage(browser, site.url);
  const { page } = opened;
  await page.evaluate(() => import("spanlens/elements"));
  await record(page, explorer);
  const asked = { url: front.url(), user: "admin", password: "secret", database: "otel" };
  const show = (more) => page.locator(explorer).evaluate((explorer, range) => {
    explorer.clickhouse = range;
  }, { ...asked, ...more });

  await show({ range: { from: BEGIN, to: BEGIN + 3_600_000_000_000n } });
  await shows(page, explorer, "62");
  await show({ range: { from: BEGIN + 10_000_000_000n, to: BEGIN + 20_000_000_000n } });
  await shows(page, explorer, "10");
  await page.waitForFunction(() => window.events.filter(([name]) => name === "load").length === 2);
  assert.deepStrictEqual((await recorded(page, "load")).map(({ counts }) => counts.spans), [133, 20]);
  assert.deepStrictEqual(await recorded(page, "error"), []);
  const told = await page.locator(explorer).evaluate((explorer) => `${explorer.outerHTML} ${explorer.state} ${location.href}`);
  assert.doesNotMatch(told, /password|secret/);

  await show({ password: "wrong", range: { from: BEGIN, to: BEGIN + 3_600_000_000_000n } });
  await page.waitForFunction(() => window.events.some(([name]) => name === "error"));
  const [{ code, message }] = await recorded(page, "error");
  assert.strictEqual(code, "wrong-credentials");
  assert.doesNotMatch(message, /wrong"|:wrong/);
  const refused = await page.locator(explorer).evaluate((explorer) => {
    try {
      explorer.clickhouse = { url: "no address" };
    } catch (error) {
      return `${error.name}: ${error.message}`;
    }
  });
  assert.match(refused, /^SpanlensError: .*clickhouse/);
  assert.deepStrictEqual(site.violations, []);
  await opened.close();
});

test("an element shows what Jaeger finds, and what Tempo finds once that is taken away", async () => {
  const opened = await openPage(browser, site.url);
  const { page } = opened;
  await page.evaluate(() => import("spanlens/elements"));
  await record(page, explorer);
  const show = (wanted) => page.locator(explorer).evaluate((explorer, wanted) => Object.assign(explorer, wanted), wanted);
  const range = { from: 1_767_607_200_000_000_000n, to: 1_767_610_800_000_000_000n };

  await show({ jaeger: { url: jaeger.origin, service: "shop", range, limit: 10 } });
  await shows(page, explorer, "10");
  await show({ tempo: { url: tempo.origin, service: "shop", limit: 2 } });
  assert.strictEqual((await recorded(page, "load")).length, 1, "a search of Jaeger goes before one of Tempo");
  await show({ jaeger: undefined });
  await shows(page, explorer, "2");
  assert.deepStrictEqual((await recorded(page, "load")).map(({ counts }) => counts.traces), [10, 2]);

  assert.deepStrictEqual(await recorded(page, "error"), []);
  await show({ jaeger: { url: jaeger.origin } });
  await page.waitForFunction(() => window.events.some(([name]) => name === "error"));
  const [{ code, message }] = await recorded(page, "error");
  assert.deepStrictEqual([code, /service/.test(message)], ["refused-query", true]);
  await opened.close();
});
