// `spanlens compare`: what became slower or fails more from some files to others, and whether that is too much.

import { createEngine } from "../node.js";
import { asMarkdown } from "./compare-markdown.js";
import { asText } from "./compare-text.js";
import { inputs } from "./inputs.js";
import { asJson, SCHEMA_VERSION } from "./json.js";
import { openAll } from "./open.js";

/** The names of both groups. */
const BEFORE = "before";
const AFTER = "after";

/** Changes that are explained by themselves, the costliest. */
const EXPLAINED = 10;

/** How much of each kind of evidence is told of a change. */
const TOLD = 3;

/** What so large a part of the units have is as good as what all have. */
const ALL = 0.995;

/** Writes what changed to the standard output, and what could not be read to the other one. Ends with 1 where it changed too much. */
export async function compare({ files, after, failOn, json, markdown, logs, filter, population, fail }) {
  const engine = await createEngine();
  const [earlier, later] = [await sourcesOf(files, BEFORE), await sourcesOf(after, AFTER)];
  const summary = await openAll(engine, [...earlier, ...later], { logs });
  const view = { population, filter, fail };
  const { findings, evidence } = await changesOf(engine, view, { before: BEFORE, after: AFTER });
  const tooMuch = findings.findings.flatMap((change, at) => isTooMuch(change, failOn) ? [at + 1] : []);
  const answer = { schemaVersion: SCHEMA_VERSION, summary, findings, evidence, tooMuch };
  const told = { ...answer, failOn, population };
  console.log(json ? asJson(answer) : markdown ? asMarkdown(told) : asText(told));
  if (tooMuch.length > 0) process.exitCode = 1;
}

/**
 * What changed from one group to another, and what explains the costliest changes.
 *
 * @param {import("../index.js").Engine} engine
 * @param {{ population: string, filter?: string, fail?: string }} view
 * @param {{ before: string, after: string }} groups
 * @param {{ signal?: AbortSignal }} [options]
 */
export async function changesOf(engine, view, groups, options) {
  const findings = await engine.findings({ ...view, groups }, options);
  const { beforeUnits, afterUnits } = findings.compared;
  for (const [group, units] of [[groups.before, beforeUnits], [groups.after, afterUnits]]) {
    if (units === 0) throw new Error(`there are no ${view.population} in what is ${group}`);
  }
  const explained = findings.findings.slice(0, EXPLAINED);
  const evidence = await Promise.all(explained.map((change) => evidenceOf({ engine, view, before: groups.before, options }, change)));
  return { findings, evidence };
}

async function sourcesOf(files, group) {
  return (await inputs(files)).map(({ name, path }) => ({ name, source: path ?? process.stdin, group }));
}

/** Whether what is certain of a change is beyond what is allowed. */
function isTooMuch({ kind, change: { certainShare, certainNs, beforeMeanNs } }, { slower, failing }) {
  if (kind === "failing") return failing !== undefined && certainShare > failing;
  return kind === "slower" && slower !== undefined && certainNs > slower * beforeMeanNs;
}

/** What explains a change: suspects of what is slower, causes of what fails, attributes of both. */
async function evidenceOf({ engine, view, before, options }, { kind, selection, baseline, units, change }) {
  if (kind !== "failing" && kind !== "slower") return { suspects: [], causes: [], attributes: [] };
  const query = { ...view, selection, baseline };
  const isFailing = kind === "failing";
  const [diff, now, earlier, attributes] = await Promise.all([
    isFailing ? undefined : engine.flameDiff(query, options),
    isFailing ? engine.errorCauses({ ...view, selection }, options) : undefined,
    isFailing ? engine.errorCauses({ ...view, selection: { ...selection, group: before } }, options) : undefined,
    engine.attributeDiff(query, options),
  ]);
  return {
    suspects: (diff?.suspects.suspects ?? []).filter(({ certainNs }) => certainNs > 0).slice(0, TOLD),
    causes: isFailing ? grown(now, earlier, { units, beforeUnits: change.beforeUnits }) : [],
    attributes: notable(attributes, !isFailing),
  };
}

/** The causes of which there are more than before, those first that grew most, with their shares of the operation's units. */
function grown(now, earlier, { units, beforeUnits }) {
  const name = ({ key }) => JSON.stringify(key);
  const known = new Map(earlier.rows.map((row) => [name(row), row.failing]));
  const causes = now.rows.map((row) => ({
    key: row.key,
    failing: row.failing,
    share: row.failing / units,
    beforeShare: (known.get(name(row)) ?? 0) / beforeUnits,
  }));
  const growth = ({ share, beforeShare }) => share - beforeShare;
  return causes.filter((cause) => growth(cause) > 0).sort((a, b) => growth(b) - growth(a)).slice(0, TOLD);
}

/** The values of keys that the selection has notably more of. Between groups, what all units have is the change itself. */
function notable({ values }, isOfGroups) {
  const tells = ({ notable, signal: { key, value }, counts: { selectionShare, baselineShare } }) =>
    notable && key !== "" && value !== null && value !== undefined && selectionShare > baselineShare &&
    !(isOfGroups && selectionShare >= ALL);
  return values.filter(tells).slice(0, TOLD).map(({ signal: { key, text }, counts: { selectionShare, baselineShare } }) => ({
    key, value: text, share: selectionShare, otherShare: baselineShare,
  }));
}
