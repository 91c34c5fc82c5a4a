// The body of a request, undone of its compression, within a limit.

import { createGunzip, createInflate } from "node:zlib";

/** The body has more bytes than it may. */
export class TooLarge extends Error {}

/** All bodies that are being read have more bytes together than they may. */
export class Busy extends Error {}

/** The body is not what it is said to be encoded as; or `encoding` is none that is known. */
export class Undecodable extends Error {
  encoding;
}

const DECODERS = { gzip: createGunzip, "x-gzip": createGunzip, deflate: createInflate, zlib: createInflate };

/**
 * Reads a body.
 *
 * @param {import("node:http").IncomingMessage} request
 * @param {number} most the bytes that it may have, compressed and not
 * @param {{ bytes: number, most: number }} reading what is held of all bodies that are being read, and how much may be
 * @returns {Promise<Buffer>}
 */
export async function bodyOf(request, most, reading) {
  if (Number(request.headers["content-length"]) > most) throw new TooLarge();
  const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  const decoder = encoding === "identity" || encoding === "" ? undefined : DECODERS[encoding]?.();
  if (decoder === undefined && encoding !== "identity" && encoding !== "") {
    throw Object.assign(new Undecodable(`The Content-Encoding ${encoding.slice(0, 40)} is none that is read.`), { encoding });
  }
  const parts = [];
  let bytes = 0;
  try {
    for await (const part of decoded(request, decoder)) {
      bytes += part.length;
      reading.bytes += part.length;
      if (bytes > most) throw new TooLarge();
      if (reading.bytes > reading.most) throw new Busy();
      parts.push(part);
    }
    return Buffer.concat(parts);
  } finally {
    reading.bytes -= bytes;
    decoder?.destroy();
  }
}

/** The parts of a body. It is not destroyed when it is left, as the answer goes back the same way. */
async function* decoded(request, decoder) {
  if (!decoder) return yield* request.iterator({ destroyOnReturn: false });
  const fault = new Promise((_, reject) => request.once("aborted", () => reject(new Error("the sender has left"))));
  fault.catch(() => {});
  request.pipe(decoder);
  const parts = decoder[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { value, done } = await Promise.race([parts.next(), fault]);
      if (done) return;
      yield value;
    }
  } catch (error) {
    request.unpipe(decoder);
    if (typeof error.code === "string" && error.code.startsWith("Z_")) throw new Undecodable(`The body cannot be decompressed: ${error.message}.`);
    throw error;
  }
}
