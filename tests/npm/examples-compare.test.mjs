// examples/compare: what a build sees of it.

import assert from "node:assert";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";

import { write } from "../browser/traces.mjs";
import { prepare } from "./example.mjs";
import { nativeAnswers } from "./native.mjs";
import { shop } from "./shop.mjs";

let example, usual, slower, failing;
before(async () => {
  example = await prepare("compare");
  usual = await shop("usual.json");
  slower = await shop("slower.json", { cartMs: 16 });
  failing = await shop("failing.json", { failing: 1 });
});
after(() => example?.remove());

/** What running it with some arguments comes to. */
const compare = (...args) => new Promise((resolve) => {
  execFile(process.execPath, ["compare.mjs", ...args], { cwd: example.directory }, (error, stdout, stderr) =>
    resolve({ code: error?.code ?? 0, stdout, stderr }));
});

/** Whether the words are on one line, in their order. */
const says = (text, ...words) =>
  assert.ok(text.split("\n").some((line) => words.every((word) => line.includes(word))), `${words.join(" … ")} in:\n${text}`);

test("a file is no worse than itself", async () => {
  const { code, stdout, stderr } = await compare(usual, usual);
  assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" });
  says(stdout, "requests", "200", "200");
  says(stdout, "Nothing got worse.");
});

test("a slower cart is found and named, with the numbers of the native engine", async () => {
  const { code, stdout } = await compare(usual, slower);
  assert.strictEqual(code, 1, stdout);
  says(stdout, "Requests got slower.");
  says(stdout, "+6.0 ms at the same mix");
  says(stdout, "cart", "6.0 ms");
  const red = async (file) => {
    const [{ selectionTotal }] = await nativeAnswers([file], [{ overview: { population: "requests", baseline: "rest" } }]);
    return selectionTotal;
  };
  const [before, after] = [await red(usual), await red(slower)];
  const milliseconds = (ns) => `${(ns / 1e6).toFixed(1)} ms`;
  says(stdout, "p95", milliseconds(before.p95Ns), milliseconds(after.p95Ns));
});

test("what got faster is no worse", async () => {
  assert.strictEqual((await compare(slower, usual)).code, 0);
});

test("more failures are found, with what they say", async () => {
  const { code, stdout } = await compare(usual, failing);
  assert.strictEqual(code, 1, stdout);
  says(stdout, "More requests fail.");
  says(stdout, "0.0 % → 5.0 %", "is locked");
});

test("limits are what one asks for", async () => {
  assert.strictEqual((await compare(usual, slower, "--max-latency-increase", "50%")).code, 0);
  assert.strictEqual((await compare(usual, slower, "--min-latency-increase-ms", "7")).code, 0);
  assert.strictEqual((await compare(usual, failing, "--max-error-increase", "5%")).code, 0);
});

test("who asks for help gets it", async () => {
  const { code, stdout } = await compare("--help");
  assert.strictEqual(code, 0);
  says(stdout, "--max-latency-increase", "default: 10%");
});

for (const [what, args] of [
  ["no file", () => []],
  ["one file", () => [usual]],
  ["three files", () => [usual, usual, usual]],
  ["an option that there is not", () => [usual, usual, "--fast"]],
  ["a limit that is no number", () => [usual, usual, "--max-error-increase", "few"]],
  ["a file that is not there", () => [usual, `${usual}.lost`]],
  ["a file without traces", async () => [usual, await write("npm/empty.json", "{}\n")]],
  ["a file that breaks off", async () => [usual, await write("npm/broken.json", `{"resourceSpans": [{`)]],
  ["a file of something else", async () => [usual, await write("npm/else.txt", "hello\n")]],
]) {
  test(`${what} cannot be compared`, async () => {
    const { code, stdout, stderr } = await compare(...await args());
    assert.deepStrictEqual({ code, stdout }, { code: 2, stdout: "" });
    says(stderr, "--help");
  });
}
