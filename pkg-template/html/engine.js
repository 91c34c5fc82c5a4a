// What a program asks an engine for: a file with the page, the engine and traces in it.

import { addressOf } from "../address.js";
import { abortSignal, callback, object, oneOf, optional, text } from "../check.js";
import { badArgument, SpanlensError } from "../error.js";
import { held, htmlFile } from "./file.js";
import { partsOfPackage } from "./parts.js";

/** Which traces are in the file. */
const TRACES = ["all", "selection", "both"];

/**
 * The file, as `Engine.toHtml` gives it.
 *
 * @param {import("../index.js").Engine} engine
 * @param {(url: string | URL) => Promise<Uint8Array | ArrayBuffer>} read how this platform reads the parts of the package
 * @param {import("../index.js").HtmlQuery} [query]
 * @param {import("../index.js").HtmlOptions} [options]
 */
export async function toHtml(engine, read, query = {}, options = {}) {
  const { traces, state, ...asked } = object("toHtml", query, Object.keys(query ?? {}));
  const which = optional("toHtml: traces", traces, oneOf, TRACES) ?? "all";
  const shown = optional("toHtml: state", state, text) ?? stateOf(asked);
  const { packageUrl, onProgress, signal } = object("toHtml", options, ["packageUrl", "onProgress", "signal"]);
  const stop = optional("toHtml: signal", signal, abortSignal);
  const tell = optional("toHtml: onProgress", onProgress, callback);
  const { selection, baseline, ...view } = asked;
  const exported = {
    ...view,
    ...which !== "all" && { selection, baseline },
    withBaseline: which === "both",
  };
  if (which !== "all" && selection == null) throw badArgument("toHtml: selection", `a selection where traces is "${which}"`, selection);
  const contents = await engine.exportContents(exported, { signal: stop });
  if (contents.spans === 0) throw new SpanlensError("no-data", "there are no such traces");
  const { stream, hashKey } = await engine.export({ ...exported, gzip: true }, { onProgress: tell, signal: stop });
  const [parts, packed] = await Promise.all([partsOfPackage(packageUrl, read), held(stream)]);
  const hides = [query.remove, query.hash].some((hidden) => (hidden?.keys?.length ?? 0) + (hidden?.groups?.length ?? 0) > 0);
  const file = await htmlFile(parts, { traces: packed, state: shown, contents, hides, isSample: which === "both" });
  return { ...file, hashKey, contents };
}

/** The state that shows what a query is about. */
function stateOf({ population, fail, filter, selection, baseline }) {
  if (selection?.frame || selection?.marks || baseline?.frame || baseline?.marks) {
    throw badArgument("toHtml: state", "said where a selection has a frame or marks", undefined);
  }
  return addressOf({ population, fail, filter, selection: selection ?? undefined, baseline: baseline ?? undefined });
}
