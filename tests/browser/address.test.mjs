// What is shown is in the address: a reload, a link, and the way back show it again.

import assert from "node:assert";
import { test } from "node:test";

import { drag, inPage, loaded, openTrace, parts, pick, selected, settled, traceParts } from "./explorer.mjs";
import { requests, write } from "./traces.mjs";

const here = inPage();

/** Waits until the address says something, and gives it. */
async function saying(page, pattern) {
  await page.waitForFunction((source) => new RegExp(source).test(location.hash), pattern.source);
  return page.evaluate(() => location.hash);
}

/** Loads the page anew, and waits for its data. */
async function reload(page, requests) {
  await page.reload();
  await loaded(page, requests);
}

test("each step from the heatmap to a span survives a reload, and can be gone back", async () => {
  const view = await here.open();
  const { page } = view;
  const { panel, row, details, errors } = traceParts(page);
  await loaded(page, "23,805");
  assert.strictEqual(await page.evaluate(() => location.hash), "", "what goes without saying is not said");

  await drag(page, [0.21, 0.45], [0.33, 0.75]);
  const chosen = await selected(page);
  await saying(page, /time=\d+-\d+&duration=\d+-/);
  await reload(page, "23,805");
  assert.deepStrictEqual(await selected(page), chosen);

  await page.getByRole("button", { name: /Errors only/ }).click();
  await saying(page, /errors=only/);
  await page.getByRole("tab", { name: "Traces" }).click();
  await page.getByRole("button", { name: "Duration" }).click();
  await saying(page, /tab=traces&sort=-duration/);
  const first = page.getByRole("region", { name: "Traces" }).locator("tbody tr").first();
  await settled(page);
  const slowest = await first.innerText();
  await reload(page, "23,805");
  await first.getByText(slowest.split("\n")[0].split("\t")[0]).waitFor();
  assert.strictEqual(await first.innerText(), slowest);

  await first.getByRole("button").click();
  await panel.waitFor();
  const withTrace = await saying(page, /trace=[0-9a-f]{32}/);
  await page.keyboard.press("e");
  await errors.getByText(/^\d+ of \d+ error/).waitFor();
  await page.keyboard.press("Enter");
  await details.waitFor();
  const named = await row.textContent();
  await saying(page, /span=[0-9a-f]{16}/);
  await reload(page, "23,805");
  await details.waitFor();
  assert.strictEqual(await row.textContent(), named);

  await page.goBack();
  await panel.waitFor({ state: "hidden" });
  assert.match(await page.evaluate(() => location.hash), /tab=traces/);
  await page.goForward();
  await panel.waitFor();
  assert.ok((await page.evaluate(() => location.hash)).startsWith(withTrace.split("&span")[0]));
  await page.goBack();
  await panel.waitFor({ state: "hidden" });
  for (let steps = 0; steps < 6 && await page.evaluate(() => location.hash !== ""); steps += 1) {
    await page.goBack();
    await page.waitForTimeout(100);
  }
  await parts(page).selection.getByText("Drag over the heatmap").waitFor();
  view.assertClean();
  await view.close();
});

test("a link shows the same to somebody else", async () => {
  const view = await here.open();
  const { page } = view;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await loaded(page, "23,805");
  await page.getByRole("textbox", { name: "Filter" }).or(page.getByRole("combobox", { name: "Filter" })).first().click();
  await page.keyboard.type("status = error");
  await page.keyboard.press("Enter");
  await page.getByText(/of 23,805 requests match/).waitFor();
  await page.getByRole("button", { name: "entries" }).or(page.getByRole("radio", { name: "entries" })).first().check({ force: true });
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByText("Link copied").waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /#v=1&unit=entries&filter=/);
  const shown = await page.getByText(/entries match/).innerText();

  const other = await here.open({ url: link });
  await other.page.getByText("provisional", { exact: true }).waitFor({ state: "detached" });
  assert.strictEqual(await other.page.getByRole("combobox", { name: "Filter" }).inputValue(), "{ status = error }");
  await other.page.getByText(shown).waitFor();
  other.assertClean();
  await other.close();
  view.assertClean();
  await view.close();
});

test("a link to local files names them, and shows what it shows once they are there", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page);
  const path = await write("monday.jsonl", requests(200));
  await pick(page, "Open files", [path]);
  await loaded(page, "200");
  await drag(page, [0.3, 0], [0.6, 1]);
  const chosen = await selected(page);
  await saying(page, /^#v=1&file=monday\.jsonl&time=/);

  await page.reload();
  const alert = page.getByRole("alert");
  await alert.getByText("monday.jsonl").waitFor();
  await alert.getByText("A link carries names, never traces.").waitFor();
  await view.screenshot("address-files-wanted");
  await pick(page, "Open files", [path]);
  await loaded(page, "200");
  assert.deepStrictEqual(await selected(page), chosen);

  await page.reload();
  await alert.getByText("monday.jsonl").waitFor();
  await pick(page, "Open files", [await write("tuesday.jsonl", requests(50))]);
  await loaded(page, "50");
  await parts(page).selection.getByText("Drag over the heatmap").waitFor();
  await saying(page, /^#v=1&file=tuesday\.jsonl$/);
  view.assertClean();
  await view.close();
});

test("an address that makes no sense shows the demo, and a bad filter says so", async () => {
  const view = await here.open({ url: `${here.site.url}#time=now&view=1-&tab=cats&filter=${encodeURIComponent("{ status = }")}` });
  const { page } = view;
  await page.getByRole("region", { name: "Filter" }).getByText("Expected error, ok or unset").waitFor();
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await loaded(page, "23,805");
  view.assertClean();
  await view.close();
});

test("a link of a newer version shows what is understood of it, and says so", async () => {
  const view = await here.open({ url: `${here.site.url}#v=3&tab=traces&weather=rain` });
  const { page } = view;
  const notice = parts(page).status.getByText("made by a newer version of Spanlens");
  await loaded(page, "23,805");
  await notice.waitFor();
  await page.getByRole("tab", { name: "Traces", selected: true }).waitFor();
  await view.screenshot("address-newer");

  await page.getByRole("tab", { name: "Report" }).click();
  await saying(page, /^#v=1&tab=report$/);
  await notice.waitFor({ state: "detached" });
  await page.goBack();
  await notice.waitFor();
  await page.getByRole("tab", { name: "Traces", selected: true }).waitFor();
  view.assertClean();
  await view.close();
});

test("a link without a version shows what it always showed, and is left as it is", async () => {
  const view = await here.open({ url: `${here.site.url}#unit=spans&tab=traces&sort=-trace` });
  const { page } = view;
  await page.getByRole("tab", { name: "Traces", selected: true }).waitFor();
  await parts(page).summary.filter({ hasText: /^[\d,]+ spans shown/ }).waitFor({ state: "attached" });
  await page.waitForTimeout(400);
  assert.strictEqual(await page.evaluate(() => location.hash), "#unit=spans&tab=traces&sort=-trace");
  await page.getByRole("tab", { name: "Report" }).click();
  await saying(page, /^#v=1&unit=spans&tab=report&sort=-traceId$/);
  view.assertClean();
  await view.close();
});

test("a link opens its tab, and where it has none, what is wrong", async () => {
  for (const [hash, tab] of [["#v=1&tab=overview", "Overview"], ["#tab=causes&errors=only", /^Error causes/], ["#v=1&errors=only", /^Findings/], ["", /^Findings/]]) {
    const view = await here.open({ url: here.site.url + hash });
    await loaded(view.page, "23,805");
    await view.page.getByRole("tab", { name: tab, selected: true }).waitFor();
    view.assertClean();
    await view.close();
  }
});

test("a trace is opened by its id, typed or pasted", async () => {
  const view = await here.open();
  const { page } = view;
  const { panel } = traceParts(page);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await loaded(page, "23,805");
  await openTrace(page, /GET \/search/);
  const [, id] = (await saying(page, /trace=[0-9a-f]{32}/)).match(/trace=([0-9a-f]{32})/);
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "hidden" });

  const find = page.getByRole("textbox", { name: "Trace id" });
  await find.fill(id.slice(0, 12).toUpperCase());
  await find.press("Enter");
  await panel.getByText(id).waitFor();
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "hidden" });
  await find.fill("not an id");
  await find.press("Enter");
  await page.getByText("A trace id must be hexadecimal digits", { exact: false }).waitFor();
  await find.fill("1");
  await find.press("Enter");
  await page.getByText(/[\d,]+ traces: /).waitFor();
  await view.screenshot("address-several-traces");

  await page.evaluate((text) => navigator.clipboard.writeText(text), ` ${id}\n`);
  await page.getByRole("tab", { name: "Traces" }).focus();
  await page.keyboard.press("Control+v");
  await panel.getByText(id).waitFor();
  view.assertClean();
  await view.close();
});

test("back and forth lead to the sources that were open before, and ask for none of them again", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await pick(page, "Open files", [await write("first.jsonl", requests(300))]);
  await loaded(page, "300");
  await saying(page, /file=first\.jsonl/);
  await page.getByRole("tab", { name: "Report" }).click();
  await saying(page, /file=first\.jsonl.*tab=report|tab=report.*file=first\.jsonl/);
  await pick(page, "Open files", [await write("second.jsonl", requests(200))]);
  await loaded(page, "200");
  await saying(page, /file=second\.jsonl/);

  await page.goBack();
  await loaded(page, "300");
  await page.getByRole("tab", { name: "Report", selected: true }).waitFor();
  await page.goBack();
  await page.goBack();
  await loaded(page, "23,805");
  await page.goForward();
  await loaded(page, "300");
  view.assertClean();
  await view.close();
});
