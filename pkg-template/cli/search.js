// A search of a server of Jaeger or Tempo: what the page is told of it, and requests on their way there.

import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { toSearch } from "../search.js";

const MINUTE_NS = 60_000_000_000n;

/**
 * A search, of which the page asks this program alone.
 *
 * @param {{ api: "jaeger" | "tempo", url: string, headers: [string, string][], wanted: object, range: { from?: bigint, to?: bigint } }} given
 * @returns {Promise<import("./clickhouse.js").Source & { relayed: object }>}
 */
export async function search({ api, url, headers, wanted, range }) {
  const parsed = new URL(url);
  const { url: base, headers: sent, ...sought } = searchOf({ url, headers, wanted, range });
  const toQuestion = (page) => {
    const { search } = toSearch(api, api, { url: new URL(`${api}/`, page), ...sought });
    return { source: { name: `${{ jaeger: "Jaeger", tempo: "Tempo" }[api]} at ${parsed.host}`, group: "default" }, ...search };
  };
  return { origin: "'self'", toQuestion, relayed: { place: `${api}/`, base, headers: sent } };
}

/**
 * The same as an engine of this process opens it: who asks is in a header, not in the address.
 *
 * @param {{ url: string, headers: [string, string][], wanted: object, range: { from?: bigint, to?: bigint } }} given
 */
export function searchOf({ url, headers, wanted, range }) {
  const parsed = new URL(url);
  const credentials = [parsed.username, parsed.password].map(decodeURIComponent);
  const isNamed = headers.some(([name]) => name.toLowerCase() === "authorization");
  const own = parsed.username && !isNamed ? [["authorization", `Basic ${Buffer.from(credentials.join(":")).toString("base64")}`]] : [];
  // A minute ago, as of the spans of now some are still on their way.
  const to = range.to ?? BigInt(Date.now()) * 1_000_000n - MINUTE_NS;
  const base = `${parsed.origin}${parsed.pathname.replace(/\/+$/, "")}`;
  return { url: base, headers: [...headers, ...own], ...wanted, range: { from: range.from ?? to - 60n * MINUTE_NS, to } };
}

/** Hands a request for a path of the API on to the server, and its answer back. Whoever goes away takes the request along. */
export async function relay({ base, headers }, path, request, response) {
  const { search: parameters } = new URL(request.url, "http://page");
  const abort = new AbortController();
  response.once("close", () => abort.abort());
  const answer = await fetch(`${base}/${path}${parameters}`, {
    headers: [["accept", request.headers.accept ?? "application/json"], ...headers],
    signal: abort.signal,
    redirect: "error",
  });
  // Whatever it is, it is never run.
  response.writeHead(answer.status, { "cache-control": "no-store", "x-content-type-options": "nosniff", "content-type": "application/octet-stream" });
  if (answer.body === null) response.end();
  else await pipeline(Readable.fromWeb(answer.body), response);
}
