// Reads files in Chromium, in all ways, in turns. `node benches/browser/read.mjs DIRECTORY ROUNDS` serves the
// directory, which holds the files and the benchmarks as WebAssembly. It writes what the native program writes: a line for each
// measurement, with its name, its unit and its samples, separated by tabs.

import { launchBrowser } from "../../tests/browser/page.mjs";
import { serveSite } from "../../tests/browser/site.mjs";

const [directory, rounds] = process.argv.slice(2);

const site = await serveSite({ directory: `${directory}/` });
const browser = await launchBrowser(["--js-flags=--expose-gc"]);
const page = await browser.newPage();
page.on("pageerror", (error) => {
  console.error(error);
  process.exit(1);
});
await page.goto(site.url);
const measurements = await page.evaluate(measure, { rounds: Number(rounds) });
for (const [name, unit, samples] of measurements) console.log([name, unit, ...samples].join("\t"));
await browser.close();
await site.close();

/** Runs in the page. The first round warms up: of it, only the memory counts. */
async function measure({ rounds }) {
  const engine = "spanlens, to a sealed store";
  const parse = "JSON.parse, to objects";
  // What stands before the names, the file, that of which the bytes count if it is another, and who reads it.
  const inputs = [
    {
      prefix: "",
      file: "spans.jsonl",
      readers: [engine, "serde_json, straight to columns", "opentelemetry-proto with serde, to messages", parse],
    },
    { prefix: "gzip: ", file: "spans.jsonl.gz", counted: "spans.jsonl", readers: [engine] },
    { prefix: "zstd: ", file: "spans.jsonl.zst", counted: "spans.jsonl", readers: [engine] },
    { prefix: "protobuf: ", file: "spans.pb", readers: [engine, "prost, to messages"] },
    { prefix: "Jaeger: ", file: "spans.jaeger.json", readers: [engine, "serde_json, to structs", parse] },
    { prefix: "Zipkin: ", file: "spans.zipkin.json", readers: [engine, "serde_json, to structs", parse] },
  ];
  const ask = (worker, message) =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(message);
    });
  /** All readers of a file, each in a worker of its own, in turns. */
  const readInTurns = async ({ prefix, file, counted, readers }) => {
    const contenders = [];
    for (const reader of readers) {
      const worker = new Worker("worker.js", { type: "module" });
      await ask(worker, { reader, prefix, file, counted });
      contenders.push({ name: prefix + reader, worker, samples: [], sealing: [] });
    }
    for (let round = 0; round <= rounds; round += 1) {
      for (const contender of contenders) {
        const { sample, sealing, ...rest } = await ask(contender.worker, { run: "read" });
        contender.first ??= rest;
        if (round === 0) continue;
        contender.samples.push(sample);
        contender.sealing.push(sealing);
      }
    }
    return contenders;
  };
  const contenders = await readInTurns(inputs[0]);
  const [{ worker, first, sealing }] = contenders;
  for (const contender of contenders.slice(1)) contender.worker.terminate();

  const repeat = async (run) => {
    const samples = [];
    for (let round = 0; round <= rounds; round += 1) samples.push((await ask(worker, { run })).sample);
    return samples.slice(1);
  };
  const details = [
    ["sealing, which is part of it", "ms", sealing],
    ["sealed store", "bytes/span", [first.heapBytes / first.spans]],
    ["sealed store", "bytes", [first.heapBytes]],
    ["wasm memory at its peak", "bytes", [first.memoryBytes]],
    ["heatmap of all spans", "ms", await repeat("heatmap")],
    ["heatmap of 1,000,000 units", "ms", await repeat("requests")],
    ["filter over an attribute of 1,000,000 spans", "ms", await repeat("filter")],
  ];
  worker.terminate();
  for (const input of inputs.slice(1)) {
    const others = await readInTurns(input);
    contenders.push(...others);
    for (const other of others) other.worker.terminate();
  }
  return [...contenders.map(({ name, samples }) => [name, "MB/s", samples]), ...details];
}
