// One contender in a worker of its own. It is told `{ reader, prefix, file, counted }` once, and `{ run }` for each round after that:
// "read" for its speed, "heatmap", "requests" or "filter" for what only this engine does. It answers each with `{ sample, … }`.

import init, { Decoded, Reading, Sealed } from "./spanlens_benches.js";

/** As in the engine's worker. */
const sliceBytes = 8 << 20;

/** What is measured of each reader that is not Rust alone: from bytes to whatever it makes of them. */
const readers = {
  "spanlens, to a sealed store": (text) => {
    const reading = new Reading();
    for (let at = 0; at < text.length; at += sliceBytes) reading.push(text.subarray(at, at + sliceBytes));
    const { milliseconds, value } = time(() => reading.seal());
    sealing = milliseconds;
    return value;
  },
  "JSON.parse, to objects": (text) => {
    const decoded = new TextDecoder().decode(text);
    if (!isLines) return JSON.parse(decoded);
    const lines = decoded.split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
  },
};

let wasm;
let text;
/** Whether the text is a document a line. */
let isLines;
/** How many bytes are counted: of a file that is compressed, those of what was compressed. */
let countedBytes;
let read;
let result;
/** The milliseconds that the last sealing took. */
let sealing;

const runs = {
  /** MB/s. What the round before left is dropped beforehand, so that no two results are in memory at a time. */
  read() {
    result?.free?.();
    result = undefined;
    globalThis.gc?.();
    const { milliseconds, value } = time(() => read(text));
    result = value;
    return countedBytes / 1e3 / milliseconds;
  },
  /** Milliseconds for the heatmap of all spans of the file. */
  heatmap: () => time(() => result.heatmap()).milliseconds,
  /** Milliseconds for the heatmap of a million requests. */
  requests: () => time(() => million().heatmap()).milliseconds,
  /** Milliseconds for a filter over an attribute of a million requests. */
  filter: () => time(() => million().filter()).milliseconds,
};

/** A million requests, made before the first measurement of them, whose sample is not counted. */
function million() {
  if (result.spans !== 1_000_000) {
    result.free();
    result = Sealed.ofRequests(1_000_000);
  }
  return result;
}

function time(work) {
  const begin = performance.now();
  const value = work();
  return { milliseconds: performance.now() - begin, value };
}

addEventListener("message", async ({ data: { reader, prefix, file, counted, run } }) => {
  if (reader) {
    wasm = await init();
    const fetched = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());
    text = await fetched(file);
    isLines = file.endsWith(".jsonl");
    countedBytes = counted ? (await fetched(counted)).length : text.length;
    read = readers[reader] ?? ((text) => new Decoded(prefix + reader, text));
    postMessage({});
  } else {
    const sample = runs[run]();
    const { spans, heapBytes } = result;
    postMessage({ sample, sealing, spans, heapBytes, memoryBytes: wasm.memory.buffer.byteLength });
  }
});

addEventListener("unhandledrejection", (event) => {
  throw event.reason;
});
