// Small trace files, written for a test.

import { mkdir, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** Of the file that runs: others run beside it. */
const folder = fileURLToPath(new URL(`../../target/test-files/${basename(process.argv[1])}/`, import.meta.url));

/** A line of OTLP JSON with requests, one a second from 2026-01-05 10:00:00 UTC on, of 10 ms each; every tenth fails. */
export function requests(count, { service = "shop", first = 0 } = {}) {
  const begin = 1_767_607_200_000_000_000n;
  const spans = Array.from({ length: count }, (_, index) => {
    const start = begin + BigInt(first + index) * 1_000_000_000n;
    const id = (first + index + 1).toString(16);
    return {
      traceId: id.padStart(32, "0"),
      spanId: id.padStart(16, "0"),
      name: "GET /",
      kind: 2,
      startTimeUnixNano: String(start),
      endTimeUnixNano: String(start + 10_000_000n),
      status: index % 10 === 9 ? { code: 2, message: "broken" } : {},
    };
  });
  const resource = { attributes: [{ key: "service.name", value: { stringValue: service } }] };
  return `${JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] })}\n`;
}

/** Writes a file for a test, gzipped if its name says so, and gives its path. */
export async function write(name, text) {
  const path = folder + name;
  await mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await writeFile(path, name.endsWith(".gz") ? gzipSync(text) : text);
  return path;
}

/** The folder that these files are in. */
export const testFolder = folder;

const begin = 1_767_607_200_000_000_000n;
const milliseconds = (number) => String(begin + BigInt(Math.round(number * 1e6)));
const attribute = ([key, value]) => ({ key, value: { stringValue: String(value) } });
const attributes = (of = {}) => Object.entries(of).map(attribute);

/**
 * A line of OTLP JSON with one trace, of spans told in short: `[service, name, from, to, rest]`, times in milliseconds from
 * 2026-01-05 10:00:00 UTC on. What is in `rest` is of the span as OTLP has it, but that `parent` is the number of another span, from
 * one on, and `attributes` is an object. Spans have their numbers as ids.
 */
export function trace(traceId, spans) {
  const resourceSpans = spans.map(([service, name, from, to, { parent, attributes: own, ...rest } = {}], index) => ({
    resource: { attributes: attributes({ "service.name": service }) },
    scopeSpans: [{
      scope: { name: "by.hand", version: "1.0" },
      spans: [{
        traceId: traceId.padStart(32, "0"),
        spanId: (index + 1).toString(16).padStart(16, "0"),
        parentSpanId: parent?.toString(16).padStart(16, "0"),
        name,
        startTimeUnixNano: milliseconds(from),
        endTimeUnixNano: to === undefined ? "0" : milliseconds(to),
        attributes: attributes(own),
        ...rest,
      }],
    }],
  }));
  return `${JSON.stringify({ resourceSpans })}\n`;
}

/** An event of a span of {@link trace}. */
export const event = (name, at, of) => ({ name, timeUnixNano: milliseconds(at), attributes: attributes(of) });

/**
 * A log record of a trace and the span with a number, or of no span: when it was written, its severity as a number of OTLP, and its text.
 * To be written by {@link logs}.
 */
export const log = (traceId, span, at, severityNumber, text, of) => ({
  traceId: traceId.padStart(32, "0"),
  spanId: span?.toString(16).padStart(16, "0"),
  timeUnixNano: milliseconds(at),
  severityNumber,
  body: { stringValue: text },
  attributes: attributes(of),
});

/** A line of OTLP JSON with logs of a service, by one logger. */
export function logs(service, logger, logRecords) {
  const resource = { attributes: attributes({ "service.name": service }) };
  return `${JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ scope: { name: logger }, logRecords }] }] })}\n`;
}

/** Two traces with all that a waterfall can show: errors, an exception, links, an orphan, clock skew, no end, no duration. */
export function shopTraces() {
  const stacktrace = "Error: card declined\n    at charge (payment.js:12:7)\n    at <b>not markup</b>";
  const checkout = trace("c0ffee", [
    ["frontend", "POST /checkout", 0, 480, { kind: 2, status: { code: 2 }, attributes: { "http.route": "/checkout", "http.request.method": "POST" } }],
    ["checkout", "PlaceOrder", 12, 455, { parent: 1, kind: 2, status: { code: 2, message: "card declined" } }],
    ["cart", "GetCart", 20, 75, { parent: 2, kind: 3, attributes: { "db.system": "redis", "cart.id": "42" } }],
    ["redis", "HGETALL", 28, 61, { parent: 3, kind: 3 }],
    ["currency", "Convert", 70, 118, { parent: 2, kind: 3 }],
    ["currency", "Convert", 96, 150, { parent: 2, kind: 3 }],
    ["payment", "Charge", 155, 420, {
      parent: 2,
      kind: 2,
      status: { code: 2, message: "card declined" },
      events: [
        event("attempt", 180, { number: 1 }),
        event("attempt", 300, { number: 2 }),
        event("exception", 412, { "exception.type": "CardError", "exception.message": "card declined", "exception.stacktrace": stacktrace }),
      ],
      links: [{ traceId: "beef".padStart(32, "0"), spanId: "1".padStart(16, "0"), attributes: attributes({ "link.kind": "audit" }) }],
    }],
    ["payment", "validate", 160, 160, { parent: 7 }],
    ["payment", "bank call", 168, 410, { parent: 7, kind: 3 }],
    ["bank", "authorize", 150, 395, { parent: 9, kind: 2 }],
    ["email", "send receipt", 430, undefined, { parent: 2, kind: 4 }],
    ["audit", "write log", 300, 320, { parent: 999, kind: 1 }],
  ]);
  const audit = trace("beef", [["audit", "GET /audit", 2000, 2040, { kind: 2 }]]);
  return checkout + audit;
}

/** One trace of `chains` chains below one root, each `depth` spans deep; every thousandth span fails. */
export function deepTrace(chains, depth) {
  const lines = [trace("dee9", [["root", "GET /everything", 0, chains * 10 + 10]])];
  for (let chain = 0; chain < chains; chain += 1) {
    const spans = Array.from({ length: depth }, (_, level) => {
      const number = 2 + chain * depth + level;
      const id = (of) => of.toString(16).padStart(16, "0");
      const inset = level * 0.0008;
      return {
        traceId: "dee9".padStart(32, "0"),
        spanId: id(number),
        parentSpanId: id(level === 0 ? 1 : number - 1),
        name: `step ${level}`,
        kind: 1,
        startTimeUnixNano: milliseconds(chain * 10 + inset),
        endTimeUnixNano: milliseconds(chain * 10 + 9.9 - inset),
        status: number % 1000 === 0 ? { code: 2 } : {},
      };
    });
    const resource = { attributes: attributes({ "service.name": `service ${chain % 7}` }) };
    lines.push(`${JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] })}\n`);
  }
  return lines.join("");
}
