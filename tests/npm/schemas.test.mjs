// The JSON schemas of the package: they say what the types do, and what the program writes is as they say.

import assert from "node:assert";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { Ajv } from "ajv";

import { install } from "./installed.mjs";
import { shop } from "./shop.mjs";
import { schemaOf, written } from "./types/schema.mjs";

const root = new URL("../../", import.meta.url);
const run = promisify(execFile);

/** The schemas of what `--json` writes: the type of each, and what it is of. */
const WRITTEN = {
  report: ["Report", "What spanlens report --json writes"],
  compare: ["Comparison", "What spanlens compare --json writes"],
};

let installed;
before(async () => {
  installed = await install();
});
after(() => installed?.remove());

/** What the program writes, as an object. It may end with any status. */
async function json(words) {
  const { stdout } = await run(process.execPath, [join(installed.package, "cli.js"), ...words], { maxBuffer: 1 << 28 }).catch((error) => error);
  return JSON.parse(stdout);
}

const inPackage = async (name) => JSON.parse(await readFile(join(installed.package, `schemas/${name}.json`), "utf8"));

/** What is wrong with a value, if something is. */
async function faultsOf(name, value) {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictTuples: false });
  const holds = ajv.compile(await inPackage(name));
  return holds(value) ? [] : holds.errors.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
}

test("the schemas say what the types do", async () => {
  const types = await readFile(new URL("dist/npm/protocol.d.ts", root), "utf8");
  const own = await readFile(new URL("types/written.d.ts", import.meta.url), "utf8");
  for (const [name, [type, title]] of Object.entries(WRITTEN)) {
    const expected = `${written(schemaOf(`${types}\n${own}`, type, title))}\n`;
    const path = fileURLToPath(new URL(`pkg-template/schemas/${name}.json`, root));
    if (process.env.SPANLENS_WRITE_SNAPSHOTS) await writeFile(path, expected);
    assert.strictEqual(await readFile(path, "utf8"), expected, `${name}: SPANLENS_WRITE_SNAPSHOTS=1 writes it anew; what goes or means something else is a new version`);
  }
});

test("reports are as their schema says", async () => {
  const data = (name) => fileURLToPath(new URL(`tests/data/reader/${name}`, root));
  const slow = await shop("schema-slow.jsonl", { cartMs: 60, failing: 3 });
  for (const words of [[slow], [data("documents.jsonl"), data("values.json"), data("tempo.json")], ["--population", "spans", "--fail", "5xx", slow]]) {
    const report = await json(["report", "--json", ...words]);
    assert.deepStrictEqual(await faultsOf("report", report), [], words.join(" "));
  }
});

test("comparisons are as their schema says", async () => {
  const [quick, slow] = [await shop("schema-quick.jsonl", {}), await shop("schema-slow.jsonl", { cartMs: 60, failing: 3 })];
  const comparison = await json(["compare", "--json", quick, "--with", slow, "--fail-on", "slower 10%"]);
  assert.deepStrictEqual(await faultsOf("compare", comparison), []);
  assert.ok(comparison.evidence.length > 0 && comparison.tooMuch.length > 0);
});

test("what is not as a schema says is found", async () => {
  const report = await json(["report", "--json", await shop("schema-quick.jsonl", {})]);
  for (const break_ of [(it) => delete it.overview.names, (it) => (it.schemaVersion = 2), (it) => (it.summary.bogus = 1), (it) => (it.findings.searched.units = "1")]) {
    const broken = structuredClone(report);
    break_(broken);
    assert.notDeepStrictEqual(await faultsOf("report", broken), []);
  }
});
