// A page of somebody's that sends what it records to the address that its own address names: requests of two spans, of which the first fails.

import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { BatchSpanProcessor, WebTracerProvider } from "@opentelemetry/sdk-trace-web";

const url = `${new URLSearchParams(location.search).get("to")}/v1/traces`;
// A header of its own makes the browser ask first whether it may be sent.
const exporter = new OTLPTraceExporter({ url, headers: { authorization: "Bearer of-the-shop" } });
const provider = new WebTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
const tracer = provider.getTracer("shop");
for (let number = 0; number < 3; number++) {
  const startTime = Date.now() + number;
  const root = tracer.startSpan("load", { kind: SpanKind.SERVER, startTime }, ROOT_CONTEXT);
  const call = tracer.startSpan("reserve", { startTime: startTime + 1 }, trace.setSpan(ROOT_CONTEXT, root));
  if (number === 0) {
    call.recordException(new TypeError("no stock of sku-0"), startTime + 2);
    for (const span of [call, root]) span.setStatus({ code: SpanStatusCode.ERROR });
  }
  call.end(startTime + 8);
  root.end(startTime + 10);
}
await provider.forceFlush();
document.title = "sent";
