// The engine of the package in Chromium: its files served as they are, no bundler, and the worker in another origin if need be.

import assert from "node:assert";
import { after, before, test } from "node:test";

import { launchBrowser, openPage } from "../browser/page.mjs";
import { serveSite } from "../browser/site.mjs";
import { install } from "./installed.mjs";
import { request } from "./traces.mjs";

const csp = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src *";

let browser, installed, site;
before(async () => {
  browser = await launchBrowser();
  installed = await install();
  site = await serveSite({ directory: installed.package, path: "/pkg/", csp });
});
after(async () => {
  await browser?.close();
  await site?.close();
  await installed?.remove();
});

/** Runs a function in a page of the package's origin: it is given the package and a function that makes traces. */
async function inPage(run, { prepare } = {}) {
  const view = await openPage(browser, `${site.url}package.json`);
  try {
    if (prepare) await view.page.evaluate(prepare);
    const script = `(async () => {
      const spanlens = await import(${JSON.stringify(`${site.url}index.js`)});
      const request = ${request};
      return (${run})({ ...spanlens, request });
    })()`;
    const result = await view.page.evaluate(script);
    // There is no icon, which is not the package's fault.
    assert.deepStrictEqual(view.problems.filter((problem) => !problem.includes("404")), []);
    return result;
  } finally {
    await view.close();
  }
}

test("an engine in a worker answers about every kind of source", async () => {
  const counts = await inPage(async ({ createEngine, request }) => {
    const engine = await createEngine();
    const text = (number) => new TextEncoder().encode(request(number));
    const progress = [];
    const summary = await engine.open([
      new File([text(1)], "mine.json"),
      new Response(text(2)),
      new Response(text(3)).body,
      text(4),
      { source: URL.createObjectURL(new Blob([text(5)])), name: "not an http address" },
    ], { onProgress: ({ bytes }) => progress.push(bytes) });
    const { selected } = await engine.count({ selection: { errors: false } });
    const { heatmap } = await engine.heatmap({ columns: 10, rows: 10 });
    engine.close();
    return {
      names: summary.files.map(({ source }) => source.name),
      faults: summary.files.map(({ report }) => report.fault?.code ?? ""),
      spans: summary.counts.spans,
      selected,
      units: heatmap.counts.reduce((sum, count) => sum + count, 0),
      isBigint: typeof progress[0],
    };
  });
  assert.deepStrictEqual(counts, {
    names: ["mine.json", "response", "stream", "bytes", "not an http address"],
    faults: ["", "", "", "", "bad-option"],
    spans: 4,
    selected: 4,
    units: 4,
    isBigint: "bigint",
  });
});

test("an address is taken relative to the page", async () => {
  const fault = await inPage(async ({ createEngine }) => {
    const engine = await createEngine();
    const { files: [{ source, report }] } = await engine.open("index.d.ts");
    return { name: source.name, code: report.fault.code };
  });
  assert.deepStrictEqual(fault, { name: `${site.url}index.d.ts`, code: "unknown-format" });
});

test("streams are read where they cannot be transferred", async () => {
  const outcome = await inPage(async ({ createEngine, request }) => {
    const engine = await createEngine();
    const { counts } = await engine.open(new Response(request(1)));
    const stop = new AbortController();
    const silent = new ReadableStream();
    setTimeout(() => stop.abort("enough"), 50);
    const { code, cause } = await engine.open(silent, { signal: stop.signal }).catch((error) => error);
    const failing = new ReadableStream({ start: (controller) => controller.error(new Error("out of luck")) });
    const failure = await engine.open(failing).catch((error) => error);
    return [counts.spans, code, cause, failure.code];
  }, {
    prepare: () => {
      const clone = globalThis.structuredClone;
      globalThis.structuredClone = (value, options) => {
        if (options?.transfer?.some((one) => one instanceof ReadableStream)) throw new DOMException("no", "DataCloneError");
        return clone(value, options);
      };
    },
  });
  assert.deepStrictEqual(outcome, [1, "cancelled", "enough", "unreadable-source"]);
});

test("a load is stopped on the way, and a question is dropped", async () => {
  const [code, cause, stopped, dropped] = await inPage(async ({ createEngine }) => {
    const engine = await createEngine();
    const stop = new AbortController();
    const opened = engine.openDemo({ signal: stop.signal, onProgress: () => stop.abort("enough") });
    const { code, cause } = await opened.catch((error) => error);
    const { files } = await engine.summary();
    const drop = new AbortController();
    const question = engine.flameGraph({}, { signal: drop.signal });
    drop.abort();
    return [code, cause, files[0].stopped, (await question.catch((error) => error)).code];
  });
  assert.deepStrictEqual([code, cause, stopped, dropped], ["cancelled", "enough", true, "cancelled"]);
});

test("two clients share an engine, and one may leave", async () => {
  const outcome = await inPage(async ({ createEngine, request }) => {
    const engine = await createEngine();
    const other = await createEngine({ port: engine.connect() });
    const changed = new Promise((resolve) => engine.addEventListener("change", resolve, { once: true }));
    await other.open(new Blob([request(1)]));
    const told = (await changed).detail.counts.spans;
    const [one, two] = await Promise.all([engine.count(), other.count()]);
    other.close();
    const { code } = await other.count().catch((error) => error);
    const left = (await engine.count()).all;
    engine.close();
    return [told, one.all, two.all, code, left];
  });
  assert.deepStrictEqual(outcome, [1, 1, 1, "closed", 1]);
});

test("an engine that cannot be loaded is an error, and so is one that dies", async () => {
  const codes = await inPage(async ({ createEngine }) => {
    const outcome = (options) => createEngine(options).then(() => "started", ({ code }) => code);
    return [await outcome({ workerUrl: "nowhere.js" }), await outcome({ wasmUrl: "nowhere.wasm" }), await outcome({ workerUrl: "http://" })];
  });
  assert.deepStrictEqual(codes, ["unavailable", "unavailable", "bad-argument"]);

  const view = await openPage(browser, `${site.url}package.json`);
  await view.page.evaluate(async (url) => {
    const { createEngine } = await import(url);
    window.engine = await createEngine();
    window.crash = new Promise((resolve) => engine.addEventListener("crash", ({ detail }) => resolve(detail), { once: true }));
  }, `${site.url}index.js`);
  await view.page.workers()[0].evaluate(() => setTimeout(() => {
    throw new Error("out of luck");
  }));
  const [told, asked] = await view.page.evaluate(async () => {
    const told = await window.crash;
    return [told.message, (await window.engine.count().catch((error) => error)).code];
  });
  assert.match(told, /out of luck/);
  assert.strictEqual(asked, "crashed");
  await view.close();
});

test("the worker may lie in another origin", async () => {
  const other = await serveSite({ directory: installed.package, path: "/cdn/", csp, headers: { "access-control-allow-origin": "*" } });
  const page = await serveSite({ directory: installed.package, path: "/pkg/", csp: "default-src * blob: 'wasm-unsafe-eval'" });
  const view = await openPage(browser, `${page.url}package.json`);
  const spans = await view.page.evaluate(async ([url, workerUrl]) => {
    const { createEngine } = await import(url);
    const engine = await createEngine({ workerUrl });
    const { counts } = await engine.openDemo();
    return counts.spans;
  }, [`${page.url}index.js`, `${other.url}engine/worker.js`]);
  assert.strictEqual(spans, 210_640);
  await view.close();
  await page.close();
  await other.close();
});
