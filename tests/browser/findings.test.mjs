// What is wrong is said before anybody has done anything, shown above the heatmap, and explained with one click.

import assert from "node:assert";
import { test } from "node:test";

import { drop, found, inPage, loaded, margins, parts, pick, selected } from "./explorer.mjs";
import { clock, incidents } from "./incidents.mjs";
import { assertAccessible, widths } from "./page.mjs";
import { policy } from "./site.mjs";
import { requests, write } from "./traces.mjs";

const here = inPage({ csp: policy("'self'") });

/** The rows of the list, from the costliest on. */
const rowsOf = (page) => parts(page).findings.getByRole("list", { name: "Findings" }).locator("> li");

/** The sentence of a finding, which is a button. */
const sentenceOf = (row) => row.locator("button.say");

/** The row of an incident of the demo. */
const rowOf = (page, incident) => rowsOf(page).filter({ hasText: `${clock(incident)}:` }).first();

const bracketsOf = (page) => page.getByRole("group", { name: "Findings by time" });

/** Opens the demo, and waits until what is wrong with it is known: `all` is how many things stand out, the incidents first. */
async function demo(options) {
  const view = await here.openDemo(options);
  const all = await found(view.page);
  assert.ok(all >= 4, `${all} things stand out`);
  return { ...view, all };
}

/** Opens requests of which none fails. */
async function calm(page) {
  const text = requests(300).replaceAll(/"status":\{[^}]+\}/g, '"status":{}');
  await pick(page, "Open files", [await write("calm.jsonl", text)]);
  await loaded(page, "300");
  assert.strictEqual(await found(page), 0);
}

test("the incidents of the demo are read without any input", async () => {
  const view = await demo();
  const { page } = view;
  await page.getByRole("tab", { name: `Findings (${view.all})`, selected: true }).waitFor();
  const { findings } = parts(page);
  await findings.getByText(`${view.all} things stand out in 23,805 requests of`).waitFor();
  for (const [incident, words, cost, evidence] of [
    [incidents.flag, /GET \/products\/\{id\}.* fail, else none: 272 more\./, "272 more fail", "RuleSetMissingException"],
    [incidents.cache, /takes? .+ in the mean, else .+ more for [\d,]+ requests\./, "+4 min", "cart-redis"],
    [incidents.tenant, /fail, else none: \d+ more\./, "more fail", "app.tenant = maple"],
    [incidents.retries, /takes? .+ in the mean, else/, "+4 min", ""],
  ]) {
    const row = rowOf(page, incident);
    assert.match(await sentenceOf(row).innerText(), words);
    await row.locator(".cost").getByText(cost).waitFor();
    if (evidence) await row.locator(".why").getByText(evidence).waitFor();
    assert.match(await row.getByRole("img").getAttribute("aria-label"), /of the time$/);
  }
  await findings.getByText("Looked at in time: which requests fail").waitFor();
  await view.screenshot("findings-demo");
  view.assertClean();
  assert.deepStrictEqual(here.site.violations, []);
  await view.close();
});

test("brackets stand over the minutes of the incidents", async () => {
  const view = await demo();
  const { page } = view;
  const plot = await parts(page).heatmap.boundingBox();
  const minute = (plot.width - margins.left - margins.right) / 60;
  const places = await bracketsOf(page).locator(".bracket").evaluateAll((all) => all.map((bracket) => {
    const { left, right, bottom } = bracket.getBoundingClientRect();
    return { left, right, bottom };
  }));
  const rounded = places.map(({ left, right }) => [left, right].map((x) => Math.round((x - plot.x - margins.left) / minute)));
  for (const incident of Object.values(incidents)) {
    assert.ok(rounded.some((place) => `${place}` === `${incident}`), `${incident} among ${JSON.stringify(rounded)}`);
  }
  assert.ok(places.every(({ bottom }) => bottom <= plot.y + 1), "they are above the heatmap");

  await parts(page).heatmap.focus();
  for (const key of ["w", "w", "w"]) await page.keyboard.press(key);
  await page.waitForFunction(() => document.querySelectorAll(".bracket").length < 3);
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelectorAll(".bracket").length >= 4);
  view.assertClean();
  await view.close();
});

test("a finding that is pointed at lights its part of the heatmap", async () => {
  const view = await demo();
  const { page } = view;
  const overlay = () => page.evaluate(() => document.querySelector(".plot canvas[tabindex]").toDataURL());
  const dark = await overlay();
  const row = rowOf(page, incidents.cache);
  await row.hover();
  await page.locator(".bracket.lit").waitFor();
  await page.waitForFunction((before) => document.querySelector(".plot canvas[tabindex]").toDataURL() !== before, dark);
  await view.screenshot("findings-lit");
  await page.mouse.move(2, 2);
  await page.waitForFunction((before) => document.querySelector(".plot canvas[tabindex]").toDataURL() === before, dark);
  await bracketsOf(page).getByRole("button", { name: new RegExp(clock(incidents.flag)) }).hover();
  await rowOf(page, incidents.flag).and(page.locator(".lit")).waitFor();
  view.assertClean();
  await view.close();
});

test("a click selects a finding with its baseline, and opens what explains it", async () => {
  const view = await demo();
  const { page } = view;
  await sentenceOf(rowOf(page, incidents.flag)).click();
  await page.getByRole("tab", { name: /^Error causes/, selected: true }).waitFor();
  const causes = page.getByRole("tabpanel", { name: /^Error causes/ });
  await causes.getByText("Analysed 272 of 272 requests: 272 fail").waitFor();
  await causes.getByText("RuleSetMissingException").first().waitFor();
  assert.deepStrictEqual(await selected(page).then(({ time, count, failing }) => [time, count, failing]), [clock(incidents.flag), 272, 272]);
  await page.getByRole("radio", { name: new RegExp(clock(incidents.flag)) }).waitFor({ state: "attached" });
  await parts(page).selection.getByText("GET /products/{id}").first().waitFor();
  await view.screenshot("findings-explained");

  await page.waitForFunction(() => /operation=/.test(location.hash) && /tab=causes/.test(location.hash));
  await page.reload();
  await loaded(page, "23,805");
  await causes.getByText("Analysed 272 of 272 requests: 272 fail").waitFor();
  await found(page);

  await bracketsOf(page).getByRole("button", { name: new RegExp(clock(incidents.cache)) }).click();
  await page.getByRole("tab", { name: /^Latency/, selected: true }).waitFor();
  await page.getByRole("status", { name: "Verdict" }).getByText("cart-redis").waitFor();
  assert.strictEqual((await selected(page)).time, clock(incidents.cache));
  await page.getByRole("tab", { name: /^Findings/ }).click();
  assert.strictEqual(await sentenceOf(rowOf(page, incidents.cache)).getAttribute("aria-pressed"), "true");
  assert.strictEqual(await page.locator(".findings .finding.chosen").count(), 1);
  view.assertClean();
  await view.close();
});

test("f and F step through them, in the list and on the tabs that explain them", async () => {
  const view = await demo();
  const { page } = view;
  const times = await rowsOf(page).locator("button.say > b").allInnerTexts();
  const [first, second] = times.map((time) => time.replace(/:\s*$/, ""));
  const isAt = (time) => parts(page).selection.getByText(`${time}, all durations`).first().waitFor();
  await page.keyboard.press("f");
  await isAt(first);
  assert.strictEqual(await sentenceOf(rowsOf(page).first()).evaluate((button) => button === document.activeElement), true);
  await page.keyboard.press("f");
  await isAt(second);
  await page.keyboard.press("Shift+F");
  await isAt(first);
  await page.keyboard.press("Shift+F");
  assert.strictEqual(await sentenceOf(rowsOf(page).last()).getAttribute("aria-pressed"), "true", "from the first to the last");
  await page.keyboard.press("f");
  await isAt(first);
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: /^Findings/, selected: false }).waitFor();
  const tab = await page.getByRole("tab", { selected: true }).innerText();
  await page.keyboard.press("f");
  await isAt(second);
  const next = await page.getByRole("tab", { selected: true }).innerText();
  assert.ok(!next.startsWith("Findings") && !tab.startsWith("Findings"), `${tab}, ${next}`);
  await page.keyboard.press("Escape");
  await parts(page).selection.getByText("Drag over the heatmap").waitFor();
  view.assertClean();
  await view.close();
});

test("what a finding rests on is one click away, and leads to its tab", async () => {
  const view = await demo();
  const { page } = view;
  const row = rowOf(page, incidents.tenant);
  const opener = row.getByRole("button", { name: /^Evidence of finding/ });
  await opener.click();
  assert.strictEqual(await opener.getAttribute("aria-expanded"), "true");
  const evidence = row.locator(".evidence");
  assert.match(await evidence.innerText(), /Attributes\s+app\.tenant = maple: \d+ \(100\.0 %\) of the selection, \d+ \(\d+\.\d %\) of the baseline\./);
  await view.screenshot("findings-evidence");
  await assertAccessible(page);
  await evidence.getByRole("button", { name: "Attributes" }).click();
  await page.getByRole("tab", { name: /^Attributes/, selected: true }).waitFor();
  await page.getByRole("region", { name: /^Notable/ }).getByText("app.tenant").first().waitFor();
  assert.strictEqual((await selected(page)).time, clock(incidents.tenant));
  view.assertClean();
  await view.close();
});

test("a finding is copied with a link that shows it", async () => {
  const view = await demo();
  const { page } = view;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const row = rowOf(page, incidents.flag);
  const button = row.getByRole("button", { name: /^Copy finding/ });
  await button.click();
  await button.getByText("Copied").waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  const number = 1 + (await sentenceOf(row).evaluate((button) => [...document.querySelectorAll("button.say")].indexOf(button)));
  assert.ok(text.startsWith(`### Finding ${number}: Demo\n\n- ${clock(incidents.flag)}: `), text);
  assert.match(text, /\n- Cost: 272 more fail, 1\.1 % of all requests\n/);
  assert.match(text, /\n\| \w+ \| GET \/products\/\{id\} \| /);
  const [, link] = text.match(/\n<(http:.+#v=1&time=.+&tab=causes)>\n$/);
  const other = await here.open({ url: link });
  await loaded(other.page, "23,805");
  await other.page.getByRole("tabpanel", { name: /^Error causes/ }).getByText("Analysed 272 of 272 requests").waitFor();
  other.assertClean();
  await other.close();
  assert.strictEqual(await page.evaluate(() => location.hash), "", "what is copied is not shown");

  await parts(page).findings.getByRole("button", { name: "Copy JSON of findings" }).click();
  await parts(page).findings.getByText(`Copied ${view.all} findings as JSON.`).waitFor();
  const table = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  assert.deepStrictEqual(table.slice(0, 4).map(({ kind }) => kind).sort(), ["failing", "failing", "slower", "slower"]);
  view.assertClean();
  await view.close();
});

test("that nothing stands out is an answer, with what was looked at", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await calm(page);
  const { findings } = parts(page);
  await findings.getByText("Nothing stands out in 300 requests of 1 operation.").waitFor();
  await findings.getByRole("heading", { name: "Nothing stands out" }).waitFor();
  await findings.getByText("Looked at in time").waitFor();
  assert.strictEqual(await bracketsOf(page).getByRole("button").count(), 0);
  await page.keyboard.press("f");
  await parts(page).selection.getByText("Drag over the heatmap").waitFor();
  await view.screenshot("findings-nothing");
  view.assertClean();
  await view.close();
});

test("what is wrong at all times has no bracket, and is selected by what it has in common", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await pick(page, "Open files", [await write("always.jsonl", requests(600))]);
  await loaded(page, "600");
  assert.strictEqual(await found(page), 1);
  assert.strictEqual(await bracketsOf(page).getByRole("button").count(), 0);
  const row = rowsOf(page).first();
  assert.match(await row.innerText(), /10 % of GET \/ fail at all times by one cause: 60 requests\./);
  await sentenceOf(row).click();
  await page.getByRole("tabpanel", { name: /^Error causes/ }).getByText("Analysed 60 of 60 requests: 60 fail").waitFor();
  view.assertClean();
  await view.close();
});

test("findings are about what is in view, and the list stays until it is looked at anew", async () => {
  const view = await demo();
  const { page } = view;
  await page.evaluate(() => {
    window.emptied = false;
    const panel = document.querySelector("#panel-findings");
    new MutationObserver(() => (window.emptied ||= panel.querySelector(".finding, .nothing h2") === null))
      .observe(panel, { childList: true, subtree: true });
  });
  await page.getByRole("combobox", { name: "Filter" }).click();
  await page.keyboard.type('!{ name = "GET /products/{id}" }');
  await page.keyboard.press("Enter");
  await parts(page).findings.getByText("Only what matches the filter was looked at.").waitFor();
  await page.waitForFunction(() => document.querySelector("ol.findings")?.getAttribute("aria-busy") === "false");
  const texts = await rowsOf(page).locator("button.say").allInnerTexts();
  assert.ok(texts.length > 0 && texts.every((text) => !text.includes("GET /products/{id}")), texts.join("\n"));
  await page.getByRole("radio", { name: "entries" }).press("Space");
  await parts(page).findings.getByText(/ entries of \d+ operations/).waitFor();
  assert.strictEqual(await page.evaluate(() => window.emptied), false, "the list was never empty");
  view.assertClean();
  await view.close();
});

/** Requests before a release and after it: one in two takes 15 ms longer, a fifth more fail, and the name of a few is new. */
function release() {
  const after = JSON.parse(requests(400, { first: 400 }));
  after.resourceSpans[0].scopeSpans[0].spans.forEach((span, at) => {
    if (at % 2 === 0) span.endTimeUnixNano = String(BigInt(span.endTimeUnixNano) + 15_000_000n);
    if (at % 5 === 1) span.status = { code: 2, message: "out of stock" };
    if (at % 8 === 4) span.name = "GET /new";
  });
  return [requests(400), JSON.stringify(after)];
}

/** Drops the files of the release as before and as after. */
async function released(page) {
  const [before, after] = release();
  await drop(page, [await write("monday.jsonl", before)], { x: 0.25, y: 0.9 });
  await loaded(page, "400");
  await pick(page, "After", [await write("tuesday.jsonl", after)]);
  await loaded(page, "800");
  const { findings } = parts(page);
  await findings.getByText("3 things are worse, new or gone in after, compared with before: 800 requests of 2 operations.").waitFor();
}

test("files that are dropped as before and after are compared by themselves", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await released(page);
  const { findings, selection } = parts(page);
  await page.getByRole("tab", { name: "Findings (3)", selected: true }).waitFor();
  const told = await rowsOf(page).locator("button.say").allInnerTexts();
  assert.match(told[0], /^In after GET \/ takes 1\d\.?\d* ms in the mean, in before 10 ms: at least [\d.]+ ms of it for certain\.$/);
  assert.match(told[1], /^In after \d+ % of GET \/ fail, in before 10 %: \d+ more\. At least [\d.]+ percentage points of it are certain\.$/);
  assert.match(told[2], /^GET \/new is new: 50 requests, .+ of them failing in after\.$/);
  await rowsOf(page).nth(1).locator(".why").getByText("out of stock").waitFor();
  assert.match(await rowsOf(page).first().getByRole("img").getAttribute("aria-label"), /^Before a mean of 10 ms, after a mean of 1\d/);
  assert.strictEqual(await bracketsOf(page).getByRole("button").count(), 0);
  await findings.getByText("Compared by each of 2 operations, 400 requests of after with 400 of before").waitFor();

  await sentenceOf(rowsOf(page).first()).click();
  await page.getByRole("tab", { name: /^Latency/, selected: true }).waitFor();
  await selection.getByText("350 of 800 requests").waitFor();
  await page.waitForFunction(() => /of=after/.test(location.hash) && /baseline-of=before/.test(location.hash));
  await page.keyboard.press("f");
  await page.getByRole("tab", { name: /^Error causes/, selected: true }).waitFor();
  view.assertClean();
  await view.close();
});

for (const width of widths) {
  test(`what changed can be read at ${width} pixels`, async () => {
    const view = await here.openDemo({ width });
    const { page } = view;
    await released(page);
    await rowsOf(page).nth(1).getByRole("button", { name: /^Evidence/ }).click();
    await page.mouse.move(2, 2);
    await page.locator(".findings").scrollIntoViewIfNeeded();
    await view.looksRight("changes");
    view.assertClean();
    await view.close();
  });
}

for (const width of widths) {
  test(`findings can be read at ${width} pixels`, async () => {
    const view = await demo({ width });
    const { page } = view;
    await page.mouse.move(2, 2);
    await view.looksRight("findings");
    await page.keyboard.press("f");
    await rowsOf(page).first().getByRole("button", { name: /^Evidence/ }).click();
    await page.mouse.move(2, 2);
    await page.locator(".findings").scrollIntoViewIfNeeded();
    await view.looksRight("findings-chosen");
    await calm(page);
    await view.looksRight("findings-nothing");
    view.assertClean();
    await view.close();
  });
}
