// Traces as a file: what a query means in the protocol, and the pieces of the file as a stream.

import { boolean, listOf, object, oneOf, optional, text } from "./check.js";
import { badArgument } from "./error.js";
import { defaults, words } from "./protocol.js";
import { toComparison } from "./query.js";

const HIDDEN = ["remove", "hash"];
const REDACTION = [...HIDDEN, "keep"];
const WRITTEN = ["withBaseline", "format", "gzip", "hashKey"];
/** The bytes of a key that hashes are made with. */
const KEY_BYTES = 32;

/** The question of what an export gives away. A query for the export itself is taken, too. */
export function toContents(name, query = {}) {
  return {
    comparison: toComparison(name, query, [...REDACTION, ...WRITTEN]),
    withBaseline: optional(`${name}: withBaseline`, query.withBaseline, boolean) ?? false,
    redaction: toRedaction(name, query),
  };
}

/**
 * The question of each piece of an export, whether the file is compressed, and the key of its hashes, which is made where none is
 * given and one is needed.
 */
export function toExport(name, query = {}) {
  const { redaction, ...which } = toContents(name, query);
  const hashes = redaction.hash.length > 0 || redaction.hashGroups.length > 0;
  const given = optional(`${name}: hashKey`, query.hashKey, hexadecimalKey);
  const hashKey = hashes ? given ?? newKey() : undefined;
  const format = optional(`${name}: format`, query.format, oneOf, words.ExportFormat) ?? defaults.ExportFormat;
  const gzip = optional(`${name}: gzip`, query.gzip, boolean) ?? false;
  return { question: { ...which, options: { format, redaction, hashKey } }, gzip, hashKey };
}

/**
 * The pieces of an export as a stream, each asked for when the one before it is taken. The first is there when the promise is
 * fulfilled, so that what makes no sense rejects it.
 *
 * @param {(from?: ExportPosition) => Promise<ExportPiece>} ask gives the piece that begins where the one before says, or the first
 * @param {(spans: number) => void} [tell] is told how many spans have been taken
 */
export async function streamOf(ask, tell) {
  let piece = await ask();
  let spans = 0;
  return new ReadableStream({
    async pull(controller) {
      const { bytes, spans: more, next } = piece.bytes ? piece : await ask(piece.next);
      piece = { next };
      if (bytes.length > 0) controller.enqueue(bytes);
      if (next === undefined) controller.close();
      spans += more;
      tell?.(spans);
    },
  }, { highWaterMark: 0 });
}

function toRedaction(name, query) {
  const [remove, hash] = HIDDEN.map((member) => optional(`${name}: ${member}`, query[member], toHidden) ?? {});
  return {
    remove: remove.keys ?? [],
    removeGroups: remove.groups ?? [],
    hash: hash.keys ?? [],
    keep: optional(`${name}: keep`, query.keep, listOf, text) ?? [],
    hashGroups: hash.groups ?? [],
  };
}

function toHidden(name, hidden) {
  const { keys, groups } = object(name, hidden, ["keys", "groups"]);
  return {
    keys: optional(`${name}.keys`, keys, listOf, text),
    groups: optional(`${name}.groups`, groups, listOf, (at, group) => oneOf(at, group, words.RedactionGroup)),
  };
}

function hexadecimalKey(name, key) {
  if (/^[0-9a-f]{64}$/i.test(text(name, key))) return key;
  throw badArgument(name, `${2 * KEY_BYTES} hexadecimal digits`, key);
}

function newKey() {
  const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(key, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
