// A comparison on the terminal.

import { evidenceLines, verdict } from "./compare-words.js";
import { count, harmless } from "./text.js";

/** Changes that are shown, the costliest. */
const SHOWN = 50;

export function asText({ findings: { findings, data, searched }, evidence, tooMuch, failOn }) {
  const changes = findings.slice(0, SHOWN).map(({ what, why }, at) => {
    const lines = evidenceLines(evidence[at]).map(({ name, told }) => `   ${name}: ${told.join("; ")}`);
    return [`${at + 1}. ${what}`, ...why ? [`   ${why}`] : [], ...lines].map(harmless).join("\n");
  });
  const more = findings.length > SHOWN ? [`and ${count(findings.length - SHOWN)} more; --json has all`] : [];
  const limits = data.map(({ what }) => harmless(what));
  return [searched.summary, ...changes, ...more, ...limits, verdict({ failOn, tooMuch }) ?? []].flat().join("\n\n");
}
