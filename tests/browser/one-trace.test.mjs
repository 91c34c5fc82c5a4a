// What one trace gives away: its rows, its spans, its flame graph, links at both ends, conversations with a model.

import assert from "node:assert";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";

import { inPage, loaded, openTrace, pick, traceParts } from "./explorer.mjs";
import { widths } from "./page.mjs";
import { policy } from "./site.mjs";
import { shopTraces, trace, write } from "./traces.mjs";

const here = inPage({ csp: policy("'self'") });
const rowAt = (number) => ({ x: 60, y: 24 + 22 * number + 11 });
let shop, chat;
before(async () => {
  shop = await write("shop.jsonl", shopTraces());
  chat = await write("chat.jsonl", conversation());
});

/** A trace with a call of a model; its messages have markup, a tool that is called and what that answers. */
function conversation() {
  const input = [
    { role: "user", parts: [{ type: "text", content: "Weather in <b>Bern</b>?" }] },
    { role: "tool", parts: [{ type: "tool_call_response", id: "1", response: { celsius: 7 } }] },
  ];
  const output = [{ role: "assistant", parts: [{ type: "tool_call", name: "weather", arguments: { at: "Bern" } }, { type: "text", content: "7 degrees" }] }];
  return trace("ca11", [
    ["assistant", "POST /ask", 0, 900, { kind: 2 }],
    ["assistant", "chat small", 20, 880, {
      parent: 1,
      kind: 3,
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "small",
        "gen_ai.usage.input_tokens": 1234,
        "gen_ai.usage.output_tokens": 56,
        "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: "Be brief." }]),
        "gen_ai.input.messages": JSON.stringify(input),
        "gen_ai.output.messages": JSON.stringify(output),
      },
    }],
  ]);
}

/** Opens the page with the two traces of the shop, and the checkout. */
async function openCheckout(options) {
  const view = await here.open(options);
  await view.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await loaded(view.page);
  await pick(view.page, "Open files", [shop]);
  await loaded(view.page, "2");
  await openTrace(view.page, "POST /checkout");
  return view;
}

const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

/** Chooses from the menu of the trace. */
async function choose(page, item) {
  const { panel } = traceParts(page);
  await panel.getByRole("button", { name: "Copy or save" }).click();
  await panel.getByRole("button", { name: item }).click();
}

test("rows are copied as text", async () => {
  const view = await openCheckout();
  const { page } = view;
  const { panel, waterfall, row } = traceParts(page);
  await choose(page, "Copy the rows as text");
  await panel.getByText("Copied 12 rows").waitFor();
  const lines = (await clipboard(page)).trimEnd().split("\n");
  assert.deepStrictEqual([lines.length, lines[0]], [12, "frontend POST /checkout, 480 ms, at 0, failed"]);
  assert.strictEqual(lines[2], "    cart GetCart, 55 ms, at 20 ms");
  await waterfall.click({ position: rowAt(2) });
  await row.getByText(/^GetCart/).waitFor();
  await page.keyboard.press("Control+c");
  await panel.getByText("Copied 2 rows").waitFor();
  assert.strictEqual(await clipboard(page), "cart GetCart, 55 ms, at 20 ms\n  redis HGETALL, 33 ms, at 28 ms\n");
  view.assertClean();
  await view.close();
});

test("a trace is copied and saved as OTLP JSON that reads back as it was", async () => {
  const view = await openCheckout();
  const { page } = view;
  const { panel, waterfall } = traceParts(page);
  await choose(page, "Copy as OTLP JSON");
  await panel.getByText("Copied the trace as OTLP JSON").waitFor();
  const copied = await clipboard(page);
  const download = page.waitForEvent("download");
  await choose(page, "Save as OTLP JSON");
  const saved = await download;
  assert.strictEqual(saved.suggestedFilename(), `trace-${"c0ffee".padStart(32, "0")}.jsonl`);
  const path = await saved.path();
  assert.strictEqual(await readFile(path, "utf8"), copied);
  const again = await here.open();
  await loaded(again.page);
  await pick(again.page, "Open files", [await write("again.jsonl", copied)]);
  await loaded(again.page, "1");
  const there = traceParts(again.page);
  await there.waterfall.waitFor();
  assert.strictEqual(await there.panel.locator("#trace-summary").textContent(), await panel.locator("#trace-summary").textContent());
  await waterfall.waitFor();
  for (const each of [view, again]) {
    each.assertClean();
    await each.close();
  }
});

test("spans that do not match are hidden, and all are there again", async () => {
  const view = await openCheckout();
  const { page } = view;
  const { panel, row } = traceParts(page);
  const only = panel.getByRole("button", { name: "Only matches" });
  await panel.getByRole("searchbox").fill("Convert");
  await only.click();
  await row.getByText(/^Convert/).waitFor();
  await choose(page, "Copy the rows as text");
  await panel.getByText("Copied 4 rows").waitFor();
  assert.deepStrictEqual((await clipboard(page)).match(/[A-Z]\w+/g), ["POST", "PlaceOrder", "Convert", "Convert"]);
  await page.keyboard.press("E");
  await row.getByText(/^PlaceOrder/).waitFor();
  assert.strictEqual(await only.getAttribute("aria-pressed"), "true");
  await page.keyboard.press("e");
  await row.getByText(/^Charge/).waitFor();
  assert.strictEqual(await only.getAttribute("aria-pressed"), "false", "what is gone to is shown");
  view.assertClean();
  await view.close();
});

test("rows are by service, and a tree again", async () => {
  const view = await openCheckout();
  const { page } = view;
  const { panel, waterfall, row } = traceParts(page);
  const by = panel.getByRole("button", { name: "By service" });
  await by.click();
  await waterfall.focus();
  await page.keyboard.press("Home");
  await row.getByText(/^POST \/checkout/).waitFor();
  await choose(page, "Copy the rows as text");
  await panel.getByText("Copied 12 rows").waitFor();
  const services = (await clipboard(page)).trimEnd().split("\n").map((line) => line.split(" ")[0]);
  assert.deepStrictEqual(services, [...services].sort((a, b) => services.indexOf(a) - services.indexOf(b)), "each service once");
  assert.strictEqual(await panel.getByRole("button", { name: "Collapse all" }).isDisabled(), true);
  await view.screenshot("trace-by-service");
  await page.keyboard.press("End");
  await by.click();
  assert.strictEqual(await panel.getByRole("button", { name: "Collapse all" }).isDisabled(), false);
  await row.getByText(/level/).waitFor();
  view.assertClean();
  await view.close();
});

test("the flame graph of one trace is of that trace alone", async () => {
  const view = await openCheckout();
  const { page } = view;
  const { panel } = traceParts(page);
  await choose(page, "Show its flame graph");
  await panel.waitFor({ state: "hidden" });
  await page.getByRole("tab", { name: /^Latency/, selected: true }).waitFor();
  await page.locator(".selection").getByText("1 of 2 requests").first().waitFor();
  view.assertClean();
  await view.close();
});

test("a link leads both ways", async () => {
  const view = await here.open();
  const { page } = view;
  const { panel, details, waterfall } = traceParts(page);
  await loaded(page);
  await pick(page, "Open files", [shop]);
  await loaded(page, "2");
  await openTrace(page, "GET /audit");
  await waterfall.focus();
  await page.keyboard.press("Enter");
  await details.getByRole("heading", { name: "Linked from" }).waitFor();
  await details.getByRole("button", { name: "Open the linked span" }).click();
  await panel.getByRole("heading", { name: "frontend POST /checkout" }).waitFor();
  await details.getByRole("heading", { name: "Charge" }).waitFor();
  view.assertClean();
  await view.close();
});

test("a trace leads to another tool by a template that the machine remembers", async () => {
  const view = await openCheckout();
  const { page } = view;
  const { panel, row } = traceParts(page);
  await panel.getByRole("button", { name: "Link to another tool …" }).click();
  await panel.getByRole("textbox", { name: /^Address of a trace/ }).fill("https://jaeger.example.org/trace/{trace_id}?uiFind={span_id}");
  await panel.getByRole("button", { name: "Save on this machine" }).click();
  const link = panel.getByRole("link", { name: "Open in jaeger.example.org" });
  await page.keyboard.press("ArrowDown");
  await row.getByText(/^PlaceOrder|^POST/).waitFor();
  const address = await link.getAttribute("href");
  assert.match(address, new RegExp(`^https://jaeger\\.example\\.org/trace/${"c0ffee".padStart(32, "0")}\\?uiFind=0{15}[12]$`));
  view.assertClean();
  await view.close();
});

for (const width of widths) {
  test(`a conversation with a model is read at ${width} pixels`, async () => {
    const view = await here.open({ width });
    const { page } = view;
    const { details, waterfall } = traceParts(page);
    await loaded(page);
    await pick(page, "Open files", [chat]);
    await loaded(page, "1");
    await waterfall.click({ position: rowAt(1) });
    await details.getByRole("heading", { name: "Call of a language model" }).waitFor();
    await details.getByText("1,234").first().waitFor();
    const said = await details.locator("pre").allTextContents();
    assert.deepStrictEqual(said, [
      "Be brief.",
      "Weather in <b>Bern</b>?",
      'Answer of the tool: {"celsius":7}',
      'Calls weather({"at":"Bern"})\n\n7 degrees',
    ]);
    await view.looksRight("trace-model", "dialog.trace");
    view.assertClean();
    await view.close();
  });
}
