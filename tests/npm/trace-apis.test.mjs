// Searches of Jaeger and Tempo as sources of the package and of the program, with stand-ins for their APIs.

import assert from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { startJaeger, startTempo } from "../browser/trace-apis.mjs";
import { install } from "./installed.mjs";
import { testWithEngine } from "./with-engine.mjs";

const BEGIN = 1_767_607_200_000_000_000n;
const range = { from: BEGIN, to: BEGIN + 3_600_000_000_000n };

let installed, createEngine, jaeger, old, tempo, secret;
before(async () => {
  jaeger = await startJaeger();
  old = await startJaeger({ versions: ["v1"] });
  tempo = await startTempo({ partial: 3, missing: 4 });
  secret = await startTempo({ token: "let-me-in" });
  installed = await install();
  ({ createEngine } = await installed.load());
});
after(async () => {
  await installed?.remove();
  for (const server of [jaeger, old, tempo, secret]) server?.close();
});

/** Runs a test with an engine of its own. */
const withEngine = (name, run) => testWithEngine(name, () => createEngine(), run);

withEngine("a search of Jaeger is a source, and says what it came to", async (engine) => {
  const { counts, files: [{ source, search }] } = await engine.open({ jaeger: { url: jaeger.origin, service: "shop", range, limit: 10 } });
  assert.deepStrictEqual([counts.traces, counts.requests], [10, 10]);
  assert.strictEqual(source.name, `Jaeger at ${new URL(jaeger.origin).host}`);
  assert.deepStrictEqual(
    [search.version, search.found, search.read, search.limit, search.isLimitReached, search.missing],
    ["v3", 10, 10, 10, true, 0],
  );
});

withEngine("conditions are asked, of a server of the older API, too", async (engine) => {
  const wanted = { operation: "POST /checkout", tags: { "http.status_code": "500" }, minDuration: 500_000_000, range: { from: new Date("2026-01-05T10:00:00Z"), to: range.to } };
  for (const [{ origin }, version] of [[jaeger, "v1"], [old, "v1"]]) {
    const { files } = await engine.open({ jaeger: { url: new URL(origin), service: "shop", ...wanted } }, { name: origin });
    assert.deepStrictEqual([files.at(-1).search.read, files.at(-1).search.version], [3, version]);
  }
  await assert.rejects(engine.open({ jaeger: { url: old.origin, range } }), { code: "refused-query", message: /parameter 'service' is required/ });
});

withEngine("Tempo is searched by a query, by tags, and for a trace", async (engine) => {
  const { counts, files: [{ search }] } = await engine.open({ tempo: { url: tempo.origin, query: '{ resource.service.name = "shop" }', range } });
  assert.deepStrictEqual([counts.traces, search.found, search.read, search.partial, search.missing], [19, 20, 19, 1, 1]);
  assert.ok(search.said.includes("Trace exceeds maximum size"));
  await engine.open({ tempo: { url: tempo.origin, service: "shop", limit: 2 } });
  assert.strictEqual(tempo.asked.findLast(({ path }) => path === "/api/search").parameters.get("tags"), "service.name=shop");
  const one = await engine.open({ tempo: { url: tempo.origin, traceId: "1" } });
  assert.deepStrictEqual([one.files.at(-1).search.found, one.files.at(-1).report.spans], [1, 2n]);
  const none = await engine.open({ tempo: { url: tempo.origin, traceId: "ffff" } });
  assert.strictEqual(none.files.at(-1).search.found, 0);
});

withEngine("more spans than are read leave traces out, and it is said", async (engine) => {
  const { counts, files: [{ search }] } = await engine.open({ tempo: { url: tempo.origin, range, maxSpans: 5 } });
  assert.deepStrictEqual([counts.traces, search.overBudget, search.found], [2, 5, 20]);
});

withEngine("headers let in, and what is wrong is said with a code", async (engine) => {
  await assert.rejects(engine.open({ tempo: { url: secret.origin } }), { code: "wrong-credentials" });
  const { counts } = await engine.open({ tempo: { url: secret.origin, headers: { authorization: "Bearer let-me-in" }, limit: 1 } });
  assert.strictEqual(counts.traces, 1);
  await assert.rejects(engine.open({ tempo: { url: tempo.origin, query: "{ nonsense }" } }), { code: "refused-query" });
  await assert.rejects(engine.open({ jaeger: { url: jaeger.origin, service: "shop" } }), { code: "bad-option" });
  for (const wrong of [{ jaeger: { url: 7 } }, { jaeger: { url: jaeger.origin, query: "{}" } }, { tempo: { url: "x", tags: [["a"]] } }, { jaeger: {}, name: "x" }]) {
    await assert.rejects(engine.open(wrong), { code: "bad-argument" });
  }
});

withEngine("lists are there for whoever writes a search", async (engine) => {
  const { names, version } = await engine.traceApiNames({ jaeger: jaeger.origin, list: "services" });
  assert.deepStrictEqual([names, version], [["database", "shop"], "v3"]);
  const operations = await engine.traceApiNames({ jaeger: { url: old.origin }, list: "operations", of: "shop" });
  assert.deepStrictEqual(operations, { names: ["GET /", "POST /checkout"], version: "v1" });
  const { names: tags } = await engine.traceApiNames({ tempo: tempo.origin, list: "tags" });
  assert.deepStrictEqual(tags, ["name", "resource.service.name", "span.http.status_code", "status"]);
  const { names: values } = await engine.traceApiNames({ tempo: tempo.origin, list: "values", of: "resource.service.name" });
  assert.deepStrictEqual(values, ["database", "shop"]);
});

test("the program hands on what the page asks, with headers that the page does not have", async () => {
  const words = ["--tempo", secret.origin, "--query", "{ status = error }", "--header", "Authorization: Bearer let-me-in", "--no-open"];
  const program = spawn(join(installed.directory, "node_modules/.bin/spanlens"), words, { cwd: installed.directory });
  try {
    let output = "";
    while (!output.includes("\n")) output += (await once(program.stdout, "data"))[0];
    const [url] = /http:\/\/\S+/.exec(output);
    const told = await (await fetch(`${url}source`)).json();
    assert.strictEqual(JSON.stringify(told).includes("let-me-in"), false);
    assert.deepStrictEqual([told.server.api, told.server.url, told.search.query], ["tempo", `${url}tempo/`, "{ status = error }"]);
    const answer = await fetch(`${told.server.url}api/search?q=${encodeURIComponent("{ status = error }")}`);
    assert.strictEqual((await answer.json()).traces.length, 3);
    assert.strictEqual((await fetch(`${told.server.url}other`)).status, 404);
    assert.strictEqual((await fetch(`${told.server.url}api/search`, { method: "POST" })).status, 405);
  } finally {
    program.kill();
    await once(program, "exit");
  }
});
