// OTLP as JSON, of the same in protobuf.
//
// Sources: open-telemetry/opentelemetry-proto (`opentelemetry/proto/{trace,logs,resource,common}/v1`), and its docs/specification.md for what
// differs from how protobuf is usually written as JSON: ids are hexadecimal, and enums are numbers.

/** Fields of messages by their numbers: the name, what it is, and whether it comes any number of times. A message is the name of its own table. */
const MESSAGES = {
  traces: { 1: ["resourceSpans", "ResourceSpans", true] },
  logs: { 1: ["resourceLogs", "ResourceLogs", true] },
  ResourceSpans: { 1: ["resource", "Resource"], 2: ["scopeSpans", "ScopeSpans", true], 3: ["schemaUrl", "text"] },
  ResourceLogs: { 1: ["resource", "Resource"], 2: ["scopeLogs", "ScopeLogs", true], 3: ["schemaUrl", "text"] },
  Resource: { 1: ["attributes", "KeyValue", true], 2: ["droppedAttributesCount", "small"] },
  ScopeSpans: { 1: ["scope", "Scope"], 2: ["spans", "Span", true], 3: ["schemaUrl", "text"] },
  ScopeLogs: { 1: ["scope", "Scope"], 2: ["logRecords", "LogRecord", true], 3: ["schemaUrl", "text"] },
  Scope: { 1: ["name", "text"], 2: ["version", "text"], 3: ["attributes", "KeyValue", true], 4: ["droppedAttributesCount", "small"] },
  Span: {
    1: ["traceId", "id"], 2: ["spanId", "id"], 3: ["traceState", "text"], 4: ["parentSpanId", "id"], 5: ["name", "text"], 6: ["kind", "small"],
    7: ["startTimeUnixNano", "fixed64"], 8: ["endTimeUnixNano", "fixed64"], 9: ["attributes", "KeyValue", true],
    10: ["droppedAttributesCount", "small"], 11: ["events", "Event", true], 12: ["droppedEventsCount", "small"], 13: ["links", "Link", true],
    14: ["droppedLinksCount", "small"], 15: ["status", "Status"], 16: ["flags", "fixed32"],
  },
  Event: { 1: ["timeUnixNano", "fixed64"], 2: ["name", "text"], 3: ["attributes", "KeyValue", true], 4: ["droppedAttributesCount", "small"] },
  Link: {
    1: ["traceId", "id"], 2: ["spanId", "id"], 3: ["traceState", "text"], 4: ["attributes", "KeyValue", true], 5: ["droppedAttributesCount", "small"],
    6: ["flags", "fixed32"],
  },
  Status: { 2: ["message", "text"], 3: ["code", "small"] },
  LogRecord: {
    1: ["timeUnixNano", "fixed64"], 2: ["severityNumber", "small"], 3: ["severityText", "text"], 5: ["body", "AnyValue"], 6: ["attributes", "KeyValue", true],
    7: ["droppedAttributesCount", "small"], 8: ["flags", "fixed32"], 9: ["traceId", "id"], 10: ["spanId", "id"],
    11: ["observedTimeUnixNano", "fixed64"], 12: ["eventName", "text"],
  },
  KeyValue: { 1: ["key", "text"], 2: ["value", "AnyValue"] },
  AnyValue: {
    1: ["stringValue", "text"], 2: ["boolValue", "bool"], 3: ["intValue", "int64"], 4: ["doubleValue", "double"], 5: ["arrayValue", "ArrayValue"],
    6: ["kvlistValue", "KeyValueList"], 7: ["bytesValue", "base64"],
  },
  ArrayValue: { 1: ["values", "AnyValue", true] },
  KeyValueList: { 1: ["values", "KeyValue", true] },
};

/** What is made of a number, or of so many bytes, by what it is. */
const VALUES = {
  small: (number) => Number(BigInt.asIntN(32, number)),
  bool: (number) => number !== 0n,
  int64: (number) => String(BigInt.asIntN(64, number)),
  fixed64: (bytes) => String(bytes.readBigUInt64LE()),
  fixed32: (bytes) => bytes.readUInt32LE(),
  double: (bytes) => written(bytes.readDoubleLE()),
  text: (bytes) => bytes.toString("utf8"),
  id: (bytes) => bytes.toString("hex"),
  base64: (bytes) => bytes.toString("base64"),
};

/** How such a thing is written in protobuf. */
const WIRES = { small: 0, bool: 0, int64: 0, fixed64: 1, double: 1, fixed32: 5 };

/** JSON has no word for some numbers. */
const written = (number) => Number.isFinite(number) ? number : String(number);

/**
 * A delivery as a document.
 *
 * @param {Buffer} body a message that was looked over
 * @param {"traces" | "logs"} signal
 * @returns {object}
 * @throws {RangeError} if it is nested too deeply, or cut off further inside
 */
export function toJson(body, signal) {
  return read(body, MESSAGES[signal], {});
}

/** Adds the fields of a message to an object: a message that comes in pieces is joined. */
function read(bytes, fields, into) {
  for (let at = 0; at < bytes.length;) {
    let tag;
    [tag, at] = varint(bytes, at);
    const wire = Number(tag & 7n);
    let value;
    if (wire === 0) [value, at] = varint(bytes, at);
    else {
      let length = BigInt(wire === 1 ? 8 : 4);
      if (wire === 2) [length, at] = varint(bytes, at);
      const end = at + Number(length);
      if (end > bytes.length) throw new RangeError("a field is cut off");
      [value, at] = [bytes.subarray(at, end), end];
    }
    const [name, kind, isList = false] = fields[tag >> 3n] ?? [];
    if (name === undefined || wire !== (WIRES[kind] ?? 2)) continue;
    const inner = MESSAGES[kind];
    if (isList) (into[name] ??= []).push(read(value, inner, {}));
    else into[name] = inner ? read(value, inner, into[name] ?? {}) : VALUES[kind](value);
  }
  return into;
}

/** A number, and where the next thing begins. */
function varint(bytes, at) {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    if (at >= bytes.length) break;
    const byte = bytes[at++];
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return [BigInt.asUintN(64, value), at];
  }
  throw new RangeError("a number is cut off");
}
