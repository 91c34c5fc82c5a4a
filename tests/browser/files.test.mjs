// Files are opened, added, dropped with folders, and told about in the report.

import assert from "node:assert";
import { test } from "node:test";

import { drop, inPage, loaded, parts, pick } from "./explorer.mjs";
import { requests, testFolder, write } from "./traces.mjs";

const here = inPage();

test("a dropped file takes the place of the demo", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page);
  const file = await write("morning.jsonl", requests(300));
  await drop(page, [file], { onHover: async () => {
    await page.getByText("Drop to open").waitFor();
    await view.screenshot("files-drop");
  } });
  await loaded(page, "300");
  await page.getByText("morning.jsonl").first().waitFor();
  assert.match(await parts(page).totals.innerText(), /300 spans · 300 traces\s+2026-01-05 10:00–10:05 UTC/);
  assert.match(await parts(page).summary.textContent(), /30 failing/);
  assert.strictEqual(await page.getByText("This is the demo").count(), 0);
  await view.screenshot("files-dropped");
  view.assertClean();
  await view.close();
});

test("a second file is added to the first", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page);
  assert.strictEqual(await page.getByRole("button", { name: "Add files" }).count(), 0, "nothing is added to the demo");
  await pick(page, "Open files", [await write("morning.jsonl", requests(300))]);
  await loaded(page, "300");
  await pick(page, "Add files", [await write("later.json.gz", requests(200, { service: "cart", first: 300 }))]);
  await loaded(page, "500");
  await page.getByText("morning.jsonl and 1 more").waitFor();

  await page.getByRole("tab", { name: "Report" }).click();
  const { report } = parts(page);
  await report.getByText(/OTLP JSON · [\d.]+ KB · 1 document · 300 spans/).waitFor();
  await report.getByText(/OTLP JSON · [\d.]+ KB, gzipped from [\d.]+ KB · 1 document · 200 spans/).waitFor();
  await view.screenshot("files-added");

  await drop(page, [await write("third.json", requests(100, { first: 900 }))], { x: 0.75 });
  await loaded(page, "600");
  await drop(page, [await write("fourth.json", requests(50))], { x: 0.25 });
  await loaded(page, "50");
  view.assertClean();
  await view.close();
});

test("the bar at the top is one row, whatever files are called", async () => {
  const view = await here.open({ width: 1280 });
  const { page } = view;
  await loaded(page);
  await pick(page, "Open files", [await write(`${"a-long-name-".repeat(12)}.jsonl`, requests(300))]);
  await loaded(page, "300");
  await page.getByRole("button", { name: "Add files" }).waitFor();
  const { height } = await page.locator("header").boundingBox();
  assert.ok(height < 50, `${height} pixels`);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await view.screenshot("files-long-name");
  const ends = await page.evaluate(() => {
    const totals = [...document.querySelectorAll("header .totals span")].map((span) => span.getBoundingClientRect().right);
    return { totals: Math.max(...totals), tools: document.querySelector("header .tools").getBoundingClientRect().left };
  });
  assert.ok(ends.totals <= ends.tools, `${ends.totals} of ${ends.tools} pixels`);
  view.assertClean();
  await view.close();
});

test("pasted text is read as a file", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page);
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    window.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
  }, requests(40));
  await loaded(page, "40");
  await page.getByText("pasted text").first().waitFor();
  view.assertClean();
  await view.close();
});

test("a dropped folder is read with all that is in it", async () => {
  await write("folder/a.jsonl", requests(20));
  await write("folder/inner/b.jsonl", requests(30, { first: 20 }));
  const view = await here.open();
  await loaded(view.page);
  await drop(view.page, [`${testFolder}folder`]);
  await loaded(view.page, "50");
  await view.page.getByRole("tab", { name: "Report" }).click();
  await parts(view.page).report.getByRole("heading", { name: "folder/inner/b.jsonl" }).waitFor();
  view.assertClean();
  await view.close();
});

test("what is skipped or repaired is hinted at and reported", async () => {
  const odd = requests(40).replaceAll('"kind":2', '"kind":"SPAN_KIND_ODD"');
  const view = await here.open();
  await loaded(view.page);
  await pick(view.page, "Open files", [await write("odd.json", odd)]);
  await loaded(view.page, "40");
  await view.page.getByRole("button", { name: "40 skipped or repaired: see the report" }).click();
  const { report } = parts(view.page);
  await report.getByRole("row", { name: /^40 [\d,]+ repaired A span kind is unknown/ }).waitFor();
  await view.screenshot("files-repaired");
  view.assertClean();
  await view.close();
});
