// Tools about what is open: what may be opened, what was read, and how a filter goes on.

import { count, many } from "../text.js";
import { answerOf } from "./answer.js";
import { quoted, short } from "./quote.js";
import { LENGTH, PAGE } from "./selection.js";
import { dateOf } from "./values.js";

/** Names of files are longer than other texts, and of use only as a whole. */
const NAME = 400;

export const open = {
  title: "Open traces",
  description: "Opens files of traces in addition to what is open, or instead of it. Use it first where nothing is open. Without files and demo it lists the files that can be opened: those that were named when the server was started, and those in folders that were.",
  properties: {
    files: { type: "array", items: { type: "string" }, maxItems: 1_000, description: "the files, by the names that open lists" },
    group: { type: "string", description: "the group that they belong to, such as before or after, for compare_groups" },
    demo: { type: "boolean", description: "open the demo: an hour of a web shop with a few incidents" },
    replace: { type: "boolean", description: "forget what is open before" },
    ...PAGE,
    ...LENGTH,
  },
  async run({ files = [], demo = false, replace = false, group, offset = 0, maxTokens }, { session, signal }) {
    if (files.length === 0 && !demo) return listed(await session.allowed.names(), offset, maxTokens);
    return loaded(await session.open({ files, demo, replace, group }, signal), maxTokens);
  },
};

export const summary = {
  title: "What is open",
  description: "How many traces, spans and logs are open, of which time and files, and what could not be read or had to be repaired. Use it to know how far answers can be trusted.",
  properties: { ...LENGTH },
  async run({ maxTokens }, { session, signal }) {
    return loaded(await session.ask((engine) => engine.summary({ signal })), maxTokens);
  },
};

export const complete_filter = {
  title: "Complete a filter",
  description: "What can come next in a filter that is being written: fields, keys of attributes, operators, and values with how often they occur. Use it before a filter is used, to learn which attributes and values there are: { shows fields, { resource.service.name = shows services. A filter that is whole is counted as well.",
  properties: {
    filter: { type: "string", maxLength: 10_000, description: "the filter as far as it is written" },
    ...PAGE,
    ...LENGTH,
  },
  required: ["filter"],
  async run({ filter, offset = 0, maxTokens }, { session, signal }) {
    const [{ items }, state] = await Promise.all([
      session.ask((engine) => engine.complete(filter, filter.length, { signal })),
      session.ask((engine) => stateOf(engine, filter, signal)),
    ]);
    const rows = items.slice(offset).map(({ insert, kind, count: occurs }) => {
      const row = { insert: short(insert, NAME), kind, ...typeof occurs === "number" && { count: occurs } };
      return { row, line: `${quoted(insert, NAME)} · ${kind}${typeof occurs === "number" ? ` · ${count(occurs)}` : ""}` };
    });
    const said = state.isWhole ? `The filter is whole: ${many(state.matches, "request")} match.` : `The filter is not whole: ${quoted(state.fault)}.`;
    return answerOf({ head: state, lines: [said], key: "completions", rows, total: items.length, offset }, maxTokens);
  },
};

async function stateOf(engine, filter, signal) {
  if (filter.trim() === "") return { isWhole: false, fault: "nothing is written" };
  try {
    return { isWhole: true, matches: await engine.matching(filter, undefined, { signal }) };
  } catch (error) {
    if (error.code === "cancelled") throw error;
    return { isWhole: false, fault: short(error.message) };
  }
}

function listed(names, offset, maxTokens) {
  const rows = names.slice(offset).map((name) => ({ row: { name: short(name, NAME) }, line: quoted(name, NAME) }));
  const said = names.length === 0 ? "No file can be opened but the demo." : `${many(names.length, "file")} can be opened:`;
  return answerOf({ head: {}, lines: [said], key: "canBeOpened", rows, total: names.length, offset, what: "files" }, maxTokens);
}

/** What is loaded: files with faults come first. */
function loaded({ files, counts, range, sampledSpans, counted }, maxTokens) {
  const { traces, spans, requests, incompleteRequests, errors, orphans, unfinished, backwards, logs } = counts;
  const numbers = { traces, spans, requests, incompleteRequests, errors, orphans, unfinished, backwards, logs, sampledSpans };
  const [from, to] = range ? [dateOf(range.fromNs), dateOf(range.toNs)] : [];
  const head = {
    counts: numbers,
    ...range && { from, to },
    ...counted && { countedByServer: { spans: Number(counted.spans), requests: Number(counted.requests) } },
  };
  const odd = Object.entries({ incompleteRequests, orphans, unfinished, backwards, sampledSpans }).filter(([, number]) => number > 0);
  const lines = [
    `${many(traces, "trace")}, ${many(requests, "request")}, ${many(spans, "span")} of which ${count(errors)} are errors, ${many(logs, "log")}${range ? `, ${from} to ${to}` : ""}`,
    ...counted ? [`A server counts ${count(Number(counted.requests))} requests of ${count(Number(counted.spans))} spans`] : [],
    ...odd.map(([what, number]) => `${what}: ${count(number)}`),
  ];
  const rows = files.map(fileOf).sort((a, b) => weight(b) - weight(a));
  return answerOf({ head, lines, key: "files", rows }, maxTokens);
}

const weight = ({ row: { fault, problems } }) => (fault === undefined ? 0 : 2) + (problems === undefined ? 0 : 1);

function fileOf({ source: { name, group }, report: { format, spans, findings, fault } }) {
  const problems = findings.slice(0, 8).map(({ reason, count }) => ({ reason: wordOf(reason), count: Number(count) }));
  const row = {
    name: short(name, NAME), group: short(group), ...format && { format: wordOf(format) }, spans: Number(spans),
    ...fault && { fault: short(fault.message) }, ...problems.length > 0 && { problems },
  };
  const said = [
    quoted(name, NAME), `group ${quoted(group)}`, ...row.format ? [row.format] : [], many(row.spans, "span"),
    ...fault ? [`could not be read to its end: ${quoted(fault.message)}`] : [],
    ...problems.map(({ reason, count: number }) => `${reason}: ${count(number)}`),
  ];
  return { row, line: said.join(" · ") };
}

/** A word of the protocol, be it one that has something with it. */
const wordOf = (word) => typeof word === "string" ? word : Object.keys(word)[0];
