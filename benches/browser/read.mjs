// Reads one file in Chromium, in all ways, in turns. `node benches/browser/read.mjs DIRECTORY FILE ROUNDS` serves the
// directory, which holds the file and the benchmarks as WebAssembly. It writes what the native program writes: a line for each
// measurement, with its name, its unit and its samples, separated by tabs.

import { launchBrowser } from "../../tests/browser/page.mjs";
import { serveSite } from "../../tests/browser/site.mjs";

const [directory, file, rounds] = process.argv.slice(2);

const site = await serveSite({ directory: `${directory}/` });
const browser = await launchBrowser(["--js-flags=--expose-gc"]);
const page = await browser.newPage();
page.on("pageerror", (error) => {
  console.error(error);
  process.exit(1);
});
await page.goto(site.url);
const measurements = await page.evaluate(measure, { file, rounds: Number(rounds) });
for (const [name, unit, samples] of measurements) console.log([name, unit, ...samples].join("\t"));
await browser.close();
await site.close();

/** Runs in the page. The first round warms up: of it, only the memory counts. */
async function measure({ file, rounds }) {
  const names = [
    "spanlens, to a sealed store",
    "serde_json, straight to columns",
    "opentelemetry-proto with serde, to messages",
    "JSON.parse, to objects",
  ];
  const ask = (worker, message) =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(message);
    });
  const contenders = [];
  for (const name of names) {
    const worker = new Worker("worker.js", { type: "module" });
    await ask(worker, { contender: name, file });
    contenders.push({ name, worker, samples: [] });
  }
  const [engine] = contenders;
  const sealing = [];
  let first;
  for (let round = 0; round <= rounds; round += 1) {
    for (const { worker, samples } of contenders) {
      const { sample, ...rest } = await ask(worker, { run: "read" });
      if (round > 0) samples.push(sample);
      if (round > 0 && worker === engine.worker) sealing.push(rest.sealing);
      first ??= rest;
    }
  }
  for (const { worker } of contenders.slice(1)) worker.terminate();

  const repeat = async (run) => {
    const samples = [];
    for (let round = 0; round <= rounds; round += 1) samples.push((await ask(engine.worker, { run })).sample);
    return samples.slice(1);
  };
  return [
    ...contenders.map(({ name, samples }) => [name, "MB/s", samples]),
    ["sealing, which is part of it", "ms", sealing],
    ["sealed store", "bytes/span", [first.heapBytes / first.spans]],
    ["sealed store", "bytes", [first.heapBytes]],
    ["wasm memory at its peak", "bytes", [first.memoryBytes]],
    ["heatmap of all spans", "ms", await repeat("heatmap")],
    ["heatmap of 1,000,000 units", "ms", await repeat("requests")],
    ["filter over an attribute of 1,000,000 spans", "ms", await repeat("filter")],
  ];
}
