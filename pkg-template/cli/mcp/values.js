// Times and durations as an assistant writes and reads them.

/** What was asked makes no sense. The message says why, for whoever asked. */
export class AskedWrongly extends Error {}

const DATE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;
const UNITS = { ns: 1, us: 1e3, "µs": 1e3, ms: 1e6, s: 1e9, min: 60e9, m: 60e9, h: 3_600e9 };

/** A time in nanoseconds since 1970: of a date, or of digits. */
export function timeOf(name, text) {
  if (text === undefined) return undefined;
  if (/^\d{1,19}$/.test(text)) return BigInt(text);
  const [, whole, fraction = "", zone] = DATE.exec(text) ?? [];
  const ms = whole === undefined ? NaN : Date.parse(`${whole}${zone}`);
  if (ms >= 0) return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
  throw new AskedWrongly(`${name} must be a time such as 2026-03-17T14:12:00Z, or nanoseconds since 1970`);
}

/** A duration in nanoseconds: of a number with a unit. */
export function durationOf(name, text) {
  if (text === undefined) return undefined;
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|min|m|h)$/.exec(text) ?? [];
  if (unit === undefined) throw new AskedWrongly(`${name} must be a duration such as 300ms or 1.5s`);
  return BigInt(Math.round(Number(number) * UNITS[unit]));
}

/** A time as a date, to the nanosecond where it is not whole milliseconds. */
export function dateOf(ns) {
  const ms = ns / 1_000_000n;
  if (ms > 8_640_000_000_000_000n) return String(ns);
  const date = new Date(Number(ms)).toISOString();
  const rest = ns % 1_000_000n;
  if (rest !== 0n) return `${date.slice(0, -1)}${String(rest).padStart(6, "0")}Z`;
  return date.replace(/\.000Z$/, "Z");
}

/** Milliseconds, in six digits. */
export function msOf(ns) {
  return Number((Number(ns) / 1e6).toPrecision(6));
}

/** A share from 0 to 1, in four digits. */
export function shareOf(part) {
  return Number(part.toPrecision(4));
}
