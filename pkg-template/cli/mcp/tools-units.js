// Tools about requests: what is wrong with them, and why.

import { changesOf } from "../compare.js";
import { evidenceLines } from "../compare-words.js";
import { count, duration, many, percent, rate } from "../text.js";
import { answerOf } from "./answer.js";
import { quoted, short } from "./quote.js";
import { GROUPS, groupsOf, SELECTION, sidesOf, VIEW, viewOf } from "./selection.js";
import { coverage, covered, link, OF_GROUPS, PAGED, ROWS, SIDES } from "./shared.js";
import { dateOf, msOf, shareOf } from "./values.js";

/** The longest sentence of the engine. */
const SENTENCE = 500;
/** How many things that limit answers are told, and how much of each: they are in every answer, however short. */
const [LIMITS, LIMIT] = [3, 180];

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
