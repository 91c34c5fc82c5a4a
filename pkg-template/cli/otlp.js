// What OTLP over HTTP says of deliveries and answers: paths, encodings, and whether a body is one of its messages.
//
// Bodies are only looked over, and handed on as they are: what is in them is for the engine to read. Source: open-telemetry/opentelemetry-proto,
// docs/specification.md (OTLP/HTTP) and the messages of collector/{trace,logs,metrics}/v1; google/rpc/status.proto for errors.

/** The signals by their paths, with the names of the lists that their messages have, from the outside to the inside, in JSON. */
export const SIGNALS = {
  "/v1/traces": { signal: "traces", lists: ["resourceSpans", "scopeSpans", "spans"] },
  "/v1/logs": { signal: "logs", lists: ["resourceLogs", "scopeLogs", "logRecords"] },
  "/v1/metrics": { signal: "metrics", lists: ["resourceMetrics", "scopeMetrics", "metrics"] },
};

export const PROTOBUF = "application/x-protobuf";
export const JSON_TYPE = "application/json";

/** The numbers of the same lists in protobuf. */
const FIELDS = [1, 2, 2];

/** Codes of google.rpc.Status. */
export const CODES = { invalid: 3, tooMuch: 8, unavailable: 14 };

/** A body that is no message. */
export class Malformed extends Error {}

/**
 * How many spans, logs or metrics a body has.
 *
 * @param {Buffer} body
 * @param {string} type
 * @param {string[]} lists
 * @throws {Malformed} with what is wrong, and where
 */
export function countOf(body, type, lists) {
  return type === JSON_TYPE ? inJson(body, lists) : inMessage(body, 0, body.length, 0);
}

function inJson(body, lists) {
  let document;
  try {
    document = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (error) {
    throw new Malformed(`the body is no JSON: ${error.message}`);
  }
  if (typeof document !== "object" || document === null || Array.isArray(document)) throw new Malformed("the body is no object");
  return inObject(document, lists);
}

function inObject(object, [list, ...inner]) {
  const snake = list.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const items = object[list] ?? object[snake] ?? [];
  if (!Array.isArray(items)) throw new Malformed(`${list} is no array`);
  for (const item of items) if (typeof item !== "object" || item === null) throw new Malformed(`${list} has something in it that is no object`);
  return inner.length === 0 ? items.length : items.reduce((count, item) => count + inObject(item, inner), 0);
}

/** Looks over the fields of a message, and of those in its lists. */
function inMessage(body, from, to, depth) {
  let count = 0;
  for (let at = from; at < to;) {
    const start = at;
    let tag;
    [tag, at] = varint(body, at, to);
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    if (field === 0) throw malformed(start, "there is no field 0");
    let length;
    if (wire === 0) [, at] = varint(body, at, to);
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else if (wire === 2) [length, at] = varint(body, at, to);
    else throw malformed(start, `field ${field} is of no type`);
    if (at + (length ?? 0) > to) throw malformed(start, `field ${field} is cut off`);
    if (depth < FIELDS.length && field === FIELDS[depth]) {
      if (length === undefined) throw malformed(start, `field ${field} is no message`);
      const inside = inMessage(body, at, at + length, depth + 1);
      count += depth + 1 === FIELDS.length ? 1 : inside;
    }
    at += length ?? 0;
  }
  return count;
}

/** A number, and where the next thing begins. */
function varint(body, at, to) {
  let value = 0;
  for (let shift = 1, bytes = 0; bytes < 10; shift *= 128, bytes++) {
    if (at >= to) throw malformed(at, "a number is cut off");
    const byte = body[at++];
    value += (byte & 127) * shift;
    if (byte < 128) return [value, at];
  }
  throw malformed(at, "a number has more than ten bytes");
}

const malformed = (at, words) => new Malformed(`the body is no message, at byte ${at}: ${words}`);

/** The body of the answer to a delivery that was taken in. */
export function success(type) {
  return type === JSON_TYPE ? Buffer.from('{"partialSuccess":{}}') : Buffer.alloc(0);
}

/** The body of the answer to one that was not, as google.rpc.Status. */
export function status(type, code, message) {
  if (type === JSON_TYPE) return Buffer.from(JSON.stringify({ code, message }));
  const text = Buffer.from(message);
  const length = [];
  for (let rest = text.length; ; rest >>>= 7) {
    length.push(rest < 128 ? rest : rest & 127 | 128);
    if (rest < 128) break;
  }
  return Buffer.concat([Buffer.from([0x08, code, 0x12, ...length]), text]);
}
