// What explains a change, and what is too much, as sentences for people.

import { duration, percent, significant } from "./text.js";

/** What is said of the evidence of a change: a line for each kind, with its name. */
export function evidenceLines({ suspects, causes, attributes } = { suspects: [], causes: [], attributes: [] }) {
  const lines = [
    ["Suspects", suspects.map(({ service, certainNs, expectedNs }) =>
      `${service || "(no service)"}, at least ${duration(certainNs)} each and ${duration(Math.max(expectedNs, 0))} expected`)],
    ["Causes", causes.map(({ key, share, beforeShare }) => `${causeName(key)}: ${percent(share)}, before ${percent(beforeShare)}`)],
    ["Attributes", attributes.map(({ key, value, share, otherShare }) => `${key} = ${value}: ${percent(share)} of these, ${percent(otherShare)} of the others`)],
  ];
  return lines.filter(([, told]) => told.length > 0).map(([name, told]) => ({ name, told }));
}

function causeName({ service, name, errorType, message }) {
  return [[service, name].filter(Boolean).join(" "), errorType, message].filter(Boolean).join(", ");
}

function points(share) {
  const number = significant(share * 100);
  return `${number} percentage point${number === "1" ? "" : "s"}`;
}

/** Whether it is too much, in a sentence. Nothing where nobody asked. */
export function verdict({ failOn, tooMuch }) {
  const limits = [
    ...failOn.slower === undefined ? [] : [`${percent(failOn.slower)} slower`],
    ...failOn.failing === undefined ? [] : [`${points(failOn.failing)} more failing`],
  ];
  if (limits.length === 0) return undefined;
  const beyond = `more than ${limits.join(" or ")}`;
  if (tooMuch.length === 0) return `No operation is for certain ${beyond}.`;
  const those = tooMuch.length === 1 ? "One change is" : `${tooMuch.length} changes are`;
  return `${those} for certain ${beyond}: ${tooMuch.map((number) => `number ${number}`).join(", ")}.`;
}
