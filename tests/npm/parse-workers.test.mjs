// A large file that several workers read: whatever it looks like, the answers are those of one worker.

import assert from "node:assert";
import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launchBrowser, openPage } from "../browser/page.mjs";
import { serveSite } from "../browser/site.mjs";
import { install } from "./installed.mjs";

/** Larger than what one worker reads alone. */
const BYTES = 72e6;
const PADDING = "x".repeat(1200);

let browser, installed, site;
before(async () => {
  browser = await launchBrowser();
  installed = await install();
  site = await serveSite({ directory: installed.package, path: "/pkg/" });
});
after(async () => {
  await browser?.close();
  await site?.close();
  await installed?.remove();
});

/** A trace of two spans, one of which may fail. */
function traceOf(number) {
  const traceId = number.toString(16).padStart(32, "0");
  const start = 1_700_000_000_000_000_000n + BigInt(number) * 1_000_000n;
  const span = (index, more) => ({
    traceId,
    spanId: (number * 2 + index).toString(16).padStart(16, "0"),
    name: `operation ${number % 7}`,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + BigInt((number % 100) * 1000 + 500)),
    attributes: [{ key: "padding", value: { stringValue: PADDING } }, { key: "n", value: { intValue: String(number % 50) } }],
    ...more,
  });
  const failed = number % 11 === 0 ? { status: { code: 2, message: "broken" } } : {};
  const resource = { attributes: [{ key: "service.name", value: { stringValue: `service ${number % 3}` } }] };
  const spans = [span(1, failed), span(2, { parentSpanId: (number * 2 + 1).toString(16).padStart(16, "0") })];
  return { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] };
}

/** Writes a file of traces, each as `write` says, until it is large enough. */
async function largeFile(write) {
  const path = join(tmpdir(), `spanlens-${process.pid}.jsonl`);
  const file = await open(path, "w");
  let bytes = 0;
  for (let number = 1; bytes < BYTES; ) {
    const lines = [];
    for (let count = 0; count < 500; count += 1) lines.push(write(number++));
    const text = lines.join("\n") + "\n";
    await file.write(text);
    bytes += text.length;
  }
  await file.close();
  return path;
}

/** In the page: what is said of the file when so many workers read it. */
async function answers({ createEngine, parseWorkers }) {
  // Handles begin where the engine likes.
  let begin = 0;
  const relative = (value) => value >= begin && value < begin + 2 ** 32 ? value - begin : value;
  const plain = (key, value) => {
    if (typeof value === "bigint") return String(value);
    if (typeof value === "number") return relative(value);
    return value instanceof Float64Array ? Array.from(value, relative) : ArrayBuffer.isView(value) ? Array.from(value, String) : value;
  };
  const engine = await createEngine({ parseWorkers });
  const { heapBytes, ...summary } = await engine.open(document.querySelector("input").files[0]);
  const { heatmap } = await engine.heatmap({ columns: 50, rows: 20 });
  const others = [await engine.overview({}), await engine.errorCauses({}), await engine.traces({ limit: 50, sort: "duration" })];
  engine.close();
  const [first] = others[2].units;
  begin = first - (first % 2 ** 32);
  return JSON.stringify([summary, heatmap, ...others], plain);
}

const shapes = {
  "JSON Lines": (number) => JSON.stringify(traceOf(number)),
  "JSON Lines with broken ones among them": (number) => {
    const line = JSON.stringify(traceOf(number));
    return number % 977 === 0 ? line.slice(0, 700) : line;
  },
  "documents over several lines": (number) => JSON.stringify(traceOf(number), null, 1),
};

for (const [shape, write] of Object.entries(shapes)) {
  test(`${shape} give the same, however many read them`, async () => {
    const path = await largeFile(write);
    const view = await openPage(browser, `${site.url}package.json`);
    try {
      await view.page.setContent(`<input type="file">`);
      await view.page.locator("input").setInputFiles(path);
      const read = (parseWorkers) =>
        view.page.evaluate(
          `import(${JSON.stringify(`${site.url}index.js`)}).then((spanlens) => (${answers})({ ...spanlens, parseWorkers: ${parseWorkers} }))`,
        );
      const alone = await read(1);
      assert.ok(JSON.parse(alone)[0].counts.spans >= 40_000, alone.slice(0, 500));
      for (const parseWorkers of [2, 4]) assert.strictEqual(await read(parseWorkers), alone, `${parseWorkers} workers`);
    } finally {
      await view.close();
      await rm(path);
    }
  });
}

test("several workers do read a file of JSON Lines", async () => {
  const path = await largeFile(shapes["JSON Lines"]);
  const view = await openPage(browser, `${site.url}package.json`);
  try {
    await view.page.setContent(`<input type="file">`);
    await view.page.locator("input").setInputFiles(path);
    let helpers = 0;
    view.page.on("worker", () => (helpers += 1));
    await view.page.evaluate(
      `import(${JSON.stringify(`${site.url}index.js`)}).then((spanlens) => (${answers})({ ...spanlens, parseWorkers: 3 }))`,
    );
    assert.strictEqual(helpers, 3);
  } finally {
    await view.close();
    await rm(path);
  }
});
