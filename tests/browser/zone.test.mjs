// Times are told in UTC or by the clock on the wall, everywhere at once.

import assert from "node:assert";
import { test } from "node:test";

import { drag, inPage, loaded, parts, selected } from "./explorer.mjs";

const here = inPage();

test("one switch tells all times by the clock of the machine, and is remembered", async () => {
  const view = await here.open({ timezone: "Asia/Kolkata" });
  const { page } = view;
  const { totals, summary, selection, cell, heatmap } = parts(page);
  await loaded(page, "23,805");
  await drag(page, [12.1 / 60, 0.01], [19.9 / 60, 0.99]);
  await selection.getByText(/of 23,805 requests/).waitFor();
  const before = await selected(page);
  await page.getByRole("button", { name: "Times: UTC" }).click();
  await page.getByRole("button", { name: "Times: local" }).getByText("UTC+05:30").waitFor();
  assert.match(await totals.innerText(), /2026-03-17 19:30–20:30 UTC\+05:30/);
  assert.match(await summary.textContent(), /from 19:30–20:30 UTC\+05:30\./);
  assert.deepStrictEqual(await selected(page), { ...before, time: "19:42–19:50 UTC+05:30" });
  await heatmap.focus();
  await page.keyboard.press("ArrowRight");
  await cell.getByText(/UTC\+05:30, .+: [\d,]+ requests?/).waitFor();
  await page.getByRole("tab", { name: "Traces" }).click();
  await page.getByRole("columnheader", { name: "Start UTC+05:30" }).waitFor();
  await page.getByRole("cell", { name: /^19:4\d:\d\d\.\d{3}$/ }).first().waitFor();
  await view.screenshot("zone-local");
  await page.reload();
  await page.getByRole("button", { name: "Times: local" }).click();
  await page.getByRole("button", { name: "Times: UTC" }).waitFor();
  view.assertClean();
  await view.close();
});

test("the clock is that of the data, not that of today", async () => {
  const view = await here.openDemo({ timezone: "Europe/Berlin" });
  const { page } = view;
  await page.getByRole("button", { name: "Times: UTC" }).click();
  // In March before the last Sunday: an hour ahead.
  assert.match(await parts(page).totals.innerText(), /2026-03-17 15:00–16:00 UTC\+01:00/);
  view.assertClean();
  await view.close();
});
