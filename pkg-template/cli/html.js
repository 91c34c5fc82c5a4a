// `spanlens report --html`: one file with the page, the engine and traces, which opens from the disk and asks nobody for anything.

import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { addressOf } from "../address.js";
import { told } from "./export.js";

/**
 * Writes the file, and says what is in it to the standard error.
 *
 * @param {import("../index.js").Engine} engine
 * @param {{ out: string, view: object, selection: object, hidden: object }} wanted which traces, and what of them is hidden
 */
export async function writeHtml(engine, { out, view, selection, hidden }) {
  const query = { ...view, selection, ...hidden, traces: "selection", state: addressOf(view) };
  const { html, contents, hashKey, isStateWhole } = await engine.toHtml(query).catch((error) => {
    if (error.code !== "limit-exceeded") throw error;
    throw new Error(`${error.message} by --filter, --from, --to or --errors`, { cause: error });
  });
  await pipeline(Readable.fromWeb(html.stream()), createWriteStream(out));
  console.error(told(contents, hashKey));
  if (!isStateWhole) console.error("the page does not open with the filter, as it could say what is hidden");
}
