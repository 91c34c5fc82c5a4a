// A range of a ClickHouse server: what the page is told of it, and requests on their way there.

import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { toClickhouse } from "../clickhouse.js";
import { secret } from "./secret.js";

const MINUTE_NS = 60_000_000_000n;

/** The most bytes of a request: queries are short. */
const MAX_REQUEST = 1 << 20;

/** What of a request goes on, and what of an answer comes back. */
const ASKED = ["content-type", "accept-encoding"];
const ANSWERED = ["content-type", "content-encoding", "x-clickhouse-exception-code"];

/**
 * A range of a server, with all that is needed to ask for it.
 *
 * @typedef {{ origin: string, toQuestion: (page: string) => object, upstream?: { url: URL, headers: object } }} Source
 *
 * @param {{ url: string, table?: string, proxy: boolean, range: { from?: bigint, to?: bigint } }} wanted
 * @returns {Promise<Source>}
 */
export async function clickhouse({ url, table, proxy, range: wanted }) {
  const parsed = new URL(url);
  const { user, password, database, range } = await clickhouseOf({ url, range: wanted });
  const direct = { url, user, password };
  const target = new URL(parsed.pathname.endsWith("/") ? parsed.pathname : "/", parsed.origin);
  const toQuestion = (page) => {
    const server = proxy ? { url: new URL("clickhouse/", page).href } : direct;
    const given = { ...server, database, table, range };
    const { clickhouse } = toClickhouse("clickhouse", given);
    return { source: { name: `ClickHouse at ${parsed.host}`, group: "default" }, ...clickhouse };
  };
  if (!proxy) return { origin: parsed.origin, toQuestion };
  const credentials = Buffer.from(`${user ?? "default"}:${password ?? ""}`).toString("base64");
  return { origin: "'self'", toQuestion, upstream: { url: target, headers: { authorization: `Basic ${credentials}` } } };
}

/**
 * The same as an engine of this process opens it.
 *
 * @param {{ url: string, table?: string, range: { from?: bigint, to?: bigint } }} wanted
 */
export async function clickhouseOf({ url, table, range }) {
  const parsed = new URL(url);
  const user = decodeURIComponent(parsed.username) || process.env.CLICKHOUSE_USER;
  const password = decodeURIComponent(parsed.password) || process.env.CLICKHOUSE_PASSWORD || await asked(user, parsed.host);
  const database = /^\/([^/]+)$/.exec(parsed.pathname)?.[1];
  // A minute ago, as of the spans of now some are still on their way.
  const to = range.to ?? BigInt(Date.now()) * 1_000_000n - MINUTE_NS;
  return { url, user, password, database: database && decodeURIComponent(database), table, range: { from: range.from ?? to - 60n * MINUTE_NS, to } };
}

/** A password, if there is somebody to be asked. Who says no user needs none. */
async function asked(user, host) {
  if (user === undefined || !process.stdin.isTTY) return undefined;
  return secret(`Password of ${user} at ${host}: `);
}

/** Hands a request on to the server, and its answer back. Whoever goes away takes the request along. */
export async function forward({ url, headers }, request, response) {
  const target = new URL(url);
  target.search = new URL(request.url, "http://page").search;
  const abort = new AbortController();
  response.once("close", () => abort.abort());
  const answer = await fetch(target, {
    method: "POST",
    headers: { ...only(ASKED, (name) => request.headers[name]), ...headers },
    body: await bodyOf(request),
    signal: abort.signal,
    redirect: "error",
  });
  response.writeHead(answer.status, { "cache-control": "no-store", "x-content-type-options": "nosniff", "content-type": "application/octet-stream" });
  if (answer.body === null) response.end();
  else await pipeline(Readable.fromWeb(answer.body), response);
}

function only(names, of) {
  return Object.fromEntries(names.map((name) => [name, of(name)]).filter(([, value]) => value !== undefined));
}

async function bodyOf(request) {
  const parts = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > MAX_REQUEST) throw new Error("the request is too long");
    parts.push(part);
  }
  return Buffer.concat(parts);
}
