// An answer to an assistant: what was found as an object, and the same as text, both within what they may have.

import { fitted, TOKENS } from "./budget.js";
import { count } from "../text.js";
import { DATA } from "./quote.js";

/** The version of what tools answer with, as `schemas/mcp.json` says it. A member that goes or means something else is a new version. */
export const SCHEMA_VERSION = 1;

/**
 * What there is to say: rows of decreasing weight, of which as many are told as fit.
 *
 * @typedef {object} Told
 * @property {object} head what is always told, as members of the answer
 * @property {string[]} lines the same as text
 * @property {string} key the member that has the rows
 * @property {{ row: object, line: string }[]} rows
 * @property {number} [total] how many rows there are, those that are no part of `rows` as well
 * @property {number} [offset] how many rows were left out before the first on request
 * @property {string} [what] what rows are called
 * @property {(rows: object[]) => object[]} [order] the order in which those rows are told that fit
 * @property {string} [link] the address of the page with the same selection
 */

/**
 * @param {Told} told
 * @param {number} [maxTokens]
 */
export function answerOf({ head, lines, key, rows, total = rows.length, offset = 0, what = key, order = (rows) => rows, link }, maxTokens = TOKENS) {
  const make = (number) => {
    const shown = order(rows.slice(0, number));
    const left = Math.max(total - offset - number, 0);
    const structured = {
      schemaVersion: SCHEMA_VERSION,
      ...head,
      [key]: shown.map(({ row }) => row),
      ...left > 0 && { leftOut: { count: left, ask: { offset: offset + number } } },
      ...link !== undefined && { link },
    };
    const more = left > 0 ? [`Left out: ${count(left)} ${what}. Ask again with offset ${offset + number}, or with more maxTokens.`] : [];
    const page = link === undefined ? [] : [`On the page: ${link}`];
    return { structured, text: [DATA, ...lines, ...shown.map(({ line }) => line), ...more, ...page].join("\n") };
  };
  return fitted(rows.length, maxTokens, make);
}
