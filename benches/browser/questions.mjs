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
  const questions = { causes: "error causes", attributes: "attribute comparison", latency: "flame diff with suspects", findings: "findings" };
  const everybody = [
    { name: "100,000 spans", who: "spanlens", spans: 100_000 },
    { name: "1,000,000 spans", who: "spanlens", spans: 1_000_000 },
    { name: "4,000,000 spans", who: "spanlens", spans: 4_000_000 },
    { name: "JavaScript", who: "JavaScript", spans: 1_000_000 },
    { name: "1,000,000 spans", who: "spanlens", requests: 1_000_000 },
  ];
  const ask = (worker, message) =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(message);
    });
  for (const one of everybody) {
    one.worker = new Worker("questions.js", { type: "module" });
    const { who, spans, requests } = one;
    await ask(one.worker, { who, spans, requests });
  }
  const measurements = [];
  for (const [question, title] of Object.entries(questions)) {
    const [samples, longest] = [0, 1].map(() => everybody.map(() => []));
    for (let round = 0; round <= rounds; round += 1) {
      for (const [at, { who, requests, worker }] of everybody.entries()) {
        // Nobody else looks for what stands out, and that alone depends on how many requests an operation has.
        if (question === "findings" ? who !== "spanlens" : requests) continue;
        const answer = await ask(worker, { question });
        if (round === 0) continue;
        samples[at].push(answer.sample);
        if (answer.longest !== undefined) longest[at].push(answer.longest);
      }
    }
    everybody.forEach(({ name, requests }, at) => {
      const what = requests ? `${title} of one operation` : title;
      if (samples[at].length > 0) measurements.push([`${what}, ${name}`, samples[at]]);
      if (longest[at].length > 0) measurements.push([`${what}: longest step, ${name}`, longest[at]]);
    });
  }
  return measurements;
}
