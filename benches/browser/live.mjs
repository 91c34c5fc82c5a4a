// Spans that come for as long as somebody looks. `node benches/browser/live.mjs MINUTES` lets the built program receive 2,000 spans a second, in
// traces of four, each with a value that no other has, and watches the page that shows them. It writes, as read.mjs does, the memory of the tab
// once the window is full and at the end, the largest gap between two animation frames, and how old the oldest answer was. A gap also has the
// time in which other programs had the processor; so the last minute is traced, for the processor time of the page's longest task.

import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { launchBrowser, openPage, watchFrames } from "../../tests/browser/page.mjs";
import { deliver, listeningWith, tracesOf } from "../../tests/npm/listening.mjs";
import { engineMemory } from "./engine-memory.mjs";

const SPANS_PER_SECOND = 2_000;
const SPANS_PER_TRACE = 4;
/** The time between two deliveries, in milliseconds. */
const BEAT_MS = 250;
const SPANS_PER_BEAT = SPANS_PER_SECOND * BEAT_MS / 1_000;
/** How many spans the page keeps. */
const WINDOW = 200_000;
/** The window has been full for a while: it has been copied at least twice. */
const SETTLED_MS = (WINDOW * 1.3 / SPANS_PER_SECOND) * 1_000;

/** How long the page's tasks are traced, at the end. */
const TRACED_MS = 60_000;

const minutes = Number(process.argv[2]);
const browser = await launchBrowser();
const program = fileURLToPath(new URL("../../dist/npm/cli.js", import.meta.url));
await listeningWith(program, [], async ({ endpoint, url }) => {
  const view = await openPage(browser, url);
  const { page } = view;
  await page.getByRole("heading", { name: "Waiting for the first spans" }).waitFor();
  const [gap, answers] = [await watchFrames(page), await watchAnswers(page)];
  const memory = [];
  const begin = Date.now();
  /** When each delivery was sent, in milliseconds since 1970. */
  const sent = [];
  const end = begin + minutes * 60_000;
  let largestGap;
  for (let at = 0, look = SETTLED_MS; Date.now() < end; at++) {
    if (largestGap === undefined && Date.now() > end - TRACED_MS) {
      largestGap = await gap();
      await browser.startTracing(page, { categories: ["toplevel"] });
    }
    await sleep(Math.max(0, begin + at * BEAT_MS - Date.now()));
    sent.push(Date.now());
    const traces = SPANS_PER_BEAT / SPANS_PER_TRACE;
    const refused = await deliver(endpoint, tracesOf(1 + at * traces, traces, { spans: SPANS_PER_TRACE, durationMs: 20 + at % 40 }));
    if (refused > 0) throw new Error("the receiver refused a delivery");
    if (Date.now() - begin < look) continue;
    look += 30_000;
    memory.push(await memoryOf(page));
    console.error(`${Math.round((Date.now() - begin) / 1_000)} s: ${memory.at(-1).map((bytes) => `${(bytes / 1e6).toFixed(0)} MB`).join(" of the tab, of which WebAssembly has ")}`);
  }
  const longest = longestTask(JSON.parse(await browser.stopTracing()));
  const ages = agesOf(await answers(), sent);
  const report = (...figure) => console.log(figure.join("\t"));
  const [tab, wasm] = [0, 1].map((which) => memory.map((both) => both[which]));
  report("memory of the tab when the window is full", "MB", tab[0] / 1e6);
  report("memory of the tab at the end", "MB", tab.at(-1) / 1e6);
  report("the most of it in between", "MB", Math.max(...tab) / 1e6);
  report("wasm memory when the window is full", "MB", wasm[0] / 1e6);
  report("wasm memory at the end", "MB", wasm.at(-1) / 1e6);
  report("largest gap between frames", "ms", largestGap);
  report("longest task of the page, processor time", "ms", longest);
  report("age of the oldest answer", "ms", Math.max(...ages));
  view.assertClean();
  await view.close();
});
await browser.close();

/** Notes when what the page says of all that was received changes, and when its heatmap does. */
async function watchAnswers(page) {
  await page.evaluate(() => {
    window.answers = [];
    let received = 0;
    new MutationObserver(() => {
      const [, count] = document.querySelector(".live-words")?.textContent.match(/([\d,]+) spans received/) ?? [];
      const now = count === undefined ? received : Number(count.replaceAll(",", ""));
      if (now !== received) window.answers.push({ received: (received = now), at: Date.now() });
      const shown = document.querySelector("#heatmap-summary")?.textContent;
      const last = window.answers.at(-1);
      if (last && last.shown === undefined && shown !== window.shown) last.shown = Date.now();
      window.shown = shown;
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => window.answers);
}

/** How old what the heatmap showed was, just before each of its changes: the time since the first delivery that was not in it. */
function agesOf(answers, sent) {
  let before = 0;
  return answers.filter(({ shown }) => shown !== undefined).map(({ received, shown }) => {
    const age = shown - sent[before / SPANS_PER_BEAT];
    before = received;
    return age;
  });
}

/** The processor time, in milliseconds, of the longest task on the main thread of any tab. */
function longestTask({ traceEvents }) {
  const thread = ({ pid, tid }) => `${pid} ${tid}`;
  const named = traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const main = new Set(named.map(thread));
  const tasks = traceEvents.filter((event) => event.name === "ThreadControllerImpl::RunTask" && main.has(thread(event)));
  if (tasks.length === 0) throw new Error("the trace has no task of the page");
  return tasks.reduce((most, { tdur = 0 }) => Math.max(most, tdur), 0) / 1_000;
}

/** The bytes that the tab's process has for itself, and those of its WebAssembly. */
async function memoryOf(page) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const tabs = processInfo.filter(({ type }) => type === "renderer");
  const own = await Promise.all(tabs.map(async ({ id }) => {
    const said = await readFile(`/proc/${id}/smaps_rollup`, "utf8");
    return 1024 * Number(said.match(/^Pss: +(\d+) kB/m)[1]);
  }));
  const wasm = await engineMemory(page.workers()[0]);
  return [Math.max(...own), wasm];
}
