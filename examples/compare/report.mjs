// What a person reads in the log of a build.

const milliseconds = (ns) => `${(Number(ns) / 1e6).toFixed(1)} ms`;
const signed = (ns) => `${ns < 0 ? "−" : "+"}${milliseconds(Math.abs(ns))}`;
const percent = (share) => `${(share * 100).toFixed(1)} %`;
const points = (share) => `${share < 0 ? "−" : "+"}${(Math.abs(share) * 100).toFixed(1)} points`;
const operation = (service, name) => [service, name].filter(Boolean).join(" · ") || "(unnamed)";

/** The report on a comparison, as lines of text. */
export function report(answers, verdict) {
  const sections = [totals(answers, verdict), operations(answers.overview), suspects(answers.latency), causes(answers)];
  return `${sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n")).join("\n\n")}\n\n${sentence(verdict)}\n`;
}

function totals({ overview, latency: { flames } }, { increaseNs, errorIncrease }) {
  const { baselineTotal: before, selectionTotal: after } = overview;
  return table([
    ["", "before", "after", "change"],
    ["requests", before.count, after.count, ""],
    ["failing", percent(before.errorShare), percent(after.errorShare), points(errorIncrease)],
    ["mean", milliseconds(flames.baselineMeanNs), milliseconds(flames.selectionMeanNs), `${signed(increaseNs)} at the same mix`],
    ["p50", milliseconds(before.p50Ns), milliseconds(after.p50Ns), ""],
    ["p95", milliseconds(before.p95Ns), milliseconds(after.p95Ns), ""],
  ]);
}

/** The operations with the most requests. */
function operations({ services, names, baseline, selection }) {
  const rows = names.map((name, at) => [
    operation(services[at], name),
    `${baseline.counts[at]} → ${selection.counts[at]}`,
    `${percent(baseline.errorShares[at])} → ${percent(selection.errorShares[at])}`,
    `${milliseconds(baseline.p50Ns[at])} → ${milliseconds(selection.p50Ns[at])}`,
    `${milliseconds(baseline.p95Ns[at])} → ${milliseconds(selection.p95Ns[at])}`,
  ]);
  const size = (at) => baseline.counts[at] + selection.counts[at];
  const largest = [...rows.keys()].sort((left, right) => size(right) - size(left)).slice(0, 10);
  return table([["operation", "requests", "failing", "p50", "p95"], ...largest.map((at) => rows[at])]);
}

function suspects({ suspects: { suspects } }) {
  const certain = suspects.filter(({ certainNs }) => certainNs > 0).slice(0, 5);
  if (certain.length === 0) return [];
  const rows = certain.map(({ service, certainNs, expectedNs }) => [
    service || "(unknown)", milliseconds(certainNs), milliseconds(expectedNs),
  ]);
  return table([["made requests slower", "at least", "probably"], ...rows]);
}

/** Errors that make more requests fail than before. */
function causes({ causesBefore, causesAfter }) {
  const name = ({ key }) => JSON.stringify(key);
  const share = (row, { units }) => (row?.failing ?? 0) / units;
  const known = new Map(causesBefore.rows.map((row) => [name(row), row]));
  const grown = causesAfter.rows
    .map((row) => ({ row, before: share(known.get(name(row)), causesBefore), after: share(row, causesAfter) }))
    .filter(({ before, after }) => after > before)
    .sort((left, right) => right.after - right.before - (left.after - left.before))
    .slice(0, 5);
  if (grown.length === 0) return [];
  const rows = grown.map(({ row: { key }, before, after }) => [
    `${operation(key.service, key.name)}: ${[key.errorType, key.message].filter(Boolean).join(": ") || "no message"}`,
    `${percent(before)} → ${percent(after)}`,
  ]);
  return table([["made more requests fail", "of all requests"], ...rows]);
}

function sentence({ isSlower, failsMore }) {
  if (isSlower && failsMore) return "Requests got slower, and more of them fail.";
  if (isSlower) return "Requests got slower.";
  if (failsMore) return "More requests fail.";
  return "Nothing got worse.";
}

/** Columns of equal width, the first to the left and the others to the right. */
function table(rows) {
  const texts = rows.map((row) => row.map(String));
  const widths = texts[0].map((_, column) => Math.max(...texts.map((row) => row[column].length)));
  const pad = (text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column]));
  return texts.map((row) => row.map(pad).join("  ").trimEnd());
}
