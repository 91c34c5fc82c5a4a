// Time without requests takes no room in the heatmap, and true time is one click away.

import assert from "node:assert";
import { test } from "node:test";

import { drag, inPage, loaded, parts, pick, selected, settled } from "./explorer.mjs";
import { widths } from "./page.mjs";
import { policy } from "./site.mjs";
import { requests, write } from "./traces.mjs";

const here = inPage({ csp: policy("'self'") });

/** A minute of requests, one a second, and another one twenty hours later. */
async function twoMinutes(options) {
  const view = await here.open(options);
  const { page } = view;
  await loaded(page, "23,805");
  const far = requests(60, { first: 20 * 3600 });
  await pick(page, "Open files", [await write("two-minutes.jsonl", requests(60) + far)]);
  await loaded(page, "120");
  return view;
}

const chip = (page) => page.getByRole("button", { name: /^Leave out gaps/ });

test("half a heatmap is one minute, and half of it the other", async () => {
  const view = await twoMinutes();
  const { page } = view;
  await chip(page).getByText("1 of 19 h 59 min").waitFor();
  await parts(page).summary.filter({ hasText: "with gaps left out, 1 of 19 h 59 min" }).waitFor({ state: "attached" });
  await drag(page, [0.001, 0.01], [0.45, 0.99]);
  const first = await selected(page);
  assert.ok(first.count > 50 && first.count <= 60, `${first.count} requests are in the first minute`);
  assert.match(first.time, /10:00/);
  await drag(page, [0.001, 0.01], [0.999, 0.99]);
  const both = await selected(page);
  assert.strictEqual(both.count, 120, "what reaches over the gap includes it");
  await view.screenshot("gaps-selected");
  view.assertClean();
  await view.close();
});

test("one click shows true time, a link says so, and the selection stays", async () => {
  const view = await twoMinutes();
  const { page } = view;
  await drag(page, [0.6, 0.01], [0.999, 0.99]);
  const before = await selected(page);
  await chip(page).focus();
  await page.keyboard.press("Enter");
  await page.locator(`button[aria-pressed="false"]`).filter({ hasText: "Leave out gaps" }).waitFor();
  await settled(page);
  await parts(page).summary.filter({ hasNotText: "gaps left out" }).waitFor({ state: "attached" });
  assert.deepStrictEqual(await selected(page), before);
  await page.waitForFunction(() => location.hash.includes("gaps=shown"));
  await view.screenshot("gaps-true-time");
  await chip(page).click();
  await chip(page).getByText("1 of 19 h 59 min").waitFor();
  await page.waitForFunction(() => !location.hash.includes("gaps=shown"));
  view.assertClean();
  await view.close();
});

test("the cursor steps over a gap", async () => {
  const view = await twoMinutes();
  const { page } = view;
  const cell = () => parts(page).cell.innerText();
  await parts(page).heatmap.focus();
  // The cursor begins where most requests are, which may be on either side.
  await page.keyboard.press("ArrowRight");
  const [key, other] = (await cell()).startsWith("06:0") ? ["ArrowLeft", "10:0"] : ["ArrowRight", "06:0"];
  for (let step = 0; step < 400 && !(await cell()).startsWith(other); step += 1) await page.keyboard.press(key);
  assert.ok((await cell()).startsWith(other), `twenty hours lie between ten and six: ${await cell()}`);
  view.assertClean();
  await view.close();
});

for (const width of widths) {
  test(`gaps can be read at ${width} pixels`, async () => {
    const view = await twoMinutes({ width });
    const { page } = view;
    await view.looksRight("gaps");
    view.assertClean();
    await view.close();
  });
}

test("the demo has no gaps", async () => {
  const view = await here.openDemo();
  assert.strictEqual(await chip(view.page).count(), 0);
  await view.close();
});
