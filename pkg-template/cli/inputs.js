// From the files of the command line to files that can be read.

import fs, { createWriteStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

import { temporaryFolder } from "./temporary.js";

/**
 * The files that are meant, each once, under the names that a person would call them by.
 *
 * @param {string[]} names of files and folders, patterns, or "-"
 * @returns {Promise<{ name: string, path: string }[]>}
 */
export async function inputs(names) {
  const found = new Map();
  for (const name of names) {
    for (const input of await meantBy(name)) found.set(input.path, input);
  }
  return [...found.values()];
}

async function meantBy(name) {
  if (name === "-") return [{ name: "standard input", path: await standardInput() }];
  const entry = await stat(name).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (entry?.isDirectory()) return inFolder(name);
  if (entry) return [{ name, path: name }];
  if (/[*?[{]/.test(name)) return matching(name);
  throw new Error(`there is no file ${name}`);
}

/** The files below a folder, but for what is hidden. */
async function inFolder(folder) {
  const paths = await visibleIn(folder);
  if (paths.length === 0) throw new Error(`there are no files in ${folder}`);
  return paths.sort().map((path) => ({ name: path, path }));
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
  return paths.sort().map((path) => ({ name: path, path }));
}

/** The standard input in a file of its own, which goes with the process. */
async function standardInput() {
  const path = join(await temporaryFolder(), "stdin");
  await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }));
  return path;
}
