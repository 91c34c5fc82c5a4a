// Everything can be done without a pointer.

import assert from "node:assert";
import { before, test } from "node:test";

import { inPage, parts, selected } from "./explorer.mjs";

const here = inPage();
let view;
before(async () => {
  view = await here.openDemo();
});

/** Presses keys one after the other. */
async function press(...keys) {
  for (const key of keys) await view.page.keyboard.press(key);
}

/** Presses Tab until an element has the focus. */
async function tabTo(element) {
  for (let steps = 0; steps < 40; steps += 1) {
    if (await element.evaluate((node) => node === document.activeElement)) return;
    await press("Tab");
  }
  throw new Error("the element cannot be reached with Tab");
}

test("a selection is made, extended and left by keyboard alone", async () => {
  const { heatmap, cell, selection } = parts(view.page);
  await tabTo(heatmap);
  await press("ArrowRight");
  await cell.getByText(/UTC, .+: [\d,]+ requests?/).waitFor();
  await press("Enter");
  await selection.getByText(/of 23,805 requests/).waitFor();
  const one = await selected(view.page);
  await press("Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowUp");
  await view.page.waitForFunction((before) => !document.querySelector(".selection").innerText.includes(before), one.time);
  await view.page.waitForTimeout(200);
  const more = await selected(view.page);
  assert.ok(more.count >= one.count && more.time !== one.time, `${JSON.stringify(one)} became ${JSON.stringify(more)}`);
  await view.screenshot("keyboard-selection");
  await press("Escape");
  await selection.getByText("Drag over the heatmap").waitFor();
});

test("zoom and pan have keys, and Esc backs out", async () => {
  const { summary } = parts(view.page);
  const range = async () => (await summary.textContent()).match(/from (.+?) UTC/)[1];
  const all = await range();
  const changed = (from) => view.page.waitForFunction(
    (before) => !document.querySelector("#heatmap-summary").textContent.includes(`from ${before} UTC`), from);
  await press("w");
  await changed(all);
  const zoomed = await range();
  await press("d");
  await changed(zoomed);
  await view.screenshot("keyboard-zoomed");
  const panned = await range();
  await press("Escape");
  await changed(panned);
  assert.strictEqual(await range(), all);
});

test("a question mark lists the keys", async () => {
  await press("?");
  const dialog = view.page.getByRole("dialog", { name: "Keys" });
  await dialog.getByText("extend a selection from it").waitFor();
  await view.screenshot("keyboard-help");
  await press("Escape");
  await dialog.waitFor({ state: "hidden" });
});

test("numbers and arrows go from tab to tab", async () => {
  await press("3");
  await view.page.getByRole("region", { name: "Traces" }).waitFor();
  await tabTo(view.page.getByRole("tab", { name: "Traces" }));
  await press("ArrowLeft");
  await parts(view.page).operations.waitFor();
  await press("ArrowLeft");
  await parts(view.page).findings.waitFor();
  await press("ArrowLeft");
  await parts(view.page).report.waitFor();
  await press(String(await view.page.getByRole("tab").count()));
  await parts(view.page).report.waitFor();
  await press("2");
  await parts(view.page).operations.waitFor();
  await press("1");
  await parts(view.page).findings.waitFor();
  view.assertClean();
});
