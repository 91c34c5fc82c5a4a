// The package in Firefox: the engine and the explorer once, from a file to a selection and a trace.

import assert from "node:assert";
import { mkdir, readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import puppeteer from "puppeteer-core";

import { alike, nativeAnswers, plain } from "./native.mjs";
import { servePlainPage } from "./plain.mjs";
import { shop } from "./shop.mjs";

const screenshots = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));

let browser, site, file;
before(async () => {
  const executablePath = process.env.FIREFOX;
  if (!executablePath) throw new Error("FIREFOX must name the browser; or run `cargo xtask test npm`");
  [browser, site, file] = await Promise.all([
    // A size that is given here may be one that an older Firefox cannot be told in full.
    puppeteer.launch({ browser: "firefox", executablePath, headless: true, defaultViewport: { width: 1280, height: 900 } }),
    servePlainPage("<main></main>"),
    shop("firefox.json", { failing: 2 }),
  ]);
  await mkdir(screenshots, { recursive: true });
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** Waits until something is true in the page. Puppeteer's own way makes a function of text, which the page's policy refuses in older versions. */
async function until(page, isTrue, ...given) {
  for (const begin = Date.now(); !(await page.evaluate(isTrue, ...given));) {
    assert.ok(Date.now() - begin < 30_000, `not within half a minute: ${isTrue} ${given}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Opens the page with the file as `window.file`, and gathers what must not happen. */
async function begin() {
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && problems.push(`console: ${message.text()}`));
  await page.goto(site.url);
  await page.evaluate((text) => {
    window.file = new File([text], "firefox.json");
  }, await readFile(file, "utf8"));
  return { page, problems };
}

function assertClean(problems) {
  assert.deepStrictEqual(problems, []);
  assert.deepStrictEqual(site.violations, []);
  assert.deepStrictEqual(site.requests.filter(({ status }) => status !== 200 && status !== 304), []);
}

test("the engine reads a file and a stream, and answers as the native one", async () => {
  const { page, problems } = await begin();
  // 64-bit numbers cross from the page as text.
  const answers = await page.evaluate(async () => {
    const { createEngine } = await import("spanlens");
    const engine = await createEngine();
    const told = [];
    await engine.open(file, { onProgress: ({ bytes }) => told.push(bytes) });
    const query = { selection: { errors: true } };
    const found = [await engine.overview(query), await engine.errorCauses(query), await engine.flameGraph(query)];
    const { files } = await engine.open(new Response(file).body, { name: "stream", group: "stream" });
    const sides = await engine.count();
    engine.close();
    const written = JSON.stringify(found, (_, value) => {
      if (typeof value === "bigint") return { bigint: String(value) };
      return ArrayBuffer.isView(value) ? [...value] : value;
    });
    return { written, names: files.map(({ source }) => source.name), units: sides.units, told: told.length };
  });
  assert.deepStrictEqual(answers.names, ["firefox.json", "stream"]);
  assert.strictEqual(answers.units, 400);
  const comparison = { population: "requests", baseline: "rest", selection: { errorsOnly: true } };
  const native = await nativeAnswers([file], [
    { overview: comparison }, { errorCauses: comparison }, { flameGraph: { comparison, options: {} } },
  ]);
  const revive = (_, value) => (value?.bigint === undefined ? value : BigInt(value.bigint));
  const found = plain(JSON.parse(answers.written, revive));
  // What is undefined is left out on the way.
  const written = JSON.parse(JSON.stringify(native, (_, value) => value ?? undefined));
  // How handles of the one engine differ from those of the other.
  const [ours, others] = [found, written].map(([, causes]) => causes.rows[0].sampleTrace);
  assert.deepStrictEqual(alike(found, written, ours - others), written);
  assertClean(problems);
  await page.close();
});

test("the explorer shows a file, tells a selection and opens a trace", async () => {
  const { page, problems } = await begin();
  await page.evaluate(async () => {
    await import("spanlens/elements");
    window.explorer = document.createElement("spanlens-explorer");
    window.told = {};
    for (const name of ["load", "error", "selection", "trace"]) {
      explorer.addEventListener(`spanlens-${name}`, ({ detail }) => (told[name] = detail));
    }
    explorer.files = [file];
    document.querySelector("main").append(explorer);
  });
  const shows = (words) => until(page, (words) => explorer.shadowRoot?.textContent.includes(words), words);
  await shows("200 requests shown");

  const plot = await page.evaluate(() => {
    const { x, y, width, height } = explorer.shadowRoot.querySelector("canvas[role=application]").getBoundingClientRect();
    // The margins that www/src/geometry/layout.rs sets.
    return { x: x + 58, y: y + 21, width: width - 58 - 32, height: height - 21 - 22 };
  });
  await page.mouse.move(plot.x + 0.25 * plot.width, plot.y + 0.02 * plot.height);
  await page.mouse.down();
  await page.mouse.move(plot.x + 0.4 * plot.width, plot.y + 0.5 * plot.height, { steps: 3 });
  await page.mouse.move(plot.x + 0.5 * plot.width, plot.y + 0.98 * plot.height, { steps: 3 });
  await page.mouse.up();
  await until(page, () => told.selection);
  const time = await page.evaluate(() => {
    const { from, to } = told.selection.selection;
    return { fromNs: String(from), toNs: String(to) };
  });
  const selection = { time: { fromNs: BigInt(time.fromNs), toNs: BigInt(time.toNs) }, durations: undefined };
  const [{ selected }] = await nativeAnswers([file], [{ count: { population: "requests", baseline: "before", selection } }]);
  assert.ok(selected > 0 && selected < 200);
  await shows(`${selected} of 200 requests`);
  await page.screenshot({ path: `${screenshots}firefox-explorer.png` });

  // Keys are for the element that was clicked.
  await page.keyboard.press("3");
  await until(page, () => explorer.shadowRoot.querySelector("[role=tab][aria-selected=true]").textContent.includes("Traces"));
  await until(page, () => explorer.shadowRoot.querySelector("#panel-traces")?.textContent.includes("GET /cart"));
  const operation = await page.evaluateHandle(() =>
    [...explorer.shadowRoot.querySelectorAll("#panel-traces button")].find(({ textContent }) => textContent.includes("GET /cart")));
  await operation.click();
  await until(page, () => told.trace?.traceId && explorer.shadowRoot.querySelector("dialog.trace[open] canvas[aria-roledescription=waterfall]") !== null);
  await page.screenshot({ path: `${screenshots}firefox-trace.png` });
  await page.evaluate(() => explorer.remove());
  await new Promise((resolve) => setTimeout(resolve, 200));
  assertClean(problems);
  await page.close();
});
