// An example as people have it: a copy in a folder of its own, with the packed package and its other dependencies installed.

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { install } from "./installed.mjs";

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));
const execute = promisify(execFile);

/**
 * Copies an example and installs what it needs.
 *
 * @returns {Promise<{ directory: string, run: (program: string, ...args: string[]) => Promise<{ stdout: string, stderr: string }>,
 *   remove: () => Promise<void> }>} `run` runs a program in its folder
 */
export async function prepare(name) {
  const packed = await install();
  const directory = await mkdtemp(join(tmpdir(), `spanlens-${name}-`));
  const run = (program, ...args) => execute(program, args, { cwd: directory, timeout: 120_000 }).catch((error) => {
    throw new Error(`${error.message}\n${error.stdout}`, { cause: error });
  });
  await cp(join(examples, name), directory, { recursive: true, filter: (path) => !path.includes("node_modules") });
  const [tarball] = (await readdir(packed.directory)).filter((file) => file.endsWith(".tgz"));
  await run("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", join(packed.directory, tarball));
  await packed.remove();
  return { directory, run, remove: () => rm(directory, { recursive: true }) };
}

/**
 * The strictest policy that a page runs under: its own inline scripts and styles by their hashes, WebAssembly, and requests to itself and to
 * the `servers` that it names.
 */
export async function strictPolicy(page, servers = []) {
  const html = await readFile(page, "utf8");
  const hashes = (tag) => [...html.matchAll(new RegExp(`<${tag}[^>]*>([^]*?)</${tag}>`, "g"))]
    .filter(([, content]) => content !== "")
    .map(([, content]) => `'sha256-${createHash("sha256").update(content).digest("base64")}'`);
  const scripts = ["'self'", "'wasm-unsafe-eval'", ...hashes("script")];
  return `default-src 'self'; script-src ${scripts.join(" ")}; style-src ${["'self'", ...hashes("style")].join(" ")}; img-src 'self' data: blob:; connect-src ${["'self'", ...servers].join(" ")}`;
}
