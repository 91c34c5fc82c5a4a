// One file that has the page, the engine and traces in it, opens from the disk and asks nobody for anything: put together here for Node, for
// pages, and for such files themselves.

import { SpanlensError } from "../error.js";
import boot from "./boot.text.js";
import { stateInFile } from "./state.js";

/** The most megabytes of compressed traces: browsers have limits for texts, and twice as much is in memory while the page starts. */
const MOST_MB = 150;

/** What the traces are called in the file. It does not say where they are from. */
const NAME = "traces.jsonl.gz";

/** The bytes that become text at once: a number of them that leaves no rest. */
const PIECE = 3 << 18;

/** A stream of compressed traces as a blob, if a file can hold it. */
export async function held(stream) {
  const [pieces, reader] = [[], stream.getReader()];
  let bytes = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes += next.value.length;
    if (bytes > MOST_MB * 1e6) {
      await reader.cancel();
      throw tooMuch();
    }
    pieces.push(next.value);
  }
  return new Blob(pieces);
}

function tooMuch() {
  return new SpanlensError("limit-exceeded", `these traces are more than ${MOST_MB} MB even when they are compressed, which no page holds: choose fewer`);
}

/**
 * The parts of the page as a file has them: compressed, and as text.
 *
 * @param {Record<string, string | URL>} urls where each is
 * @param {(url: string | URL) => Promise<Uint8Array | ArrayBuffer>} read
 */
export async function packedParts(urls, read) {
  const packed = await Promise.all(Object.entries(urls).map(async ([name, url]) => {
    const stream = new Blob([await read(url)]).stream().pipeThrough(new CompressionStream("gzip"));
    return [name, (await textOf(await new Response(stream).blob())).join("")];
  }));
  return Object.fromEntries(packed);
}

/** The bytes at an address, for pages. */
export async function fetched(url) {
  const response = await fetch(url).catch((cause) => {
    throw notThere(url, cause.message);
  });
  if (!response.ok) throw notThere(url, `HTTP status ${response.status}`);
  return response.arrayBuffer();
}

function notThere(url, why) {
  return new SpanlensError("unavailable", `a part of the page cannot be read from ${url}: ${why}`);
}

/**
 * The file.
 *
 * @param {Record<string, string>} parts as `packedParts` gives them
 * @param {{ traces: Blob, state: string, contents: object, hides: boolean, isSample?: boolean }} content the traces compressed; the state that
 *   the page opens in; what an export of these traces gives away, and whether anything is hidden; whether they are those of a selection with
 *   as many of its baseline
 * @returns {Promise<{ html: Blob, isStateWhole: boolean }>} whether no condition of the state is left out, as it could say what is hidden
 */
export async function htmlFile(parts, { traces, state, contents, hides, isSample = false }) {
  if (traces.size > MOST_MB * 1e6) throw tooMuch();
  if (contents.groups.length > 1) {
    throw new SpanlensError("bad-argument", `one file cannot tell apart what is compared in it: ${contents.groups.join(", ")}; select one of them`);
  }
  const inFile = stateInFile(state, contents, hides);
  const about = JSON.stringify({ name: NAME, state: inFile.state, isSample }).replaceAll("<", "\\u003c");
  const policy = [
    "default-src 'none'", `script-src 'sha256-${await hashOf(boot)}' blob: 'wasm-unsafe-eval'`, "worker-src blob:",
    "img-src blob: data:", "connect-src 'none'", "base-uri 'none'", "form-action 'none'",
  ].join("; ");
  const part = (name, text) => [`<script type="application/gzip" id="spanlens-${name}">`, ...text, "</script>\n    "];
  const html = new Blob([
    `<!doctype html>
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
    `,
    ...Object.entries(parts).flatMap(([name, text]) => part(name, [text])),
    ...part("traces", await textOf(traces)),
    `<script>${boot}</script>
  </body>
</html>
`,
  ], { type: "text/html" });
  return { html, isStateWhole: inFile.isWhole };
}

/** The hash of a script, for the policy. Pages that are not served securely have none. */
async function hashOf(script) {
  if (!globalThis.crypto?.subtle) throw new SpanlensError("unavailable", "a page that is not served by HTTPS cannot be saved as one file");
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script));
  return base64(new Uint8Array(hash));
}

/** A blob as base64, in pieces that make one text. */
async function textOf(blob) {
  const pieces = [];
  for (let at = 0; at < blob.size; at += PIECE) {
    pieces.push(base64(new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer())));
  }
  return pieces;
}

function base64(bytes) {
  if (bytes.toBase64) return bytes.toBase64();
  const words = [];
  for (let at = 0; at < bytes.length; at += 1 << 15) words.push(String.fromCharCode(...bytes.subarray(at, at + (1 << 15))));
  return btoa(words.join(""));
}
