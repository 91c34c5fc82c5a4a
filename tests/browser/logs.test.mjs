// Events and logs of a trace: dots on the bars, all that they say, a list of all of them, and the ways between these.

import assert from "node:assert";
import { before, test } from "node:test";

import { drop, inPage, loaded, openTrace, traceParts } from "./explorer.mjs";
import { watchFrames, widths } from "./page.mjs";
import { policy } from "./site.mjs";
import { event, log, logs, trace, write } from "./traces.mjs";

const here = inPage({ csp: policy("'self'") });
const TRACE = "10c5";
const OTHER = "10c6";
const STACK = "shop.CartUnavailable: no stock for cart 81723\n    at shop.Cart.load(Cart.java:41)\n    at <b>not markup</b>";

/** A request that fails, whose error is in a log alone, and one that has no log. */
function shop() {
  const spans = trace(TRACE, [
    ["frontend", "GET /cart", 0, 480, { kind: 2, status: { code: 2 }, events: [event("request received", 2)] }],
    ["cart", "load cart", 20, 440, { parent: 1, kind: 2, status: { code: 2 } }],
    ["cart", "HGETALL", 40, 120, { parent: 2, kind: 3 }],
    ["stock", "reserve", 130, 410, { parent: 2, kind: 2 }],
  ]);
  const quiet = trace(OTHER, [["frontend", "GET /", 1000, 1020, { kind: 2 }]]);
  const error = { "exception.type": "shop.CartUnavailable", "exception.message": "no stock for cart 81723", "exception.stacktrace": STACK };
  const told = logs("cart", "cart.Loader", [
    log(TRACE, 2, 30, 9, "loading cart 81723", { "cart.id": "81723" }),
    log(TRACE, 2, 31, 9, "loading cart 81724"),
    log(TRACE, 3, 45, 13, "cache miss for cart 81723", { "cache.node": "redis-3" }),
    log(TRACE, 3, 60, 5, "asking the replica"),
    log(TRACE, 4, 200, 13, "slow answer of the warehouse"),
    log(TRACE, 2, 430, 17, "cart could not be loaded", error),
    log(TRACE, undefined, 450, 21, "the process is going down\nand takes its carts along", { "process.pid": "17" }),
    log(TRACE, 1, 478, 17, "answered with 500"),
  ]);
  return spans + quiet + told;
}

/** The parts of the list. */
const listParts = (page) => {
  const panel = page.getByRole("region", { name: "Events and logs" });
  return {
    toggle: page.getByRole("button", { name: /^Events and logs \(/ }),
    panel,
    lines: panel.getByRole("row"),
    current: panel.locator('[aria-current="true"]'),
    search: panel.getByRole("searchbox"),
    severity: panel.getByRole("combobox", { name: "Severity" }),
    position: panel.getByRole("status").first(),
  };
};

let file;
before(async () => {
  file = await write("shop-logs.jsonl", shop());
});

/** Drops the file on the page, and opens its trace. */
async function open(options) {
  const view = await here.open(options);
  await view.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await loaded(view.page);
  await drop(view.page, [file]);
  await loaded(view.page, "2");
  await openTrace(view.page, "GET /cart");
  return view;
}

/** The text of each line that is there. */
const texts = async (lines) => (await lines.locator(".said").allInnerTexts()).map((text) => text.trim());

test("all events and logs are listed in the order of time, by severity, and by what they say", async () => {
  const view = await open();
  const { page } = view;
  const { panel } = traceParts(page);
  await panel.getByText("3 errors logged").waitFor();
  const list = listParts(page);
  await list.toggle.getByText("(9)").waitFor();
  await list.toggle.click();
  await list.lines.nth(8).waitFor();
  const all = await list.lines.allInnerTexts();
  assert.strictEqual(all.length, 9);
  assert.match(all[0], /^2 ms\s+event\s+frontend GET \/cart\s+request received/);
  assert.match(all[3], /^45 ms\s+warn\s+cart HGETALL\s+cache miss for cart 81723\s*cache\.node=redis-3/);
  assert.match(all[6], /^430 ms\s+error\s+cart load cart\s+cart could not be loaded\s*shop\.CartUnavailable: no stock for cart 81723/);
  assert.match(all[7], /^450 ms\s+fatal\s+cart no span\s+the process is going down/);
  assert.strictEqual(await list.position.innerText(), "9");

  await list.severity.selectOption("Warnings and worse");
  await list.position.getByText("5 of 9").waitFor();
  await list.search.fill("CART");
  await list.position.getByText("3 of 9").waitFor();
  assert.match((await texts(list.lines)).join("|"), /^cache miss for cart.*\|cart could not.*\|the process is going down/);
  await list.search.fill("nobody says this");
  await list.panel.getByText("No event or log of this trace is like that.").waitFor();
  await list.panel.getByRole("button", { name: "List all" }).click();
  await list.lines.nth(8).waitFor();
  view.assertClean();
  await view.close();
});

test("a line leads to its span, and a span to its lines", async () => {
  const view = await open();
  const { page } = view;
  const { panel, details, row } = traceParts(page);
  const list = listParts(page);
  await list.toggle.click();
  await list.lines.filter({ hasText: "cart could not be loaded" }).click();
  await row.getByText(/^load cart, cart/).waitFor();
  await details.getByRole("heading", { name: "load cart" }).waitFor();
  const shown = details.locator(".looked-at");
  await shown.getByRole("heading", { name: "Log: error" }).waitFor();
  await shown.getByText("+410 ms, in the trace at 430 ms").waitFor();
  assert.strictEqual(await shown.getByLabel("Text", { exact: true }).innerText(), "cart could not be loaded");
  await shown.getByText("cart.Loader").waitFor();
  assert.strictEqual(await shown.getByLabel("Stack trace", { exact: true }).innerText(), STACK);
  await shown.getByRole("button", { name: "Copy the stack trace" }).click();
  await shown.getByRole("button", { name: "Copied the stack trace" }).waitFor();
  assert.strictEqual(await page.evaluate(() => navigator.clipboard.readText()), STACK);
  await list.position.getByText("7 of 9").waitFor();

  // The other way: from the details of a span to the line, though the list leaves it out.
  await list.severity.selectOption("Errors and worse");
  await list.position.getByText("1 of 3").waitFor();
  await details.locator("section").filter({ hasText: "loading cart 81724" }).getByRole("button", { name: "Show in the list" }).click();
  await list.current.getByText("loading cart 81724").waitFor();
  await list.position.getByText("3 of 9").waitFor();

  // A log of no span is told by itself.
  await list.lines.filter({ hasText: "the process is going down" }).click();
  const told = panel.getByRole("complementary", { name: "Log details" });
  await told.getByRole("heading", { name: "Log of the trace" }).waitFor();
  await told.getByText("and takes its carts along").waitFor();
  await told.getByText("process.pid").waitFor();
  view.assertClean();
  await view.close();
});

test("a dot says what happened, and leads to it", async () => {
  const view = await open();
  const { page } = view;
  const { panel, waterfall, details } = traceParts(page);
  await waterfall.waitFor();
  const box = await waterfall.boundingBox();
  // The names take 36 % of the width, at most 400 px; 14 px are free right of the timeline.
  const left = Math.floor(Math.min(400, Math.max(156, box.width * 0.36)));
  const at = (milliseconds, number) => ({ x: left + ((box.width - left - 14) * milliseconds) / 480, y: 24 + 22 * number + 11 });
  await waterfall.hover({ position: at(430, 1) });
  await panel.locator(".readout").getByText("error: cart could not be loaded").waitFor();
  await waterfall.hover({ position: at(30.5, 1) });
  await panel.locator(".readout").getByText("2 events and logs here, this the worst").waitFor();
  await waterfall.click({ position: at(430, 1) });
  await details.locator(".looked-at").getByText("cart could not be loaded").waitFor();
  assert.strictEqual(await listParts(page).panel.count(), 0, "the list stays as it was");
  view.assertClean();
  await view.close();
});

test("keys go from event to event, and show and hide the list", async () => {
  const view = await open();
  const { page } = view;
  const { panel, details, row } = traceParts(page);
  const list = listParts(page);
  await page.waitForFunction(() => document.activeElement?.tagName === "CANVAS");
  await page.keyboard.press("n");
  await list.current.getByText("request received").waitFor();
  await page.keyboard.press("n");
  await list.current.getByText("loading cart 81723").waitFor();
  await details.getByRole("heading", { name: "load cart" }).waitFor();
  await page.keyboard.press("N");
  await page.keyboard.press("N");
  await list.current.getByText("answered with 500").waitFor();
  await row.getByText(/^GET \/cart/).waitFor();
  await list.panel.getByRole("table").focus();
  await page.keyboard.press("ArrowUp");
  await list.current.getByText("the process is going down").waitFor();
  await page.keyboard.press("Escape");
  await panel.getByRole("complementary").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await list.panel.waitFor({ state: "detached" });
  await page.keyboard.press("l");
  await list.panel.waitFor();
  await page.keyboard.press("l");
  await list.panel.waitFor({ state: "detached" });
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).getByText("next event or log, previous one").waitFor();
  await page.keyboard.press("Escape");
  view.assertClean();
  await view.close();
});

test("what lines say can be selected and copied, one or all of them", async () => {
  const view = await open();
  const { page } = view;
  const list = listParts(page);
  await list.toggle.click();
  await list.lines.nth(8).waitFor();
  const said = list.lines.filter({ hasText: "slow answer of the warehouse" }).locator(".said");
  const box = await said.boundingBox();
  await page.mouse.move(box.x + 1, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 120, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  const selected = await page.evaluate(() => getSelection().toString());
  assert.ok(selected.length > 5 && "slow answer of the warehouse".includes(selected), selected);
  assert.strictEqual(await list.current.count(), 0, "a selection is no click");
  await list.severity.selectOption("Errors and worse");
  await list.position.getByText("3 of 9").waitFor();
  await list.panel.getByRole("button", { name: "Copy CSV of events and logs" }).click();
  await list.panel.getByText("Copied 3 events and logs as CSV.").waitFor();
  const lines = (await page.evaluate(() => navigator.clipboard.readText())).trim().split(/\r\n/);
  assert.strictEqual(lines[0], "time,severity,level,service,span,name,text,exception,attributes");
  assert.strictEqual(lines[1], "2026-01-05T10:00:00.430000000Z,17,error,cart,load cart,,cart could not be loaded,shop.CartUnavailable: no stock for cart 81723,");
  view.assertClean();
  await view.close();
});

test("the list of traces says how many errors were logged, and is ordered by it", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page);
  await drop(page, [file]);
  await loaded(page, "2");
  await page.getByRole("tab", { name: "Traces" }).click();
  const traces = page.getByRole("region", { name: "Traces" });
  await traces.getByRole("button", { name: "Errors logged" }).click();
  await page.waitForFunction(() => location.hash.includes("sort=-loggedErrors"));
  const rows = traces.getByRole("row");
  await rows.nth(1).getByText("GET /cart").waitFor();
  assert.deepStrictEqual(await rows.nth(1).getByRole("cell").nth(4).allInnerTexts(), ["2"], "those of its spans");
  view.assertClean();
  await view.close();
});

for (const width of widths) {
  test(`events and logs can be read at ${width} pixels`, async () => {
    const view = await open({ width });
    const { page } = view;
    const { details, waterfall } = traceParts(page);
    await waterfall.waitFor();
    await view.looksRight("logs-marks", "dialog.trace");
    const list = listParts(page);
    await list.toggle.click();
    await list.lines.nth(8).waitFor();
    await view.looksRight("logs-list", "dialog.trace");
    await list.lines.filter({ hasText: "cart could not be loaded" }).click();
    await details.locator(".looked-at").waitFor();
    await view.looksRight("logs-details", "dialog.trace");
    view.assertClean();
    assert.deepStrictEqual(here.site.violations, []);
    await view.close();
  });
}

test("of ten thousand logs no more are drawn than are on the screen", async (context) => {
  const count = 10_000;
  const levels = [5, 9, 9, 9, 13, 17];
  const spans = trace("10000", [["shop", "POST /import", 0, 20_000, { kind: 2 }], ["shop", "read rows", 5, 19_000, { parent: 1 }]]);
  const many = Array.from({ length: count }, (_, at) =>
    log("10000", 1 + (at % 2), 10 + at * 1.9, levels[at % levels.length], `row ${at} of the import was read`, { row: String(at) }));
  const view = await here.open();
  const { page } = view;
  await loaded(page);
  await drop(page, [await write("many-logs.jsonl", spans + logs("shop", "import", many))]);
  await loaded(page, "1");
  await traceParts(page).waterfall.waitFor();
  const list = listParts(page);
  await list.toggle.getByText("(10,000)").waitFor();
  await list.toggle.click();
  await list.lines.first().getByText("row 0 of the import").waitFor();
  const worst = await watchFrames(page);
  const box = await list.panel.getByRole("table").boundingBox();
  await page.mouse.move(box.x + 400, box.y + 60);
  await page.waitForTimeout(300);
  await worst();
  for (let turn = 0; turn < 60; turn += 1) await page.mouse.wheel(0, 400);
  for (let turn = 0; turn < 30; turn += 1) await page.mouse.wheel(0, 9000);
  await list.lines.getByText("row 9999 of the import").waitFor();
  context.diagnostic(`largest gap between frames while scrolling: ${(await worst()).toFixed(0)} ms`);
  const nodes = await page.evaluate(() => document.querySelectorAll("dialog.trace *").length);
  assert.ok(nodes < 600, `${nodes} elements for what is on the screen`);
  await view.screenshot("logs-many");
  await list.search.fill("row 4242 of");
  await list.position.getByText("1 of 10,000").waitFor();
  await page.keyboard.press("Enter");
  await list.current.getByText("row 4242 of").waitFor();
  view.assertClean();
  await view.close();
});

test("logs that nobody wants are not kept, and a link says so", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page);
  await drop(page, [file]);
  await loaded(page, "2");
  await page.getByRole("combobox", { name: "Logs that are kept" }).selectOption("Logs: warnings and worse");
  await page.waitForFunction(() => location.hash.includes("logs=warn"));
  await loaded(page, "2");
  await openTrace(page, "GET /cart");
  await listParts(page).toggle.getByText("(6)").waitFor();
  await traceParts(page).panel.getByText("3 errors logged").waitFor();
  view.assertClean();
  await view.close();
});
