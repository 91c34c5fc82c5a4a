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

/** Writes traces to a file or to the standard output, and to the other one what is in them. */
export async function exported({ files, out, view, selection, written }) {
  const engine = await createEngine();
  const read = await inputs(files);
  await differs(out, read);
  const summary = await engine.open(read.map(({ name, path }) => ({ name, source: path ?? process.stdin })));
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
async function differs(out, read) {
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

/** What is in the file, for a person. */
function told({ traces, spans, keys, messages, messageTreatment, nameTreatment, namesWithHiddenValues }, hashKey) {
  const of = (...treatments) => keys.filter(({ treatment }) => treatments.includes(treatment));
  const treated = (what, found, more = []) => {
    const names = [...found.map(({ key }) => key), ...more];
    if (names.length === 0) return [];
    const rest = names.length > NAMED ? ` and ${count(names.length - NAMED)} more` : "";
    return [`${what}: ${names.slice(0, NAMED).join(", ")}${rest}`];
  };
  const others = (...treatments) => [
    ...messages > 0 && treatments.includes(messageTreatment) ? ["messages of statuses"] : [],
    ...treatments.includes(nameTreatment) && treatments[0].startsWith("query") ? ["names"] : [],
  ];
  const elsewhere = keys.filter(({ hiddenElsewhere }) => hiddenElsewhere > 0);
  const lines = [
    `${many(traces, "trace")}, ${many(spans, "span")}`,
    ...treated("removed", of("removed"), others("removed")),
    ...treated("hashed", of("hashed"), others("hashed")),
    ...treated("without queries of URLs", of("queryRemoved"), others("queryRemoved")),
    ...treated("with hashed queries of URLs", of("queryHashed"), others("queryHashed")),
    ...treated("kept", of("kept"), others("kept")),
    ...elsewhere.map(({ key, hiddenElsewhere }) => `${many(hiddenElsewhere, "value")} of ${key} stay that are hidden under another key`),
    ...namesWithHiddenValues > 0 ? [`${many(namesWithHiddenValues, "name")} of spans or events stay that are hidden as values`] : [],
    ...hashKey ? [`the key of the hashes, which is stored nowhere: ${hashKey}`] : [],
  ];
  return lines.map(harmless).join("\n");
}
