// What the README of the package shows, as it stands there.

import assert from "node:assert";
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";

import { launchBrowser, openPage } from "../browser/page.mjs";
import { serveSite } from "../browser/site.mjs";
import { install } from "./installed.mjs";
import { request } from "./traces.mjs";

const readme = await readFile(new URL("../../pkg-template/README.md", import.meta.url), "utf8");
const blocks = [...readme.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language, code]) => ({ language, code }));

let installed;
before(async () => {
  installed = await install();
  for (const name of ["traces.json", "before.json", "after.json"]) {
    await writeFile(join(installed.directory, name), request(1) + request(2, { status: 2, durationNs: 2_000_000_000n }));
  }
});
after(() => installed?.remove());

/** Runs a line of a shell as far as its first output, or to its end, and gives what it says. */
async function shell(line) {
  const isServer = /^npx spanlens (?!report|compare|export)/.test(line);
  const command = line.replace(/#.*/, "").trim() + (isServer ? " --no-open" : "");
  const shell = spawn("sh", ["-c", `set -e; ${command.replace(/\bnpx /, "exec npx --offline ")}`], {
    cwd: installed.directory,
    detached: true,
  });
  const ended = new Promise((resolve) => shell.on("close", resolve));
  if (!isServer) {
    const [said, complaints] = await Promise.all([text(shell.stdout), text(shell.stderr)]);
    assert.strictEqual(await ended, 0, complaints);
    return said + complaints;
  }
  const said = await new Promise((resolve) => shell.stdout.once("data", (data) => resolve(String(data))));
  process.kill(-shell.pid, "SIGTERM");
  await ended;
  return said;
}

const runs = {
  async js(code) {
    await installed.node(code);
  },

  async sh(code) {
    for (const line of code.trim().split("\n")) {
      const said = await shell(line);
      if (line.includes("npx")) assert.match(said, /Spanlens is at http|1 trace|2 traces|"summary"|Nothing is worse/, line);
    }
  },

  // The settings of an assistant name programs of a registry: the program and its command are what is held here.
  async json(code) {
    const { mcpServers: { spanlens: { command, args } } } = JSON.parse(code);
    assert.deepStrictEqual([command, ...args].filter((word) => !/^-|^@|^\//.test(word)), ["npx", "spanlens", "spanlens", "mcp"]);
    const { peerDependencies } = JSON.parse(await readFile(join(installed.package, "package.json"), "utf8"));
    assert.ok(args.includes(Object.keys(peerDependencies)[0]));
  },

  async html(code) {
    await writeFile(join(installed.directory, "index.html"), code);
    const site = await serveSite({ directory: installed.directory, path: "/", csp: "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'" });
    const browser = await launchBrowser();
    const { page } = await openPage(browser, site.url);
    await page.getByText(/23,?805 requests/).first().waitFor();
    await browser.close();
    await site.close();
  },

  // The policy: browser.test.mjs runs under it.
  async text(code) {
    assert.match(code, /'wasm-unsafe-eval'/);
  },
};

for (const [at, { language, code }] of blocks.entries()) {
  test(`block ${at + 1} of the README runs: ${code.split("\n")[0]}`, () => runs[language](code));
}

test("the README names every code of errors", async () => {
  const types = await readFile(join(installed.package, "protocol.d.ts"), "utf8");
  const [, union] = types.match(/export type ErrorCode =([^;]*);/);
  const codes = [...union.matchAll(/"([\w-]+)"/g)].map(([, code]) => code);
  assert.ok(codes.length > 10);
  for (const code of codes) assert.ok(readme.includes(`\`${code}\``), code);
});
