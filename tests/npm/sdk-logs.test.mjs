// What the JavaScript SDK of OpenTelemetry writes: an exception is the same cause, be it an event of its span, a log, or both.

import assert from "node:assert";
import { after, before, test } from "node:test";

import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { SeverityNumber } from "@opentelemetry/api-logs";
import { JsonLogsSerializer, JsonTraceSerializer, ProtobufLogsSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";

import { install } from "./installed.mjs";

let installed, createEngine;
before(async () => {
  installed = await install();
  ({ createEngine } = await installed.load());
});
after(() => installed?.remove());

const serializers = {
  JSON: [JsonTraceSerializer, JsonLogsSerializer],
  protobuf: [ProtobufTraceSerializer, ProtobufLogsSerializer],
};

/** The ways in which an exception is recorded. */
const ways = ["event", "log", "both"];

/**
 * Ten requests, of which four fail in what they ask for; all of them log a line. Gives the spans and the logs that the SDK exports. Times are given,
 * as by its own clock a call may end up to a millisecond after the span that waits for it.
 */
function record(way) {
  const spans = new InMemorySpanExporter();
  const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }).getTracer("shop");
  const logs = new InMemoryLogRecordExporter();
  const logger = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter: logs })] }).getLogger("shop");
  for (let number = 0; number < 10; number++) {
    const startTime = 1_767_607_200_000 + 100 * number;
    const timestamp = startTime + 5;
    const root = tracer.startSpan("GET /cart", { kind: SpanKind.SERVER, startTime }, ROOT_CONTEXT);
    const context = trace.setSpan(ROOT_CONTEXT, root);
    const call = tracer.startSpan("reserve", { startTime: startTime + 1 }, context);
    const inCall = trace.setSpan(context, call);
    logger.emit({ severityNumber: SeverityNumber.INFO, body: `asked for ${number} items`, context: inCall, timestamp });
    if (number % 3 === 0) {
      const error = new TypeError(`no stock of sku-${number}`);
      if (way !== "log") call.recordException(error, timestamp);
      if (way !== "event") logger.emit({ severityNumber: SeverityNumber.ERROR, eventName: "exception", context: inCall, timestamp, attributes: thrown(error) });
      call.setStatus({ code: SpanStatusCode.ERROR });
      root.setStatus({ code: SpanStatusCode.ERROR });
    }
    call.end(startTime + 8);
    root.end(startTime + 10);
  }
  return [spans.getFinishedSpans(), logs.getFinishedLogRecords()];
}

/** What the conventions say of an exception. */
function thrown({ name, message, stack }) {
  return { "exception.type": name, "exception.message": message, "exception.stacktrace": stack };
}

/** The error causes of some files, without what is of one run alone, and how many events a trace that failed has. */
async function causesOf(files, failed) {
  const engine = await createEngine();
  try {
    for (const [place, file] of files.entries()) await engine.open(file, { name: `file-${place}` });
    const { failing, rows } = await engine.errorCauses();
    const { total } = await engine.traceEvents(failed);
    return { failing, rows: rows.map(({ key, failing, handled }) => ({ key, failing, handled })), events: total };
  } finally {
    engine.close();
  }
}

for (const [format, [ofSpans, ofLogs]] of Object.entries(serializers)) {
  test(`an exception is one cause, as an event, as a log and as both, in ${format}`, async () => {
    for (const way of ways) {
      const [spans, logs] = record(way);
      const files = [ofSpans.serializeRequest(spans), ofLogs.serializeRequest(logs)];
      for (const order of [files, files.toReversed()]) {
        const { failing, rows, events } = await causesOf(order, spans[0].spanContext().traceId);
        assert.strictEqual(failing, 4, way);
        assert.deepStrictEqual(rows.map(({ failing, handled }) => [failing, handled]), [[4, 0]], way);
        const { name, errorType, message } = rows[0].key;
        assert.deepStrictEqual([name, errorType, message], ["reserve", "TypeError", "no stock of sku-<n>"], way);
        assert.strictEqual(events, 2, `${way}: a line, and an exception`);
      }
    }
  });
}
