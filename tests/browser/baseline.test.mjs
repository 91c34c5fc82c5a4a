// What a selection is compared with: drawn, chosen, and named with its count.

import assert from "node:assert";
import { beforeEach, test } from "node:test";

import { drag, inPage, loaded, parts, pick } from "./explorer.mjs";
import { requests, write } from "./traces.mjs";

const here = inPage();
let view;
beforeEach(async () => {
  await view?.close();
  view = await here.openDemo();
});

const number = async (element) => Number((await element.innerText()).match(/[\d,]+/)[0].replaceAll(",", ""));

test("a baseline is drawn with Shift, and left for the rest", async () => {
  const { page } = view;
  const { selection, operations } = parts(page);
  await page.getByRole("tab", { name: "Overview" }).click();
  await drag(page, [12.1 / 60, 0.01], [19.9 / 60, 0.99]);
  await selection.getByText(/of 23,805 requests · [\d.]+\/s/).waitFor();
  assert.ok(await page.getByRole("radio", { name: "just before" }).isChecked());
  await drag(page, [40.1 / 60, 0.01], [47.9 / 60, 0.99], { key: "Shift" });
  const drawn = page.getByRole("radio", { name: "14:40–14:48 UTC, all durations" });
  await drawn.waitFor({ state: "attached" });
  assert.ok(await drawn.isChecked());
  const baseline = selection.getByRole("group", { name: "Baseline" }).getByRole("status");
  await baseline.getByText(/^[\d,]+ · [\d.]+\/s$/).waitFor();
  const compared = await number(baseline);
  await operations.getByRole("row", { name: new RegExp(`All operations .* ${compared.toLocaleString("en")} `) }).waitFor();
  await view.screenshot("baseline-drawn");

  await page.getByRole("radio", { name: "the rest" }).check({ force: true });
  await baseline.getByText(/^[\d,]+$/).waitFor();
  assert.strictEqual(await drawn.count(), 0);
  view.assertClean();
});

test("the selection becomes the baseline of the next one with a key", async () => {
  const { page } = view;
  const { selection, heatmap } = parts(page);
  await heatmap.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowLeft");
  await selection.getByText(/of 23,805 requests/).waitFor();
  await page.keyboard.press("b");
  await selection.getByText("Drag over the heatmap to select what is compared with it.").waitFor();
  await view.screenshot("baseline-key");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const group = selection.getByRole("group", { name: "Baseline" });
  assert.strictEqual(await group.getByRole("radio").count(), 3);
  assert.ok(await group.getByRole("radio").nth(2).isChecked());
  await page.keyboard.press("Escape");
  await selection.getByText("Drag over the heatmap to select what is compared with it.").waitFor();
  await page.keyboard.press("Escape");
  await selection.getByText("Drag over the heatmap to select requests").waitFor();
  view.assertClean();
});

test("an empty side is a sentence", async () => {
  const { page } = view;
  const { selection } = parts(page);
  await pick(page, "Open files", [await write("steady.jsonl", requests(300))]);
  await loaded(page, "300");
  await drag(page, [0.001, 0.01], [0.2, 0.99]);
  await selection.getByText("No requests start just before: compare with the rest.").waitFor();
  await drag(page, [0.005, 0.01], [0.995, 0.99]);
  await page.getByRole("radio", { name: "the rest" }).check({ force: true });
  await selection.getByText("All requests are selected: there are no others to compare with.").waitFor();
  await view.screenshot("baseline-empty");
  view.assertClean();
});
