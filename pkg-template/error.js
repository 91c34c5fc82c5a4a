// The one kind of error that the package throws.

/** An error of Spanlens. `code` is stable and for programs, `message` is for people. */
export class SpanlensError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {{ cause?: unknown, offset?: number }} [details]
   */
  constructor(code, message, { cause, offset } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "SpanlensError";
    this.code = code;
    if (offset !== undefined) this.offset = offset;
  }
}

/** The error for a failure that the engine tells. */
export function errorOf({ code, message, offset }) {
  return new SpanlensError(code, message, { offset: offset === undefined ? undefined : Number(offset) });
}

/** The error for work that a signal has ended. */
export function cancelled(signal) {
  return new SpanlensError("cancelled", "cancelled", { cause: signal.reason });
}

/** The error for an argument that is none: what it is called, what was expected, what came instead. */
export function badArgument(name, expected, got) {
  return new SpanlensError("bad-argument", `${name} must be ${expected}, got ${inWords(got)}`);
}

/** A value as people write it, short. */
function inWords(value) {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : "an array";
  return `an object of type ${value.constructor?.name ?? "Object"}`;
}
