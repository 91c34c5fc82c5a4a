// Small traces, as text.

/** One request of one span, as OTLP JSON. `number` is from 1 to 9 and makes its id. */
export function request(number, { status = 0, durationNs = 1_000n } = {}) {
  const start = 1_700_000_000_000_000_000n + BigInt(number);
  const span = {
    traceId: String(number).repeat(32),
    spanId: String(number).repeat(16),
    name: "GET /",
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + durationNs),
    status: { code: status },
  };
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
}

export const bytes = (text) => new TextEncoder().encode(text);

/** A stream of pieces of a text that ends, fails or neither. */
export function streamOf(pieces, { end = true, fault } = {}) {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(typeof piece === "string" ? bytes(piece) : piece);
      if (fault) controller.error(fault);
      else if (end) controller.close();
    },
  });
}
