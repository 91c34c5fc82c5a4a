// `spanlens export`: traces as a file.

import { createWriteStream } from "node:fs";
import { realpath, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { createEngine } from "../node.js";
import { inputs } from "./inputs.js";
import { count, harmless, many } from "./text.js";

/** How many keys a line of the terminal names. */
const NAMED = 12;

/** What can become of values, as it is told. */
const TREATMENTS = {
  removed: "removed",
  hashed: "hashed",
  queryRemoved: "without queries of URLs",
  queryHashed: "with hashed queries of URLs",
  kept: "kept",
};

/** Writes traces to a file or to the standard output, and to the other one what is in them. */
export async function exported({ files, logs, out, view, selection, written }) {
  const engine = await createEngine();
  const read = await inputs(files);
  await differs(out, read);
  const sources = read.map(({ name, path }) => ({ name, source: path ?? process.stdin }));
  const summary = await engine.open(sources, { logs });
  for (const { source, report } of summary.files.filter(({ report }) => report.fault)) {
    console.error(`spanlens: ${harmless(`${source.name}: ${report.fault.message}`)}`);
    process.exitCode = 1;
  }
  if (summary.counts.spans === 0) throw new Error("there are no spans");
  const query = { ...view, selection, ...written };
  const contents = await engine.exportContents(query);
  if (contents.spans === 0) throw new Error("there are no such traces");
  const { stream, hashKey } = await engine.export(query);
  await save(stream, out);
  console.error(told(contents, hashKey));
}

/** Fails where a file that is read would be written over. */
export async function differs(out, read) {
  if (out === undefined) return;
  const path = await realpath(out).catch(() => undefined);
  const paths = await Promise.all(read.map(({ path }) => path && realpath(path)));
  if (path !== undefined && paths.includes(path)) throw new Error(`${out} is one of the files that are read`);
}

/** Writes a stream to a file, of which nothing is left if that fails, or to the standard output. */
async function save(stream, out) {
  if (out === undefined) {
    await pipeline(Readable.fromWeb(stream), process.stdout, { end: false });
    return;
  }
  try {
    await pipeline(Readable.fromWeb(stream), createWriteStream(out));
  } catch (error) {
    await rm(out, { force: true });
    throw error;
  }
}

/** What is in a file of traces, for a person. */
export function told(contents, hashKey) {
  const { traces, spans, keys, namesWithHiddenValues } = contents;
  const lines = [
    `${many(traces, "trace")}, ${many(spans, "span")}`,
    ...Object.entries(TREATMENTS).flatMap(([treatment, words]) => treated(words, treatment, contents)),
    ...keys.filter(({ hiddenElsewhere }) => hiddenElsewhere > 0).map(({ key, hiddenElsewhere }) => {
      return `${many(hiddenElsewhere, "value")} of ${key} stay that are hidden under another key`;
    }),
    ...namesWithHiddenValues > 0 ? [`${many(namesWithHiddenValues, "name")} of spans or events stay that are hidden as values`] : [],
    ...hashKey ? [`the key of the hashes, which is stored nowhere: ${hashKey}`] : [],
  ];
  return lines.map(harmless).join("\n");
}

/** The line on what is treated in one way, if anything is. */
function treated(words, treatment, { keys, messages, messageTreatment, namesWithQuery, nameTreatment }) {
  const named = [
    ...keys.filter((key) => key.treatment === treatment).map(({ key }) => key),
    ...messages > 0 && messageTreatment === treatment ? ["messages of statuses"] : [],
    ...namesWithQuery > 0 && nameTreatment === treatment && treatment !== "kept" ? ["names of spans and events"] : [],
  ];
  if (named.length === 0) return [];
  const rest = named.length > NAMED ? ` and ${count(named.length - NAMED)} more` : "";
  return [`${words}: ${named.slice(0, NAMED).join(", ")}${rest}`];
}
