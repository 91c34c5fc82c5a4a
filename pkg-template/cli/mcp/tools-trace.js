// Tools about one trace.

import { count, duration, many } from "../text.js";
import { answerOf } from "./answer.js";
import { quoted, short } from "./quote.js";
import { LENGTH, PAGE, VIEW } from "./selection.js";
import { AskedWrongly, dateOf, msOf } from "./values.js";

const TRACE = { trace: { type: "string", pattern: "^[0-9a-fA-F]{4,32}$", description: "the id of the trace, or the beginning of it" } };
const KIND_WORDS = ["unspecified", "internal", "server", "client", "producer", "consumer"];

/** The parent of spans that have none. */
const NO_PARENT = 0xffff_ffff;
/** The events and logs that are asked for at once. */
const ROWS = 500;
/** How much of a stack trace is told. */
const STACK = 600;

export const trace = {
  title: "One trace",
  description: "A trace as a tree of the spans that matter: those that failed, that are on the critical path, or that spend the most time in themselves, with their parents. Use it to see how a request went. What is left out is counted under its parent, and more maxTokens show more.",
  properties: { ...TRACE, fail: VIEW.fail, ...LENGTH },
  required: ["trace"],
  async run({ trace: id, fail, maxTokens }, { session, signal }) {
    const [trace, failing] = await session.ask(async (engine) => {
      const trace = await engine.trace(id, { signal });
      return [trace, (await engine.traceErrors(trace.handle, fail, { signal })).spans];
    });
    const fails = new Set(failing);
    const onPath = pathOf(trace);
    const order = byWeight(trace, fails, onPath);
    const head = {
      trace: trace.traceId, group: short(trace.group), start: dateOf(trace.originNs), durationMs: msOf(trace.durationNs),
      spans: trace.parents.length, failing: failing.length, loggedErrors: trace.loggedErrors,
    };
    const lines = [`Trace ${trace.traceId} · ${head.start} · ${duration(trace.durationNs)} · ${many(trace.parents.length, "span")} · ${count(failing.length)} fail · ${many(trace.loggedErrors, "log")} of errors`];
    const rows = order.map((at) => spanRow(trace, at, { fails: fails.has(at), pathNs: onPath[at] }));
    const link = session.link({ fail, tab: "traces", trace: { id: trace.traceId, group: trace.group } });
    const { text, structured } = answerOf({ head, lines, key: "tree", rows, what: "spans", order: (rows) => asTree(trace, rows), link }, maxTokens);
    // Of a tree there is no page: more of it is what comes with more room.
    if (structured.leftOut) structured.leftOut = { count: structured.leftOut.count, ask: { maxTokens: "more" } };
    return { structured, text: text.replace(/ Ask again with offset \d+, or with more maxTokens\./, " Ask again with more maxTokens.") };
  },
};

/** The time of each span on the critical path, in nanoseconds. */
function pathOf({ parents, pathSpans, pathFromNs, pathToNs }) {
  const onPath = new Float64Array(parents.length);
  pathSpans.forEach((span, at) => (onPath[span] += Number(pathToNs[at] - pathFromNs[at])));
  return onPath;
}

/** The spans by what they matter, each after its parents: heads, then what fails, then the largest times on the path and in themselves. */
function byWeight({ parents, depths, selfNs, heads }, fails, onPath) {
  const isHead = new Set(heads);
  const weight = (at) => Math.max(onPath[at], Number(selfNs[at]) / 2);
  const all = Array.from(parents, (_, at) => at);
  all.sort((a, b) => fails.has(b) - fails.has(a) || (fails.has(a) ? depths[b] - depths[a] : 0) || weight(b) - weight(a) || a - b);
  const order = new Set();
  const add = (at) => {
    const above = [];
    for (let up = at; up !== NO_PARENT && !order.has(up); up = parents[up]) above.push(up);
    for (const span of above.reverse()) order.add(span);
  };
  for (const at of all) if (isHead.has(at) && order.size < 8) add(at);
  for (const at of all) add(at);
  return [...order];
}

function spanRow({ spanIds, parents, depths, services, serviceIndexes, names, nameIndexes, kinds, offsetNs, spanDurationNs, selfNs }, at, { fails, pathNs }) {
  const id = hexOf(spanIds[at]);
  const [service, name] = [services[serviceIndexes[at]], names[nameIndexes[at]]];
  const row = {
    span: id, ...parents[at] !== NO_PARENT && { parent: hexOf(spanIds[parents[at]]) }, depth: depths[at], service: short(service), name: short(name), kind: KIND_WORDS[kinds[at]] ?? "unspecified",
    offsetMs: msOf(offsetNs[at]), durationMs: msOf(spanDurationNs[at]), selfMs: msOf(selfNs[at]), pathMs: msOf(pathNs), fails,
  };
  const said = [
    `${"  ".repeat(Math.min(depths[at], 20))}- ${quoted(service)} ${quoted(name)}`, `+${duration(offsetNs[at])}`, duration(spanDurationNs[at]), `self ${duration(selfNs[at])}`,
    ...pathNs > 0 ? [`path ${duration(pathNs)}`] : [], ...fails ? ["fails"] : [], id,
  ];
  return { at, row, line: said.join(" · ") };
}

const hexOf = (id) => BigInt(id).toString(16).padStart(16, "0");

/** Rows in the order of the tree, each with how many of the spans below it are not among them. */
function asTree({ parents }, rows) {
  const shown = new Set(rows.map(({ at }) => at));
  const hidden = new Map();
  for (let at = 0; at < parents.length; at++) {
    if (shown.has(at)) continue;
    let up = parents[at];
    while (up !== NO_PARENT && !shown.has(up)) up = parents[up];
    if (up !== NO_PARENT) hidden.set(up, (hidden.get(up) ?? 0) + 1);
  }
  return [...rows].sort((a, b) => a.at - b.at).map(({ at, row, line }) => {
    const below = hidden.get(at);
    return below === undefined ? { row, line } : { row: { ...row, leftOutBelow: below }, line: `${line} · ${many(below, "span")} below left out` };
  });
}

export const span = {
  title: "One span",
  description: "Everything that is known of one span of a trace: its status, exception, attributes, events, links, and what recorded it. Use it with a span that trace or error_causes gave.",
  properties: { ...TRACE, span: { type: "string", pattern: "^[0-9a-fA-F]{16}$", description: "the id of the span" }, ...PAGE, ...LENGTH },
  required: ["trace", "span"],
  async run({ trace: id, span: wanted, offset = 0, maxTokens }, { session, signal }) {
    const details = await session.ask(async (engine) => {
      const { traceId, spanIds, firstSpan } = await engine.trace(id, { signal });
      const at = spanIds.indexOf(BigInt(`0x${wanted}`));
      if (at < 0) throw new AskedWrongly(`trace ${traceId} has no span ${wanted.toLowerCase()}`);
      return engine.span(firstSpan + at, { signal });
    });
    const { traceId, spanId, parentSpanId, service, name, kind, startNs, durationNs, selfNs, status, statusMessage, group } = details;
    const head = {
      trace: traceId, span: spanId, ...!/^0+$/.test(parentSpanId) && { parent: parentSpanId }, service: short(service), name: short(name), kind, status,
      ...statusMessage && { statusMessage: short(statusMessage) }, start: dateOf(startNs), durationMs: msOf(durationNs), selfMs: msOf(selfNs),
    };
    const lines = [
      `Span ${spanId} of trace ${traceId} · ${quoted(service)} ${quoted(name)} · ${kind} · ${head.start} · ${duration(durationNs)} · self ${duration(selfNs)}`,
      `Status ${status}${statusMessage ? ` ${quoted(statusMessage)}` : ""}`,
    ];
    const rows = factsOf(details);
    const link = session.link({ tab: "traces", trace: { id: traceId, group, span: spanId } });
    return answerOf({ head, lines, key: "facts", rows: rows.slice(offset), total: rows.length, offset, link }, maxTokens);
  },
};

/** What a span says, what tells most first: exceptions, its own attributes, events and logs, links, its scope and its resource. */
function factsOf({ exception, attributes, events, links, scope, resource, traceState, source }) {
  const fact = (of, key, value, longest) => ({ row: { of, key: short(key), value: short(value, longest) }, line: `${of} · ${quoted(key)} = ${quoted(value, longest)}` });
  const ofException = (of, { typeName, message, stackTrace }) => [["type", typeName], ["message", message], ["stack trace", stackTrace]]
    .filter(([, value]) => value !== "").map(([key, value]) => fact(of, key, value, STACK));
  const isTold = (key) => !/^exception\.(?:type|message|stacktrace)$/.test(key);
  const ofAttributes = (of, list) => list.map(({ key, text }) => fact(of, key, text));
  const own = attributes.filter(({ key }) => !exception || isTold(key));
  return [
    ...exception ? ofException("exception", exception) : [],
    ...ofAttributes("span", own),
    ...events.flatMap(({ name, offsetNs, log, exception, attributes }, at) => {
      const of = `${log ? "log" : "event"} ${at + 1}`;
      const said = log ? fact(of, log.level || "log", log.text) : fact(of, "name", name);
      const when = fact(of, "offset", duration(offsetNs < 0 ? 0n : offsetNs));
      return [said, when, ...exception ? ofException(of, exception) : [], ...ofAttributes(of, attributes.filter(({ key }) => !exception || isTold(key)))];
    }),
    ...links.map(({ traceId, spanId }) => fact("link", "trace and span", `${traceId} ${spanId}`)),
    ...scope.name ? [fact("scope", "name", `${scope.name} ${scope.version}`.trim())] : [],
    ...ofAttributes("resource", resource.attributes),
    ...traceState ? [fact("span", "trace state", traceState)] : [],
    fact("source", "file", source),
  ];
}

export const logs = {
  title: "Logs of a trace",
  description: "The logs and events of a trace in the order of their times, with the span that each belongs to. Use it to read what programs said while a request ran; severity leaves out what is harmless, text what does not contain it.",
  properties: {
    ...TRACE,
    severity: { enum: ["trace", "debug", "info", "warn", "error", "fatal"], description: "the lowest severity: all if absent. What tells of an exception is always there" },
    text: { type: "string", description: "only what contains this text, in whatever case" },
    ...PAGE,
    ...LENGTH,
  },
  required: ["trace"],
  async run({ trace: id, severity, text = "", offset = 0, maxTokens }, { session, signal }) {
    const query = { severity: severity === undefined ? 0 : SEVERITIES[severity], text, offset, limit: ROWS };
    const [{ total, matching, rows: found }, { traceId, group, spanIds }] = await session.ask((engine) =>
      Promise.all([engine.traceEvents(id, query, { signal }), engine.trace(id, { signal })]));
    const rows = found.map((row) => logRow(row, spanIds));
    const head = { trace: traceId, all: total, matching };
    const lines = [`Trace ${traceId} has ${many(total, "log")} and events; ${count(matching)} match`];
    const link = session.link({ tab: "traces", trace: { id: traceId, group } });
    return answerOf({ head, lines, key: "logs", rows, total: matching, offset, what: "logs", link }, maxTokens);
  },
};

/** The lowest number of each severity, as OTLP has them. */
const SEVERITIES = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 };

function logRow({ span, spanName, service, event: { timeNs, name, exception, log } }, spanIds) {
  const id = span === null || span === undefined ? undefined : hexOf(spanIds[span]);
  const said = log ? log.text : name;
  const row = {
    time: dateOf(timeNs), level: log?.level || (exception ? "exception" : "event"), service: short(service), ...id && { span: id, spanName: short(spanName) },
    text: short(said), ...exception && { exception: { type: short(exception.typeName), message: short(exception.message) } },
  };
  const why = exception ? ` · exception ${quoted(exception.typeName)} ${quoted(exception.message)}` : "";
  return { row, line: `${row.time} · ${row.level} · ${quoted(service)}${id ? ` ${quoted(spanName)} ${id}` : ""} · ${quoted(said)}${why}` };
}

