// Fills a tab with as many spans as somebody may have. `node benches/browser/scale.mjs PROGRAM SPANS` has the native program generate the file of the
// benchmarks with so many spans, as fast as it is read, and the built package open its address in Chromium. It writes, as read.mjs does, how long that
// took, the memory, and the time of each answer. It fails if a span is missing.

import { spawn } from "node:child_process";
import { createServer } from "node:http";

import { engineOnPage } from "./engine-page.mjs";

const [program, spans] = [process.argv[2], Number(process.argv[3])];

const source = createServer((request, response) => {
  response.writeHead(200, { "content-type": "application/x-ndjson", "access-control-allow-origin": "*" });
  spawn(program, ["generate", "lines", String(spans), "-"], { stdio: ["ignore", "pipe", "inherit"] }).stdout.pipe(response);
});
await new Promise((resolve) => source.listen(0, "127.0.0.1", resolve));
const page = await engineOnPage("*");
const opened = await page.call(open, `http://127.0.0.1:${source.address().port}/spans.jsonl`);
const openedBytes = await page.memory();
const answers = await page.call(ask);
const askedBytes = await page.memory();
await page.close();
source.close();

if (opened.spans !== spans) throw new Error(`${opened.spans} of ${spans} spans are there: ${opened.fault}`);
const figures = [
  ["until the spans are joined", "s", opened.seconds],
  ["reading", "MB/s", opened.bytes / 1e6 / opened.seconds],
  ["sealed store", "bytes", opened.heapBytes],
  ["wasm memory at its peak", "bytes", openedBytes],
  ["wasm memory at its peak, with all answers", "bytes", askedBytes],
  ...answers.map(([question, seconds]) => [question, "s", seconds]),
];
for (const figure of figures) console.log(figure.join("\t"));

/** Opens the address. This and the next function run in a page, and so need nothing around them. */
async function open(engine, address) {
  const begin = performance.now();
  const { files, counts, heapBytes } = await engine.open(address);
  const seconds = (performance.now() - begin) / 1000;
  const { fault, bytes } = files[0].report;
  return { fault: fault?.message, spans: counts.spans, seconds, bytes: Number(bytes), heapBytes: Number(heapBytes) };
}

/** Asks one question after the other, and gives their seconds. */
async function ask(engine) {
  const selection = { errors: true };
  const questions = {
    "heatmap": () => engine.heatmap(),
    "findings": () => engine.findings(),
    "failing requests counted": () => engine.count({ selection }),
    "error causes": () => engine.errorCauses({ selection }),
    "attributes compared": () => engine.attributeDiff({ selection }),
    "flame graphs compared": () => engine.flameDiff({ selection }),
    "service map": () => engine.serviceMap({ selection }),
    "calls": () => engine.calls({ selection }),
    "traces": () => engine.traces({ selection }),
  };
  const answers = [];
  for (const [question, run] of Object.entries(questions)) {
    const begin = performance.now();
    await run();
    answers.push([question, (performance.now() - begin) / 1000]);
  }
  return answers;
}
