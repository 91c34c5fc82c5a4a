// One file with the page, the engine and traces, as a program has it made.

import assert from "node:assert";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";

import { addressOf } from "../../dist/npm/address.js";
import { held, htmlFile } from "../../dist/npm/html/file.js";
import { stateInFile } from "../../dist/npm/html/state.js";
import { install } from "./installed.mjs";

let installed, createEngine, engine;
before(async () => {
  installed = await install();
  ({ createEngine } = await installed.load());
  engine = await createEngine();
  await engine.openDemo();
});
after(() => {
  engine?.close();
  return installed?.remove();
});

/** What is in a file: its state, its traces as lines, and all of it as text, unpacked. */
async function read(html) {
  const text = await html.text();
  const parts = Object.fromEntries(Array.from(text.matchAll(/type="application\/gzip" id="spanlens-(\w+)">([^<]*)</g), ([, name, packed]) => {
    return [name, gunzipSync(Buffer.from(packed, "base64"))];
  }));
  const about = JSON.parse(text.match(/id="spanlens-about">([^<]*)</)[1]);
  const traces = parts.traces.toString();
  const spans = traces.trim().split("\n").filter((line) => line.startsWith(`{"resourceSpans"`));
  const readable = text.replaceAll(/type="application\/gzip" id="spanlens-\w+">[^<]*/g, "");
  return { about, parts: Object.keys(parts), spans, everything: `${readable}${traces}` };
}

test("all that is in view is in it, and it opens with what the query says", async () => {
  const filter = "{ status = error }";
  const { html, contents, isStateWhole, hashKey } = await engine.toHtml({ filter, selection: { errors: true }, fail: "5xx" });
  assert.deepStrictEqual([html.type, isStateWhole, hashKey], ["text/html", true, undefined]);
  const { about, parts, spans } = await read(html);
  assert.deepStrictEqual(parts, ["page", "views", "worker", "engine", "traces"]);
  assert.deepStrictEqual(about, { name: "traces.jsonl.gz", state: "v=1&fail=5xx&filter=%7B%20status%20=%20error%20%7D&errors=only", isSample: false });
  const { traces } = await engine.exportContents({ filter });
  assert.deepStrictEqual([spans.length, contents.traces], [traces, traces]);
});

test("a selection is in it alone, or with as many traces of the baseline", async () => {
  const query = { selection: { errors: true } };
  const { traces } = await engine.exportContents(query);
  const [alone, both] = await Promise.all(["selection", "both"].map((traces) => engine.toHtml({ ...query, traces })));
  assert.deepStrictEqual([alone.contents.traces, both.contents.traces], [traces, 2 * traces]);
  const other = await createEngine();
  const { about, spans } = await read(both.html);
  assert.strictEqual(about.isSample, true);
  await other.open(new Blob([spans.join("\n")]));
  const { selected, baseline } = await other.count(query);
  assert.deepStrictEqual([selected, baseline], [(await engine.count(query)).selected, traces]);
  other.close();
  await assert.rejects(engine.toHtml({ traces: "both" }), { code: "bad-argument", message: /selection must be a selection where traces is "both"/ });
});

test("what is hidden is neither in its traces nor in its state, and where they are from is not either", async () => {
  const { keys } = await engine.exportContents();
  const { example } = keys.find(({ key }) => key === "app.tenant");
  const state = `v=1&url=https://secret.example/a&file=secret.json&filter=${encodeURIComponent(`{ .app.tenant = "${example}" }`)}&time=0-9000000000000000000&errors=only`
    + `&error=failed&error-message=${encodeURIComponent(example)}&of=secret&tab=causes`;
  const { html, isStateWhole, hashKey } = await engine.toHtml({ state, hash: { keys: ["app.tenant"] } });
  const { about, everything } = await read(html);
  assert.deepStrictEqual([about.state, isStateWhole], ["v=1&time=0-9000000000000000000&errors=only&tab=causes", false]);
  assert.match(hashKey, /^[0-9a-f]{64}$/);
  for (const hidden of [`"${example}"`, encodeURIComponent(example), hashKey, "secret"]) assert.ok(!everything.includes(hidden), hidden);
  const kept = await engine.toHtml({ state });
  assert.match((await read(kept.html)).about.state, /^v=1&filter=.*&time=0-9000000000000000000&errors=only&error=failed&error-message=.*&tab=causes$/);
  assert.strictEqual(kept.isStateWhole, true);
});

test("conditions that can say what is hidden are left out", () => {
  const contents = { keys: [{ key: "service.name", treatment: "kept" }], nameTreatment: "kept" };
  for (const [pair, contains, expected] of [
    ["filter={ status = error && duration > 1.5s }", contents, true],
    ["filter={ kind = server } || { status != ok }", contents, true],
    ["filter={ .user = `ann` }", contents, false],
    ["filter={ user = 7 }", contents, false],
    ["filter={ name = \"GET /\" }", contents, false],
    ["where={ .user = 7 }", contents, false],
    ["baseline-where={ .user = 7 }", contents, false],
    ["filter=%E0%A4%A", contents, false],
    ["errors=only", contents, true],
    ["error=failed", contents, false],
    ["baseline-error-type=Oops", contents, false],
    ["frame=shop", contents, false],
    ["mark=wire", contents, false],
    ["operation=shop", contents, true],
    ["operation=shop", { ...contents, keys: [{ key: "service.name", treatment: "removed" }] }, false],
    ["operation=GET /?a", { ...contents, nameTreatment: "queryRemoved" }, false],
    ["time=1-2", contents, true],
    ["trace=00", contents, true],
    ["axis=spans", contents, true],
    ["axis=calls:shop", contents, false],
    ["axis=attribute:span.user", contents, false],
    ["number=3..9:spans", contents, true],
    ["number=3..9:attribute:span.a:spans", contents, false],
    ["baseline-number=3..:calls:shop", contents, false],
    ["note=title=ann&errors=only", contents, true],
    ["note=title=a&where={ .user = 7 }", contents, false],
  ]) {
    const encoded = pair.replace(/=(.*)/, (_, value) => `=${/%E0/.test(value) ? value : encodeURIComponent(value)}`);
    assert.strictEqual(stateInFile(encoded, contains, true).isWhole, expected, pair);
    assert.strictEqual(stateInFile(encoded, contains, false).isWhole, true, pair);
  }
});

test("the state of a query says the numbers that it is about, with the version that knows them", () => {
  const number = (of, bounds) => ({ number: { of, ...bounds } });
  for (const [selection, expected] of [
    [number("spans", { min: 3, max: 9.5 }), "#v=2&number=3..9.5:spans"],
    [number({ calls: "cart" }), "#v=2&number=..:calls:cart"],
    [number({ attribute: "span.size" }, { min: 1e21 }), "#v=2&number=1e%2B21..:attribute:span.size"],
    [{ errors: true }, "#v=1&errors=only"],
  ]) assert.strictEqual(addressOf({ selection }), expected);
  assert.strictEqual(addressOf({ baseline: number("spans", { max: 2 }) }), "#v=2&baseline=rectangle&baseline-number=..2:spans");
});

test("notes stay with what they are about, and say nothing of groups", () => {
  const contents = { keys: [], nameTreatment: "kept" };
  const note = encodeURIComponent(`title=${encodeURIComponent("a & <b>")}&text=100%25&errors=only&of=secret&group=secret`);
  const { state, isWhole } = stateInFile(`v=2&note=${note}&tab=map&url=secret`, contents, true);
  assert.deepStrictEqual([state, isWhole], [`v=2&tab=map&note=${encodeURIComponent(`title=${encodeURIComponent("a & <b>")}&text=100%25&errors=only`)}`, true]);
});

test("traces that no page holds are refused before there is a file", async () => {
  const refused = { code: "limit-exceeded", message: /more than 150 MB even when they are compressed.*choose fewer/ };
  const traces = new Blob([new Uint8Array(150e6 + 1)]);
  await assert.rejects(htmlFile({}, { traces, state: "", contents: { groups: ["default"], keys: [] }, hides: false }), refused);
  await assert.rejects(held(traces.stream()), refused);
  const most = new Blob([new Uint8Array(150e6)]);
  assert.strictEqual((await held(most.stream())).size, most.size);
});

test("nothing, groups and parts that are not there are told", async () => {
  await assert.rejects(engine.toHtml({ filter: "{ name = `none` }" }), { code: "no-data", message: "there are no such traces" });
  await assert.rejects(engine.toHtml({ traces: "some" }), { code: "bad-argument", message: /toHtml: traces must be "all" or "selection" or "both"/ });
  await assert.rejects(engine.toHtml({ redact: true }), { code: "bad-argument", message: /has no "redact"/ });
  const elsewhere = join(installed.directory, "elsewhere/");
  const packageUrl = pathToFileURL(elsewhere);
  await assert.rejects(engine.toHtml({}, { packageUrl }), { code: "unavailable", message: /a part of the package cannot be read: .*elsewhere/ });
  for (const folder of ["engine", "html", "views"]) await cp(join(installed.package, folder), join(elsewhere, folder), { recursive: true });
  const { html } = await engine.toHtml({ selection: { errors: true }, traces: "selection" }, { packageUrl });
  assert.ok(html.size > 500_000);
  await rm(elsewhere, { recursive: true });
  const compared = await createEngine();
  const { stream } = await engine.export({ selection: { errors: true } });
  const blob = await new Response(stream).blob();
  for (const group of ["before", "after"]) await compared.open({ name: "a.jsonl", source: blob }, { group });
  await assert.rejects(compared.toHtml(), { code: "bad-argument", message: /cannot tell apart what is compared in it: before, after/ });
  compared.close();
});

test("a signal ends it, and it is told how far it is", async () => {
  const end = new AbortController();
  const told = [];
  await assert.rejects(engine.toHtml({}, { signal: end.signal, onProgress: (spans) => told.push(spans) && end.abort("enough") }), { code: "cancelled" });
  assert.ok(told.length > 0);
});
