// What is shown is saved as one file, which opens from the disk without a network, and shows it again.

import assert from "node:assert";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";

import puppeteer from "puppeteer-core";

import { closeTrace, drag, drop, found, inPage, loaded, parts, selected, settled, traceParts } from "./explorer.mjs";
import { incidents, openTab, selectMinutes } from "./incidents.mjs";
import { launchBrowser, openPage, windows } from "./page.mjs";
import { policy } from "./site.mjs";
import { requests, write } from "./traces.mjs";

const here = inPage({ csp: policy("'self'") });

const SECRET = "card 4111 of Ann";

let browser;
before(async () => (browser = await launchBrowser()));
after(() => browser?.close());

/** Opens the dialog, and chooses the file with the page. */
async function opened(page) {
  await page.getByRole("button", { name: "Export…" }).last().click();
  const dialog = page.getByRole("dialog", { name: "Export traces" });
  await dialog.getByText(/[\d,]+ traces?, [\d,]+ spans?: the whole traces of/).waitFor();
  await dialog.getByRole("radio", { name: "HTML page" }).check();
  return dialog;
}

/** Makes and saves the file: its address, its text, its size as it was told before, and what was said of it. */
async function saved(page, dialog) {
  await dialog.getByRole("button", { name: "Make the file" }).click();
  const save = dialog.getByRole("button", { name: /^Save \d/ });
  await save.waitFor({ timeout: 60_000 });
  const [size, said] = [(await save.innerText()).replace("Save ", ""), await dialog.getByRole("status").allInnerTexts()];
  const event = page.waitForEvent("download");
  await save.click();
  const file = await event;
  await dialog.getByText(`Saved ${file.suggestedFilename()}`).waitFor();
  const text = await readFile(await file.path(), "utf8");
  const path = await write(`html/${file.suggestedFilename()}`, text);
  return { name: file.suggestedFilename(), url: pathToFileURL(path).href, text, size, said: said.join(" ") };
}

/** All that is in a file, unpacked. */
function everythingIn(text) {
  const packed = /type="application\/gzip" id="spanlens-\w+">([^<]*)/g;
  const unpacked = Array.from(text.matchAll(packed), ([, part]) => gunzipSync(Buffer.from(part, "base64")).toString("latin1"));
  return [text.replaceAll(packed, ""), ...unpacked].join("\n");
}

/** Opens a file from the disk without a network, and counts what it asks for beside itself. */
async function openFile(url, options) {
  const view = await openPage(browser, "about:blank", options);
  const asked = [];
  view.page.context().on("request", (request) => {
    if (!/^(blob|data):/.test(request.url()) && request.url().split("#")[0] !== url) asked.push(request.url());
  });
  await view.page.context().setOffline(true);
  await view.page.goto(url);
  return { ...view, assertAlone: () => assert.deepStrictEqual([asked, view.problems], [[], []]) };
}

/** The size of a text as people read it. */
const told = (text) => `${Number((Buffer.byteLength(text) / 1e6).toPrecision(3))} MB`;

test("the demo is saved as it is shown, and shown again from the disk, asking nobody", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await found(page);
  await selectMinutes(page, incidents.flag);
  await openTab(page, /^Error causes/);
  const { count } = await selected(page);
  const dialog = await opened(page);
  const file = await saved(page, dialog);
  assert.strictEqual(file.name, "Demo-spanlens.html");
  assert.strictEqual(file.size, told(file.text));
  assert.match(file.said, /The file has [\d.]+ MB\./);
  view.assertClean();
  await view.close();

  const again = await openFile(file.url);
  await loaded(again.page, "23,805");
  assert.strictEqual((await selected(again.page)).count, count);
  assert.strictEqual(await again.page.getByRole("tab", { selected: true }).innerText().then((text) => /^Error causes/.test(text)), true);
  await again.page.getByRole("tabpanel", { name: /^Error causes/ }).locator("tbody tr").first().waitFor();
  await again.page.getByRole("combobox", { name: "Filter" }).fill("{ status = error }");
  await again.page.keyboard.press("Enter");
  await again.page.getByText(/[\d,]+ of 23,805 requests match/).waitFor();
  // What could only be refused is not offered; what is here can be opened.
  assert.deepStrictEqual(await again.page.getByRole("navigation", { name: "Sources" }).getByRole("button").allInnerTexts(), [
    "Demo", "Open files", "Add files", "Before", "After",
  ]);
  await drop(again.page, [await write("dropped.jsonl", requests(20))]);
  await loaded(again.page, "20");
  again.assertAlone();
  await again.close();
});

test("an open trace, a selection with as many others, and what is saved again", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await drag(page, [12.1 / 60, 0.01], [19.9 / 60, 0.99]);
  const { count } = await selected(page);
  await page.getByRole("tab", { name: "Traces" }).click();
  await page.getByRole("region", { name: "Traces" }).locator("tbody tr").first().getByRole("button").click();
  const trace = traceParts(page);
  await trace.waterfall.waitFor();
  const id = await trace.panel.locator(".id code").innerText();
  const dialog = await opened(page);
  await dialog.getByRole("radio", { name: "selection, as many others" }).check();
  const words = await dialog.getByText(/: the whole traces of the selection, and as many of the baseline, chosen by a hash/).innerText();
  const both = words.match(/^[\d,]+/)[0];
  const all = Number(both.replace(",", ""));
  // Just before, there may be fewer than are selected.
  assert.ok(count < all && all <= 2 * count, `${all} of ${count}`);
  const file = await saved(page, dialog);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await closeTrace(page);
  view.assertClean();
  await view.close();

  const again = await openFile(file.url);
  await traceParts(again.page).waterfall.waitFor();
  assert.strictEqual(await traceParts(again.page).panel.locator(".id code").innerText(), id);
  await loaded(again.page, both);
  const twice = await saved(again.page, await opened(again.page));
  await again.page.keyboard.press("Escape");
  await closeTrace(again.page);
  await again.page.getByText("This file has the traces of a selection, and as many of its baseline").waitFor();
  assert.strictEqual((await selected(again.page)).count, count);
  again.assertAlone();
  await again.close();

  const third = await openFile(twice.url);
  await loaded(third.page, both);
  await third.page.getByText("This file has the traces of a selection, and as many of its baseline").waitFor();
  third.assertAlone();
  await third.close();
});

test("what is hidden is nowhere in the file, and neither is where traces are from", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page);
  const attributes = [{ key: "card", value: { stringValue: SECRET } }];
  const traces = requests(40).replaceAll('"name":"GET /"', `"name":"GET /","attributes":${JSON.stringify(attributes)}`);
  await drop(page, [await write("from-somewhere.jsonl", traces)]);
  await loaded(page, "40");
  await page.getByRole("combobox", { name: "Filter" }).fill(`{ .card = "${SECRET}" }`);
  await page.keyboard.press("Enter");
  await page.getByText(/requests? match/).first().waitFor();
  await settled(page);
  const dialog = await opened(page);
  const plain = await saved(page, dialog);
  assert.ok(everythingIn(plain.text).includes(SECRET) && everythingIn(plain.text).includes(encodeURIComponent("4111")), "it is there where it is not hidden");
  await dialog.getByText(/^All \d+ attributes, one by one$/).click();
  await dialog.getByRole("combobox", { name: "card in the file" }).selectOption("remove");
  await dialog.getByRole("button", { name: "Make the file" }).waitFor();
  const file = await saved(page, dialog);
  assert.match(file.said, /It opens without the filters/);
  const everything = everythingIn(file.text);
  for (const hidden of [SECRET, "4111", "from-somewhere", encodeURIComponent(SECRET), here.site.url]) assert.ok(!everything.includes(hidden), hidden);
  view.assertClean();
  await view.close();
  const again = await openFile(file.url);
  await loaded(again.page);
  again.assertAlone();
  await again.close();
});

test("files that are compared are not put into one that cannot tell them apart", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page);
  for (const [name, y] of [["Before", 0.9], ["After", 0.9]]) {
    await drop(page, [await write(`${name}.jsonl`, requests(20))], { x: name === "Before" ? 0.25 : 0.75, y });
    await loaded(page);
  }
  const dialog = await opened(page);
  await dialog.getByRole("button", { name: "Make the file" }).click();
  await dialog.getByRole("alert").getByText(/one file cannot tell apart what is compared in it: before, after/).waitFor();
  view.assertClean();
  await view.close();
});

test("the file looks as the page does, in any light", async () => {
  const { page, close } = await here.openDemo();
  await selectMinutes(page, incidents.cache);
  const dialog = await opened(page);
  const file = await saved(page, dialog);
  await close();
  for (const window of windows) {
    const view = await openFile(file.url, window);
    await loaded(view.page, "23,805");
    await settled(view.page);
    await view.looksRight("html-page");
    await opened(view.page);
    await view.looksRight("html-page-export", "dialog[open]");
    view.assertAlone();
    await view.close();
  }
});

test("Firefox opens it from the disk", { skip: process.env.FIREFOX ? false : "FIREFOX names no browser" }, async () => {
  const { page, close } = await here.openDemo();
  await selectMinutes(page, incidents.flag);
  await openTab(page, /^Error causes/);
  const { count } = await selected(page);
  const file = await saved(page, await opened(page));
  await close();
  const firefox = await puppeteer.launch({
    browser: "firefox", executablePath: process.env.FIREFOX, headless: true, defaultViewport: { width: 1280, height: 900 },
    extraPrefsFirefox: { "network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9, "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9 },
  });
  try {
    const tab = await firefox.newPage();
    const [problems, asked] = [[], []];
    tab.on("pageerror", (error) => problems.push(error.message));
    tab.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    tab.on("request", (request) => !/^(blob|data|file):/.test(request.url()) && asked.push(request.url()));
    await tab.goto(file.url);
    const shows = async (pattern) => {
      for (const begin = Date.now(); !(await tab.evaluate((text) => new RegExp(text).test(document.body.textContent), pattern.source));) {
        assert.ok(Date.now() - begin < 60_000, `${pattern} not within a minute: ${problems}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await shows(/23,805 requests? shown/);
    await shows(new RegExp(`${count.toLocaleString("en")} of 23,805 requests`));
    assert.match(await tab.evaluate(() => document.querySelector("[role=tab][aria-selected=true]").textContent), /^Error causes/);
    await tab.evaluate(() => [...document.querySelectorAll("[role=tab]")].find((tab) => /^Traces/.test(tab.textContent)).click());
    const there = async (selector) => {
      for (const begin = Date.now(); !(await tab.evaluate((selector) => document.querySelector(selector) !== null, selector));) {
        assert.ok(Date.now() - begin < 60_000, `${selector} not within a minute: ${problems}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await there("[aria-label=Traces] tbody tr button");
    await tab.evaluate(() => document.querySelector("[aria-label=Traces] tbody tr button").click());
    await there("dialog.trace canvas");
    assert.deepStrictEqual([problems, asked], [[], []]);
  } finally {
    await firefox.close();
  }
});
