// Asks about many spans in Chromium: this engine about more and more of them, and plain JavaScript about a million. All take turns.
// `node benches/browser/questions.mjs DIRECTORY ROUNDS` serves the directory, which holds the benchmarks as WebAssembly. It writes what the
// native program writes: a line for each measurement, with its name, its unit and its samples, separated by tabs.

import { launchBrowser } from "../../tests/browser/page.mjs";
import { serveSite } from "../../tests/browser/site.mjs";

const [directory, rounds] = process.argv.slice(2);

const site = await serveSite({ directory: `${directory}/` });
const browser = await launchBrowser();
const page = await browser.newPage();
page.on("pageerror", (error) => {
  console.error(error);
  process.exit(1);
});
await page.goto(site.url);
const measurements = await page.evaluate(measure, Number(rounds));
for (const [name, samples] of measurements) console.log([name, "ms", ...samples].join("\t"));
await browser.close();
await site.close();

/** Runs in the page. The first round warms up. */
async function measure(rounds) {
  const questions = { causes: "error causes", attributes: "attribute comparison", latency: "flame diff with suspects" };
  const everybody = [
    { name: "100,000 spans", who: "spanlens", spans: 100_000 },
    { name: "1,000,000 spans", who: "spanlens", spans: 1_000_000 },
    { name: "4,000,000 spans", who: "spanlens", spans: 4_000_000 },
    { name: "JavaScript", who: "JavaScript", spans: 1_000_000 },
  ];
  const ask = (worker, message) =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(message);
    });
  for (const one of everybody) {
    one.worker = new Worker("questions.js", { type: "module" });
    await ask(one.worker, { who: one.who, spans: one.spans });
  }
  const measurements = [];
  for (const [question, title] of Object.entries(questions)) {
    const samples = everybody.map(() => []);
    for (let round = 0; round <= rounds; round += 1) {
      for (const [at, { worker }] of everybody.entries()) {
        const { sample } = await ask(worker, { question });
        if (round > 0) samples[at].push(sample);
      }
    }
    everybody.forEach(({ name }, at) => measurements.push([`${title}, ${name}`, samples[at]]));
  }
  return measurements;
}
