// From the files of the command line to files that can be read.

import fs, { createReadStream, createWriteStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

import { temporaryFolder } from "./temporary.js";

/**
 * A file that is meant, under the name that a person would call it by. Without a path it is the standard input. What is not stored, as
 * that and pipes, can be read once, and nobody knows how long it is.
 *
 * @typedef {{ name: string, path?: string, isStored: boolean }} Input
 */

/**
 * The files that are meant, each once.
 *
 * @param {string[]} names of files and folders, patterns, or "-"
 * @returns {Promise<Input[]>}
 */
export async function inputs(names) {
  const found = new Map();
  for (const name of names) {
    for (const input of await meantBy(name)) found.set(input.path, input);
  }
  return [...found.values()];
}

async function meantBy(name) {
  if (name === "-") return [{ name: "standard input", isStored: false }];
  const entry = await stat(name).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (entry?.isDirectory()) return inFolder(name);
  if (entry) return [{ name, path: name, isStored: entry.isFile() }];
  if (/[*?[{]/.test(name)) return matching(name);
  throw new Error(`there is no file ${name}`);
}

/** The files below a folder, but for what is hidden. */
async function inFolder(folder) {
  const paths = await visibleIn(folder);
  if (paths.length === 0) throw new Error(`there are no files in ${folder}`);
  return paths.sort().map(storedAt);
}

async function visibleIn(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const paths = entries.filter(({ name }) => !name.startsWith(".")).map((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return visibleIn(path);
    return entry.isFile() ? [path] : [];
  });
  return (await Promise.all(paths)).flat();
}

/** What a pattern matches that the shell has left to us. */
function matching(pattern) {
  if (!fs.globSync) {
    throw new Error(`there is no file ${pattern}, and patterns are for the shell before Node 22: leave out the quotes`);
  }
  const paths = fs.globSync(pattern).filter((path) => fs.statSync(path).isFile());
  if (paths.length === 0) throw new Error(`there is no file that matches ${pattern}`);
  return paths.sort().map(storedAt);
}

const storedAt = (path) => ({ name: path, path, isStored: true });

/**
 * Files that can be read as often as one likes: what is not stored is, in a file that goes with the process.
 *
 * @param {Input[]} inputs
 * @returns {Promise<{ name: string, path: string }[]>}
 */
export async function stored(inputs) {
  const files = [];
  for (const { name, path, isStored } of inputs) {
    files.push({ name, path: isStored ? path : await copied(path) });
  }
  return files;
}

async function copied(path) {
  const copy = join(await temporaryFolder(), "traces");
  const source = path === undefined ? process.stdin : createReadStream(path);
  await pipeline(source, createWriteStream(copy, { mode: 0o600 }));
  return copy;
}
