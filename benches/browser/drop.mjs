// Drops a large file on the built page. `node benches/browser/drop.mjs FILE REQUESTS ROUNDS` writes, as read.mjs does, how long
// it takes until the heatmap shows all requests of the file, and until the findings are there; the largest gap between two animation
// frames up to the heatmap; and the memory of the engine: with one worker that reads, and in turns with two. Each round has pages of its own.

import { basename } from "node:path";

import { launchBrowser } from "../../tests/browser/page.mjs";
import { serveSite } from "../../tests/browser/site.mjs";
import { engineMemory } from "./engine-memory.mjs";

const [file, requests, rounds] = process.argv.slice(2);

const site = await serveSite();
const browser = await launchBrowser();
const [alone, together] = [[], []];
for (let round = 0; round < Number(rounds); round += 1) {
  alone.push(await drop(1));
  together.push(await drop(2));
}
await browser.close();
await site.close();

const report = (results, name, unit, key) => console.log([name, unit, ...results.map((result) => result[key])].join("\t"));
report(alone, "to the final heatmap", "s", "seconds");
report(together, "to the final heatmap, two parse workers", "s", "seconds");
report(alone, "to the findings", "s", "findings");
report(alone, "largest gap between frames", "ms", "gap");
report(together, "largest gap between frames, two parse workers", "ms", "gap");
report(alone, "sealed store", "bytes", "heapBytes");
report(alone, "wasm memory at its peak", "bytes", "memoryBytes");

/** Drops the file on a new page, where so many workers read it. */
async function drop(parseWorkers) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on("pageerror", (error) => {
    console.error(error);
    process.exit(1);
  });
  await page.addInitScript(prepare, parseWorkers);
  await page.goto(site.url);
  // The demo, whose requests are others.
  await page.waitForFunction(() => isFinal("requests"));
  // The browser is told the path: nothing is copied.
  await page.evaluate(() => document.body.insertAdjacentHTML("beforeend", '<input type="file" id="dropped" hidden>'));
  await page.locator("#dropped").setInputFiles(file);
  const times = await page.evaluate(watch, `${Number(requests).toLocaleString("en-US")} requests`);
  const heapBytes = await page.evaluate(askHeapBytes);
  const memoryBytes = await engineMemory(page.workers().at(-1));
  await page.close();
  console.error(`${basename(file)}: ${times.seconds.toFixed(2)} s with ${parseWorkers}`);
  return { ...times, heapBytes, memoryBytes };
}

/** In the page, before its scripts. */
function prepare(parseWorkers) {
  /** The engine's worker: the last one started. */
  globalThis.engine = undefined;
  globalThis.Worker = class extends Worker {
    constructor(...options) {
      super(...options);
      globalThis.engine = this;
      this.postMessage({ parseWorkers });
    }
  };
  /** Whether nothing is being read, and the heatmap is no preview and speaks of so many requests. */
  globalThis.isFinal = (requests) =>
    document.querySelector("progress[aria-label=Reading], .heatmap .badge") === null &&
    document.querySelector("#heatmap-summary")?.textContent.includes(`${requests} shown`);
}

/** In the page: drops the file and looks at every frame until the heatmap is final, then until the findings are there. */
async function watch(requests) {
  const frame = () => new Promise(requestAnimationFrame);
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(document.querySelector("#dropped").files[0]);
  await frame();
  let last = await frame();
  const begin = performance.now();
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  let gap = 0;
  let left = 2;
  // The heatmap is on screen in the frame after the one in which its summary is there.
  while (left > 0) {
    const now = await frame();
    gap = Math.max(gap, now - last);
    last = now;
    if (isFinal(requests)) left -= 1;
  }
  const seconds = (performance.now() - begin) / 1e3;
  while (document.querySelector("ol.findings, .looked-at.note") === null) await frame();
  return { seconds, gap, findings: (performance.now() - begin) / 1e3 };
}

/** In the page: asks the engine, over a port of our own, for what it has loaded, by opening nothing. */
function askHeapBytes() {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve, reject) => {
    port1.onmessage = ({ data: { answer, error } }) => {
      if (answer) resolve(Number(answer.answer.open.heapBytes));
      if (error) reject(new Error(error.error.message));
    };
    globalThis.engine.postMessage({ port: port2 }, [port2]);
    port1.postMessage({ ask: { id: 1, question: { open: { sources: [] } }, files: [] } });
  });
}
