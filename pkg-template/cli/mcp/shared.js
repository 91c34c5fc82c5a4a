// What tools about requests have in common.

import { count } from "../text.js";
import { BASELINE, GROUPS, LENGTH, PAGE, SELECTION, VIEW } from "./selection.js";

/** What a comparison takes. */
export const SIDES = { selection: SELECTION, baseline: BASELINE, ...VIEW };
/** What a list takes. */
export const PAGED = { ...PAGE, ...LENGTH };
/** Which groups the numbers of findings are of. */
export const OF_GROUPS = { groups: { ...GROUPS, description: "of compare_groups, where selection.finding is a number of its" } };

/** The rows that are asked for where the engine has a limit. */
export const ROWS = 500;

/** Of how many requests an answer is, where the traces of some were fetched for it. */
export function covered({ coverage }) {
  return coverage ? { coverage: { units: coverage.selection.units, of: coverage.selection.of } } : {};
}

/** The same as text. */
export function coverage({ coverage }) {
  return coverage ? [`This is of ${count(coverage.selection.units)} of ${count(coverage.selection.of)} selected requests, whose traces were fetched.`] : [];
}

/** The address of the page with the same selection, on a tab. */
export function link({ session }, { view, selection, baseline }, tab) {
  return session.link({ ...view, selection, baseline, tab });
}
