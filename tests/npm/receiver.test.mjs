// The receiver of OTLP over HTTP, from the sources: what it answers, and what it hands on.

import assert from "node:assert";
import { once } from "node:events";
import { request as ask } from "node:http";
import { connect } from "node:net";
import { buffer } from "node:stream/consumers";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { deflateSync, gzipSync } from "node:zlib";

import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { JsonLogsSerializer, JsonTraceSerializer, ProtobufLogsSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";

import { toJson } from "../../pkg-template/cli/otlp-json.js";
import { startReceiver } from "../../pkg-template/cli/receiver.js";
import { LIVE_TYPE, Relay } from "../../pkg-template/cli/relay.js";

const JSON_TYPE = "application/json";
const PROTOBUF = "application/x-protobuf";

/** As JSON, and as a message: one span without anything, in one scope of one resource. */
const span = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{}] }] }] });
const message = Buffer.from([0x0a, 4, 0x12, 2, 0x12, 0]);

let receiver, taken, hasRoom;
beforeEach(async () => {
  [taken, hasRoom] = [[], true];
  receiver = await startReceiver({ host: "127.0.0.1", port: 0 }, { hasRoom: () => hasRoom, add: (delivery) => taken.push(delivery) });
});
afterEach(() => {
  receiver.server.close();
  receiver.server.closeAllConnections();
});

/** Sends something. Gives the status, the headers and the body of the answer. */
function send(body, { path = "/v1/traces", type = JSON_TYPE, method = "POST", headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const asked = ask(receiver.endpoint + path, { method, headers: { ...type && { "content-type": type }, ...headers } }, async (response) => {
      resolve({ status: response.statusCode, headers: response.headers, body: await buffer(response) });
    });
    asked.on("error", reject).end(body);
  });
}

/** A status in protobuf: its code and its message. */
const statusOf = (body) => ({ code: body[1], message: body.subarray(body[3] < 128 ? 4 : 5).toString() });

test("a delivery is handed on as it was before it was compressed, and answered in its own encoding", async () => {
  for (const [body, type, answer] of [[span, JSON_TYPE, '{"partialSuccess":{}}'], [message, PROTOBUF, ""], [span, `${JSON_TYPE}; charset=utf-8`, '{"partialSuccess":{}}']]) {
    for (const [encode, encoding] of [[Buffer.from, undefined], [gzipSync, "gzip"], [deflateSync, "deflate"]]) {
      const { status, headers, body: answered } = await send(encode(body), { type, headers: encoding && { "content-encoding": encoding } });
      assert.deepStrictEqual([status, headers["content-type"], String(answered)], [200, type.split(";")[0], answer]);
      const { signal, type: kept, body: handed, count } = taken.pop();
      assert.deepStrictEqual([signal, kept, handed.toString("latin1"), count], ["traces", type.split(";")[0], Buffer.from(body).toString("latin1"), 1]);
    }
  }
});

test("logs and metrics are told apart by their paths, and what has nothing in it is not handed on", async () => {
  const logs = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{}, {}] }] }] });
  const metrics = JSON.stringify({ resource_metrics: [{ scope_metrics: [{ metrics: [{}] }] }] });
  for (const [path, body] of [["/v1/logs", logs], ["/v1/metrics", metrics], ["/v1/traces", "{}"], ["/v1/traces", '{"resourceSpans":[]}']]) {
    assert.strictEqual((await send(body, { path })).status, 200);
  }
  assert.strictEqual((await send(Buffer.alloc(0), { type: PROTOBUF })).status, 200);
  assert.deepStrictEqual(taken.map(({ signal, count }) => [signal, count]), [["logs", 2], ["metrics", 1]]);
});

test("what is no message is answered with a status in the encoding of the request, and says where", async () => {
  const cases = [
    ["{", /no JSON/], ["[]", /no object/], ["7", /no object/], ['{"resourceSpans":7}', /resourceSpans is no array/],
    ['{"resourceSpans":[7]}', /no object/], [Buffer.from([0x7b, 0xff, 0x7d]), /no JSON/], ["", /no JSON/],
    [`${"[".repeat(500_000)}`, /no JSON|no object/],
  ];
  for (const [body, expected] of cases) {
    const { status, headers, body: answered } = await send(body);
    assert.deepStrictEqual([status, headers["content-type"]], [400, JSON_TYPE]);
    const { code, message } = JSON.parse(answered);
    assert.strictEqual(code, 3);
    assert.match(message, expected);
  }
  const messages = [
    [[0x0a, 5, 1], /byte 0: field 1 is cut off/], [[0x08, 1], /field 1 is no message/], [[0x0a], /byte 1: a number is cut off/],
    [[0x0a, 2, 0x12, 9], /byte 2: field 2 is cut off/], [[0x00, 1], /no field 0/], [[0x0b], /of no type/], [Array(11).fill(255), /more than ten bytes/],
    [[0x0a, 4, 0x12, 2, 0x10, 1], /byte 4: field 2 is no message/],
  ];
  for (const [bytes, expected] of messages) {
    const { status, headers, body } = await send(Buffer.from(bytes), { type: PROTOBUF });
    assert.deepStrictEqual([status, headers["content-type"]], [400, PROTOBUF]);
    assert.strictEqual(statusOf(body).code, 3);
    assert.match(statusOf(body).message, expected);
  }
  assert.deepStrictEqual(taken, []);
});

test("every message that is cut anywhere is refused or has less in it", async () => {
  const whole = Buffer.concat([message, message]);
  for (let cut = 1; cut < whole.length; cut++) {
    assert.strictEqual((await send(whole.subarray(0, cut), { type: PROTOBUF })).status, cut === message.length ? 200 : 400, String(cut));
  }
});

test("other methods, paths, types and encodings are refused in words", async () => {
  assert.deepStrictEqual((await send(span, { type: "text/plain" })).status, 415);
  assert.deepStrictEqual((await send(span, { type: null })).status, 415);
  const { status, headers } = await send(span, { headers: { "content-encoding": "br" } });
  assert.deepStrictEqual([status, headers["accept-encoding"]], [415, "gzip, deflate"]);
  assert.strictEqual((await send(span, { headers: { "content-encoding": "gzip" } })).status, 400);
  assert.strictEqual((await send(gzipSync(span).subarray(0, 30), { headers: { "content-encoding": "gzip" } })).status, 400);
  const get = await send(undefined, { method: "GET", type: null });
  assert.deepStrictEqual([get.status, get.headers.allow], [405, "POST, OPTIONS"]);
  assert.strictEqual((await send(span, { path: "/v1/profiles" })).status, 404);
  assert.deepStrictEqual(taken, []);
});

test("what is too large is refused before it is read, however small it was made, and the next one is taken", async () => {
  const large = Buffer.alloc(100 << 20, " ");
  const before = process.memoryUsage().arrayBuffers;
  for (const [body, headers] of [[large, {}], [large, { "transfer-encoding": "chunked" }], [gzipSync(large), { "content-encoding": "gzip" }]]) {
    const { status, body: answered } = await send(body, { headers });
    assert.deepStrictEqual([status, JSON.parse(answered).code], [413, 8]);
  }
  global.gc?.();
  assert.ok(process.memoryUsage().arrayBuffers - before < 300 << 20, "what was refused is not kept");
  assert.strictEqual((await send(span)).status, 200);
});

test("of much at once a part has to come again, and the rest is taken", async () => {
  const large = Buffer.concat([Buffer.from(span), Buffer.alloc(60 << 20, " ")]);
  const answers = await Promise.all(Array.from({ length: 12 }, () => send(large).catch(() => ({ status: 429 }))));
  assert.ok(answers.every(({ status }) => status === 200 || status === 429), String(answers.map(({ status }) => status)));
  assert.strictEqual(taken.length, answers.filter(({ status }) => status === 200).length);
  assert.strictEqual((await send(span)).status, 200);
});

test("who comes while there is no room is told to come again", async () => {
  hasRoom = false;
  for (const [body, type] of [[span, JSON_TYPE], [message, PROTOBUF]]) {
    const { status, headers } = await send(body, { type });
    assert.deepStrictEqual([status, headers["retry-after"], headers["content-type"]], [429, "1", type]);
  }
  hasRoom = true;
  assert.strictEqual((await send(span)).status, 200);
  assert.strictEqual(taken.length, 1);
});

test("pages of this machine may deliver, and others may not", async () => {
  for (const origin of ["http://localhost:3000", "http://127.0.0.1", "https://shop.localhost", "http://[::1]:5173"]) {
    const asked = { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type" };
    const leave = await send(undefined, { method: "OPTIONS", type: null, headers: asked });
    assert.deepStrictEqual(
      [leave.status, leave.headers["access-control-allow-origin"], leave.headers["access-control-allow-headers"], leave.headers["access-control-allow-credentials"]],
      [204, origin, "authorization,content-type", "true"],
    );
    const { status, headers } = await send(span, { headers: { origin } });
    assert.deepStrictEqual([status, headers["access-control-allow-origin"], headers["access-control-expose-headers"]], [200, origin, "retry-after"]);
  }
  taken = [];
  for (const origin of ["https://example.org", "http://localhost.example.org", "null", "http://127.0.0.1.example.org", "http://notlocalhost"]) {
    for (const method of ["OPTIONS", "POST"]) {
      const { status, headers } = await send(method === "POST" ? span : undefined, { method, headers: { origin } });
      assert.deepStrictEqual([status, headers["access-control-allow-origin"]], [403, undefined], origin);
    }
  }
  assert.deepStrictEqual(taken, []);
});

test("it has no other name than those of this machine", async () => {
  const { port } = receiver.server.address();
  for (const [host, expected] of [[`localhost:${port}`, 200], [`host.docker.internal:${port}`, 200], [`[::1]:${port}`, 200], ["example.org", 403], [`127.0.0.1.example.org:${port}`, 403]]) {
    assert.strictEqual((await send(span, { headers: { host } })).status, expected, host);
  }
});

test("it goes on whatever becomes of a connection", async () => {
  const { port } = receiver.server.address();
  const head = (length) => `POST /v1/traces HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: ${JSON_TYPE}\r\nContent-Length: ${length}\r\n\r\n`;
  const open = async (text) => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    socket.on("error", () => {});
    await once(socket, "connect");
    socket.write(text);
    return socket;
  };
  // One that is hung up in the middle, one that says half and waits, one that is no HTTP, one that ends its side and listens.
  (await open(`${head(100)}{`)).destroy();
  const slow = await open(`${head(100)}{`);
  const noise = await open("\0\0\0\0\r\n\r\n");
  const half = await open(head(span.length) + span);
  half.end();
  const [answered] = await once(half, "data");
  assert.match(String(answered), /^HTTP\/1\.1 200 /);
  await once(noise, "data");
  for (let count = 0; count < 50; count++) (await open(`${head(1_000)}x`)).destroy();
  await sleep(50);
  assert.strictEqual((await send(span)).status, 200);
  assert.strictEqual(taken.length, 2);
  for (const socket of [slow, noise, half]) socket.destroy();
});

/** A page that reads as fast as it is told to. */
class Page extends PassThrough {
  constructor() {
    super({ highWaterMark: 1_000 });
  }

  writeHead(status, headers) {
    this.headers = headers;
  }

  /** The frames that have come, which are taken. */
  frames() {
    const bytes = Buffer.concat([this.rest ?? Buffer.alloc(0), this.read() ?? Buffer.alloc(0)]);
    const frames = [];
    let at = 0;
    while (bytes.length - at >= 5 && bytes.length - at >= 5 + bytes.readUInt32LE(at + 1)) {
      const end = at + 5 + bytes.readUInt32LE(at + 1);
      frames.push([String.fromCharCode(bytes[at]), bytes.subarray(at + 5, end)]);
      at = end;
    }
    this.rest = bytes.subarray(at);
    return frames;
  }
}

test("a page that opens later gets what is kept, and is told what it has missed", () => {
  const relay = new Relay(1_000);
  relay.endpoint = "http://127.0.0.1:4318";
  for (let number = 0; number < 15; number++) relay.add(Buffer.alloc(100, number));
  const page = new Page();
  relay.stream(page, { "cache-control": "no-store" });
  assert.deepStrictEqual(page.headers, { "cache-control": "no-store", "content-type": LIVE_TYPE });
  const [[kind, told], ...frames] = [...page.frames(), ...page.frames()];
  assert.deepStrictEqual([kind, String(told)], ["T", "endpoint http://127.0.0.1:4318\nmissed 5\nmetrics 0"]);
  assert.deepStrictEqual(frames.map(([kind, body]) => [kind, body.length, body[0]]), Array.from({ length: 10 }, (_, at) => ["B", 100, at + 5]));
});

test("a page that is slow loses nothing: there is no room until it has read", async () => {
  const relay = new Relay(1_000);
  const pages = [new Page(), new Page()];
  for (const page of pages) relay.stream(page, {});
  const got = pages.map(() => []);
  let sent = 0;
  for (let turn = 0; turn < 300; turn++) {
    while (relay.hasRoom(170)) relay.add(Buffer.alloc(170, sent++));
    assert.ok(!relay.hasRoom(170) && sent < 1_000_000);
    // One page reads now and then, the other seldom.
    if (turn % 2 === 0) got[0].push(...pages[0].frames());
    if (turn % 7 === 0) got[1].push(...pages[1].frames());
    await sleep(0);
  }
  for (let turn = 0; turn < 50; turn++) {
    pages.forEach((page, at) => got[at].push(...page.frames()));
    await sleep(0);
  }
  for (const frames of got) {
    assert.deepStrictEqual(frames.filter(([kind]) => kind === "B").map(([, body]) => body[0]), Array.from({ length: sent }, (_, at) => at % 256));
  }
  assert.ok(sent > 100, String(sent));
  // Whoever leaves holds nobody up.
  const gone = new Page();
  relay.stream(gone, {});
  while (relay.hasRoom(170)) relay.add(Buffer.alloc(170, sent++));
  for (const page of [gone, ...pages]) page.destroy();
  await sleep(10);
  assert.ok(relay.hasRoom(170));
});

test("protobuf is saved as the SDK itself would have written it as JSON", () => {
  const spans = new InMemorySpanExporter();
  const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }).getTracer("shop", "1.2");
  const logs = new InMemoryLogRecordExporter();
  const logger = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter: logs })] }).getLogger("shop");
  const attributes = { text: "ä", yes: true, no: false, whole: -7, large: 2 ** 50, part: 0.5, list: ["a", "b"], zero: 0 };
  const root = tracer.startSpan("GET /cart", { kind: SpanKind.SERVER, startTime: 1_767_607_200_000, attributes }, ROOT_CONTEXT);
  const call = tracer.startSpan("reserve", { startTime: 1_767_607_200_001, links: [{ context: root.spanContext(), attributes }] }, trace.setSpan(ROOT_CONTEXT, root));
  call.recordException(new TypeError("no stock"), 1_767_607_200_002);
  call.setStatus({ code: SpanStatusCode.ERROR, message: "no" });
  call.end(1_767_607_200_003);
  root.end(1_767_607_200_004);
  logger.emit({ severityNumber: 17, severityText: "ERROR", eventName: "x", body: { a: [1, "b", null], c: new Uint8Array([1, 2, 255]) }, context: trace.setSpan(ROOT_CONTEXT, call), timestamp: 1_767_607_200_002, attributes });
  const decoded = (bytes) => JSON.parse(Buffer.from(bytes).toString());
  const cases = [
    ["traces", ProtobufTraceSerializer.serializeRequest(spans.getFinishedSpans()), JsonTraceSerializer.serializeRequest(spans.getFinishedSpans())],
    ["logs", ProtobufLogsSerializer.serializeRequest(logs.getFinishedLogRecords()), JsonLogsSerializer.serializeRequest(logs.getFinishedLogRecords())],
  ];
  for (const [signal, message, json] of cases) {
    assert.deepStrictEqual(comparable(JSON.parse(JSON.stringify(toJson(Buffer.from(message), signal)))), comparable(decoded(json)));
  }
});

test("numbers that JSON has no word for, or that are too large for JavaScript, are saved exactly", () => {
  const spans = new InMemorySpanExporter();
  const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }).getTracer("shop");
  tracer.startSpan("GET /", { attributes: { odd: NaN, endless: -Infinity, large: 2 ** 60 } }, ROOT_CONTEXT).end();
  const { resourceSpans } = toJson(Buffer.from(ProtobufTraceSerializer.serializeRequest(spans.getFinishedSpans())), "traces");
  assert.deepStrictEqual(resourceSpans[0].scopeSpans[0].spans[0].attributes.map(({ value }) => value), [
    { doubleValue: "NaN" }, { doubleValue: "-Infinity" }, { intValue: "1152921504606846976" },
  ]);
  const nested = (depth) => {
    let value = Buffer.alloc(0);
    for (; depth > 0; depth--) value = Buffer.concat([Buffer.from([0x0a, ...lengthOf(value)]), value]);
    return value;
  };
  assert.throws(() => toJson(Buffer.from([0x0a, 4, 0x12, 2, 0x12, 7]), "traces"), RangeError);
  assert.doesNotThrow(() => toJson(nested(6), "traces"));
});

/** A length as protobuf writes it. */
function lengthOf({ length }) {
  const bytes = [];
  for (; length > 127; length >>>= 7) bytes.push(length & 127 | 128);
  return [...bytes, length];
}

/** A document without what says nothing, and with whole numbers as text, as both ways to write them are right. */
function comparable(value, name) {
  if (Array.isArray(value)) return value.map((item) => comparable(item));
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([name, inner]) => [name, comparable(inner, name)]);
    const says = ([name, inner]) => /Value$/.test(name) || ![undefined, null, "", "0", 0].includes(inner) && !(Array.isArray(inner) && inner.length === 0);
    return Object.fromEntries(members.filter(says).sort(([a], [b]) => a < b ? -1 : 1));
  }
  if (typeof value === "number" && Number.isInteger(value) && name !== "doubleValue") return String(value);
  return value;
}
