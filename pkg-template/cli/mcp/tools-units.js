// Tools about requests: what is wrong with them, and why.

import { changesOf } from "../compare.js";
import { evidenceLines } from "../compare-words.js";
import { count, duration, many, percent, rate } from "../text.js";
import { answerOf } from "./answer.js";
import { quoted, short } from "./quote.js";
import { BASELINE, GROUPS, groupsOf, LENGTH, PAGE, SELECTION, sidesOf, VIEW, viewOf } from "./selection.js";
import { dateOf, msOf, shareOf } from "./values.js";

const SIDES = { selection: SELECTION, baseline: BASELINE, ...VIEW };
const PAGED = { ...PAGE, ...LENGTH };
/** Which groups the numbers of findings are of. */
const OF_GROUPS = { groups: { ...GROUPS, description: "of compare_groups, where selection.finding is a number of its" } };

/** The longest sentence of the engine. */
const SENTENCE = 500;
/** How many things that limit answers are told, and how much of each: they are in every answer, however short. */
const [LIMITS, LIMIT] = [3, 180];
/** The rows that are asked for where the engine has a limit. */
const ROWS = 500;

export const findings = {
  title: "What is wrong",
  description: "What stands out in everything that is open, the costliest first: more failures or slowness at some time, errors at all times, repeated calls, retries. Each is a sentence with what explains it. Use it first. Its numbers can be given as selection.finding to the other tools.",
  properties: { ...VIEW, ...PAGED },
  async run({ offset = 0, maxTokens, ...args }, { session, signal }) {
    const view = viewOf(args);
    const { findings, data, searched } = await session.ask((engine) => engine.findings(view, { signal }));
    session.remember(view, findings);
    const { units, failing, range } = searched;
    const head = {
      summary: searched.summary, units, failing, ...range && { from: dateOf(range.fromNs), to: dateOf(range.toNs) },
      limits: data.slice(0, LIMITS).map(({ what }) => short(what, LIMIT)),
    };
    const lines = [searched.summary, ...data.slice(0, LIMITS).map(({ what }) => `What limits the answers: ${quoted(what, LIMIT)}`)];
    const rows = findings.map(findingRow).slice(offset);
    return answerOf({ head, lines, key: "findings", rows, total: findings.length, offset, link: session.link(view) }, maxTokens);
  },
};

function findingRow({ kind, time, units, failing, cost, what, why }, at) {
  const [from, to] = time ? [dateOf(time.fromNs), dateOf(time.toNs)] : [];
  const row = { number: at + 1, kind, ...time && { from, to }, units, failing, cost: shareOf(cost), what: short(what, SENTENCE), why: short(why, SENTENCE) };
  const said = [`${at + 1}. ${kind}`, ...time ? [`${from} to ${to}`] : [], many(units, "request"), quoted(what, SENTENCE), ...why ? [`why: ${quoted(why, SENTENCE)}`] : []];
  return { row, line: said.join(" · ") };
}

export const overview = {
  title: "Operations",
  description: "Rate, errors and durations by operation, those with the most requests first, of a selection and of its baseline. Use it to see which operations there are, and which of them a selection is made of.",
  properties: { ...SIDES, ...OF_GROUPS, ...PAGED },
  async run({ offset = 0, maxTokens, ...args }, context) {
    const { query, ...shown } = await sidesOf(args, context);
    const answer = await context.session.ask((engine) => engine.overview(query, { signal: context.signal }));
    const { services, names, selection, selectionTotal, baseline, baselineTotal } = answer;
    // Beside everything there is nothing.
    const hasBaseline = baselineTotal?.count > 0;
    const rows = names.map((name, at) => {
      const [now, other] = [selection, hasBaseline ? baseline : undefined].map((columns) => columns && redOf(columns, at));
      const row = { service: short(services[at]), operation: short(name), ...now, ...other && { baseline: other } };
      return { row, line: `${quoted(services[at])} ${quoted(name)} · ${redLine(now)}${other ? ` · baseline: ${redLine(other)}` : ""}` };
    }).slice(offset);
    const [total, otherTotal] = [selectionTotal, hasBaseline ? baselineTotal : undefined].map((red) => red && totalOf(red));
    const head = { total, ...otherTotal && { baselineTotal: otherTotal }, ...covered(answer) };
    const lines = [`In all: ${redLine(total)}`, ...otherTotal ? [`The baseline in all: ${redLine(otherTotal)}`] : [], ...coverage(answer)];
    return answerOf({ head, lines, key: "operations", rows, total: names.length, offset, link: link(context, shown, "overview") }, maxTokens);
  },
};

function redOf(columns, at) {
  const { counts, ratesPerS, errors, errorShares, p50Ns, p95Ns, p99Ns, maxNs } = columns;
  return totalOf({
    count: counts[at], ratePerS: ratesPerS[at], errors: errors[at], errorShare: errorShares[at],
    p50Ns: p50Ns[at], p95Ns: p95Ns[at], p99Ns: p99Ns[at], maxNs: maxNs[at],
  });
}

function totalOf({ count, ratePerS, errors, errorShare, p50Ns, p95Ns, p99Ns, maxNs }) {
  return {
    count, perSecond: shareOf(ratePerS), errors, errorShare: shareOf(errorShare),
    p50Ms: msOf(p50Ns), p95Ms: msOf(p95Ns), p99Ms: msOf(p99Ns), maxMs: msOf(maxNs),
  };
}

function redLine({ count: units, perSecond, errors, errorShare, p50Ms, p95Ms, p99Ms, maxMs }) {
  if (units === 0) return "none";
  const durations = [["p50", p50Ms], ["p95", p95Ms], ["p99", p99Ms], ["max", maxMs]].map(([name, ms]) => `${name} ${duration(ms * 1e6)}`);
  return `${count(units)} (${rate(perSecond)}/s), ${count(errors)} errors (${percent(errorShare)}), ${durations.join(" ")}`;
}

export const error_causes = {
  title: "Where errors began",
  description: "The causes of the errors of a selection, the one that most requests fail by first: the service and the span where each began, its type and message, and a trace that shows it. Errors that callers report further are not counted again. Use it for findings of kind failing or cause, and give a cause as selection.cause to see its requests alone.",
  properties: { selection: SELECTION, ...VIEW, ...OF_GROUPS, ...PAGED },
  async run({ offset = 0, maxTokens, ...args }, context) {
    const { view, selection, ...shown } = await sidesOf(args, context);
    const answer = await context.session.ask((engine) => engine.errorCauses({ ...view, selection }, { signal: context.signal }));
    const { units, failing, handled, recovered, asynchronous, causes } = answer;
    const head = { units, failing, handled, recovered, asynchronous, ...covered(answer) };
    const lines = [`${many(units, "request")}, of which ${count(failing)} fail. Errors that did not fail the request: handled ${count(handled)}, recovered ${count(recovered)}, asynchronous ${count(asynchronous)}`, ...coverage(answer)];
    const rows = answer.rows.map(causeRow).slice(offset);
    return answerOf({ head, lines, key: "causes", rows, total: causes, offset, link: link(context, { ...shown, view, selection }, "causes") }, maxTokens);
  },
};

function causeRow({ key, failing, failingShare, handled, recovered, asynchronous, sampleMessage, sampleTraceId, sampleSpanId, entryPoints, firstNs, lastNs }) {
  const [entry] = entryPoints;
  const row = {
    service: short(key.service, SENTENCE), name: short(key.name, SENTENCE), errorType: short(key.errorType, SENTENCE), message: short(key.message, SENTENCE),
    failing, failingShare: shareOf(failingShare), handled, recovered, asynchronous,
    from: dateOf(firstNs), to: dateOf(lastNs), sampleMessage: short(sampleMessage), sampleTrace: sampleTraceId, sampleSpan: sampleSpanId,
    ...entry && { mostOften: { service: short(entry.service), operation: short(entry.name), units: entry.units } },
  };
  const said = [
    `${count(failing)} fail (${percent(failingShare)})`, `service ${quoted(key.service)}`, `span ${quoted(key.name)}`, `type ${quoted(key.errorType)}`, `message ${quoted(key.message)}`,
    ...[["handled", handled], ["recovered", recovered], ["asynchronous", asynchronous]].filter(([, number]) => number > 0).map(([name, number]) => `${name} ${count(number)}`),
    ...entry ? [`most often in ${quoted(entry.service)} ${quoted(entry.name)}`] : [], `trace ${sampleTraceId}`,
  ];
  return { row, line: said.join(" · ") };
}

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

export const compare_groups = {
  title: "What changed from before to after",
  description: "What became slower, fails more, is new or gone in the files of one group compared with those of another, operation by operation, with the suspects, causes and attributes that explain it. Use it where files were given as before and after: of two versions, or two days.",
  properties: { groups: GROUPS, ...VIEW, ...PAGED },
  async run({ groups: wanted, offset = 0, maxTokens, ...args }, { session, signal }) {
    const [view, groups] = [viewOf(args), groupsOf(wanted)];
    const { findings: { findings, data, searched, compared }, evidence } = await session.ask((engine) => changesOf(engine, view, groups, { signal }));
    session.remember({ ...view, groups }, findings);
    const { beforeUnits, afterUnits, few } = compared;
    const head = { summary: searched.summary, beforeUnits, afterUnits, operationsWithFew: few, limits: data.slice(0, LIMITS).map(({ what }) => short(what, LIMIT)) };
    const lines = [`${searched.summary} ${count(beforeUnits)} requests before, ${count(afterUnits)} after.`, ...data.slice(0, LIMITS).map(({ what }) => `What limits the answers: ${quoted(what, LIMIT)}`)];
    const rows = findings.map((change, at) => changeRow(change, at, evidence[at])).slice(offset);
    return answerOf({ head, lines, key: "changes", rows, total: findings.length, offset }, maxTokens);
  },
};

function changeRow(change, at, evidence) {
  const { row, line } = findingRow(change, at);
  const { beforeUnits, beforeFailing, beforeMeanNs, certainShare, certainNs } = change.change;
  const numbers = { beforeUnits, beforeFailing, beforeMeanMs: msOf(beforeMeanNs), meanMs: msOf(change.meanNs), certainShare: shareOf(certainShare), certainMs: msOf(certainNs) };
  const told = evidenceLines(evidence).flatMap(({ name, told }) => told.map((text) => ({ sort: name.toLowerCase(), text })));
  return {
    row: { ...row, ...numbers, evidence: told.map(({ sort, text }) => ({ sort, text: short(text) })) },
    line: [line, ...told.map(({ sort, text }) => `   ${sort}: ${quoted(text)}`)].join("\n"),
  };
}

export const find_traces = {
  title: "Find traces",
  description: "The requests of a selection, each with the id of its trace, the slowest first or in another order. Use it to get examples for trace.",
  properties: {
    selection: SELECTION, ...VIEW, ...OF_GROUPS,
    sort: { enum: ["duration", "start", "errors", "spans", "loggedErrors"], description: "what they are ordered by: duration if absent" },
    ascending: { type: "boolean", description: "the smallest first" },
    ...PAGED,
  },
  async run({ offset = 0, maxTokens, sort = "duration", ascending = false, ...args }, context) {
    const { view, selection } = await sidesOf(args, context);
    const query = { ...view, selection, sort, descending: !ascending, offset, limit: ROWS };
    const answer = await context.session.ask((engine) => engine.traces(query, { signal: context.signal }));
    const rows = answer.traceIds.map((id, at) => unitRow(answer, at, id));
    const { total, totalFailing, totalTraces } = answer;
    const head = { units: total, failing: totalFailing, traces: totalTraces, ...covered(answer) };
    const lines = [`${many(total, "request")} of ${many(totalTraces, "trace")}, ${count(totalFailing)} fail`, ...coverage(answer)];
    const page = context.session.link({ ...view, selection, tab: "traces", sort: `${ascending ? "" : "-"}${sort}` });
    return answerOf({ head, lines, key: "requests", rows, total, offset, link: page }, maxTokens);
  },
};

function unitRow({ groups, startNs, durationNs, spanCounts, errorCounts, services, names, fails, incomplete }, at, traceId) {
  const row = {
    trace: traceId, ...groups[at] !== "default" && { group: short(groups[at]) }, start: dateOf(startNs[at]), durationMs: msOf(durationNs[at]),
    service: short(services[at]), operation: short(names[at]), spans: spanCounts[at], errors: errorCounts[at], fails: fails[at], isIncomplete: incomplete[at],
  };
  const said = [
    `trace ${traceId}`, row.start, duration(durationNs[at]), `${quoted(services[at])} ${quoted(names[at])}`, many(spanCounts[at], "span"),
    ...errorCounts[at] > 0 ? [`${count(errorCounts[at])} errors`] : [], ...fails[at] ? ["fails"] : [], ...incomplete[at] ? ["incomplete"] : [],
  ];
  return { row, line: said.join(" · ") };
}

/** Of how many requests an answer is, where the traces of some were fetched for it. */
function covered({ coverage }) {
  return coverage ? { coverage: { units: coverage.selection.units, of: coverage.selection.of } } : {};
}

function coverage({ coverage }) {
  return coverage ? [`This is of ${count(coverage.selection.units)} of ${count(coverage.selection.of)} selected requests, whose traces were fetched.`] : [];
}

function link({ session }, { view, selection, baseline }, tab) {
  return session.link({ ...view, selection, baseline, tab });
}
