// Fills the memory of an engine. `node benches/browser/fill.mjs node|chromium SPANS` opens a stream of so many spans, each with three long
// values that no other has, more than WebAssembly has memory for; and then asks about what was read. It writes, as read.mjs does, how many
// spans were kept, how long that and the answers took, and the memory of the engine. It fails if anything but the limit stops the engine.

import { engineOnPage } from "./engine-page.mjs";

const [where, spans] = [process.argv[2], Number(process.argv[3])];
const built = new URL("../../dist/npm/", import.meta.url);

const filled = where === "node" ? await inNode() : await inChromium();
console.error(`${where}: ${filled.message}`);
if (filled.code !== "memory-limit") throw new Error(`${where}: stopped by ${filled.code}`);
const figures = [
  [`spans kept, ${where}`, "spans", filled.spans],
  [`until memory is full and the spans are joined, ${where}`, "s", filled.seconds],
  [`all questions about them, ${where}`, "s", filled.answered],
  [`sealed store, ${where}`, "bytes", filled.heapBytes],
  [`wasm memory at its peak, ${where}`, "bytes", filled.memoryBytes],
];
for (const figure of figures) console.log(figure.join("\t"));

async function inNode() {
  const { createEngine } = await import(new URL("node.js", built));
  const { default: init } = await import(new URL("engine/spanlens.js", built));
  const engine = await createEngine();
  const result = await fill(engine, spans);
  return { ...result, memoryBytes: (await init()).memory.buffer.byteLength };
}

async function inChromium() {
  const page = await engineOnPage("'self'");
  const result = await page.call(fill, spans);
  const memoryBytes = await page.memory();
  await page.close();
  return { ...result, memoryBytes };
}

/** Opens the stream and asks about what was kept of it. It runs in a page, too, and so needs nothing around it. */
async function fill(engine, spans) {
  const encoder = new TextEncoder();
  const hex = (number, length) => number.toString(16).padStart(length, "0");
  const value = (key, number) => `{"key":"${key}","value":{"stringValue":"${key}/${hex(number, 40)}/${hex(number * 7, 40)}"}}`;
  const span = (number) =>
    `{"traceId":"${hex(Math.floor(number / 10) + 1, 32)}","spanId":"${hex(number + 1, 16)}","name":"GET /","kind":2,` +
    `"startTimeUnixNano":"17000000${String(number).padStart(8, "0")}000","endTimeUnixNano":"17000000${String(number).padStart(8, "0")}999",` +
    `"attributes":[${value("url", number)},${value("session", number)},${value("request", number)}]}`;
  let next = 0;
  const stream = new ReadableStream({
    pull(controller) {
      if (next >= spans) return controller.close();
      const numbers = Array.from({ length: 2_000 }, (_, at) => next + at);
      next += numbers.length;
      const text = `{"resourceSpans":[{"scopeSpans":[{"spans":[${numbers.map(span).join(",")}]}]}]}\n`;
      controller.enqueue(encoder.encode(text));
    },
  }, { highWaterMark: 1 });
  const begin = performance.now();
  const { files, counts, heapBytes } = await engine.open(stream);
  const seconds = (performance.now() - begin) / 1000;
  const { fault, spans: read } = files[0].report;
  if (counts.spans !== Number(read)) throw new Error(`${read} spans were read, and ${counts.spans} are there`);
  const asked = performance.now();
  const selection = { maxDuration: 500n };
  await Promise.all([
    engine.count({ selection }),
    engine.heatmap(),
    engine.overview({ selection }),
    engine.errorCauses({ selection }),
    engine.attributeDiff({ selection }),
    engine.traces({ selection }),
    engine.flameGraph({ selection }),
    engine.flameDiff({ selection }),
    engine.complete("{ span.", 7),
  ]);
  const answered = (performance.now() - asked) / 1000;
  return { code: fault?.code, message: fault?.message, spans: counts.spans, seconds, answered, heapBytes: Number(heapBytes) };
}
