// What goes wrong is said, what was there before is kept, and there is a way on.

import assert from "node:assert";
import { test } from "node:test";

import { inPage, loaded, parts, pick } from "./explorer.mjs";
import { requests, write } from "./traces.mjs";

const here = inPage();

test("a broken file keeps everything before the fault", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page);
  const good = requests(120);
  await pick(page, "Open files", [await write("broken.jsonl", `${good}{"resourceSpans": [oops`)]);
  await loaded(page, "120");
  await page.getByRole("button", { name: "1 file could not be read to the end: see the report" }).click();
  const fault = parts(page).report.locator(".fault");
  await fault.getByText("The 120 spans before that are loaded.").waitFor();
  const [, offset] = (await fault.innerText()).match(/byte ([\d,]+)/);
  assert.ok(Number(offset.replaceAll(",", "")) >= good.length, "the fault is after the good part");
  await view.screenshot("trouble-broken");
  view.assertClean();
  await view.close();
});

test("a file without traces is told what it should be", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page);
  await pick(page, "Open files", [await write("holiday.txt", "Dear diary, today nothing happened.")]);
  const alert = page.getByRole("alert");
  await alert.getByRole("heading", { name: "No spans were found" }).waitFor();
  await alert.getByText("holiday.txt").waitFor();
  await alert.getByText("Spanlens reads traces of OpenTelemetry").waitFor();
  await view.screenshot("trouble-no-traces");
  await page.getByRole("button", { name: "Demo" }).click();
  await loaded(page, "23,805");
  view.assertClean();
  await view.close();
});

test("a load that is cancelled keeps what it has read", async () => {
  const view = await here.open();
  const { page } = view;
  await page.getByText(/^demo: [\d.]+ MB/).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "reading was cancelled in 1 file: see the report" }).waitFor();
  const [, spans] = (await parts(page).totals.innerText()).match(/([\d,]+) spans/);
  const count = Number(spans.replaceAll(",", ""));
  assert.ok(count > 0 && count < 210_640, `${count} spans are a part of the demo`);
  await view.screenshot("trouble-cancelled");
  view.assertClean();
  await view.close();
});

test("an engine that dies says its last words and the same files open again", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page);
  const files = [await write("morning.jsonl", requests(300)), await write("later.jsonl", requests(50, { first: 300 }))];
  await pick(page, "Open files", files);
  await loaded(page, "350");
  const [worker] = page.workers();
  await worker.evaluate(() => setTimeout(() => {
    throw new Error("out of luck");
  }));
  const alert = page.getByRole("alert");
  await alert.getByText("out of luck").waitFor();
  await view.screenshot("trouble-crashed");
  await alert.getByRole("button", { name: "Reopen morning.jsonl and 1 more" }).click();
  await loaded(page, "350");
  assert.strictEqual(page.workers().length, 1, "the dead worker is gone");
  await view.close();
});

test("an engine that cannot be loaded says so, and can be tried again", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page);
  await page.context().route("**/spanlens_bg.wasm", (route) => route.fulfill({ status: 200, body: "not wasm" }));
  await page.reload();
  const reopen = page.getByRole("alert").getByRole("button", { name: "Reopen Demo" });
  await reopen.waitFor();
  await view.screenshot("trouble-no-engine");
  await page.context().unroute("**/spanlens_bg.wasm");
  await reopen.click();
  await loaded(page, "23,805");
  await view.close();
});
