// One trace: its waterfall and the details of its spans, by keyboard and by pointer.

import assert from "node:assert";
import { before, test } from "node:test";

import { closeTrace, inPage, loaded, openTrace, pick, traceParts } from "./explorer.mjs";
import { watchFrames, widths } from "./page.mjs";
import { policy } from "./site.mjs";
import { deepTrace, requests, shopTraces, write } from "./traces.mjs";

const here = inPage({ csp: policy("'self'") });
let file;
before(async () => {
  file = await write("shop.jsonl", shopTraces());
});

/** Opens the page with a file, and one of its traces. */
async function open(path, operation, options) {
  const view = await here.open(options);
  await view.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await loaded(view.page);
  await pick(view.page, "Open files", [path]);
  const isAlone = operation !== "POST /checkout";
  await loaded(view.page, isAlone ? "1" : "2");
  if (isAlone) await traceParts(view.page).waterfall.waitFor();
  else await openTrace(view.page, operation);
  return view;
}

test("a trace is read by keyboard alone", async () => {
  const view = await open(file, "POST /checkout");
  const { page } = view;
  const { panel, waterfall, row, details, search, errors } = traceParts(page);
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await page.waitForFunction(() => document.activeElement?.tagName === "CANVAS");
  await row.getByText(/^POST \/checkout, frontend, server, takes 480 ms/).waitFor();
  await press("ArrowDown", "ArrowDown");
  await row.getByText(/^GetCart, cart, client, takes 55 ms, self time 22 ms, starts at 20 ms/).waitFor();
  await press("ArrowLeft");
  await row.getByText(/1 span below it, hidden/).waitFor();
  await press("ArrowDown");
  await row.getByText(/^Convert/).waitFor();
  await press("ArrowUp", "ArrowRight", "ArrowRight");
  await row.getByText(/^HGETALL, redis/).waitFor();
  await press("Home", "e");
  await row.getByText(/^PlaceOrder/).waitFor();
  await errors.getByText("2 of 3 errors").waitFor();
  await press("e", "Enter");
  await details.getByRole("heading", { name: "Charge" }).waitFor();
  await details.locator("pre").getByText("at <b>not markup</b>").waitFor();
  await details.getByText("+257 ms, in the trace at 412 ms").waitFor();
  await press("E");
  await details.getByRole("heading", { name: "PlaceOrder" }).waitFor();
  await press("/");
  await page.keyboard.type("HGETALL");
  await row.getByText(/^HGETALL/).waitFor();
  await details.getByRole("heading", { name: "HGETALL" }).waitFor();
  await press("Escape");
  await press("w");
  await panel.getByRole("button", { name: "Reset zoom" }).and(page.locator(":enabled")).waitFor();
  await press("Escape");
  await details.waitFor({ state: "detached" });
  await press("Escape");
  await panel.getByRole("button", { name: "Reset zoom" }).and(page.locator(":disabled")).waitFor();
  await press("Escape");
  await panel.waitFor({ state: "hidden" });
  assert.match(await page.evaluate(() => document.activeElement.textContent), /POST \/checkout/, "the focus is back where it was");
  assert.strictEqual(await search.count(), 0);
  view.assertClean();
  await view.close();
});

test("a trace is read with the pointer", async () => {
  const view = await open(file, "POST /checkout");
  const { page } = view;
  const { panel, waterfall, row, details } = traceParts(page);
  const rowAt = (number) => ({ x: 60, y: 24 + 22 * number + 11 });
  await waterfall.click({ position: rowAt(6) });
  await details.getByRole("heading", { name: "Charge" }).waitFor();
  await details.getByRole("button", { name: "Copy span id", exact: true }).first().click();
  await details.getByRole("button", { name: "Copied span id" }).waitFor();
  assert.strictEqual(await page.evaluate(() => navigator.clipboard.readText()), "7".padStart(16, "0"));
  await details.getByRole("button", { name: "Parent", exact: true }).click();
  await details.getByRole("heading", { name: "PlaceOrder" }).waitFor();
  await waterfall.click({ position: { x: 27, y: rowAt(1).y } });
  await row.getByText(/10 spans below it, hidden|9 spans below it, hidden/).waitFor();
  await waterfall.click({ position: { x: 27, y: rowAt(1).y } });
  await panel.getByRole("button", { name: "Close the details" }).click();

  const box = await waterfall.boundingBox();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 12);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 12, { steps: 4 });
  await page.mouse.up();
  await panel.getByRole("button", { name: "Reset zoom" }).click();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 100);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -200);
  await page.keyboard.up("Control");
  await panel.getByRole("button", { name: "Reset zoom" }).click();

  await panel.getByRole("searchbox").fill("declined");
  await panel.getByText("2 matches", { exact: false }).or(panel.getByText("1 of 2 matches")).first().waitFor();
  await panel.getByRole("button", { name: "Next match" }).click();
  await panel.getByRole("button", { name: "Collapse all" }).click();
  await panel.getByRole("button", { name: "Expand all" }).click();

  await waterfall.click({ position: rowAt(6) });
  await details.getByRole("button", { name: "Open the linked span" }).click();
  await panel.getByRole("heading", { name: "audit GET /audit" }).waitFor();
  await details.getByRole("heading", { name: "GET /audit" }).waitFor();
  await panel.getByRole("button", { name: "Close the trace" }).click();
  await panel.waitFor({ state: "hidden" });
  view.assertClean();
  await view.close();
});

test("the strip above the rows leads to any span of the trace", async () => {
  const view = await open(file, "POST /checkout", { height: 300 });
  const { page } = view;
  const { panel, row } = traceParts(page);
  const strip = panel.locator(".minimap canvas");
  const said = panel.locator(".minimap .readout b");
  const box = await strip.boundingBox();
  const isOver = async (name) => {
    for (let y = 4; y < 50; y += 4) {
      for (let share = 0.5; share < 0.9; share += 0.05) {
        await page.mouse.move(box.x + share * box.width, box.y + y);
        if (await said.count() && (await said.textContent()) === name) return true;
      }
    }
    return false;
  };
  await view.screenshot("trace-strip-top");
  assert.ok(await isOver("Charge"), "it is in the strip");
  await view.screenshot("trace-strip-pointed");
  await page.mouse.down();
  await page.mouse.up();
  await row.getByText(/^Charge/).waitFor();
  const scrolled = await panel.locator(".rows").evaluate(({ scrollTop }) => scrollTop);
  assert.ok(scrolled > 0, "its row is brought to the screen");
  await page.waitForFunction(() => document.activeElement?.tagName === "CANVAS");
  await page.keyboard.press("ArrowUp");
  await row.getByText(/^Convert/).waitFor();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await view.screenshot("trace-strip-zoomed");
  await panel.getByRole("button", { name: "Reset zoom" }).click();
  view.assertClean();
  await view.close();
});

test("a trace and its span are in the address, and one that is not there is told", async () => {
  const view = await here.open();
  const { page } = view;
  const { panel, details, row } = traceParts(page);
  await loaded(page, "23,805");
  await openTrace(page, "GET /");
  await row.getByText(/, level 1/).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const name = await details.getByRole("heading", { level: 3 }).innerText();
  await page.waitForFunction(() => location.hash.includes("span="));
  await page.reload();
  await details.getByRole("heading", { name, level: 3 }).waitFor();
  await page.goto(`${here.site.url}#trace=ffffffffffffffffffffffffffffffff`);
  await page.reload();
  await panel.getByText("There is no trace with the id ffffffffffffffffffffffffffffffff.").waitFor();
  await view.screenshot("trace-unknown");
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "hidden" });
  view.assertClean();
  await view.close();
});

test("a trace leads to its logs by a template that the machine remembers", async () => {
  const view = await open(file, "POST /checkout");
  const { page } = view;
  const { panel } = traceParts(page);
  await panel.getByRole("button", { name: "Link to logs …" }).click();
  await panel.getByRole("textbox", { name: /^Address of your logs/ }).fill("https://logs.example.org/{trace_id}?from={from_ms}");
  await panel.getByRole("button", { name: "Save on this machine" }).click();
  const link = panel.getByRole("link", { name: "Logs" });
  assert.match(await link.getAttribute("href"), /^https:\/\/logs\.example\.org\/[0-9a-f]{32}\?from=\d{13}$/);
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "hidden" });
  await openTrace(page, "POST /checkout");
  await link.waitFor();
  view.assertClean();
  await view.close();
});

for (const width of widths) {
  test(`a trace can be read at ${width} pixels`, async () => {
    const view = await open(file, "POST /checkout", { width });
    const { page } = view;
    const { waterfall, details } = traceParts(page);
    await view.looksRight("trace", "dialog.trace");
    await waterfall.click({ position: { x: 60, y: 24 + 22 * 6 + 11 } });
    await details.getByRole("heading", { name: "Charge" }).waitFor();
    await view.looksRight("trace-details", "dialog.trace");
    view.assertClean();
    assert.deepStrictEqual(here.site.violations, []);
    await view.close();
  });
}

test("two quick clicks on values both count", async () => {
  const view = await open(file, "POST /checkout");
  const { page } = view;
  const { details } = traceParts(page);
  await page.keyboard.press("Enter");
  await details.getByRole("button", { name: "Filter by http.route = /checkout" }).waitFor();
  await details.evaluate((details) => {
    for (const name of ["http.route = /checkout", "http.request.method = POST"]) details.querySelector(`button[aria-label="Filter by ${name}"]`).click();
  });
  const filter = page.getByRole("combobox", { name: "Filter" });
  await page.waitForFunction(() => /method/.test(document.querySelector("[role=combobox]").value));
  assert.match(await filter.inputValue(), /^\{.*http\.route = "?\/checkout.*http\.request\.method = "?POST.*\}$/);
  view.assertClean();
  await view.close();
});

test("a source with one trace opens it, one with a few opens their list, and a link is followed as it is", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page);
  const [one, few, many] = await Promise.all([1, 10, 11].map((count) => write(`first-${count}.json`, requests(count))));
  const tab = page.getByRole("tab", { selected: true });
  await pick(page, "Open files", [one]);
  await closeTrace(page);
  await loaded(page, "1");
  assert.match(await tab.innerText(), /^Findings/);
  await pick(page, "Open files", [few]);
  await loaded(page, "10");
  await page.getByRole("region", { name: "Traces" }).getByRole("button", { name: "GET /" }).first().waitFor();
  assert.match(await tab.innerText(), /^Traces/);
  await page.getByRole("tab", { name: "Overview" }).click();
  await pick(page, "Add files", [many]);
  await loaded(page, "11");
  assert.match(await tab.innerText(), /^Overview/);
  view.assertClean();
  await view.close();
});

test("a hundred thousand spans, five thousand deep, are as good as a few", async (context) => {
  const view = await here.open();
  const { page } = view;
  await loaded(page);
  await pick(page, "Open files", [await write("deep.jsonl", deepTrace(20, 5000))]);
  await loaded(page, "1");
  await closeTrace(page);
  await page.getByRole("tab", { name: "Traces" }).click();
  const worst = await watchFrames(page);
  await openTrace(page, "GET /everything");
  const { waterfall, row, panel, errors } = traceParts(page);
  await row.getByText(/100,000 spans below it/).waitFor();
  await page.waitForTimeout(300);
  const opening = await worst();
  const box = await waterfall.boundingBox();
  await page.mouse.move(box.x + 500, box.y + 200);
  for (let turn = 0; turn < 40; turn += 1) await page.mouse.wheel(0, 2500);
  await page.waitForTimeout(200);
  const scrolling = await worst();
  await view.screenshot("trace-deep");
  await panel.getByRole("button", { name: "Collapse all" }).click();
  await page.waitForTimeout(100);
  await view.screenshot("trace-deep-collapsed");
  await panel.getByRole("button", { name: "Expand all" }).click();
  await page.waitForTimeout(100);
  const collapsing = await worst();
  await page.keyboard.press("e");
  await errors.getByText(/^\d+ of 100 errors/).waitFor();
  context.diagnostic(`largest gaps between frames: opening ${opening.toFixed(0)} ms, scrolling ${scrolling.toFixed(0)} ms, collapsing ${collapsing.toFixed(0)} ms`);
  const nodes = await page.evaluate(() => document.querySelectorAll("dialog.trace *").length);
  assert.ok(nodes < 200, `${nodes} elements for what is on the screen`);
  view.assertClean();
  await view.close();
});
