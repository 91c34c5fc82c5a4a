// A comparison as GitHub-flavoured Markdown, for the comment of a pull request.

import { evidenceLines, verdict } from "./compare-words.js";
import { count, duration, percent, harmless } from "./text.js";

/** Changes that are shown, the costliest: a comment may not be longer than 65,536 characters. */
const SHOWN = 20;

/** The longest text of one cell or line, in characters. */
const LONGEST = 300;

export function asMarkdown({ findings: { findings, data, searched, compared }, evidence, tooMuch, failOn, population }) {
  const shown = findings.slice(0, SHOWN);
  const said = verdict({ failOn, tooMuch });
  const mark = tooMuch.length > 0 ? "❌ " : failOn.slower === undefined && failOn.failing === undefined ? "" : "✅ ";
  const parts = [
    `### ${mark}Traces: ${count(compared.afterUnits)} ${population} after, compared with ${count(compared.beforeUnits)} before`,
    plain(searched.summary),
    ...said ? [`**${plain(said)}**`] : [],
    ...shown.length > 0 ? [table(shown, tooMuch)] : [],
    ...findings.length > SHOWN ? [`and ${count(findings.length - SHOWN)} more`] : [],
    ...shown.map((change, at) => details(change, at, evidence[at])).filter(Boolean),
    ...data.map(({ what }) => plain(what)),
  ];
  return parts.join("\n\n");
}

function table(changes, tooMuch) {
  const rows = changes.map((change, at) => {
    const [{ service, name }] = change.operations;
    const cells = [String(at + 1), plain([service, name].filter(Boolean).join(" ")), ...numbers(change)];
    const cell = (text) => tooMuch.includes(at + 1) ? `**${text}**` : text;
    return `| ${cells.map(cell).join(" | ")} |`;
  });
  return ["| | Operation | What | Before | After | Certain |", "|---|---|---|---|---|---|", ...rows].join("\n");
}

/** What a change is, what there was before, what there is after, and what of that is certain. */
function numbers({ kind, units, failing, meanNs, change: { beforeUnits, beforeFailing, beforeMeanNs, certainShare, certainNs } }) {
  const units_ = (number) => number === 0 ? "none" : count(number);
  switch (kind) {
    case "failing": {
      const certain = certainShare > 0 ? `+${percent(certainShare)}` : "nothing";
      return ["fails more", percent(beforeFailing / beforeUnits), percent(failing / units), certain];
    }
    case "slower":
      return ["slower", duration(beforeMeanNs), duration(meanNs), certainNs > 0 ? `+${duration(certainNs)}` : "nothing of the mean"];
    default:
      return [kind, units_(beforeUnits), units_(units), "yes"];
  }
}

/** A change with what explains it, to be opened. Nothing where there is nothing more to say than the table does. */
function details({ what, why }, at, evidence) {
  const lines = evidenceLines(evidence).flatMap(({ name, told }) => told.map((line) => `- ${name}: ${plain(line)}`));
  if (why === "" && lines.length === 0) return undefined;
  const text = [plain(`${what} ${why}`.trim()), ...lines.length > 0 ? [lines.join("\n")] : []];
  return `<details><summary>What explains ${at + 1}</summary>\n\n${text.join("\n\n")}\n\n</details>`;
}

/**
 * A text that means nothing to Markdown, on one line. What GitHub makes links and messages of (`@name`, `#12`, addresses) it looks for in what
 * Markdown has become, where no backslash is left: a space without width divides it.
 */
export function plain(text) {
  const short = [...harmless(text)];
  const cut = short.length > LONGEST ? `${short.slice(0, LONGEST - 1).join("")}…` : short.join("");
  return cut
    .replace(/[&<>]/g, (mark) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[mark])
    .replace(/[\\`*_{}[\]()+!|~-]/g, "\\$&")
    .replace(/@(?=\w)|(?<!&)#(?=\w)|\bGH(?=\\-\d)|\bwww(?=\.)|\w(?=:\/\/)/g, "$&&#8203;")
    .replace(/^#/, "\\#");
}
