// The files that an assistant may have opened: those that were named, and those in folders that were.

import { readdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";

import { inputs } from "../inputs.js";
import { AskedWrongly } from "./values.js";

/** How many files of folders are listed at most. */
const LISTED = 2_000;

/** What may be opened. */
export class Allowed {
  #files;
  #folders;

  /** @param {{ files: { name: string, path: string, group: string }[], folders: { name: string, path: string }[] }} named */
  constructor({ files, folders }) {
    this.#files = files;
    this.#folders = folders;
  }

  /**
   * From the words of the command line: files, patterns and folders. They are taken for what they are now.
   *
   * @param {[group: string, names: string[]][]} sides
   */
  static async of(sides) {
    const [files, folders] = [[], []];
    for (const [group, names] of sides) {
      for (const name of names) {
        if (name === "-") throw new Error("mcp: the standard input is where the assistant asks");
        const isFolder = await stat(name).then((entry) => entry.isDirectory(), () => false);
        if (isFolder) folders.push({ name, path: await realpath(name), group });
        else for (const input of await inputs([name])) files.push({ name: input.name, path: await realpath(input.path), group });
      }
    }
    return new Allowed({ files, folders });
  }

  /** The files that were named themselves. */
  get named() {
    return this.#files;
  }

  /** The names of all files that may be opened, in the order of their names, but for those of folders beyond the first thousands. */
  async names() {
    const found = this.#files.map(({ name }) => name);
    for (const { name, path } of this.#folders) {
      const inside = await filesIn(path);
      found.push(...inside.sort().map((file) => join(name, file)));
    }
    return found;
  }

  /**
   * The file that is meant, if it may be opened.
   *
   * @returns {Promise<{ name: string, path: string, group: string }>} the path is that of the file itself, not of a link to it
   */
  async find(name) {
    const places = [resolve(name), ...isAbsolute(name) ? [] : this.#folders.map(({ path }) => resolve(path, name))];
    for (const place of places) {
      const path = await realpath(place).catch(() => undefined);
      if (path === undefined) continue;
      const named = this.#files.find((file) => file.path === path);
      if (named) return named;
      const folder = this.#folders.find((folder) => isWithin(folder.path, path));
      if (folder && (await stat(path)).isFile()) return { name, path, group: folder.group };
    }
    throw new AskedWrongly("this file was not named when the server was started, and is in no folder that was: open without files lists those that can be opened");
  }
}

/** Whether a path is that of something in a folder, and not hidden there. */
function isWithin(folder, path) {
  const inside = relative(folder, path);
  return inside !== "" && !isAbsolute(inside) && !inside.split(sep).some((part) => part === ".." || part.startsWith("."));
}

/** The files below a folder, but for what is hidden and for links. */
async function filesIn(folder, below = "") {
  const found = [];
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    if (entry.name.startsWith(".") || found.length >= LISTED) continue;
    const name = join(below, entry.name);
    if (entry.isDirectory()) found.push(...await filesIn(folder, name));
    else if (entry.isFile()) found.push(name);
  }
  return found.slice(0, LISTED);
}
