// From the queries of the API to the questions of the protocol, and back.

import { boolean, listOf, nanoseconds, object, oneOf, optional, text, wholeNumber } from "./check.js";
import { badArgument } from "./error.js";

const POPULATIONS = ["requests", "entries", "spans"];
const FATES = ["cause", "recovered", "asynchronous"];
const COLUMNS = [
  "start", "duration", "spans", "errors", "services", "operation", "status", "incomplete", "traceId", "spanId",
];
const MAX_U64 = 0xffff_ffff_ffff_ffffn;
const NO_ROW = 0xffff_ffff;

const COMPARISON = ["population", "filter", "selection", "baseline"];
const VIEW = ["from", "to", "minDuration", "maxDuration"];
const SELECTION = [...VIEW, "errors", "filter", "cause", "group", "frame"];
const GRAPH = ["attribution", "templates", "attributes"];
const FRAME = ["path", "inTransitTo", "templates", "attributes"];
const CAUSE = ["service", "name", "errorType", "message", "fate"];

/** The protocol's selection for one of the API. Bounds that are absent are those of all time and of all durations. */
export function toSelection(selection, name = "selection") {
  const { errors, filter, cause, group, frame } = object(name, selection, SELECTION);
  return {
    ...view(name, selection),
    errorsOnly: optional(`${name}.errors`, errors, boolean) ?? false,
    filter: optional(`${name}.filter`, filter, text),
    cause: optional(`${name}.cause`, cause, toCause),
    group: optional(`${name}.group`, group, text),
    frame: optional(`${name}.frame`, frame, toFrame),
  };
}

/** The API's selection for one of the protocol. What does not restrict it is absent. */
export function fromSelection({ time, durations, errorsOnly, filter, cause, group, frame }) {
  const all = {
    from: time?.fromNs || undefined,
    to: time && time.toNs < MAX_U64 ? time.toNs : undefined,
    minDuration: durations?.minNs || undefined,
    maxDuration: durations?.maxNs ?? undefined,
    errors: errorsOnly || undefined,
    filter: filter ?? undefined,
    cause: cause ? { ...cause.key, fate: cause.fate } : undefined,
    group: group ?? undefined,
    frame: frame ? { ...frame.key, templates: frame.templates, attributes: frame.attributes } : undefined,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** The API's baseline for one of the protocol. */
export function fromBaseline(baseline) {
  return typeof baseline === "object" ? fromSelection(baseline.rectangle) : baseline;
}

/** The name of a frame in `frames`, by its row: what a selection takes as `frame`, and `frameUnits` as `key`. */
export function frameKey(frames, row) {
  wholeNumber("frameKey: row", row, 0, frames.parents.length - 1);
  const callee = frames.calleeIndexes[row];
  // A call and its time in transit share a name, which stands in the path once.
  let at = callee === NO_ROW ? row : frames.parents[row];
  const path = [];
  for (; at !== NO_ROW; at = frames.parents[at]) {
    path.unshift([frames.services[frames.serviceIndexes[at]], frames.names[frames.nameIndexes[at]]]);
  }
  return callee === NO_ROW ? { path } : { path, inTransitTo: frames.services[callee] };
}

export function toHeatmapQuestion(name, query) {
  const { population, filter, columns, rows } = object(name, query, ["population", "filter", ...VIEW, "columns", "rows"]);
  const { time, durations } = view(name, query);
  const options = {
    view: time,
    durations,
    maxColumns: optional(`${name}: columns`, columns, wholeNumber, 2, 10_000) ?? 200,
    maxRows: optional(`${name}: rows`, rows, wholeNumber, 3, 1_000) ?? 60,
  };
  return { ...units(name, { population, filter }), options };
}

/** Two sides to compare; `more` are the members that a query has beside these. */
export function toComparison(name, query, more = []) {
  const { selection, baseline } = object(name, query, [...COMPARISON, ...more]);
  return {
    ...units(name, query),
    selection: selection === undefined || selection === null ? undefined : toSelection(selection, `${name}: selection`),
    baseline: toBaseline(`${name}: baseline`, baseline),
  };
}

export function toAttributeDiffQuestion(name, query) {
  const comparison = toComparison(name, query, ["countSpans", "maxRows"]);
  const options = {
    countSpans: optional(`${name}: countSpans`, query.countSpans, boolean) ?? false,
    maxRows: optional(`${name}: maxRows`, query.maxRows, wholeNumber) ?? 200,
  };
  return { comparison, options };
}

export function toTracesQuestion(name, query) {
  const comparison = toComparison(name, query, ["sort", "descending", "offset", "limit"]);
  const options = {
    column: optional(`${name}: sort`, query.sort, oneOf, COLUMNS) ?? "start",
    descending: optional(`${name}: descending`, query.descending, boolean) ?? false,
    offset: optional(`${name}: offset`, query.offset, wholeNumber) ?? 0,
    limit: optional(`${name}: limit`, query.limit, wholeNumber) ?? 100,
  };
  return { comparison, options };
}

export function toFlameGraphQuestion(name, query) {
  return { comparison: toComparison(name, query, GRAPH), options: graph(name, query) };
}

export function toFlameDiffQuestion(name, query) {
  const comparison = toComparison(name, query, [...GRAPH, "mix"]);
  const mix = optional(`${name}: mix`, query.mix, oneOf, ["none", "rootOperation", "rootAndCalls"]) ?? "rootAndCalls";
  return { comparison, options: { graph: graph(name, query), mix } };
}

export function toFrameUnitsQuestion(name, query) {
  const comparison = toComparison(name, query, [...GRAPH, "key", "samples"]);
  return {
    comparison,
    key: toFrameKey(`${name}: key`, object(`${name}: key`, query.key, FRAME)),
    options: graph(name, query),
    samples: optional(`${name}: samples`, query.samples, wholeNumber) ?? 10,
  };
}

/** What is counted, and in which view. */
export function units(name, { population, filter }) {
  return {
    population: optional(`${name}: population`, population, oneOf, POPULATIONS) ?? "requests",
    filter: optional(`${name}: filter`, filter, text),
  };
}

function view(name, bounds) {
  const [from, to, min, max] = VIEW.map((bound) => optional(`${name}: ${bound}`, bounds[bound], nanoseconds));
  const bounded = (one, other) => one !== undefined || other !== undefined;
  return {
    time: bounded(from, to) ? { fromNs: from ?? 0n, toNs: to ?? MAX_U64 } : undefined,
    durations: bounded(min, max) ? { minNs: min ?? 0n, maxNs: max } : undefined,
  };
}

/** The protocol's baseline for one of the API. */
export function toBaseline(name, baseline) {
  if (baseline === undefined || baseline === null) return "rest";
  if (typeof baseline === "object") return { rectangle: toSelection(baseline, name) };
  if (baseline === "rest" || baseline === "before") return baseline;
  throw badArgument(name, `"rest", "before" or a selection`, baseline);
}

function toCause(name, cause) {
  const { fate, ...key } = object(name, cause, CAUSE);
  for (const member of CAUSE.slice(0, 4)) text(`${name}.${member}`, key[member]);
  return { key, fate: optional(`${name}.fate`, fate, oneOf, FATES) ?? "cause" };
}

function toFrame(name, frame) {
  const { templates, attributes } = object(name, frame, FRAME);
  return {
    key: toFrameKey(name, frame),
    templates: optional(`${name}.templates`, templates, boolean) ?? true,
    attributes: optional(`${name}.attributes`, attributes, listOf, text) ?? [],
  };
}

function toFrameKey(name, { path, inTransitTo }) {
  const step = (at, pair) => {
    if (Array.isArray(pair) && pair.length === 2) return listOf(at, pair, text);
    throw badArgument(at, "a service and a name", pair);
  };
  return { path: listOf(`${name}.path`, path, step), inTransitTo: optional(`${name}.inTransitTo`, inTransitTo, text) };
}

function graph(name, { attribution, templates, attributes }) {
  return {
    attribution: optional(`${name}: attribution`, attribution, oneOf, ["criticalPath", "shared"]) ?? "criticalPath",
    templates: optional(`${name}: templates`, templates, boolean) ?? true,
    attributes: optional(`${name}: attributes`, attributes, listOf, text) ?? [],
  };
}
