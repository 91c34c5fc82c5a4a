// What a program may rely on. It is compiled, never run: a line below `@ts-expect-error` must not compile.

import type {
  Answer,
  AttributeValue,
  Attribution,
  Baseline,
  bounds,
  Comparison,
  defaults,
  ErrorCode,
  Failure,
  Fate,
  FlameDiffOptions,
  FlameGraphOptions,
  Heatmap,
  HeatmapOptions,
  kinds,
  Message,
  MixControl,
  Population,
  Question,
  Reply,
  Selection,
  SpanDetails,
  SpanHandle,
  Summary,
  Trace,
  TraceColumn,
  TraceList,
  TraceListOptions,
  words,
} from "../../target/types/protocol.js";

/** Whether two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <T extends true>(): T | undefined => undefined;

// Numbers: 64 bits are a bigint, all others a number.
holds<Same<Heatmap["stepNs"], bigint>>();
holds<Same<Heatmap["columns"], number>>();
holds<Same<Summary["heapBytes"], bigint>>();

// Columns are typed arrays.
holds<Same<Heatmap["counts"], Uint32Array>>();
holds<Same<Heatmap["p99Ns"], BigUint64Array>>();
holds<Same<Trace["marks"], Uint8Array>>();

// Handles are numbers, in columns too.
holds<Same<SpanDetails["handle"], SpanHandle>>();
holds<Same<SpanHandle, number>>();
holds<Same<TraceList["traces"], Float64Array>>();

// What there is while a program runs is of the types.
type Kind<T> = T extends string ? T : keyof T;
holds<Same<(typeof kinds)[number], Kind<Question>>>();
holds<Same<(typeof kinds)[number], Kind<Answer>>>();
holds<Same<(typeof words.Population)[number], Population>>();
holds<Same<(typeof words.Fate)[number], Fate>>();
holds<Same<(typeof words.TraceColumn)[number], TraceColumn>>();
holds<Same<(typeof words.Attribution)[number], Attribution>>();
holds<Same<(typeof words.MixControl)[number], MixControl>>();
holds<Same<(typeof words.Baseline)[number], Extract<Baseline, string>>>();
holds<(typeof defaults.Population) extends Population ? true : false>();
holds<(typeof defaults.HeatmapOptions) extends HeatmapOptions ? true : false>();
holds<(typeof defaults.TraceListOptions) extends TraceListOptions ? true : false>();
holds<(typeof defaults.FlameDiffOptions.mix) extends FlameDiffOptions["mix"] ? true : false>();
holds<(typeof defaults.FlameGraphOptions.templates) extends FlameGraphOptions["templates"] ? true : false>();
holds<(typeof bounds) extends { readonly [name: string]: { readonly [member: string]: readonly [number, number] } } ? true : false>();

// What may be absent is a key that may be missing or hold undefined.
const everything: Comparison = { population: "requests", baseline: "rest" };
export const said: Comparison = { ...everything, filter: undefined, selection: { time: undefined, errorsOnly: true } };
export const parent = (span: SpanDetails): number => span.parent ?? span.handle;
// @ts-expect-error: a parent may be absent
export const certain = (span: SpanDetails): number => span.parent;
// @ts-expect-error: only what may be absent holds undefined
export const unsure: Selection = { errorsOnly: undefined };
// @ts-expect-error: a unit has to be chosen
export const short: Comparison = { baseline: "rest" };
// @ts-expect-error: there is no such unit
export const unknown: Population = "requst";
// @ts-expect-error: one question at a time
export const kind: Question = "heatmap";

// Questions.
export const messages: Message[] = [
  { ask: { id: 1, question: { openDemo: {} } } },
  { ask: { id: 2, question: { openUrl: { source: { name: "a", group: "b" }, url: "c", headers: [["d", "e"]] } } } },
  { ask: { id: 3, question: { heatmap: { population: "entries", options: {} } } } },
  { ask: { id: 4, question: { count: { ...everything, baseline: { rectangle: { group: "before" } } } } } },
  { cancel: { id: 4 } },
  "leave",
];
// @ts-expect-error: there is nothing to say about it
export const excess: Question = { summary: { of: "all" } };
// @ts-expect-error: an id is a number
export const wrongId: Message = { cancel: { id: 4n } };

// Replies are told apart by their keys.
export function outcome(reply: Reply): Answer | Failure | undefined {
  if (typeof reply === "object" && "answer" in reply) return reply.answer.answer;
  if (typeof reply === "object" && "error" in reply) return reply.error.error;
  return undefined;
}

// A column may be shorter than an index.
export function firstBusyCell({ counts }: Heatmap): number {
  const first: number | undefined = counts[0];
  // @ts-expect-error: it may be empty
  const certainly: number = counts[0];
  return first ?? certainly;
}

// Unions are closed: what is left after all of their members is never.
export function text(value: AttributeValue): string {
  if (value === "empty") return "";
  if ("string" in value) return value.string;
  if ("bool" in value) return String(value.bool);
  if ("int" in value) return value.int.toString();
  if ("double" in value) return value.double.toString();
  if ("bytes" in value) return value.bytes;
  if ("array" in value) return value.array;
  if ("map" in value) return value.map;
  return value satisfies never;
}

export const isDrawn = (baseline: Baseline): boolean => typeof baseline === "object";

export function isOnesOwnFault(code: ErrorCode): boolean {
  switch (code) {
    case "bad-option":
    case "bad-filter":
    case "bad-message":
    case "not-found":
    case "no-data":
    case "stale-handle":
      return true;
    case "malformed-input":
    case "truncated-input":
    case "unknown-format":
    case "bad-compression":
    case "limit-exceeded":
    case "memory-limit":
    case "unreadable-source":
    case "unreachable-source":
    case "bad-status":
    case "cross-origin":
    case "mixed-content":
    case "wrong-credentials":
    case "not-permitted":
    case "no-such-table":
    case "refused-setting":
    case "server-time-out":
    case "server-memory-limit":
    case "server-limit":
    case "refused-query":
    case "stopped-by-server":
    case "incomplete-answer":
    case "over-budget":
    case "needs-spans":
    case "stands-alone":
    case "cancelled":
      return false;
    default:
      return code satisfies never;
  }
}
