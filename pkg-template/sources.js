// From what `open` is given to what travels to the engine.

import { object, optional, text } from "./check.js";
import { toClickhouse } from "./clickhouse.js";
import { badArgument, SpanlensError } from "./error.js";
import { apiOf, toSearch } from "./search.js";

const EXPECTED = "a File, Blob, Response, ReadableStream, ArrayBuffer, typed array, address, " +
  "{ source, name, group }, { clickhouse }, { jaeger }, { tempo }, or an array of these";

/**
 * A source that is to be read: bytes, the address that they are fetched from, a range of a database, or a search.
 *
 * @typedef {{ name: string, group: string, body: Blob | ReadableStream, length?: number }} Given
 * @typedef {{ name: string, group: string, url: string, headers: [string, string][] }} Fetched
 * @typedef {{ name: string, group: string, clickhouse: object }} Range
 * @typedef {{ name: string, group: string, search: object }} Search
 */

/**
 * The sources that are meant, in their order.
 *
 * @param {unknown} input what `open` is given
 * @param {{ name?: string, group?: string, headers?: HeadersInit }} options
 * @param {{ locate: (address: string | URL) => object, adopt: (source: unknown) => object | undefined }} platform
 * @returns {Promise<(Given | Fetched | Range | Search)[]>}
 */
export async function toSources(input, { name, group, headers }, platform) {
  const inputs = Array.isArray(input) || isFileList(input) ? [...input] : [input];
  if (inputs.length === 0) throw badArgument("open: source", EXPECTED, input);
  if (name !== undefined && inputs.length > 1) {
    throw new SpanlensError("bad-argument", "open: a name is for one source: give { source, name } for each of several");
  }
  const defaults = {
    name: optional("open: name", name, text),
    group: optional("open: group", group, text) ?? "default",
    headers: optional("open: headers", headers, toHeaders) ?? [],
  };
  const named = inputs.map((one) => nameSource(one, defaults));
  // All are looked at before any is begun.
  const found = named.map(({ source }) => recognise(source, platform));
  return Promise.all(found.map(async (one, at) => complete(await one, named[at], defaults.headers)));
}

function isFileList(input) {
  return typeof FileList !== "undefined" && input instanceof FileList;
}

function toHeaders(name, headers) {
  try {
    return [...new Headers(headers)];
  } catch (cause) {
    throw new SpanlensError("bad-argument", `${name} must be what Headers takes: ${cause.message}`, { cause });
  }
}

/** A source with the name and the group that were given for it. */
function nameSource(input, { name, group }) {
  const isNamed = typeof input === "object" && input !== null && "source" in input;
  if (!isNamed) return { source: input, name, group };
  const described = object("open: source", input, ["source", "name", "group"]);
  return {
    source: described.source,
    name: optional("open: source.name", described.name, text) ?? name,
    group: optional("open: source.group", described.group, text) ?? group,
  };
}

/** What a source is: its bytes or its address, and its own name. */
function recognise(source, platform) {
  if (typeof source === "string" || source instanceof URL) return platform.locate(source);
  if (isClickhouse(source)) return toClickhouse("open: clickhouse", object("open: source", source, ["clickhouse"]).clickhouse);
  const api = apiOf(source);
  if (api) return toSearch(`open: ${api}`, api, object("open: source", source, [api])[api]);
  if (source instanceof Blob) return { name: source.webkitRelativePath || source.name || "blob", body: source };
  if (source instanceof Response) return bodyOf(source);
  if (source instanceof ReadableStream) return { name: "stream", body: unlocked(source) };
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return { name: "bytes", body: new Blob([unshared(source)]) };
  if (typeof SharedArrayBuffer !== "undefined" && source instanceof SharedArrayBuffer) {
    return { name: "bytes", body: new Blob([unshared(new Uint8Array(source))]) };
  }
  const adopted = platform.adopt(source);
  if (adopted) return adopted;
  throw badArgument("open: source", EXPECTED, source);
}

function isClickhouse(source) {
  return typeof source === "object" && source !== null && "clickhouse" in source;
}

function bodyOf(response) {
  if (!response.ok) {
    throw new SpanlensError("bad-status", `the server answered with HTTP status ${response.status}`);
  }
  if (response.bodyUsed) throw new SpanlensError("bad-argument", "open: the body of the Response has been read already");
  const name = response.url || "response";
  if (response.body === null) return { name, body: new Blob() };
  const length = Number(response.headers.get("content-length") ?? NaN);
  const isKnown = Number.isSafeInteger(length) && !response.headers.has("content-encoding");
  return { name, body: unlocked(response.body), length: isKnown ? length : undefined };
}

function unlocked(stream) {
  if (!stream.locked) return stream;
  throw new SpanlensError("bad-argument", "open: the stream is locked: somebody else reads it");
}

/** Bytes that a Blob can be made of. */
function unshared(bytes) {
  const isShared = typeof SharedArrayBuffer !== "undefined" && bytes.buffer instanceof SharedArrayBuffer;
  return isShared ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).slice() : bytes;
}

function complete({ name: ownName, url, body, length, clickhouse, search }, { name = ownName, group }, headers) {
  if (search) return { name, group, search };
  if (clickhouse) return { name, group, clickhouse };
  return url === undefined ? { name, group, body, length } : { name, group, url, headers };
}

/** Sources in the questions that open them: neighbours that are bytes travel together, each address, range and search goes alone. */
export function batches(sources) {
  const batches = [];
  for (const source of sources) {
    const last = batches.at(-1);
    if (last?.[0].body && source.body) last.push(source);
    else batches.push([source]);
  }
  return batches;
}
