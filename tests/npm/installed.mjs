// The package as people have it: packed, and installed in a folder of its own.

import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

const built = fileURLToPath(new URL("../../dist/npm/", import.meta.url));
const run = promisify(execFile);

/**
 * Packs and installs the package.
 *
 * @returns {Promise<{ directory: string, package: string, load: (name?: string) => Promise<object>,
 *   node: (script: string, options?: object) => Promise<{ stdout: string, stderr: string }>, remove: () => Promise<void> }>}
 *   `load` imports what a program there would get by that name; `node` runs such a program
 */
export async function install() {
  const directory = await mkdtemp(join(tmpdir(), "spanlens-"));
  await run("npm", ["pack", built, "--pack-destination", directory]);
  const [tarball] = (await readdir(directory)).filter((name) => name.endsWith(".tgz"));
  await writeFile(join(directory, "package.json"), `{ "type": "module" }`);
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", `./${tarball}`], { cwd: directory });
  let programs = 0;
  const write = async (script) => {
    const path = join(directory, `program-${programs++}.mjs`);
    await writeFile(path, script);
    return path;
  };
  return {
    directory,
    package: join(directory, "node_modules/spanlens"),
    load: async (name = "spanlens") => import(pathToFileURL(await write(`export * from ${JSON.stringify(name)};`))),
    node: async (script, options) => run(process.execPath, [await write(script)], { cwd: directory, timeout: 60_000, ...options }),
    remove: () => rm(directory, { recursive: true }),
  };
}
