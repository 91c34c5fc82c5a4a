// Checks of arguments. Each gives the value back, or throws an error that names what was expected.

import { badArgument, SpanlensError } from "./error.js";

const MAX_U32 = 0xffff_ffff;
/** Where a range of times ends that has no end. */
export const MAX_U64 = 0xffff_ffff_ffff_ffffn;

/** A whole number of a range. */
export function wholeNumber(name, value, min = 0, max = MAX_U32) {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw badArgument(name, `a whole number from ${min} to ${max}`, value);
}

/** What answers name a span or a trace by. */
export function handle(name, value) {
  return wholeNumber(name, value, 0, Number.MAX_SAFE_INTEGER);
}

/** How many workers read a file together, if that is said. */
export function parseWorkers(name, value) {
  return optional(`${name}: parseWorkers`, value, wholeNumber, 1, 16);
}

/** A time or a duration in nanoseconds, as a bigint. Numbers that are exact are taken, too. */
export function nanoseconds(name, value) {
  if (typeof value === "bigint" && value >= 0n && value <= MAX_U64) return value;
  if (Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  throw badArgument(name, "nanoseconds as a bigint that is not negative", value);
}

/** A range of time. Its ends are nanoseconds since 1970, or dates. */
export function timeRange(name, value) {
  const { from, to } = object(name, value, ["from", "to"]);
  return { fromNs: time(`${name}.from`, from), toNs: time(`${name}.to`, to) };
}

function time(name, value) {
  if (value instanceof Date && value.getTime() >= 0) return BigInt(value.getTime()) * 1_000_000n;
  return nanoseconds(name, value);
}

/** What a server is called: what it is, and where, without anything that may be secret. */
export function serverName(what, url) {
  return URL.canParse(url) ? `${what} at ${new URL(url).host}` : what;
}

export function text(name, value) {
  if (typeof value === "string") return value;
  throw badArgument(name, "a string", value);
}

export function boolean(name, value) {
  if (typeof value === "boolean") return value;
  throw badArgument(name, "true or false", value);
}

/** One of a few words. */
export function oneOf(name, value, words) {
  if (words.includes(value)) return value;
  throw badArgument(name, words.map((word) => JSON.stringify(word)).join(" or "), value);
}

export function listOf(name, value, check) {
  if (!Array.isArray(value)) throw badArgument(name, "an array", value);
  return value.map((item, at) => check(`${name}[${at}]`, item));
}

/** An object that has none but these members. */
export function object(name, value, members) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw badArgument(name, "an object", value);
  const stranger = Object.keys(value).find((member) => !members.includes(member));
  if (stranger === undefined) return value;
  throw new SpanlensError("bad-argument", `${name} has no ${JSON.stringify(stranger)}: there are ${members.join(", ")}`);
}

/** Nothing, where there is nothing, else what a check makes of it. */
export function optional(name, value, check, ...rest) {
  return value === undefined || value === null ? undefined : check(name, value, ...rest);
}

export function callback(name, value) {
  if (typeof value === "function") return value;
  throw badArgument(name, "a function", value);
}

export function abortSignal(name, value) {
  if (typeof value?.aborted === "boolean" && typeof value.addEventListener === "function") return value;
  throw badArgument(name, "an AbortSignal", value);
}
