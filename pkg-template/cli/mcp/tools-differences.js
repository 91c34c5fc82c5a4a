// Tools about what sets requests apart from others.

import { count, duration, many, percent } from "../text.js";
import { answerOf } from "./answer.js";
import { quoted, short } from "./quote.js";
import { sidesOf } from "./selection.js";
import { coverage, covered, link, OF_GROUPS, PAGED, ROWS, SIDES } from "./shared.js";
import { msOf, shareOf } from "./values.js";

export const compare_attributes = {
  title: "What sets requests apart",
  description: "The attributes, services, names and lines of logs that the selection has more often, or less, than its baseline, those first that differ notably: values, then symptoms (what slowness or failure itself changes), then numbers. Use it to learn who is affected: a tenant, a version, a zone, a flag.",
  properties: { ...SIDES, ...OF_GROUPS, ...PAGED },
  async run({ offset = 0, maxTokens, ...args }, context) {
    const { query, ...shown } = await sidesOf(args, context);
    const answer = await context.session.ask((engine) => engine.attributeDiff({ ...query, maxRows: ROWS }, { signal: context.signal }));
    const { selection, baseline, values, valueCount, symptoms, symptomCount, numbers, notable, tested } = answer;
    const all = [...values.map((value) => signalRow("value", value)), ...symptoms.map((value) => signalRow("symptom", value)), ...numbers.map(numberRow)];
    const rows = [true, false].flatMap((isNotable) => all.filter(({ row }) => row.notable === isNotable));
    const total = valueCount + symptomCount + numbers.length;
    const head = { selectionUnits: selection, baselineUnits: baseline, tested, notable, ...covered(answer) };
    const lines = [`${count(selection)} selected requests beside ${count(baseline)} of the baseline: ${count(notable)} of ${count(tested)} values differ notably`, ...coverage(answer)];
    return answerOf({ head, lines, key: "attributes", rows: rows.slice(offset), total, offset, link: link(context, shown, "attributes") }, maxTokens);
  },
};

function signalRow(sort, { signal: { origin, key, value, text }, counts: { selection, baseline, selectionShare, baselineShare }, notable, score, sameCount }) {
  const isAbsent = value === null || value === undefined;
  const row = {
    sort, origin, ...key !== "" && { key: short(key) }, ...!isAbsent && { value: short(text) }, ...isAbsent && { isAbsent },
    selection, selectionShare: shareOf(selectionShare), baseline, baselineShare: shareOf(baselineShare), score: shareOf(score), notable, same: sameCount,
  };
  const name = `${key === "" ? origin : quoted(key)} ${isAbsent ? "is absent" : `= ${quoted(text)}`}`;
  const same = sameCount > 0 ? [`${count(sameCount)} more on the same requests`] : [];
  return { row, line: [`${notable ? "" : "(not notable) "}${sort}: ${name}`, `${percent(selectionShare)} of the selection, ${percent(baselineShare)} of the baseline`, ...same].join(" · ") };
}

function numberRow({ origin, key, notable, distance, selection, baseline }) {
  const side = ({ count, min, median, max }) => ({ count, min, median, max });
  const row = { sort: "number", origin, key: short(key), notable, distance: shareOf(distance), numbers: { selection: side(selection), baseline: side(baseline) } };
  return { row, line: `${notable ? "" : "(not notable) "}number: ${quoted(key)} · median ${selection.median} in the selection, ${baseline.median} in the baseline` };
}

export const suspects = {
  title: "Which service made requests slower",
  description: "The services that made the selected requests slower than the baseline's, by what is certain on the critical path in milliseconds per request, and the operations inside that it is made of. Also the kinds of slow requests, where some wait for one thing and some for another. Use it for findings of kind slower.",
  properties: { ...SIDES, ...OF_GROUPS, ...PAGED },
  async run({ offset = 0, maxTokens, ...args }, context) {
    const { query, ...shown } = await sidesOf(args, context);
    const answer = await context.session.ask((engine) => engine.suspects(query, { signal: context.signal }));
    const { selectionUnits, baselineUnits, deltaMeanNs, suspects, rows: parts, kinds: { kinds, neither } } = answer;
    const head = { selectionUnits, baselineUnits, deltaMeanMs: msOf(deltaMeanNs), neither, ...covered(answer) };
    const lines = [`${count(selectionUnits)} selected requests beside ${count(baselineUnits)} of the baseline: ${signed(deltaMeanNs)} in the mean`, ...coverage(answer)];
    const services = suspects.filter(({ certainNs }) => certainNs > 0).map(({ service, certainNs, expectedNs }) => ({
      row: { sort: "suspect", service: short(service), certainMs: msOf(certainNs), expectedMs: msOf(expectedNs) },
      line: `suspect: ${quoted(service)} · ${signed(certainNs)} each for certain, ${signed(expectedNs)} expected`,
    }));
    const apart = kinds.map(({ units, service, name, addedNs }) => ({
      row: { sort: "kind", units, service: short(service), ...name && { name: short(name) }, addedMs: msOf(addedNs) },
      line: `kind: ${many(units, "request")} wait for ${quoted(service)}${name ? ` ${quoted(name)}` : ""} · ${duration(addedNs)} more`,
    }));
    const changed = parts.filter(({ certainNs }) => certainNs !== 0).map(partRow);
    const rows = [...services, ...apart, ...changed];
    return answerOf({ head, lines, key: "suspects", rows: rows.slice(offset), total: rows.length, offset, link: link(context, shown, "latency") }, maxTokens);
  },
};

function partRow({ kind, service, name, callee, calleeName, contributionNs, certainNs, selection, baseline }) {
  const row = {
    sort: "part", kind, service: short(service), name: short(name), ...callee && { callee: short(callee) }, ...calleeName && { calleeName: short(calleeName) },
    certainMs: msOf(certainNs), contributionMs: msOf(contributionNs), meanMs: msOf(selection.meanNs), baselineMeanMs: msOf(baseline.meanNs),
  };
  const called = callee ? ` to ${quoted(callee)}${calleeName ? ` ${quoted(calleeName)}` : ""}` : "";
  return { row, line: `part: ${kind} of ${quoted(service)} ${quoted(name)}${called} · ${signed(certainNs)} each for certain · ${duration(baseline.meanNs)} → ${duration(selection.meanNs)} a call` };
}

const signed = (ns) => `${ns < 0 ? "−" : "+"}${duration(Math.abs(ns))}`;
