// `spanlens report`: what is in files, on the terminal.

import { createEngine } from "../node.js";
import { differs } from "./export.js";
import { writeHtml } from "./html.js";
import { inputs } from "./inputs.js";
import { asJson, SCHEMA_VERSION } from "./json.js";
import { openAll } from "./open.js";
import { count, duration, harmless, many, rate, share, table, time } from "./text.js";

/** Findings that are shown as text, the costliest. */
const FOUND = 20;

/** Operations and causes that are shown as text, those with the largest counts: their names may have ids in them. */
const SHOWN = 50;

/** Writes the report to the standard output, and what could not be read to the other one. */
export async function report({ files, json, html, logs, filter, population, fail }) {
  const engine = await createEngine();
  const read = await inputs(files);
  if (html) await differs(html.out, read);
  const sources = read.map(({ name, path }) => ({ name, source: path ?? process.stdin }));
  const summary = await openAll(engine, sources, { logs });
  if (html) return writeHtml(engine, { ...html, view: { filter, population, fail } });
  const query = { population, filter, fail };
  const [findings, overview, errorCauses, { failingBy5xx }] = await Promise.all([
    engine.findings(query),
    engine.overview(query),
    engine.errorCauses(query),
    engine.count(query),
  ]);
  console.log(
    json
      ? asJson({ schemaVersion: SCHEMA_VERSION, summary, findings, overview, errorCauses: withoutHandles(errorCauses), failingBy5xx })
      : asText(summary, { findings, overview, errorCauses, failingBy5xx }, query),
  );
}

/** Error causes without what is of use to this engine alone: ids stand beside it. */
function withoutHandles({ rows, ...errorCauses }) {
  return { ...errorCauses, rows: rows.map(({ sampleUnit, sampleSpan, sampleTrace, ...row }) => row) };
}

function asText({ counts, range }, { findings, overview, errorCauses, failingBy5xx }, { population, fail }) {
  const span = range ? `, ${time(range.fromNs)} to ${time(range.toNs)} UTC` : "";
  const parts = [
    `${many(counts.traces, "trace")}, ${many(counts.spans, "span")}${span}`,
    found(findings),
    operations(overview, population),
    errorCauses.rows.length === 0 ? "No errors." : causes(errorCauses, population),
    ...byHttp(failingBy5xx, fail),
  ];
  return parts.join("\n\n");
}

/** What stands out: each with its time, a sentence on what it is and one on why. */
function found({ findings, data, searched: { summary } }) {
  const lines = findings.slice(0, FOUND).map(({ time, what, why }, at) => {
    const when = time ? `${during(time)}: ` : "";
    return harmless(`${at + 1}. ${when}${what}${why && ` ${why}`}`);
  });
  const more = findings.length > FOUND ? [`and ${count(findings.length - FOUND)} more; --json has all`] : [];
  return [summary, ...lines, ...more, ...data.map(({ what }) => harmless(what))].join("\n");
}

/** A stretch of time, the date of its end only where that is another day. */
function during({ fromNs, toNs }) {
  const [from, to] = [time(fromNs), time(toNs)];
  return from.slice(0, 10) === to.slice(0, 10) ? `${from}–${to.slice(11)}` : `${from} – ${to}`;
}

function operations({ services, names, selection, selectionTotal: total }, population) {
  const numbers = [population, "per s", "errors", "share", "p50", "p95", "p99", "max"];
  const columns = [
    ...numbers.map((title) => ({ title, isNumber: true })),
    { title: "service", widest: 30 },
    { title: "operation", widest: 80 },
  ];
  const rows = names.slice(0, SHOWN).map((name, at) => [
    count(selection.counts[at]),
    rate(selection.ratesPerS[at]),
    count(selection.errors[at]),
    share(selection.errorShares[at]),
    ...[selection.p50Ns, selection.p95Ns, selection.p99Ns, selection.maxNs].map((column) => duration(column[at])),
    services[at],
    name,
  ]);
  const { ratePerS, errorShare, p50Ns, p95Ns, p99Ns, maxNs } = total;
  const durations = [p50Ns, p95Ns, p99Ns, maxNs].map(duration);
  const sum = [count(total.count), rate(ratePerS), count(total.errors), share(errorShare), ...durations, "", "in all"];
  return table(columns, [...rows, sum]) + rest(names.length, "all");
}

function causes({ rows, failing, causes: known }, population) {
  const columns = [
    ...["failing", "share", "handled", "recovered", "async"].map((title) => ({ title, isNumber: true })),
    { title: "service", widest: 30 },
    { title: "span", widest: 50 },
    { title: "type", widest: 40 },
    { title: "message", widest: 120 },
  ];
  const lines = rows.slice(0, SHOWN).map(({ key, failing, failingShare, handled, recovered, asynchronous }) => [
    count(failing), share(failingShare), count(handled), count(recovered), count(asynchronous),
    key.service, key.name, key.errorType, key.message,
  ]);
  const inJson = known > rows.length ? `the first ${count(rows.length)}` : "all";
  return `${count(failing)} failing ${population}, ${many(known, "cause")}\n\n${table(columns, lines)}${rest(known, inJson)}`;
}

/** How many units fail by their HTTP status alone, where that is not none. */
function byHttp(number, fail) {
  if (number === 0) return [];
  const those = fail === "5xx" ? "of them fail by --fail 5xx alone" : "more would fail by --fail 5xx";
  return [`${count(number)} ${those}: HTTP status 500 to 599, and the status of the span is not ERROR.`];
}

/** The line on what is not shown. */
function rest(known, inJson) {
  return known > SHOWN ? `\nand ${count(known - SHOWN)} more; --json has ${inJson}` : "";
}
