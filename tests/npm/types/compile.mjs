// The TypeScript compiler, at its strictest.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../../", import.meta.url));

const flags = [
  "--noEmit",
  "--strict",
  "--exactOptionalPropertyTypes",
  "--noUncheckedIndexedAccess",
  "--noUnusedLocals",
  "--module",
  "nodenext",
  "--target",
  "es2022",
];

/**
 * Checks files, by their paths from the root of the repository.
 *
 * @param {string[]} files
 * @param {string} [libraries] what there is beside the language
 * @returns {Promise<string>} what is wrong with them: nothing, if all is well
 */
export async function faultsOf(files, libraries = "es2022") {
  try {
    await promisify(execFile)(process.execPath, ["node_modules/typescript/bin/tsc", ...flags, "--lib", libraries, ...files], { cwd: root });
    return "";
  } catch ({ stdout, message }) {
    return stdout || message;
  }
}
