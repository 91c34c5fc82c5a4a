// Every question of the API: what it is asked with, how that is checked, and what it is in the protocol.

import { boolean, handle, listOf, nanoseconds, object, oneOf, optional, text, wholeNumber } from "./check.js";
import { toServer } from "./clickhouse.js";
import { toNames } from "./search.js";
import { badArgument } from "./error.js";
import { toContents } from "./export.js";
import { defaults, words } from "./protocol.js";
import {
  fromBaseline, fromSelection, fromUnitNumber, toComparison, toEventKey, toFailureRule, toFrameKey, toGroups, toNumberRange, toOptions, toPopulation,
  toUnits, toView, toWeighted,
  UNITS, VIEW,
} from "./query.js";

/** The members of queries that are options of the protocol: which option each is, and how it is checked. */
const HEATMAP = {
  columns: ["maxColumns", wholeNumber],
  rows: ["maxRows", wholeNumber],
  leaveOutGaps: ["leavesOutGaps", boolean],
};
const ATTRIBUTES = { countSpans: ["countSpans", boolean], maxRows: ["maxRows", wholeNumber] };
const LIST = {
  sort: ["column", oneOf, words.TraceColumn],
  descending: ["descending", boolean],
  offset: ["offset", wholeNumber],
  limit: ["limit", wholeNumber],
};
const EVENTS = {
  severity: ["severity", wholeNumber],
  text: ["text", text],
  offset: ["offset", wholeNumber],
  limit: ["limit", wholeNumber],
  around: ["around", toEventKey],
};
const GRAPH = {
  attribution: ["attribution", oneOf, words.Attribution],
  templates: ["templates", boolean],
  attributes: ["attributes", listOf, text],
};
const DIFF = { mix: ["mix", oneOf, words.MixControl] };

/** How many samples of a frame are given where nothing is said. */
const SAMPLES = 10;

/**
 * The methods of an engine that ask something, by their names.
 *
 * @typedef {object} Method
 * @property {string} [kind] the kind of the question, if it is not called as the method
 * @property {number} takes how many arguments come before the options
 * @property {(name: string, ...args: unknown[]) => object} content checks the arguments and makes the content of the question of them
 * @property {string[]} [traces] members of the content that may be the ids of traces as yet, rather than their handles
 * @property {(answer: any, content: object) => unknown} [result] what is given of the answer, if it is not all as it comes
 *
 * @type {Record<string, Method>}
 */
export const questions = {
  summary: { takes: 0, content: () => ({}) },
  live: { takes: 1, content: live },
  clickhouseTables: { takes: 1, content: (name, server) => ({ server: toServer(`${name}: server`, server) }) },
  traceApiNames: { takes: 1, content: toNames },
  heatmap: {
    takes: 1,
    content: (name, query = {}) => {
      object(name, query, [...UNITS, ...VIEW, "group", "number", "weighted", ...Object.keys(HEATMAP)]);
      const { time: view, durations } = toView(name, query);
      const group = optional(`${name}: group`, query.group, text);
      const number = optional(`${name}: number`, query.number, toNumberRange);
      const options = { view, durations, number, ...toOptions(name, query, "HeatmapOptions", HEATMAP) };
      return { ...toUnits(name, query), ...toWeighted(name, query), group, options };
    },
  },
  numberChoices: {
    takes: 0,
    content: () => ({}),
    result: ({ attributes, callees }) => ({ attributes: attributes.map(toAttributeChoice), callees }),
  },
  overview: { takes: 1, content: estimable },
  count: { takes: 1, content: estimable },
  errorCauses: { takes: 1, content: estimable },
  findings: {
    takes: 1,
    content: (name, query = {}) => {
      object(name, query, [...UNITS, "groups"]);
      return { ...toUnits(name, query), groups: optional(`${name}: groups`, query.groups, toGroups) };
    },
    result: ({ findings, ...rest }) => ({ findings: findings.map(toFinding), ...rest }),
  },
  attributeDiff: { takes: 1, content: (name, query) => compared(name, query, "AttributeDiffOptions", ATTRIBUTES, ["weighted"]) },
  flameGraph: { takes: 1, content: (name, query) => compared(name, query, "FlameGraphOptions", GRAPH) },
  flameDiff: { takes: 1, content: flameDiff },
  suspects: { kind: "flameDiff", takes: 1, content: flameDiff, result: ({ suspects }) => suspects },
  serviceMap: { takes: 1, content: (name, query = {}) => toComparison(name, query) },
  calls: { takes: 1, content: (name, query = {}) => toComparison(name, query) },
  frameUnits: {
    takes: 1,
    content: (name, query = {}) => ({
      ...compared(name, query, "FlameGraphOptions", GRAPH, ["key", "samples"]),
      key: toFrameKey(`${name}: key`, query.key),
      samples: optional(`${name}: samples`, query.samples, wholeNumber) ?? SAMPLES,
    }),
  },
  traces: { takes: 1, content: (name, query) => compared(name, query, "TraceListOptions", LIST) },
  findTrace: { takes: 1, content: (name, id) => ({ text: text(`${name}: id`, id) }) },
  trace: { takes: 1, traces: ["trace"], content: (name, trace) => ({ trace: toTrace(name, trace) }) },
  traceDiff: {
    takes: 2,
    traces: ["left", "right"],
    content: (name, left, right) => ({ left: toTrace(name, left), right: toTrace(name, right) }),
  },
  span: { takes: 1, content: (name, span) => ({ span: handle(`${name}: handle`, span) }) },
  searchTrace: {
    takes: 2,
    traces: ["trace"],
    content: (name, trace, sought) => ({ trace: toTrace(name, trace), text: text(`${name}: text`, sought) }),
  },
  traceErrors: {
    takes: 2,
    traces: ["trace"],
    content: (name, trace, fail) => ({ trace: toTrace(name, trace), fail: toFailureRule(name, fail) }),
  },
  traceEvents: {
    takes: 2,
    traces: ["trace"],
    content: (name, trace, query = {}) => {
      object(name, query, Object.keys(EVENTS));
      return { trace: toTrace(name, trace), options: toOptions(name, query, "TraceEventsOptions", EVENTS) };
    },
  },
  complete: {
    takes: 2,
    content: (name, filter, cursor = filter?.length) => {
      text(`${name}: filter`, filter);
      wholeNumber(`${name}: cursor`, cursor, 0, filter.length);
      // The engine counts bytes, JavaScript UTF-16 units.
      return { text: filter, cursor: new TextEncoder().encode(filter.slice(0, cursor)).length };
    },
    result: ({ from, to, items }, { text }) => {
      const bytes = new TextEncoder().encode(text);
      const unitsBefore = (byte) => new TextDecoder().decode(bytes.subarray(0, byte)).length;
      return { from: unitsBefore(from), to: unitsBefore(to), items };
    },
  },
  parseFilter: { takes: 1, content: (name, filter) => ({ text: text(`${name}: filter`, filter) }) },
  matching: {
    takes: 2,
    content: (name, filter, population) => ({
      population: toPopulation(name, population),
      filter: text(`${name}: filter`, filter),
    }),
  },
  exportContents: { takes: 1, content: toContents },
};

/** An attribute that is a number, as `number` of a query takes it. */
function toAttributeChoice({ scope, key, numbers }) {
  return { ...fromUnitNumber({ attribute: [scope, key] }), numbers };
}

/** A finding whose sides are as queries take them. */
function toFinding({ selection, baseline, ...finding }) {
  return { ...finding, selection: fromSelection(selection), baseline: fromBaseline(baseline) };
}

/** A comparison of which all there was before sampling can be estimated. */
function estimable(name, query = {}) {
  return toComparison(name, query, ["weighted"]);
}

/** A comparison with options; `more` are the members of the query that are neither. */
function compared(name, query = {}, type, members, more = []) {
  const comparison = toComparison(name, query, [...Object.keys(members), ...more]);
  return { comparison, options: toOptions(name, query, type, members) };
}

/** How a source without an end goes on. */
function live(name, how = {}) {
  const { paused, maxSpans, maxAge } = object(name, how, ["paused", "maxSpans", "maxAge"]);
  return {
    paused: optional(`${name}: paused`, paused, boolean) ?? false,
    window: {
      maxSpans: optional(`${name}: maxSpans`, maxSpans, wholeNumber, 1) ?? defaults.LiveWindow.maxSpans,
      maxAgeNs: optional(`${name}: maxAge`, maxAge, nanoseconds),
    },
  };
}

function flameDiff(name, query = {}) {
  const comparison = toComparison(name, query, Object.keys({ ...GRAPH, ...DIFF }));
  const graph = toOptions(name, query, "FlameGraphOptions", GRAPH);
  return { comparison, options: { graph, ...toOptions(name, query, "FlameDiffOptions", DIFF) } };
}

/** A trace by its handle, or by an id that is still to be looked up. */
function toTrace(name, trace) {
  if (typeof trace === "number") return handle(`${name}: handle`, trace);
  if (typeof trace === "string") return trace;
  throw badArgument(`${name}: trace`, "the handle or the id of a trace", trace);
}
