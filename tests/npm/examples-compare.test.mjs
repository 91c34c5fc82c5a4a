// examples/compare: what a build sees of it, and all of `spanlens compare`.

import assert from "node:assert";
import { execFile } from "node:child_process";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { trace, write } from "../browser/traces.mjs";
import { prepare } from "./example.mjs";
import { shop } from "./shop.mjs";

let example, usual, slower, failing, evil;
before(async () => {
  example = await prepare("compare");
  usual = await shop("usual.json");
  slower = await shop("slower.json", { cartMs: 16 });
  failing = await shop("failing.json", { failing: 4 });
  evil = await write("npm/evil.json", Array.from({ length: 60 }, (_, at) =>
    trace((at + 1).toString(16), [["shop", "GET |a|<b> @you #12 https://x.y `c`", at * 1000, at * 1000 + 9, {}]])).join(""));
});
after(() => example?.remove());

/** Runs a program in the folder of the example. */
const run = (program, ...words) => new Promise((resolve) => {
  execFile(program, words, { cwd: example.directory }, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }));
});
const compare = (...words) => run(join(example.directory, "node_modules/.bin/spanlens"), "compare", ...words);

/** The limits of the example. */
const LIMITS = ["--fail-on", "slower 10%, failing 1%"];

test("a file is no worse than itself", async () => {
  const { code, stdout, stderr } = await compare(usual, "--with", usual, ...LIMITS);
  assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.strictEqual(stdout, [
    "Nothing is worse, new or gone in after, compared with before: 400 requests of 1 operation.",
    "",
    "No operation is for certain more than 10 % slower or 1 percentage point more failing.",
    "",
  ].join("\n"));
});

test("a slower cart is found and named, and is too much", async () => {
  const { code, stdout } = await compare(usual, "--with", slower, ...LIMITS);
  assert.strictEqual(code, 1, stdout);
  assert.match(stdout, /^1\. In after GET \/cart takes 28\.9 ms in the mean, in before 22\.9 ms: at least 5\.\d+ ms of it for certain\.$/m);
  assert.match(stdout, /^ {3}Suspects: cart, at least 5\.\d+ ms each and 6 ms expected$/m);
  assert.match(stdout, /^One change is for certain more than 10 % slower or 1 percentage point more failing: number 1\.$/m);
});

test("what got faster is no worse, and without limits nothing is too much", async () => {
  assert.strictEqual((await compare(slower, "--with", usual, ...LIMITS)).code, 0);
  const { code, stdout } = await compare(usual, "--with", slower);
  assert.deepStrictEqual([code, /too much|for certain more/.test(stdout)], [0, false]);
});

test("limits are what one asks for, and what is certain has to be beyond them", async () => {
  assert.strictEqual((await compare(usual, "--with", slower, "--fail-on", "slower 24%, failing 1%")).code, 1);
  assert.strictEqual((await compare(usual, "--with", slower, "--fail-on", "slower 26.3%")).code, 0, "the mean is 26.2 % longer");
  assert.strictEqual((await compare(usual, "--with", failing, "--fail-on", "slower 0%")).code, 0);
  assert.strictEqual((await compare(usual, "--with", failing, "--fail-on", "failing 19.9%")).code, 0, "20 points, but not for certain");
  assert.strictEqual((await compare(usual, "--with", failing, "--fail-on", "failing 4%")).code, 1);
});

test("more failures are found, with what they say", async () => {
  const { code, stdout } = await compare(usual, "--with", failing, ...LIMITS);
  assert.strictEqual(code, 1, stdout);
  assert.match(stdout, /^1\. In after 20 % of GET \/cart fail, in before none: 40 more\. At least [\d.]+ percentage points of it are certain\.$/m);
  assert.match(stdout, /^ {3}Causes: cart cart\.Get, .*is locked: 20 %, before 0 %$/m);
});

test("what is new and what is gone is told, and is not too much", async () => {
  const { code, stdout } = await compare(usual, "--with", evil, ...LIMITS);
  assert.strictEqual(code, 0);
  assert.match(stdout, /is new: 60 requests, none of them failing in after\./);
  assert.match(stdout, /GET \/cart is gone: 200 requests, none of them failing in before\./);
});

test("Markdown is for the comment of a pull request, and nobody is called by what strangers wrote", async () => {
  const { code, stdout } = await compare(usual, "--with", slower, "--markdown", ...LIMITS);
  assert.strictEqual(code, 1);
  assert.match(stdout, /^### ❌ Traces: 200 requests after, compared with 200 before\n\n/);
  assert.match(stdout, /^\| \*\*1\*\* \| \*\*frontend GET \/cart\*\* \| \*\*slower\*\* \| \*\*22\.9 ms\*\* \| \*\*28\.9 ms\*\* \| \*\*\+5\.\d+ ms\*\* \|$/m);
  assert.match(stdout, /<details><summary>What explains 1<\/summary>\n\nIn after GET \/cart takes/);
  assert.match(stdout, /^- Suspects: cart, at least 5\.\d+ ms each/m);
  const { stdout: escaped } = await compare(usual, "--with", evil, "--markdown");
  const name = "GET \\|a\\|&lt;b&gt; @&#8203;you #&#8203;12 https&#8203;://x.y \\`c\\`";
  assert.ok(escaped.includes(`| shop ${name} | new | none | 60 | yes |`), escaped);
  assert.match(escaped, /^### Traces: 60 requests after/, "no verdict where nobody asked");
});

test("a text of strangers is one line without meaning", async () => {
  const { plain } = await import(pathToFileURL(join(example.directory, "node_modules/spanlens/cli/compare-markdown.js")));
  for (const [text, expected] of [
    ["a_b*c* [d](e)", "a\\_b\\*c\\* \\[d\\]\\(e\\)"],
    ["# title", "\\# title"],
    ["1\n2", "1\\\\u\\{a\\}2"],
    ["GH-12 www.x.y &#64;you", "GH&#8203;\\-12 www&#8203;.x.y &amp;#&#8203;64;you"],
    ["x".repeat(400), `${"x".repeat(299)}…`],
  ]) {
    assert.strictEqual(plain(text), expected);
  }
});

test("as JSON it has all, with what is too much", async () => {
  const { code, stdout } = await compare(usual, "--with", slower, "--json", ...LIMITS);
  assert.strictEqual(code, 1);
  const { findings, evidence, tooMuch } = JSON.parse(stdout);
  assert.deepStrictEqual([findings.compared.beforeUnits, findings.compared.afterUnits, tooMuch], [200, 200, [1]]);
  const [{ kind, change, selection, baseline }] = findings.findings;
  assert.deepStrictEqual([kind, change.beforeUnits, selection.group, baseline.group], ["slower", 200, "after", "before"]);
  assert.strictEqual(evidence[0].suspects[0].service, "cart");
});

test("the scripts of the example say it, and end as it ends", async () => {
  await copyFile(usual, join(example.directory, "before.json"));
  await copyFile(slower, join(example.directory, "after.json"));
  const { code, stdout } = await run("npm", "run", "--silent", "compare");
  assert.deepStrictEqual([code, /number 1\.\n$/.test(stdout)], [1, true]);
  assert.match((await run("npm", "run", "--silent", "comment")).stdout, /^### ❌/);
});

for (const [what, words, expected, message] of [
  ["no other file", () => [usual], 2, "--with FILE"],
  ["an option that there is not", () => [usual, "--with", usual, "--fast"], 2, "--fast"],
  ["a limit that is no number", () => [usual, "--with", usual, "--fail-on", "failing few"], 2, "not failing few"],
  ["a file that is not there", () => [usual, "--with", `${usual}.lost`], 1, "there is no file"],
  ["a file without traces", async () => [usual, "--with", await write("npm/empty.json", "{}\n")], 1, "there are no requests in what is after"],
  ["a file of something else", async () => [await write("npm/else.txt", "hello\n"), "--with", usual], 1, "else.txt"],
]) {
  test(`${what} cannot be compared`, async () => {
    const { code, stdout, stderr } = await compare(...await words());
    assert.deepStrictEqual({ code, stdout }, { code: expected, stdout: "" });
    assert.ok(stderr.includes(message), stderr);
  });
}

test("a file that breaks off is compared as far as it goes, and that is a failure", async () => {
  const broken = await write("npm/broken.json", `${trace("1", [["frontend", "GET /cart", 0, 22, {}]])}{"resourceSpans": [{`);
  const { code, stdout, stderr } = await compare(usual, "--with", broken, ...LIMITS);
  assert.deepStrictEqual([code, stderr.includes("broken.json"), stdout.includes("Nothing is worse")], [1, true, true]);
});
