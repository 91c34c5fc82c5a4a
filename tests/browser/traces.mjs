// Small trace files, written for a test.

import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const folder = fileURLToPath(new URL("../../target/test-files/", import.meta.url));

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
