// One contender in a worker of its own. It is told `{ contender, file }` once, and `{ run }` for each round after that:
// "read" for its speed, "heatmap", "requests" or "filter" for what only this engine does. It answers each with `{ sample, … }`.

import init, { Decoded, Reading, Sealed } from "./spanlens_benches.js";

/** As in the engine's worker. */
const sliceBytes = 8 << 20;

/** What is measured of each contender: from bytes to whatever it makes of them. */
const contenders = {
  "spanlens, to a sealed store": (text) => {
    const reading = new Reading();
    for (let at = 0; at < text.length; at += sliceBytes) reading.push(text.subarray(at, at + sliceBytes));
    const { milliseconds, value } = time(() => reading.seal());
    sealing = milliseconds;
    return value;
  },
  "JSON.parse, to objects": (text) => {
    const lines = new TextDecoder().decode(text).split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
  },
};

let wasm;
let text;
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
    return text.length / 1e3 / milliseconds;
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

addEventListener("message", async ({ data: { contender, file, run } }) => {
  if (contender) {
    wasm = await init();
    text = new Uint8Array(await (await fetch(file)).arrayBuffer());
    read = contenders[contender] ?? ((text) => new Decoded(contender, text));
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
