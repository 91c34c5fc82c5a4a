// What a program may rely on. It is compiled, never run: a line below `@ts-expect-error` must not compile.

import type {
  Answer,
  AttributeValue,
  Baseline,
  Comparison,
  ErrorCode,
  Failure,
  Heatmap,
  Message,
  Population,
  Question,
  Reply,
  Selection,
  SpanDetails,
  Summary,
  Trace,
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

// What may be absent is a key that may be missing or hold undefined.
const everything: Comparison = { population: "requests", baseline: "rest" };
export const said: Comparison = { ...everything, filter: undefined, selection: { time: undefined, errorsOnly: true } };
export const parent = (span: SpanDetails): number => span.parent ?? span.row;
// @ts-expect-error: a row may be absent
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
  { ask: { id: 1, question: "openDemo" } },
  { ask: { id: 2, question: { openUrl: { source: { name: "a", group: "b" }, url: "c", headers: [["d", "e"]] } } } },
  { ask: { id: 3, question: { heatmap: { population: "entries", options: {} } } } },
  { ask: { id: 4, question: { count: { ...everything, baseline: { rectangle: { group: "before" } } } } } },
  { cancel: { id: 4 } },
  "leave",
];
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
      return true;
    case "malformed-input":
    case "truncated-input":
    case "unknown-format":
    case "bad-compression":
    case "limit-exceeded":
    case "unreadable-source":
    case "unreachable-source":
    case "bad-status":
    case "cancelled":
      return false;
    default:
      return code satisfies never;
  }
}
