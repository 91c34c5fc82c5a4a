// From what `open` is given of a server of Jaeger or Tempo to what travels to the engine.

import { listOf, nanoseconds, object, oneOf, optional, serverName, text, timeRange, wholeNumber } from "./check.js";
import { badArgument, SpanlensError } from "./error.js";
import { words } from "./protocol.js";

/** Whose APIs there are, as a source names them. */
export const APIS = ["jaeger", "tempo"];

/** What they are called where people read it. */
const CALLED = { jaeger: "Jaeger", tempo: "Tempo" };

/** What says which server is asked. */
const SERVER = ["url", "headers"];

/** What can be looked for, by API. */
const SEARCH = {
  jaeger: ["service", "operation", "tags", "minDuration", "maxDuration", "range", "limit", "traceId", "maxSpans"],
  tempo: ["query", "service", "operation", "tags", "minDuration", "maxDuration", "range", "limit", "traceId", "maxSpans"],
};

/** Which API a source is of, if it is of one. */
export function apiOf(source) {
  return typeof source === "object" && source !== null ? APIS.find((api) => api in source) : undefined;
}

/** A server, from its address or from that with headers. */
function toServer(name, api, given) {
  if (typeof given === "string" || given instanceof URL) return { api, url: String(given), headers: [] };
  const { url, headers } = object(name, given, SERVER);
  return { api, url: text(`${name}.url`, url instanceof URL ? url.href : url), headers: toHeaders(`${name}.headers`, headers) };
}

function toHeaders(name, headers) {
  if (headers === undefined || headers === null) return [];
  try {
    return [...new Headers(headers)];
  } catch (cause) {
    throw new SpanlensError("bad-argument", `${name} must be what Headers takes: ${cause.message}`, { cause });
  }
}

/** A search of a server, and how it is called where nobody says that. */
export function toSearch(name, api, given) {
  const { url, headers, maxSpans, ...rest } = object(name, given, [...SERVER, ...SEARCH[api]]);
  const server = toServer(name, api, { url, headers });
  const of = (member, check, ...more) => optional(`${name}.${member}`, rest[member], check, ...more);
  return {
    name: serverName(CALLED[api], server.url),
    search: {
      server,
      search: {
        traceId: of("traceId", text),
        query: of("query", text),
        service: of("service", text),
        operation: of("operation", text),
        tags: of("tags", toTags) ?? [],
        minDurationNs: of("minDuration", nanoseconds),
        maxDurationNs: of("maxDuration", nanoseconds),
        range: of("range", timeRange),
        limit: of("limit", wholeNumber, 1),
      },
      maxSpans: optional(`${name}.maxSpans`, maxSpans, wholeNumber, 1),
    },
  };
}

/** What is listed of a server: `{ jaeger: server, list, of }`. */
export function toNames(name, given) {
  const { list, of, ...rest } = object(name, given, [...APIS, "list", "of"]);
  const api = apiOf(rest);
  if (api === undefined) throw badArgument(`${name}`, "{ jaeger, list } or { tempo, list }", given);
  return {
    server: toServer(`${name}: ${api}`, api, rest[api]),
    list: oneOf(`${name}: list`, list, words.TraceApiList),
    of: optional(`${name}: of`, of, text),
  };
}

/** An object of texts, or pairs of them. */
function toTags(name, tags) {
  if (Array.isArray(tags)) {
    return listOf(name, tags, (place, pair) => {
      if (!Array.isArray(pair) || pair.length !== 2) throw badArgument(place, "a key and a value", pair);
      return pair.map((one) => text(place, one));
    });
  }
  if (typeof tags !== "object") throw badArgument(name, "an object of keys and values", tags);
  return Object.entries(tags).map(([key, value]) => [key, text(`${name}.${key}`, value)]);
}
