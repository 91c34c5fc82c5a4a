// From what an assistant asks to queries of the engine.

import { defaults, words } from "../../protocol.js";
import { FEWEST_TOKENS, MOST_TOKENS, TOKENS } from "./budget.js";
import { AskedWrongly, durationOf, timeOf } from "./values.js";

const MOST_U32 = 0xffff_ffff;

const string = (description) => ({ type: "string", description });

const bare = (...names) => Object.fromEntries(names.map((name) => [name, { type: "string" }]));

/** The conditions of a selection, of which all hold. */
const CONDITIONS = {
  from: string("what starts then or later: 2026-03-17T14:12:00Z, or nanoseconds since 1970"),
  to: string("and before then"),
  minDuration: string("what takes at least so long: 300ms, 1.5s"),
  maxDuration: string("and less than that"),
  errors: { type: "boolean", description: "what failed" },
  filter: string(`what matches, as in TraceQL: { resource.service.name = "cart" && duration > 1s }; complete_filter helps`),
  operations: {
    type: "array", description: "what is of one of these operations",
    items: { type: "object", additionalProperties: false, required: ["service", "name"], properties: bare("service", "name") },
  },
  cause: {
    type: "object", description: "what has this error cause of error_causes", additionalProperties: false, required: ["service", "name", "errorType", "message"],
    properties: { ...bare("service", "name", "errorType", "message"), fate: { enum: words.Fate } },
  },
  group: string("what is of this group of files"),
};

/** The same, as they are understood where they are described elsewhere. */
const UNDESCRIBED = Object.fromEntries(Object.entries(CONDITIONS).map(([name, { description, ...schema }]) => [name, schema]));

export const SELECTION = {
  type: "object",
  description: "which requests: all conditions hold; all requests without any",
  additionalProperties: false,
  properties: { finding: { type: "integer", minimum: 1, description: "those of the finding with this number" }, ...CONDITIONS },
};

export const BASELINE = {
  description: `what they are compared with: "rest" (all others), "before" (the time just before), or a selection. If absent that of the finding, or else rest`,
  anyOf: [{ enum: words.Baseline }, { type: "object", additionalProperties: false, properties: UNDESCRIBED }],
};

/** What every question about units takes. */
export const VIEW = {
  population: { enum: words.Population, description: `what is counted: ${defaults.Population} if absent; entries are spans by which services are entered` },
  filter: string("a filter of selection and baseline"),
  fail: { enum: words.FailureRule, description: `what fails: ${defaults.FailureRule} of spans if absent; by 5xx HTTP 500 to 599, too` },
};

export const GROUPS = {
  type: "object",
  description: "the groups of files that are compared: before and after if absent",
  additionalProperties: false,
  properties: { before: string("the group before"), after: string("the group after") },
};

/** How much an answer says. */
export const LENGTH = {
  maxTokens: {
    type: "integer", minimum: FEWEST_TOKENS, maximum: MOST_TOKENS,
    description: `of the answer: ${TOKENS} if absent; a token is taken for three bytes`,
  },
};
export const PAGE = { offset: { type: "integer", minimum: 0, maximum: MOST_U32, description: "rows that are left out before the first" } };

/** What a question looks at. */
export function viewOf({ population = defaults.Population, filter, fail = defaults.FailureRule }) {
  return { population, filter, fail };
}

/** The names of the groups that are compared. */
export function groupsOf({ before = "before", after = "after" } = {}) {
  return { before, after };
}

/**
 * The query of two sides.
 *
 * @param {{ session: import("./session.js").Session, signal: AbortSignal }} context
 * @returns {Promise<{ view: object, selection: object, baseline?: string | object, query: object }>}
 */
export async function sidesOf({ selection = {}, baseline, groups, ...args }, { session, signal }) {
  const view = viewOf(args);
  const { finding, ...conditions } = selection;
  const own = conditionsOf("selection", conditions);
  const compared = groups && groupsOf(groups);
  const found = finding && await session.finding({ ...view, ...compared && { groups: compared } }, finding, signal);
  const side = { ...found?.selection, ...own };
  if (found?.selection.filter && own.filter) throw new AskedWrongly("a finding with a filter of its own takes no other");
  const other = baseline === undefined ? found?.baseline : typeof baseline === "string" ? baseline : conditionsOf("baseline", baseline);
  const sides = { selection: side, ...other !== undefined && { baseline: other } };
  return { view, ...sides, query: { ...view, ...sides } };
}

function conditionsOf(name, { from, to, minDuration, maxDuration, operations, ...rest }) {
  const all = {
    ...rest,
    from: timeOf(`${name}.from`, from),
    to: timeOf(`${name}.to`, to),
    minDuration: durationOf(`${name}.minDuration`, minDuration),
    maxDuration: durationOf(`${name}.maxDuration`, maxDuration),
    operations: operations?.map(({ service, name }) => [service, name]),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
