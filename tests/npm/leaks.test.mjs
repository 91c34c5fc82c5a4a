// Elements and engines that come and go leave nothing behind.

import assert from "node:assert";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { launchBrowser, openPage } from "../browser/page.mjs";
import { servePlainPage } from "./plain.mjs";
import { shop } from "./shop.mjs";

let browser, site, file;
before(async () => {
  [browser, site, file] = await Promise.all([launchBrowser(["--js-flags=--expose-gc"]), servePlainPage(), shop("leaks.json", { requests: 20, failing: 2 })]);
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** Opens the page, with `window.file` and `window.round(name)`, which mounts an element, waits until it shows the file, and removes it. */
async function begin() {
  const opened = await openPage(browser, site.url);
  await opened.page.evaluate(async (text) => {
    const { createEngine } = await import("spanlens");
    await import("spanlens/elements");
    const views = await import("spanlens/views/spanlens_views.js");
    const { memory } = await views.default();
    Object.assign(window, { file: new File([text], "leaks.json"), createEngine, memory });
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    window.round = async (name, settings) => {
      const element = Object.assign(document.createElement(name), settings);
      const loaded = new Promise((resolve) => element.addEventListener("spanlens-load", resolve));
      document.body.append(element);
      await loaded;
      while (!element.shadowRoot.querySelector("canvas, .servicemap svg")) await frame();
      await frame();
      element.remove();
      // The view ends when the page's own script has.
      await frame();
    };
  }, await readFile(file, "utf8"));
  const devtools = await opened.page.context().newCDPSession(opened.page);
  await devtools.send("Performance.enable");
  return { ...opened, devtools };
}

/** What is in use once all garbage is gone: the bytes and nodes of the page, and the memory of the views' WebAssembly. */
async function inUse({ page, devtools }) {
  // What one collection finalises, the next frees.
  for (let times = 0; times < 3; times += 1) {
    await devtools.send("HeapProfiler.collectGarbage");
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 20)));
  }
  const { metrics } = await devtools.send("Performance.getMetrics");
  const metric = (name) => metrics.find((metric) => metric.name === name).value;
  const memory = await page.evaluate(() => window.memory.buffer.byteLength);
  return { heap: metric("JSHeapUsedSize"), nodes: metric("Nodes"), listeners: metric("JSEventListeners"), memory };
}

/** Fails if anything grows by 5 % from the first half of the rounds to the second, and again when these are repeated: what grows once is no leak. */
async function assertSteady(opened, rounds, round) {
  const half = async () => {
    await round(rounds / 2);
    return inUse(opened);
  };
  const grown = (before, after) => Object.keys(before).filter((what) => after[what] >= before[what] * 1.05);
  const [middle, end] = [await half(), await half()];
  if (grown(middle, end).length === 0) return;
  const later = await half();
  const [leak] = grown(end, later).filter((what) => grown(middle, end).includes(what));
  assert.ok(leak === undefined, `${leak} grew from ${middle[leak]} to ${end[leak]} and ${later[leak]}, each in ${rounds / 2} rounds`);
}

test("an explorer with an engine of its own leaves nothing behind, 200 times", async () => {
  const opened = await begin();
  const { page } = opened;
  await assertSteady(opened, 200, (rounds) => page.evaluate(async (rounds) => {
    for (let count = 0; count < rounds; count += 1) await round("spanlens-explorer", { files: [file] });
  }, rounds));
  assert.strictEqual(page.workers().length, 0);
  opened.assertClean();
  await opened.close();
});

for (const name of ["explorer", "heatmap", "flamegraph", "servicemap", "waterfall"]) {
  test(`<spanlens-${name}> on a shared engine leaves nothing behind, 100 times`, async () => {
    const opened = await begin();
    const { page } = opened;
    await page.evaluate(async () => {
      window.engine = await createEngine();
      await engine.open(file);
    });
    await assertSteady(opened, 100, (rounds) => page.evaluate(async ([name, rounds]) => {
      const traceId = "1".padStart(32, "0");
      for (let count = 0; count < rounds; count += 1) await round(`spanlens-${name}`, { engine, traceId });
    }, [name, rounds]));
    assert.strictEqual(page.workers().length, 1);
    opened.assertClean();
    await opened.close();
  });
}

test("elements may go before their views have come, and in the middle of a load", async () => {
  const opened = await openPage(browser, site.url);
  const { page } = opened;
  await page.evaluate(async () => {
    const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const mount = (name, settings) => {
      const element = Object.assign(document.createElement(name), settings);
      document.body.append(element);
      return element;
    };
    // The module of the elements is there before their WebAssembly is.
    await import("spanlens/elements");
    const early = ["explorer", "heatmap", "flamegraph", "servicemap", "waterfall"].map((part) => mount(`spanlens-${part}`, { demo: true }));
    await null;
    early.forEach((element) => element.remove());
    mount("spanlens-explorer", { demo: true }).remove();
    await wait(300);
    for (const after of [0, 5, 20, 50, 100, 200, 300, 400, 500, 600, 800]) {
      const element = mount("spanlens-explorer", { demo: true, traceId: "1".padStart(32, "0") });
      await wait(after);
      element.remove();
      // Whoever opens something else in the meantime gets that.
      const other = mount("spanlens-flamegraph", { demo: true });
      await wait(after / 2);
      other.demo = false;
      other.demo = true;
      await wait(5);
      other.remove();
    }
    const { createEngine } = await import("spanlens");
    for (const after of [0, 5, 20, 50, 100, 200, 300]) {
      const engine = await createEngine();
      const elements = ["explorer", "heatmap", "flamegraph", "servicemap", "waterfall"].map((part) => mount(`spanlens-${part}`, { engine }));
      const opened = engine.openDemo().catch(({ code }) => code);
      await wait(after);
      elements.slice(0, 2).forEach((element) => element.remove());
      engine.close();
      await opened;
      elements.forEach((element) => element.remove());
    }
    // All this has not harmed the views of others.
    const last = mount("spanlens-explorer");
    const loaded = new Promise((resolve) => last.addEventListener("spanlens-load", resolve));
    last.demo = true;
    await loaded;
    last.remove();
    await wait(100);
  });
  assert.strictEqual(page.workers().length, 0);
  opened.assertClean();
  await opened.close();
});

test("engines that were closed leave no workers, 50 times", async () => {
  const opened = await begin();
  const { page } = opened;
  await assertSteady(opened, 50, (rounds) => page.evaluate(async (rounds) => {
    for (let count = 0; count < rounds; count += 1) {
      const engine = await createEngine();
      await engine.open(file);
      await engine.overview();
      engine.close();
    }
  }, rounds));
  assert.strictEqual(page.workers().length, 0);
  opened.assertClean();
  await opened.close();
});
