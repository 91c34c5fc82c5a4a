// The text of the demo, and its requests counted from nothing but that text.

import { execFile } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Writes the demo to a file, and gives its path. */
export async function writeDemo() {
  const path = `${root}target/demo.jsonl`;
  await promisify(execFile)("cargo", ["run", "--quiet", "--example", "demo", "--", path], { cwd: root });
  if (!existsSync(path)) throw new Error(`${path} was not written`);
  return path;
}

/**
 * The requests in a file of OTLP JSON Lines: roots, and the earliest orphan of each trace without one.
 *
 * @returns {Promise<{start: bigint, duration: bigint, failed: boolean}[]>} times in nanoseconds
 */
export async function requestsIn(path) {
  const traces = new Map();
  for await (const line of createInterface({ input: createReadStream(path) })) {
    for (const span of spansOf(JSON.parse(line))) {
      const spans = traces.get(span.traceId);
      if (spans) spans.push(span);
      else traces.set(span.traceId, [span]);
    }
  }
  return [...traces.values()].map(requestOf);
}

function* spansOf({ resourceSpans = [] }) {
  for (const { scopeSpans } of resourceSpans) {
    for (const { spans } of scopeSpans) {
      for (const { traceId, spanId, parentSpanId, startTimeUnixNano, endTimeUnixNano, status } of spans) {
        const start = BigInt(startTimeUnixNano);
        const duration = BigInt(endTimeUnixNano) - start;
        yield { traceId, spanId, parentSpanId, start, duration, failed: status?.code === 2 };
      }
    }
  }
}

function requestOf(spans) {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const orphans = spans.filter(({ parentSpanId }) => parentSpanId && !ids.has(parentSpanId));
  const earliest = (a, b) => (b.start < a.start ? b : a);
  return spans.find(({ parentSpanId }) => !parentSpanId) ?? orphans.reduce(earliest);
}
