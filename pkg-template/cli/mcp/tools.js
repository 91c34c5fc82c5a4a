// The tools that an assistant has, by their names.

import { readFileSync } from "node:fs";

import { compare_attributes, suspects } from "./tools-differences.js";
import { complete_filter, open, summary } from "./tools-loaded.js";
import { logs, span, trace } from "./tools-trace.js";
import { compare_groups, error_causes, find_traces, findings, overview } from "./tools-units.js";

/**
 * @typedef {object} Tool
 * @property {string} title
 * @property {string} description what it answers, and when to use it
 * @property {object} properties the JSON schemas of its arguments
 * @property {string[]} [required]
 * @property {(args: object, context: { session: import("./session.js").Session, signal: AbortSignal }) => Promise<{ text: string, structured: object }>} run
 *
 * @type {Record<string, Tool>}
 */
export const tools = {
  open, summary, findings, overview, error_causes, compare_attributes, suspects, compare_groups, find_traces, trace, span, logs, complete_filter,
};

const schemas = JSON.parse(readFileSync(new URL("../../schemas/mcp.json", import.meta.url), "utf8"));

/** The tools as the protocol lists them. They read, and nothing but `open` changes what the others say. */
export function listed() {
  return Object.entries(tools).map(([name, { title, description, properties, required }]) => ({
    name,
    title,
    description,
    inputSchema: inputOf({ properties, required }),
    outputSchema: outputOf(name),
    annotations: { title, readOnlyHint: name !== "open", destructiveHint: false, idempotentHint: name !== "open", openWorldHint: false },
  }));
}

/** The JSON schema of the arguments of a tool. */
export function inputOf({ properties, required }) {
  return { type: "object", properties, ...required && { required }, additionalProperties: false };
}

/** That of its answers, with what it refers to. */
function outputOf(name) {
  const { $defs: { [name]: own, ...others } } = schemas;
  const used = new Set();
  const look = (schema) => {
    for (const [, word] of JSON.stringify(schema).matchAll(/"#\/\$defs\/(\w+)"/g)) {
      if (!used.has(word) && used.add(word)) look(others[word]);
    }
  };
  look(own);
  return { ...own, ...used.size > 0 && { $defs: Object.fromEntries([...used].map((word) => [word, others[word]])) } };
}
