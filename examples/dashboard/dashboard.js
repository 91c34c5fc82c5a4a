// One engine, three elements of Spanlens, and tables of the page's own, all about the same selection.

import { createEngine } from "spanlens";
import "spanlens/elements";

import { fill, duration, percent, traceButton } from "./tables.js";

const heatmap = document.querySelector("spanlens-heatmap");
const flameGraph = document.querySelector("spanlens-flamegraph");
const waterfall = document.querySelector("spanlens-waterfall");
const dialog = document.querySelector("dialog");
const files = document.querySelector("#files");
const totals = document.querySelector("#totals");

let engine;
let asking = new AbortController();

/** Shows what `open` opens, in place of what was shown. */
async function show(open) {
  const next = await createEngine();
  engine?.close();
  engine = next;
  for (const element of [heatmap, flameGraph, waterfall]) element.engine = engine;
  heatmap.selection = heatmap.baseline = undefined;
  try {
    await open(engine);
    await select({});
  } catch (error) {
    if (engine === next) totals.textContent = error.message;
  }
}

/** Fills everything for a selection. */
async function select({ selection, baseline }) {
  flameGraph.selection = selection;
  flameGraph.baseline = baseline;

  // Of answers to older selections nobody wants to hear any more.
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const query = { selection, baseline };
  try {
    const [overview, causes, traces] = await Promise.all([
      engine.overview(query, { signal }),
      engine.errorCauses(query, { signal }),
      engine.traces({ ...query, sort: "duration", descending: true, limit: 8 }, { signal }),
    ]);
    showTotals(overview);
    showOperations(overview);
    showCauses(causes);
    showTraces(traces);
  } catch (error) {
    if (error.code !== "cancelled" && error.code !== "closed") totals.textContent = error.message;
  }
}

function showTotals({ selectionTotal: { count, errorShare, p95Ns }, baselineTotal }) {
  const than = baselineTotal ? ` (${percent(baselineTotal.errorShare)} and ${duration(baselineTotal.p95Ns)} beside them)` : "";
  totals.textContent = `${count.toLocaleString("en")} requests, ${percent(errorShare)} failing, p95 ${duration(p95Ns)}${than}`;
}

function showOperations({ services, names, selection }) {
  const largestFirst = [...names.keys()].sort((left, right) => selection.counts[right] - selection.counts[left]);
  fill("#operations", largestFirst.slice(0, 8).map((at) => [
    `${services[at]} ${names[at]}`,
    selection.counts[at].toLocaleString("en"),
    percent(selection.errorShares[at]),
    duration(selection.p95Ns[at]),
  ]));
}

function showCauses({ rows }) {
  fill("#causes", rows.filter(({ failing }) => failing > 0).slice(0, 8).map(({ key, failing }) => [
    `${key.service} ${key.name}: ${[key.errorType, key.message].filter(Boolean).join(", ")}`,
    failing.toLocaleString("en"),
  ]));
}

function showTraces({ traceIds, groups, services, names, spanCounts, errorCounts, durationNs }) {
  fill("#traces", traceIds.map((traceId, at) => [
    traceButton(traceId, groups[at]),
    `${services[at]} ${names[at]}`,
    spanCounts[at],
    errorCounts[at],
    duration(durationNs[at]),
  ]));
}

heatmap.addEventListener("spanlens-selection", ({ detail }) => select(detail));

document.querySelector("#traces").addEventListener("click", ({ target }) => {
  const { traceId, group } = target.closest("button")?.dataset ?? {};
  if (!traceId) return;
  waterfall.traceGroup = group;
  waterfall.traceId = traceId;
  dialog.showModal();
});

files.addEventListener("change", () => show((engine) => engine.open(files.files)));

await show((engine) => engine.openDemo());
