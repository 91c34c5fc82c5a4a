// `spanlens report --html`: one file with the page, the engine and traces, which opens from the disk and asks nobody for anything.

import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

import { addressOf } from "./address.js";
import { told } from "./export.js";
import { count } from "./text.js";

const ROOT = new URL("../", import.meta.url);

/** The most megabytes of compressed traces: browsers have limits for texts, and twice as much is in memory while the page starts. */
const MOST_MB = 150;

/** The parts of the page, compressed, by their names in the file. */
const PARTS = {
  page: "html/page.bundle.js",
  views: "views/spanlens_views_bg.wasm",
  worker: "html/worker.bundle.js",
  engine: "engine/spanlens_bg.wasm",
};

/** What the traces are called in the file. It does not say where they are from. */
const NAME = "traces.jsonl.gz";

/**
 * Writes the file, and says what is in it to the standard error.
 *
 * @param {import("../index.js").Engine} engine
 * @param {{ out: string, view: object, selection: object, hidden: object }} wanted which traces, and what of them is hidden
 */
export async function writeHtml(engine, { out, view, selection, hidden }) {
  const query = { ...view, selection, ...hidden };
  const contents = await engine.exportContents(query);
  if (contents.spans === 0) throw new Error("there are no such traces");
  const { stream, hashKey } = await engine.export({ ...query, gzip: true });
  const traces = await within(stream);
  const state = addressOf({ ...view }).slice(1);
  await writeFile(out, await asHtml(traces, state));
  console.error(told(contents, hashKey));
}

/** The bytes of a stream, unless these are too many for a file. */
async function within(stream) {
  let bytes = 0;
  const counted = stream.pipeThrough(new TransformStream({
    transform(piece, controller) {
      bytes += piece.length;
      if (bytes > MOST_MB * 1e6) {
        throw new Error(`these traces are more than ${count(MOST_MB)} MB even when they are compressed, which no page holds: choose fewer by --filter, --from, --to or --errors`);
      }
      controller.enqueue(piece);
    },
  }));
  return buffer(counted);
}

/** The file, as text. */
async function asHtml(traces, state) {
  const boot = await readFile(new URL("html/boot.js", ROOT), "utf8");
  const names = Object.keys(PARTS);
  const packed = await Promise.all(names.map(async (name) => promisify(gzip)(await partAt(PARTS[name]), { level: 9 })));
  const policy = [
    "default-src 'none'", `script-src 'sha256-${createHash("sha256").update(boot).digest("base64")}' blob: 'wasm-unsafe-eval'`, "worker-src blob:",
    "img-src blob: data:", "connect-src 'none'", "base-uri 'none'", "form-action 'none'",
  ].join("; ");
  const data = (name, bytes) => `<script type="application/gzip" id="spanlens-${name}">${bytes.toString("base64")}</script>`;
  const about = JSON.stringify({ name: NAME, state }).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <title>Spanlens</title>
    <link rel="icon" href="data:,">
  </head>
  <body>
    <noscript>The page in this file is a program: it needs JavaScript and WebAssembly.</noscript>
    <p id="spanlens-says"></p>
    <script type="application/json" id="spanlens-about">${about}</script>
    ${names.map((name, at) => data(name, packed[at])).join("\n    ")}
    ${data("traces", traces)}
    <script>${boot}</script>
  </body>
</html>
`;
}

async function partAt(path) {
  try {
    return await readFile(new URL(path, ROOT));
  } catch (cause) {
    throw new Error(`the package is not whole: ${path} is not there`, { cause });
  }
}
