// The receiver of OTLP over HTTP: takes deliveries of SDKs and collectors, and hands them on.
//
// It answers as the specification says (open-telemetry/opentelemetry-proto, docs/specification.md): what was taken in with 200, what is no
// message with 400 and a status, what has to wait with 429 and `Retry-After`. A page of another site can neither reach it under a name of its
// own, nor send anything: browsers say where a page is from, and only pages of this machine may deliver.

import { createServer } from "node:http";

import { bodyOf, Busy, TooLarge, Undecodable } from "./body.js";
import { CODES, countOf, JSON_TYPE, Malformed, PROTOBUF, SIGNALS, status, success } from "./otlp.js";

/** The most bytes of a delivery, uncompressed: what the specification recommends. */
const MOST = 64 << 20;

/** The most bytes of all deliveries that are being read. */
const MOST_AT_ONCE = 4 * MOST;

/** How long a delivery may take to come, in milliseconds. */
const REQUEST_MS = 30_000;

/** How long what is not wanted is read on so that the answer is heard, in milliseconds. */
const LINGER_MS = 2_000;

/** Names of this machine, as containers on it call it, too. */
const LOOPBACK = /^(?:localhost|[\w.-]+\.localhost|127(?:\.\d+){3}|\[::1\]|host\.docker\.internal|host\.containers\.internal)(?::\d+)?$/i;

/** Pages that may deliver. */
const ORIGINS = /^https?:\/\/(?:localhost|[\w.-]+\.localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i;

/**
 * Receives.
 *
 * @param {{ host: string, port: number }} at
 * @param {{ hasRoom(bytes: number): boolean, add(delivery: { signal: string, type: string, body: Buffer, count: number }): void }} sink
 * @returns {Promise<{ server: import("node:http").Server, endpoint: string }>}
 */
export async function startReceiver({ host, port }, sink) {
  const reading = { bytes: 0, most: MOST_AT_ONCE };
  const isLocal = LOOPBACK.test(host.includes(":") ? `[${host}]` : host);
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS / 3, keepAliveTimeout: 2 * REQUEST_MS, connectionsCheckingInterval: 5_000 });
  server.on("request", (request, response) => {
    receive(request, response, { sink, reading, isLocal }).catch(() => response.destroy());
  });
  // A sender that wants to be told whether to go on is told by the answer.
  server.on("checkContinue", (request, response) => server.emit("request", request, response));
  server.maxConnections = 1_000;
  await new Promise((resolve, reject) => {
    server.once("error", (error) => reject(error.code === "EADDRINUSE" ? new Error(`something listens at ${host}:${port} already; --listen takes another port`) : error));
    server.listen(port, host, resolve);
  });
  const name = /^(?:0\.0\.0\.0|::)$/.test(host) ? "127.0.0.1" : host;
  return { server, endpoint: `http://${name.includes(":") ? `[${name}]` : name}:${server.address().port}` };
}

async function receive(request, response, { sink, reading, isLocal }) {
  const { origin } = request.headers;
  const cors = origin === undefined ? {} : { "access-control-allow-origin": origin, "access-control-allow-credentials": "true", "access-control-expose-headers": "retry-after", vary: "origin" };
  const answer = (code, type, body, more) => {
    response.writeHead(code, { "content-type": type, "content-length": body.length, ...cors, ...more }).end(body);
    if (!request.complete) leave(request);
  };
  const refuse = (code, words, more) => answer(code, "text/plain; charset=utf-8", Buffer.from(`${words}\n`), more);
  if (isLocal && !LOOPBACK.test(request.headers.host ?? "")) return refuse(403, "This receiver has another name.");
  if (origin !== undefined && !ORIGINS.test(origin)) {
    response.writeHead(403, { "content-type": "text/plain; charset=utf-8", vary: "origin" }).end("Only pages of this machine may deliver.\n");
    return leave(request);
  }
  const known = SIGNALS[request.url.split("?")[0]];
  if (known === undefined) return refuse(404, `There is nothing here. Deliveries go to ${Object.keys(SIGNALS).join(", ")}.`);
  if (request.method === "OPTIONS") return answer(204, "text/plain", Buffer.alloc(0), preflight(request));
  if (request.method !== "POST") return refuse(405, "Deliveries are sent by POST.", { allow: "POST, OPTIONS" });
  const type = (request.headers["content-type"] ?? "").split(";")[0].trim().toLowerCase();
  if (type !== PROTOBUF && type !== JSON_TYPE) return refuse(415, `The Content-Type must be ${PROTOBUF} or ${JSON_TYPE}.`);
  const tell = (code, number, words, more) => answer(code, type, status(type, number, words), more);
  const later = (words) => tell(429, CODES.unavailable, words, { "retry-after": "1" });
  if (request.headers.expect !== undefined) response.writeContinue();
  let body;
  try {
    body = await bodyOf(request, MOST, reading);
  } catch (error) {
    if (error instanceof TooLarge) return tell(413, CODES.tooMuch, `A delivery has at most ${MOST} bytes, uncompressed.`, { connection: "close" });
    if (error instanceof Busy) return later("Too much is being delivered at once.");
    if (error instanceof Undecodable && error.encoding) return refuse(415, error.message, { "accept-encoding": "gzip, deflate" });
    if (error instanceof Undecodable) return tell(400, CODES.invalid, error.message);
    // The sender has left.
    return response.destroy();
  }
  let count;
  try {
    count = countOf(body, type, known.lists);
  } catch (error) {
    if (error instanceof Malformed || error instanceof RangeError) return tell(400, CODES.invalid, error.message);
    throw error;
  }
  if (!sink.hasRoom(body.length)) return later("The page has not read yet what came before.");
  if (count > 0) sink.add({ signal: known.signal, type, body, count });
  return answer(200, type, success(type));
}

/** What a browser may send, which is whatever it asks for. */
function preflight({ headers }) {
  const asked = headers["access-control-request-headers"] ?? "content-type";
  return {
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": asked,
    "access-control-max-age": "7200",
    ...headers["access-control-request-private-network"] && { "access-control-allow-private-network": "true" },
  };
}

/** Reads on for a while what nobody wants, so that the sender hears the answer rather than that it was hung up. */
function leave(request) {
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MS);
  request.once("close", () => clearTimeout(timer));
  request.on("error", () => {});
  request.resume();
}
