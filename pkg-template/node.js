// The entry for Node: the engine runs in this process, without a worker.

import { open, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

import { Engine } from "./client.js";
import { badArgument, SpanlensError } from "./error.js";
import { bytesAt, instanceOf } from "./instance.js";
import { makeEngine } from "./ready.js";

export { Engine } from "./client.js";
export { SpanlensError } from "./error.js";
export { frameKey, fromSelection, toSelection } from "./query.js";

/** Bytes that are read from a file at once. */
const CHUNK = 1 << 20;

/** Starts an engine, or joins the one at the other end of a port. There is no worker to be found at `workerUrl`. */
export function createEngine(options = {}) {
  return makeEngine(options, platform, start);
}

/** Workers are for browsers. */
export function startWorker() {
  throw new SpanlensError("unavailable", "there are no workers here");
}

async function start({ wasmUrl }) {
  const instance = await instanceOf(wasmUrl);
  const host = instance.newEngine();
  return new Engine(host.connect(), platform, host);
}

const platform = {
  /** A part of the package. */
  async read(url) {
    try {
      return await bytesAt(url);
    } catch (cause) {
      throw new SpanlensError("unavailable", `a part of the package cannot be read: ${cause.message}`, { cause });
    }
  },

  /** What a string or a URL means as a source: an address, or a file of this machine. */
  locate(text) {
    const isUrl = text instanceof URL || /^(https?|file):/i.test(text);
    if (!isUrl) return fileAt(text);
    const url = parsed(text);
    return url.protocol === "file:" ? fileAt(fileURLToPath(url)) : { name: url.href, url: url.href };
  },

  /** What an object means that only this platform knows: a stream of Node's own kind. */
  adopt(source) {
    if (!(source instanceof Readable)) return undefined;
    return { name: source.path ? String(source.path) : "stream", body: Readable.toWeb(source) };
  },

  /** Bodies as they travel to the engine. */
  async pack(bodies) {
    return { files: bodies, transfer: [] };
  },
};

function parsed(text) {
  try {
    return new URL(text);
  } catch {
    throw badArgument("open: source", "an address", text);
  }
}

/** A file, which is opened when the engine comes to it. */
async function fileAt(path) {
  const size = await stat(path).then((file) => file.isFile() ? file.size : undefined, () => undefined);
  return { name: path, body: streamOf(path), length: size };
}

function streamOf(path) {
  let file;
  return new ReadableStream({
    async pull(controller) {
      file ??= await open(path);
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(CHUNK));
      if (bytesRead > 0) {
        controller.enqueue(buffer.subarray(0, bytesRead));
        return;
      }
      controller.close();
      await file.close();
    },
    async cancel() {
      await file?.close();
    },
  }, { highWaterMark: 0 });
}
