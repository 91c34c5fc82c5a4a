// Groups of files are shown one over the other, each from its first request on, and what is selected stays in true time.

import assert from "node:assert";
import { test } from "node:test";

import { drag, drop, inPage, loaded, parts, pick, selected, settled } from "./explorer.mjs";
import { widths } from "./page.mjs";
import { policy } from "./site.mjs";
import { requests, write } from "./traces.mjs";

const here = inPage({ csp: policy("'self'") });

/** When the first request of each file starts, in nanoseconds: twenty hours lie between them. */
const BEGIN = 1_767_607_200_000_000_000n;
const APART_S = 20 * 3600;
const starts = { before: BEGIN, after: BEGIN + BigInt(APART_S) * 1_000_000_000n };
/** How many requests each has, one a second. */
const counts = { before: 240, after: 360 };

/** Opens two runs as before and as after, the second of which lasts longer. */
async function twoRuns(options) {
  const view = await here.open(options);
  const { page } = view;
  await loaded(page, "23,805");
  await drop(page, [await write("run-1.jsonl", requests(counts.before))], { x: 0.25, y: 0.9 });
  await loaded(page, "240");
  await pick(page, "After", [await write("run-2.jsonl", requests(counts.after, { first: APART_S }))]);
  await loaded(page, "600");
  return view;
}

const chip = (page) => page.getByRole("button", { name: "Align groups" });

const stripOf = (page, group) => ({
  heatmap: page.getByRole("application", { name: `Heatmap of requests of ${group} by time and duration` }),
  summary: page.locator(`#heatmap-summary-${group}`),
  box: page.getByRole("group", { name: group, exact: true }),
});

/** Shows the groups one over the other, and waits for both. */
async function align(page) {
  await chip(page).click();
  await shown(page);
}

async function shown(page) {
  for (const group of ["before", "after"]) {
    await stripOf(page, group).summary.filter({ hasText: `${counts[group]} requests of ${group} shown` }).waitFor({ state: "attached" });
  }
}

/** The range of times that the address says, under a key. */
async function rangeOf(page, key) {
  await settled(page);
  await page.waitForFunction((key) => new RegExp(`[#&]${key}=`).test(location.hash), key);
  const hash = await page.evaluate(() => location.hash.slice(1));
  return new URLSearchParams(hash).get(key).split("-").map(BigInt);
}

/** How many requests of a group start in a range, counted from how they were written. */
function counted(group, [from, to]) {
  const all = Array.from({ length: counts[group] }, (_, at) => starts[group] + BigInt(at) * 1_000_000_000n);
  return all.filter((start) => from <= start && start < to).length;
}

test("what is drawn in the strip of a group is of that group, in true time", async () => {
  const view = await twoRuns();
  const { page } = view;
  await align(page);
  const [before, after] = ["before", "after"].map((group) => stripOf(page, group));
  await drag(page, [0.001, 0.01], [0.5, 0.99], { over: after.heatmap });
  const half = await selected(page);
  const range = await rangeOf(page, "time");
  assert.ok(range[0] <= starts.after && range[1] > starts.after, `${range}`);
  assert.deepStrictEqual([half.count, half.all], [counted("after", range), 600]);
  assert.ok(half.count > 150 && half.count < 210, `half of the longer run: ${half.count}`);
  await page.waitForFunction(() => /of=after/.test(location.hash) && /groups=aligned/.test(location.hash));

  await drag(page, [0.001, 0.01], [0.5, 0.99], { over: before.heatmap, key: "Shift" });
  const compared = await rangeOf(page, "baseline-time");
  assert.ok(compared[1] - starts.before < 200_000_000_000n, "the same part of the other run");
  await page.waitForFunction(() => /baseline-of=before/.test(location.hash));
  const baseline = parts(page).selection.getByRole("group", { name: "Baseline" }).getByRole("status");
  await baseline.getByText(new RegExp(`^${counted("before", compared)} · `)).waitFor();
  await view.screenshot("aligned-compared");

  await drag(page, [0.75, 0.01], [0.999, 0.99], { over: before.heatmap });
  assert.strictEqual((await selected(page)).count, 0, "the shorter run is over by then");
  view.assertClean();
  await view.close();
});

test("keys move within a strip, and zoom both", async () => {
  const view = await twoRuns();
  const { page } = view;
  await chip(page).focus();
  await page.keyboard.press("Enter");
  await shown(page);
  const [before, after] = ["before", "after"].map((group) => stripOf(page, group));
  await after.heatmap.focus();
  await page.keyboard.press("ArrowRight");
  await after.box.getByRole("status", { name: "Cell" }).filter({ hasText: /^06:0/ }).waitFor({ state: "attached" });
  await page.keyboard.press("Enter");
  const range = await rangeOf(page, "time");
  assert.strictEqual((await selected(page)).count, counted("after", range));
  await page.keyboard.press("w");
  await page.getByRole("button", { name: "Show all" }).waitFor();
  const [from, to] = await rangeOf(page, "view");
  const seconds = Number((to - from) / 1_000_000_000n);
  assert.ok(starts.before <= from && seconds >= 179 && seconds <= 181, `half of the longer run, which lasts 359 s: ${from}-${to}`);
  for (const { summary } of [before, after]) await summary.filter({ hasNotText: /^(240|360) / }).waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Show all" }).click();
  await shown(page);
  view.assertClean();
  await view.close();
});

test("a link shows it, and one click shows true time again", async () => {
  const view = await twoRuns();
  const { page } = view;
  await align(page);
  await drag(page, [0.1, 0.01], [0.4, 0.99], { over: stripOf(page, "before").heatmap });
  const drawn = await selected(page);
  await page.waitForFunction(() => location.hash.includes("groups=aligned"));
  assert.strictEqual(await page.getByRole("button", { name: /^Leave out gaps/ }).count(), 0, "all time of a group is shown");
  await chip(page).click();
  await parts(page).heatmap.waitFor();
  await page.getByRole("button", { name: /^Leave out gaps/ }).waitFor();
  assert.deepStrictEqual(await selected(page), drawn);
  await page.waitForFunction(() => !location.hash.includes("groups=aligned"));
  await page.evaluate(() => (location.hash += "&groups=aligned"));
  await shown(page);
  assert.deepStrictEqual(await selected(page), drawn);
  view.assertClean();
  await view.close();
});

for (const width of widths) {
  test(`aligned groups can be read at ${width} pixels`, async () => {
    const view = await twoRuns({ width });
    const { page } = view;
    await align(page);
    await page.mouse.move(2, 2);
    await chip(page).scrollIntoViewIfNeeded();
    await view.looksRight("aligned");
    view.assertClean();
    await view.close();
  });
}

test("without groups there is nothing to align", async () => {
  const view = await here.openDemo();
  assert.strictEqual(await chip(view.page).count(), 0);
  await view.close();
});
