// What of a state of the page stands in a file that has the page and traces in it: nothing of where traces are from, and nothing that says
// what is hidden in them.

/** The keys of `www/src/address.rs`, but for those of sources, of groups and of when they are read. */
const VIEW = [
  "v", "unit", "fail", "filter", "health", "axis", "view", "view-duration", "view-number", "sampled", "gaps", "baseline", "tab", "compare", "sort", "offset",
  "flame-time", "flame-names", "flame-by", "flame-mix", "left", "right", "trace", "span",
];
const SELECTION = [
  "time", "duration", "errors", "where", "error", "error-service", "error-name", "error-type", "error-message", "frame", "frame-to",
  "frame-names", "frame-by", "operation", "number", "marks", "mark", "mark-names",
];
/** A note, whose value has keys of its own: what was written, and what it is about. */
const NOTE = "note";
const NOTED = new Set(["title", "text", "trace", "span", ...SELECTION]);
const KEYS = new Set([NOTE, ...VIEW, ...SELECTION, ...SELECTION.map((key) => `baseline-${key}`)]);

/** A filter that names no attribute and quotes no text: of statuses, kinds and durations alone. */
const WORDLESS = /^(?:[\s{}()!&|=<>]|\b(?:status|kind|duration|error|ok|unset|server|client|internal|producer|consumer)\b|\b\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h)?\b)*$/;

/**
 * The state as it stands in a file. Where something is hidden, conditions that could say it are left out: filters with a text or an
 * attribute, errors, frames, what is waited for, numbers of calls and of attributes, and operations whose services or queries are hidden; and with
 * them the notes about such selections.
 *
 * @param {string} state the part of the page's address after `#`
 * @param {import("../protocol.js").ExportContents} contents what the file gives away
 * @param {boolean} hides whether anything of it is hidden
 * @returns {{ state: string, isWhole: boolean }} whether no condition is left out
 */
export function stateInFile(state, contents, hides) {
  const notes = [];
  const pairs = pairsOf(state, KEYS).filter((pair) => keyOf(pair) !== NOTE || notes.push(pair) === 0);
  const kept = hides ? pairs.filter((pair) => saysNothing(pair, contents)) : pairs;
  // What a person has written stays; what it is about has conditions, too.
  const noted = notes.map((pair) => noteInFile(pair, contents, hides)).filter((pair) => pair !== undefined);
  return { state: [...kept, ...noted].join("&"), isWhole: kept.length === pairs.length && noted.length === notes.length };
}

/** A note as it stands in the file, if its place can be told there. */
function noteInFile(pair, contents, hides) {
  const pairs = pairsOf(decoded(pair.slice(NOTE.length + 1)), NOTED);
  if (hides && !pairs.every((pair) => saysNothing(pair, contents))) return undefined;
  return `${NOTE}=${encodeURIComponent(pairs.join("&"))}`;
}

const pairsOf = (text, known) => text.replace(/^#/, "").split("&").filter((pair) => known.has(keyOf(pair)));

const keyOf = (pair) => pair.slice(0, Math.max(pair.indexOf("="), 0));

/** Whether a pair cannot say what is hidden. */
function saysNothing(pair, { keys, nameTreatment }) {
  const key = keyOf(pair).replace(/^baseline-/, "");
  const value = () => decoded(pair.slice(pair.indexOf("=") + 1));
  if (key === "filter" || key === "where") return WORDLESS.test(value());
  if (key === "operation") return nameTreatment === "kept" && !keys.some(({ key, treatment }) => key === "service.name" && treatment !== "kept");
  // How many spans a request has is no value of an attribute.
  if (key === "axis") return value() === "spans";
  if (key === "number") return /^[^:]*:spans$/.test(value());
  return !/^(?:error$|error-|frame|mark|view-number)/.test(key);
}

/** What cannot be decoded says nothing that is known, and so is left out where something is hidden. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return `"${text}"`;
  }
}
