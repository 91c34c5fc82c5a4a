// The built package, by those who know what goes wrong with packages.

import assert from "node:assert";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { publint } from "publint";
import { formatMessage } from "publint/utils";

import { faultsOf } from "./types/compile.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const built = "dist/npm";

test("every file that package.json names is there and is what it says", async () => {
  const { messages, pkg } = await publint({ pkgDir: `${root}${built}`, strict: true });
  assert.deepStrictEqual(messages.map((message) => formatMessage(message, pkg, { color: false })), []);
});

test("TypeScript finds the types of every entry, in Node and in bundlers", async () => {
  // The package is of ES modules only, so nobody can require it from CommonJS.
  const program = "node_modules/@arethetypeswrong/cli/dist/index.js";
  const flags = ["--pack", built, "--profile", "esm-only", "--no-emoji", "--no-color"];
  const said = await promisify(execFile)(process.execPath, [program, ...flags], { cwd: root }).then(
    () => "",
    ({ stdout, stderr }) => stdout + stderr,
  );
  assert.strictEqual(said, "");
});

test("programs that are written against the API compile, and those that misuse it do not", async () => {
  for (const libraries of ["esnext,dom,dom.iterable", "es2022,dom,esnext.disposable"]) {
    assert.strictEqual(await faultsOf(["tests/npm/api.ts"], libraries), "");
  }
});
