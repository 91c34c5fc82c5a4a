// `spanlens report --html`: one file that has everything in it, opened from the disk.

import assert from "node:assert";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";

import puppeteer from "puppeteer-core";

import { drag, loaded, parts, traceParts } from "../browser/explorer.mjs";
import { launchBrowser, openPage, windows } from "../browser/page.mjs";
import { install } from "./installed.mjs";
import { shop } from "./shop.mjs";

const SECRET = "card 4111 of Ann";

let installed, browser, source;
before(async () => {
  [installed, browser, source] = await Promise.all([install(), launchBrowser(), shop("html-file.jsonl", { requests: 300, failing: 2 })]);
  const text = await readFile(source, "utf8");
  await writeFile(source, text.replaceAll(/"attributes":\[\](?=,"kind":2)/g, `"attributes":[{"key":"card","value":{"stringValue":"${SECRET}"}}]`));
  assert.ok((await readFile(source, "utf8")).includes(SECRET));
});
after(async () => {
  await browser?.close();
  await installed?.remove();
});

/** Writes a file, and gives its address, its text and what the program said. */
async function written(name, words) {
  const out = join(installed.directory, name);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(installed.package, "cli.js"), "report", "--html", out, ...words, source]);
  assert.strictEqual(stdout, "");
  return { url: pathToFileURL(out).href, text: await readFile(out, "utf8"), said: stderr };
}

/** The bytes of a part of a file, uncompressed. */
const part = (text, name) => gunzipSync(Buffer.from(text.match(new RegExp(`id="spanlens-${name}">([^<]*)<`))[1], "base64"));

test("what is hidden is nowhere in the file, and neither is where traces are from", async () => {
  const all = await written("all.html", []);
  assert.ok(part(all.text, "traces").includes(SECRET), "it is there where it is not hidden");
  assert.match(all.said, /^300 traces, 900 spans\n/);
  const { text, said } = await written("hidden.html", ["--remove", "card,@messages", "--filter", "{ status = error }"]);
  assert.match(said, /^30 traces, 90 spans\nremoved: card, messages of statuses\n/);
  const traces = part(text, "traces").toString();
  for (const hidden of [SECRET, "4111", "is locked", "html-file.jsonl", installed.directory]) assert.ok(!traces.includes(hidden), hidden);
  const readable = text.replace(/<script type="application\/gzip"[^>]*>[^<]*/g, "");
  for (const hidden of [SECRET, "html-file.jsonl", installed.directory]) assert.ok(!readable.includes(hidden), hidden);
  assert.strictEqual(traces.trim().split("\n").length, 30);
});

test("it opens from the disk, and answers as the page does, without a request", async () => {
  const { url } = await written("page.html", ["--remove", "card"]);
  const view = await openPage(browser, url);
  const { page } = view;
  await loaded(page, "300");
  await drag(page, [0.1, 0], [0.9, 1]);
  await parts(page).selection.locator(".chosen").first().getByText(/of 300/).waitFor();
  await page.getByRole("tab", { name: /^Error causes/ }).click();
  await page.getByRole("tabpanel", { name: /^Error causes/ }).getByText("cart <n> is locked").first().waitFor();
  await page.getByRole("tab", { name: "Traces" }).click();
  await page.getByRole("region", { name: "Traces" }).locator("tbody tr").first().getByRole("button").click();
  await traceParts(page).panel.waitFor();
  await page.waitForFunction(() => /trace=/.test(location.hash));
  await page.reload();
  await loaded(page, "300");
  await traceParts(page).panel.waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("combobox", { name: "Filter" }).fill("{ status = error }");
  await page.keyboard.press("Enter");
  await page.getByText(/30 of 300 requests match/).waitFor();
  view.assertClean();
  await view.close();
});

test("it opens as it was asked for, in any light", async () => {
  const { url } = await written("state.html", ["--population", "entries", "--filter", "{ status = error }"]);
  for (const window of windows) {
    const view = await openPage(browser, url, window);
    await view.page.getByText(/entries match/).first().waitFor();
    assert.strictEqual(await view.page.getByRole("combobox", { name: "Filter" }).inputValue(), "{ status = error }");
    await view.looksRight("html-file");
    view.assertClean();
    await view.close();
  }
});

test("nothing that it runs may ask anybody for anything", async () => {
  const { url, text } = await written("policy.html", []);
  const [, policy] = text.match(/http-equiv="Content-Security-Policy" content="([^"]*)"/);
  assert.match(policy, /^default-src 'none'; script-src 'sha256-[\w+/=]+' blob: 'wasm-unsafe-eval'; worker-src blob:; img-src blob: data:; connect-src 'none';/);
  const view = await openPage(browser, url);
  await loaded(view.page, "300");
  const outcome = await view.page.evaluate(() => fetch("http://127.0.0.1:1/").then(() => "asked", (error) => error.message));
  assert.match(outcome, /Failed to fetch/);
  assert.match(view.problems.join("\n"), /violates the following Content Security Policy directive: "connect-src 'none'"/);
  await view.close();
});

test("Firefox opens it, too", { skip: process.env.FIREFOX ? false : "FIREFOX names no browser" }, async () => {
  const { url } = await written("firefox.html", []);
  const firefox = await puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX, headless: true, defaultViewport: { width: 1280, height: 900 } });
  try {
    const page = await firefox.newPage();
    const problems = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    await page.goto(url);
    for (const begin = Date.now(); !(await page.evaluate(() => /300 requests? shown/.test(document.body.textContent)));) {
      assert.ok(Date.now() - begin < 30_000, `not within half a minute: ${problems}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.deepStrictEqual(problems, []);
  } finally {
    await firefox.close();
  }
});
