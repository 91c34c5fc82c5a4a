// `spanlens --follow`: the page, with a file of lines as it grows.

import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { openInBrowser } from "./opener.js";
import { Relay } from "./relay.js";
import { startServer } from "./server.js";
import { harmless } from "./text.js";

/** The bytes that are read at once. */
const PIECE = 1 << 20;

/** The most bytes of a line. */
const LINE = 64 << 20;

/** How often it is looked whether there is more, in milliseconds. */
const LOOK_MS = 200;

const NEWLINE = 0x0a;

/** Follows a file, and serves the page, until it is stopped. */
export async function follow(path, { port, opens }) {
  const file = await open(path);
  const relay = new Relay(LINE);
  const { url } = await startServer([], port, undefined, relay);
  console.log(`Spanlens is at ${url} and follows ${harmless(basename(path))}\nPress Ctrl+C to stop it.`);
  if (opens) await openInBrowser(url);
  await relayed(path, file, relay);
}

/** Hands on whole lines, for ever. What a page has not read yet waits in the file. */
async function relayed(path, file, relay) {
  const buffer = Buffer.alloc(PIECE);
  let [at, begun] = [0, []];
  for (;;) {
    while (!relay.hasPages || !relay.hasRoom(PIECE)) await sleep(LOOK_MS);
    const { bytesRead } = await file.read(buffer, 0, PIECE, at);
    if (bytesRead === 0) {
      const next = await successor(path, file, at);
      if (next === undefined) {
        await sleep(LOOK_MS);
        continue;
      }
      // The last line of a file that has ended is one without an end, too.
      if (begun.length > 0) await handOn(begun, relay);
      await file.close();
      [file, at, begun] = [next, 0, []];
      continue;
    }
    at += bytesRead;
    const end = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      await handOn([...begun, buffer.subarray(0, end)], relay);
      begun = [];
    }
    if (end < bytesRead) begun.push(Buffer.from(buffer.subarray(end, bytesRead)));
    if (begun.reduce((bytes, part) => bytes + part.length, 0) > LINE) throw new Error(`${path} has a line of more than ${LINE} bytes`);
  }
}

/** Hands on lines, once there is room for them. */
async function handOn(parts, relay) {
  const lines = Buffer.concat(parts);
  while (!relay.hasRoom(lines.length)) await sleep(LOOK_MS);
  relay.add(lines);
}

/** The file that is there in place of one that was read to its end: another one of its name, or the same from its beginning, if it was cut. */
async function successor(path, file, at) {
  const [now, before] = await Promise.all([stat(path).catch(() => undefined), file.stat()]);
  if (now === undefined) return undefined;
  const isOther = now.ino !== before.ino || now.dev !== before.dev;
  return isOther || now.size < at ? open(path).catch(() => undefined) : undefined;
}
