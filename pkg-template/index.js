// The entry for browsers and bundlers. Importing it does nothing, so that pages can be rendered on a server.

import { parseWorkers } from "./check.js";
import { Engine } from "./client.js";
import { badArgument, cancelled, SpanlensError } from "./error.js";
import { makeEngine } from "./ready.js";

export { Engine } from "./client.js";
export { SpanlensError } from "./error.js";
export { frameKey, fromSelection, toSelection } from "./query.js";

/** Starts an engine in a worker, or joins the one at the other end of a port. */
export function createEngine(options = {}) {
  return makeEngine(options, platform, start);
}

/**
 * Starts a worker with an engine, for the elements. It serves every port that it is sent as `{ port }`.
 *
 * @param {{ workerUrl?: string | URL, wasmUrl?: string | URL, parseWorkers?: number }} [options]
 * @returns {Worker}
 */
export function startWorker({ workerUrl, wasmUrl, parseWorkers: wanted } = {}) {
  const workers = parseWorkers("startWorker", wanted);
  if (typeof Worker === "undefined") throw new SpanlensError("unavailable", "there are no workers here");
  const worker = workerUrl === undefined
    // Bundlers look for these very words.
    ? new Worker(new URL("./engine/worker.js", import.meta.url), { type: "module" })
    : new Worker(ofThisOrigin(address("workerUrl", workerUrl)), { type: "module" });
  if (wasmUrl !== undefined || workers !== undefined) {
    worker.postMessage({ wasmUrl: wasmUrl && address("wasmUrl", wasmUrl).href, parseWorkers: workers });
  }
  return worker;
}

function start(urls) {
  const worker = startWorker(urls);
  const connect = () => {
    const { port1, port2 } = new MessageChannel();
    worker.postMessage({ port: port2 }, [port2]);
    return port1;
  };
  const engine = new Engine(connect(), platform, { connect, end: () => worker.terminate() });
  worker.addEventListener("error", ({ message }) => {
    // A worker whose script cannot be loaded gives no reason.
    engine.fail(new SpanlensError("crashed", message || "the script of the worker cannot be loaded"));
  });
  return engine;
}

/** Scripts that import another, by its address. */
const scripts = new Map();

/** The address of a script for a worker. It must be of the page's origin, but what it imports need not be. */
function ofThisOrigin(url) {
  if (url.origin === location.origin || url.protocol === "blob:") return url;
  if (!scripts.has(url.href)) {
    const script = new Blob([`import ${JSON.stringify(url.href)};`], { type: "text/javascript" });
    scripts.set(url.href, URL.createObjectURL(script));
  }
  return scripts.get(url.href);
}

function address(name, text) {
  try {
    return new URL(text, globalThis.document?.baseURI ?? location.href);
  } catch {
    throw badArgument(name, "an address", text);
  }
}

const platform = {
  /** A part of the package. */
  async read(url) {
    const { fetched } = await import("./html/file.js");
    return fetched(url);
  },

  /** What a string or a URL means as a source. */
  locate(text) {
    const { href } = address("open: source", text);
    return { name: href, url: href };
  },

  /** What an object means that only this platform knows. */
  adopt() {
    return undefined;
  },

  /** Bodies as they travel to the worker. */
  async pack(bodies, signal) {
    const isStream = (body) => body instanceof ReadableStream;
    if (!bodies.some(isStream)) return { files: bodies, transfer: [] };
    if (canTransferStreams()) return { files: bodies, transfer: bodies.filter(isStream) };
    return { files: await Promise.all(bodies.map((body) => isStream(body) ? toBlob(body, signal) : body)), transfer: [] };
  },
};

function canTransferStreams() {
  try {
    const stream = new ReadableStream();
    structuredClone(stream, { transfer: [stream] });
    return true;
  } catch {
    return false;
  }
}

async function toBlob(stream, signal) {
  try {
    return await new Response(stream.pipeThrough(new TransformStream(), { signal })).blob();
  } catch (cause) {
    if (signal?.aborted) throw cancelled(signal);
    throw new SpanlensError("unreadable-source", `the source cannot be read: ${cause.message}`, { cause });
  }
}
