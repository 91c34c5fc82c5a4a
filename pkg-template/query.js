// From the queries of the API to the words of the protocol, and back.

import { boolean, listOf, MAX_U64, nanoseconds, object, oneOf, optional, text, wholeNumber } from "./check.js";
import { badArgument } from "./error.js";
import { bounds, defaults, NO_CALLEE, NO_PARENT, words } from "./protocol.js";

/** The members of a query that say what is looked at. */
export const UNITS = ["population", "filter", "fail"];
const COMPARISON = [...UNITS, "selection", "baseline"];
/** The members of a query that bound it. */
export const VIEW = ["from", "to", "minDuration", "maxDuration"];
const SELECTION = [...VIEW, "errors", "filter", "cause", "group", "frame", "operations", "number", "marks"];
/** What stands before the key of an attribute, and whose attribute that is. */
const SCOPES = [["span.", "span"], ["resource.", "resource"], ["event.", "event"], ["link.", "link"], ["instrumentation.", "instrumentation"], [".", "any"]];
const EVENT = ["span", "number"];
const FRAME = ["path", "inTransitTo", "templates", "attributes"];
const CAUSE = ["service", "name", "errorType", "message", "fate"];
const ROW = ["kind", "service", "name", "callee", "calleeName"];

/** The protocol's selection for one of the API. Bounds that are absent are those of all time and of all durations. */
export function toSelection(selection, name = "selection") {
  const { errors, filter, cause, group, frame, operations, number, marks } = object(name, selection, SELECTION);
  return {
    ...toView(name, selection),
    errorsOnly: optional(`${name}.errors`, errors, boolean) ?? defaults.Selection.errorsOnly,
    filter: optional(`${name}.filter`, filter, text),
    cause: optional(`${name}.cause`, cause, toCause),
    group: optional(`${name}.group`, group, text),
    frame: optional(`${name}.frame`, frame, toFrame),
    operations: optional(`${name}.operations`, operations, listOf, pair) ?? defaults.Selection.operations,
    number: optional(`${name}.number`, number, toNumberRange),
    marks: optional(`${name}.marks`, marks, toMarks),
  };
}

/** The API's selection for one of the protocol. What does not restrict it is absent. */
export function fromSelection({ time, durations, errorsOnly, filter, cause, group, frame, operations, number, marks }) {
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
    operations: operations?.length ? operations : undefined,
    number: number ? fromNumberRange(number) : undefined,
    marks: marks ?? undefined,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** The API's range of a number of units for one of the protocol. */
export function fromNumberRange({ of, min, max }) {
  return { of: fromUnitNumber(of), ...(min != null && { min }), ...(max != null && { max }) };
}

/** The API's name of a number of units for that of the protocol. */
export function fromUnitNumber(of) {
  if (typeof of === "string" || "calls" in of) return of;
  const [scope, key] = of.attribute;
  const [prefix] = SCOPES.find(([, known]) => known === scope);
  return { attribute: prefix + key };
}

/** The protocol's range of a number of units. Bounds that are absent are none. */
export function toNumberRange(name, range) {
  const { of, min, max } = object(name, range, ["of", "min", "max"]);
  return {
    of: toUnitNumber(`${name}.of`, of),
    min: optional(`${name}.min`, min, finite),
    max: optional(`${name}.max`, max, finite),
  };
}

/** The protocol's name of a number of units: `"spans"`, `{ calls }` with a service, `{ attribute }` with a key as filters write it. */
export function toUnitNumber(name, of) {
  if (of === "spans") return of;
  const { calls, attribute } = object(name, of, ["calls", "attribute"]);
  if ((calls === undefined) === (attribute === undefined)) throw badArgument(name, '"spans", { calls } or { attribute }', of);
  if (calls !== undefined) return { calls: text(`${name}.calls`, calls) };
  if (Array.isArray(attribute)) {
    const [scope, key] = attribute;
    return { attribute: [oneOf(`${name}.attribute[0]`, scope, SCOPES.map(([, known]) => known)), text(`${name}.attribute[1]`, key)] };
  }
  text(`${name}.attribute`, attribute);
  const scope = SCOPES.find(([prefix]) => attribute.startsWith(prefix));
  if (!scope) throw badArgument(`${name}.attribute`, "a key behind its scope, such as span.size or resource.size", attribute);
  return { attribute: [scope[1], attribute.slice(scope[0].length)] };
}

function finite(name, value) {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw badArgument(name, "a finite number", value);
}

/** The API's baseline for one of the protocol. */
export function fromBaseline(baseline) {
  return typeof baseline === "object" ? fromSelection(baseline.rectangle) : baseline;
}

/** The protocol's baseline for one of the API. */
export function toBaseline(name, baseline) {
  if (baseline === undefined || baseline === null) return defaults.Baseline;
  if (typeof baseline === "object") return { rectangle: toSelection(baseline, name) };
  if (words.Baseline.includes(baseline)) return baseline;
  throw badArgument(name, `${words.Baseline.map((word) => JSON.stringify(word)).join(", ")} or a selection`, baseline);
}

/** The name of a frame in `frames`, by its row: what a selection takes as `frame`, and `frameUnits` as `key`. */
export function frameKey(frames, row) {
  wholeNumber("frameKey: row", row, 0, frames.parents.length - 1);
  const callee = frames.calleeIndexes[row];
  // A call and its time in transit share a name, which stands in the path once.
  let at = callee === NO_CALLEE ? row : frames.parents[row];
  const path = [];
  for (; at !== NO_PARENT; at = frames.parents[at]) {
    path.unshift([frames.services[frames.serviceIndexes[at]], frames.names[frames.nameIndexes[at]]]);
  }
  return callee === NO_CALLEE ? { path } : { path, inTransitTo: frames.services[callee] };
}

/** Two sides to compare; `more` are the members that a query has beside these. */
export function toComparison(name, query, more = []) {
  const { selection, baseline } = object(name, query, [...COMPARISON, ...more]);
  return {
    ...toUnits(name, query),
    ...(more.includes("weighted") && toWeighted(name, query)),
    selection: selection === undefined || selection === null ? undefined : toSelection(selection, `${name}: selection`),
    baseline: toBaseline(`${name}: baseline`, baseline),
  };
}

/** What is counted, in which view, and what of it fails. */
export function toUnits(name, { population, filter, fail }) {
  return {
    population: toPopulation(name, population),
    filter: optional(`${name}: filter`, filter, text),
    fail: toFailureRule(name, fail),
  };
}

/** What is counted. */
export function toPopulation(name, population) {
  return optional(`${name}: population`, population, oneOf, words.Population) ?? defaults.Population;
}

/** Whether the answer also estimates what there was before sampling. */
export function toWeighted(name, { weighted }) {
  return { weighted: optional(`${name}: weighted`, weighted, boolean) ?? false };
}

/** What counts as failing. */
export function toFailureRule(name, fail) {
  return optional(`${name}: fail`, fail, oneOf, words.FailureRule) ?? defaults.FailureRule;
}

/** What part of the time and of the durations is meant. */
export function toView(name, query) {
  const [from, to, min, max] = VIEW.map((bound) => optional(`${name}: ${bound}`, query[bound], nanoseconds));
  const bounded = (one, other) => one !== undefined || other !== undefined;
  return {
    time: bounded(from, to) ? { fromNs: from ?? 0n, toNs: to ?? MAX_U64 } : undefined,
    durations: bounded(min, max) ? { minNs: min ?? 0n, maxNs: max } : undefined,
  };
}

/**
 * Options of the protocol from the members of a query. What is absent is as the engine has it where nothing is said.
 *
 * @param {string} name
 * @param {object} query
 * @param {string} type the name of the options
 * @param {Record<string, [option: string, check: Function, ...rest: unknown[]]>} members which option each is, and how it is checked
 */
export function toOptions(name, query, type, members) {
  const options = Object.entries(members).map(([member, [option, check, ...rest]]) => {
    const range = bounds[type]?.[option] ?? [];
    return [option, optional(`${name}: ${member}`, query[member], check, ...rest, ...range) ?? defaults[type][option]];
  });
  return Object.fromEntries(options);
}

/** Which event or log of a trace. */
export function toEventKey(name, key) {
  const { span, number } = object(name, key, EVENT);
  return { span: optional(`${name}.span`, span, wholeNumber), number: wholeNumber(`${name}.number`, number) };
}

/** The names of two groups to compare. */
export function toGroups(name, groups) {
  const { before, after } = object(name, groups, ["before", "after"]);
  return { before: text(`${name}.before`, before), after: text(`${name}.after`, after) };
}

/** What a frame is called. A condition is taken, too, as it has the name. */
export function toFrameKey(name, frame) {
  const { path, inTransitTo } = object(name, frame, FRAME);
  return { path: listOf(`${name}.path`, path, pair), inTransitTo: optional(`${name}.inTransitTo`, inTransitTo, text) };
}

function pair(name, words) {
  if (Array.isArray(words) && words.length === 2) return listOf(name, words, text);
  throw badArgument(name, "a service and a name", words);
}

function toFrame(name, frame) {
  const key = toFrameKey(name, frame);
  const { templates, attributes } = defaults.FlameGraphOptions;
  return {
    key,
    templates: optional(`${name}.templates`, frame.templates, boolean) ?? templates,
    attributes: optional(`${name}.attributes`, frame.attributes, listOf, text) ?? attributes,
  };
}

function toCause(name, cause) {
  const { fate, ...key } = object(name, cause, CAUSE);
  for (const member of CAUSE.slice(0, 4)) text(`${name}.${member}`, key[member]);
  return { key, fate: optional(`${name}.fate`, fate, oneOf, words.Fate) ?? defaults.Fate };
}

/** What units spend on rows, as a kind of the suspects has it. */
function toMarks(name, marks) {
  const { anyOf, templates } = object(name, marks, ["anyOf", "templates"]);
  return {
    anyOf: listOf(`${name}.anyOf`, anyOf, toUnitMarks),
    templates: optional(`${name}.templates`, templates, boolean) ?? defaults.FlameGraphOptions.templates,
  };
}

function toUnitMarks(at, unit) {
  const { service, name, rows } = object(at, unit, ["service", "name", "rows"]);
  return { service: text(`${at}.service`, service), name: text(`${at}.name`, name), rows: listOf(`${at}.rows`, rows, toRowMark) };
}

function toRowMark(at, mark) {
  const { row, durations } = object(at, mark, ["row", "durations"]);
  const { kind, service, name, callee, calleeName } = object(`${at}.row`, row, ROW);
  const { minNs, maxNs } = object(`${at}.durations`, durations, ["minNs", "maxNs"]);
  return {
    row: {
      kind: oneOf(`${at}.row.kind`, kind, words.RowKind),
      service: text(`${at}.row.service`, service),
      name: text(`${at}.row.name`, name),
      callee: optional(`${at}.row.callee`, callee, text),
      calleeName: optional(`${at}.row.calleeName`, calleeName, text),
    },
    durations: {
      minNs: nanoseconds(`${at}.durations.minNs`, minNs),
      maxNs: optional(`${at}.durations.maxNs`, maxNs, nanoseconds),
    },
  };
}
