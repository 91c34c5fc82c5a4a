// What a program may write against the API. It is compiled, never run: a line below `@ts-expect-error` must not compile.

import { createEngine, frameKey, SpanlensError } from "../../dist/npm/index.js";
import type { Overview, Query, Selection, Summary } from "../../dist/npm/index.js";

const engine = await createEngine({ signal: AbortSignal.timeout(1000) });

// Sources of every kind, alone, named and together.
export const summary: Summary = await engine.open(
  ["traces.json", new URL("https://example.org/"), new Blob([]), { source: new Uint8Array(3), name: "x", group: "before" }],
  { onProgress: ({ bytes, joining }) => [bytes + 1n, joining], headers: { accept: "application/json" } },
);
await engine.open(new Response("").body!);
await engine.open(document.createElement("input").files!);
// @ts-expect-error: a number is no source
await engine.open(5);

// Queries are of one shape, and what answers name fits into them.
const selection: Selection = { from: summary.range?.fromNs ?? 0n, to: 5n, errors: true };
const query: Query = { population: "entries", selection, baseline: { group: "before" } };
const { rows } = await engine.errorCauses(query);
for (const { key } of rows) await engine.count({ selection: { cause: { ...key, fate: "recovered" } } });
const { frames } = await engine.flameGraph({ ...query, attribution: "shared" });
const key = frameKey(frames, 0);
await engine.frameUnits({ ...query, key });
await engine.count({ selection: { frame: key } });
const { edges, nodes } = await engine.serviceMap(query);
for (const { from, filter } of edges) await engine.matching(`${nodes[from]!.filter} && ${filter}`);
const { rows: called } = await engine.calls(query);
for (const { filter, change } of called) if ((change?.byDurationNs ?? 0) > 0) await engine.matching(filter);
const { kinds } = await engine.suspects(query);
for (const { marks } of kinds.kinds) await engine.count({ selection: { marks } });
const { traceIds, traces } = await engine.traces({ ...query, sort: "duration", limit: 1 });
for (const id of traceIds) await engine.trace(id);
for (const handle of traces) await engine.trace(handle);
const { firstSpan } = await engine.trace(traceIds[0]!);
await engine.span(firstSpan);
// @ts-expect-error: a span has no other name than its handle
await engine.span("0102030405060708");
// @ts-expect-error: a word that is misspelt
await engine.overview({ fliter: "" });
// @ts-expect-error: there is no such unit
await engine.overview({ population: "traces" });
// @ts-expect-error: text is no time
await engine.overview({ selection: { from: "yesterday" } });
export const answer: Overview = await engine.overview(query, { signal: new AbortController().signal });

// Exports.
const { keys } = await engine.exportContents({ ...query, remove: { groups: ["tokens"] } });
const kept = keys.filter(({ treatment }) => treatment === "kept").map(({ key }) => key);
const { stream, hashKey } = await engine.export({ ...query, hash: { keys: kept }, format: "otlp-proto", gzip: true });
await stream.pipeTo(new WritableStream<Uint8Array>());
export const usedKey: string | undefined = hashKey;
// @ts-expect-error: there is no such group
await engine.export({ remove: { groups: ["everything"] } });

// One file with everything in it.
const { html, isStateWhole } = await engine.toHtml({ ...query, traces: "both", remove: { groups: ["user"] } }, { packageUrl: "https://example.org/spanlens/" });
export const size: number = isStateWhole ? html.size : 0;
// @ts-expect-error: there are no such traces
await engine.toHtml({ traces: "some" });

// Errors and events.
engine.addEventListener("change", ({ detail }) => detail.counts.spans);
engine.addEventListener("crash", ({ detail }) => detail.code);
export function isTheirs(error: unknown): boolean {
  if (!(error instanceof SpanlensError)) return false;
  // @ts-expect-error: there is no such code
  if (error.code === "out-of-luck") return false;
  return error.code === "bad-filter" && (error.offset ?? 0) > 0;
}

// Another engine, and an end.
{
  using other = await createEngine({ port: engine.connect() });
  await other.summary();
}
engine.close();
