// The demo is shown on the first visit, and what is selected in it is counted right.

import assert from "node:assert";
import { before, test } from "node:test";

import { requestsIn, writeDemo } from "./demo.mjs";
import { drag, found, inPage, loaded, parts, selected } from "./explorer.mjs";
import { policy } from "./site.mjs";

const minute = 60_000_000_000n;
/** 2026-03-17 14:00:00 UTC, when the hour of the demo begins. */
const hour = 1_773_756_000_000_000_000n;

const here = inPage({ csp: policy("'self'") });
let requests;
before(async () => {
  requests = await requestsIn(await writeDemo());
});

/** The requests of the demo that start in `[from, to)` minutes of its hour and take `[min, max)` nanoseconds. */
function count(from, to, min = 0n, max = undefined) {
  const meant = requests.filter(({ start, duration }) => {
    const isInTime = start >= hour + BigInt(from) * minute && start < hour + BigInt(to) * minute;
    return isInTime && duration >= min && (max === undefined || duration < max);
  });
  return { count: meant.length, failing: meant.filter(({ failed }) => failed).length };
}

test("the demo shows itself on the first visit", async () => {
  const view = await here.open();
  const { page } = view;
  const { status, totals, summary, operations } = parts(page);
  await page.getByText("provisional", { exact: true }).waitFor();
  await view.screenshot("demo-loading");
  await loaded(page, "23,805");
  await status.getByText("This is the demo").waitFor();
  assert.match(await totals.innerText(), /210,640 spans · 23,805 traces\s+2026-03-17 14:00–15:00 UTC/);
  assert.match(await summary.textContent(), /^23,805 requests shown, 336 failing, from 14:00–15:00 UTC/);
  assert.ok(await found(page) >= 4, "what is wrong is said before anybody has done anything");
  await page.getByRole("tab", { name: "Findings", selected: true }).waitFor();
  await view.screenshot("demo");
  await page.getByRole("tab", { name: "Overview" }).click();
  await operations.getByRole("row", { name: /All operations 23,805/ }).waitFor();
  await page.getByText("Everything stays in this tab: no span is sent anywhere.").waitFor();
  view.assertClean();
  assert.deepStrictEqual(here.site.violations, []);
  await view.close();
});

test("a rectangle over an incident counts its requests", async () => {
  const view = await here.openDemo();
  const { page } = view;
  const { selection, operations } = parts(page);
  await page.getByRole("tab", { name: "Overview" }).click();
  await drag(page, [12.1 / 60, 0.01], [19.9 / 60, 0.99]);
  const expected = count(12, 20);
  await selection.getByText(`${expected.count.toLocaleString("en")} of 23,805 requests`).waitFor();
  assert.deepStrictEqual(await selected(page), {
    time: "14:12–14:20 UTC",
    durations: "all durations",
    all: requests.length,
    ...expected,
  });
  await operations.getByRole("row", { name: new RegExp(`All operations ${expected.count.toLocaleString("en")}`) }).waitFor();
  assert.ok(await page.getByRole("radio", { name: "just before" }).isChecked(), "all durations compare with the time before");
  await view.screenshot("demo-selection-time");

  await page.getByRole("button", { name: /^Errors only/ }).click();
  await selection.getByText(`${expected.failing} of 23,805 requests`).waitFor();
  await view.screenshot("demo-selection-errors");

  await page.getByRole("button", { name: "Clear the selection" }).click();
  await selection.getByText("Drag over the heatmap").waitFor();
  view.assertClean();
  await view.close();
});

test("a rectangle is what its numbers say, whatever the zoom and the window", async () => {
  const view = await here.openDemo();
  const { page } = view;
  const { selection, heatmap, summary } = parts(page);
  await drag(page, [27.2 / 60, 0.02], [32.8 / 60, 0.33]);
  await selection.getByText(/of 23,805 requests/).waitFor();
  const seen = await selected(page);
  assert.strictEqual(seen.time, "14:27–14:33 UTC");
  const [, number, unit] = seen.durations.match(/^from ([\d.]+) (ms|s)$/);
  const min = BigInt(Number(number) * (unit === "s" ? 1e9 : 1e6));
  assert.deepStrictEqual({ count: seen.count, failing: seen.failing }, count(27, 33, min));
  await view.screenshot("demo-selection-rectangle");

  const box = await heatmap.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.wheel(0, -400);
  await summary.filter({ hasNotText: /^23,805/ }).waitFor({ state: "attached" });
  await page.setViewportSize({ width: 900, height: 700 });
  await page.waitForTimeout(300);
  await view.screenshot("demo-selection-zoomed");
  assert.deepStrictEqual(await selected(page), seen);

  await heatmap.dblclick({ position: { x: 200, y: 100 } });
  await loaded(page, "23,805");
  assert.deepStrictEqual(await selected(page), seen);
  view.assertClean();
  await view.close();
});

test("entries and spans are counted like requests", async () => {
  const view = await here.openDemo();
  const { summary } = parts(view.page);
  await view.page.getByRole("radio", { name: "spans" }).check({ force: true });
  await summary.filter({ hasText: /^210,640 spans shown/ }).waitFor({ state: "attached" });
  await view.screenshot("demo-spans");
  await view.page.getByRole("radio", { name: "entries" }).check({ force: true });
  await summary.filter({ hasText: /entries shown/ }).waitFor({ state: "attached" });
  view.assertClean();
  await view.close();
});

test("operations are sorted by any column", async () => {
  const view = await here.openDemo();
  const { operations } = parts(view.page);
  await view.page.getByRole("tab", { name: "Overview" }).click();
  const first = () => operations.getByRole("row").nth(2).getByRole("rowheader").innerText();
  await operations.getByRole("button", { name: "Max" }).click();
  assert.strictEqual(await first(), "GET /orders/export");
  assert.strictEqual(await operations.getByRole("columnheader", { name: "Max" }).getAttribute("aria-sort"), "descending");
  await operations.getByRole("button", { name: "Operation" }).click();
  const names = await operations.getByRole("rowheader").allInnerTexts();
  assert.deepStrictEqual(names.slice(1), names.slice(1).sort());
  view.assertClean();
  await view.close();
});
