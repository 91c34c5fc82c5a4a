// Traces as files, as a program has them written.

import assert from "node:assert";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";

import { install } from "./installed.mjs";
import { bytes, request } from "./traces.mjs";

let installed, createEngine, engine, demo;
before(async () => {
  installed = await install();
  ({ createEngine } = await installed.load());
  engine = await createEngine();
  demo = await engine.openDemo();
});
after(() => {
  engine?.close();
  return installed?.remove();
});

async function gathered(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What another engine finds in bytes. */
async function reread(content) {
  const other = await createEngine();
  try {
    const { counts, files: [{ report }] } = await other.open(content);
    assert.strictEqual(report.fault, undefined);
    return { counts, format: report.format, compression: report.compression, causes: await other.errorCauses() };
  } finally {
    other.close();
  }
}

for (const format of ["otlp-json", "otlp-proto"]) {
  for (const gzip of [false, true]) {
    test(`the demo is the same from its export as ${format}${gzip ? ", packed" : ""}`, async () => {
      let spans;
      const { stream, hashKey } = await engine.export({ format, gzip }, { onProgress: (count) => (spans = count) });
      const content = await gathered(stream);
      assert.deepStrictEqual([spans, hashKey], [demo.counts.spans, undefined]);
      const found = await reread(content);
      assert.deepStrictEqual([found.format, found.compression], [format, gzip ? "gzip" : undefined]);
      assert.deepStrictEqual(found.counts, { ...demo.counts, exactRepeats: 0, superseded: 0 });
      const keys = ({ rows }) => rows.map(({ key, failing }) => ({ key, failing }));
      assert.deepStrictEqual(keys(found.causes), keys(await engine.errorCauses()));
    });
  }
}

test("a selection is exported, and what is said of it is in it", async () => {
  const query = { selection: { errors: true }, filter: "{ kind = server }" };
  const { stream } = await engine.export(query);
  const { counts } = await reread(await gathered(stream));
  const { traces, spans } = await engine.exportContents(query);
  assert.deepStrictEqual([counts.traces, counts.spans], [traces, spans]);
  const { totalTraces } = await engine.traces({ ...query, limit: 1 });
  assert.strictEqual(traces, totalTraces);
});

test("what is hidden is not there, and equal values stay equal under one key alone", async () => {
  const { keys } = await engine.exportContents();
  const tenant = keys.find(({ key }) => key === "app.tenant");
  const query = { hash: { keys: ["app.tenant"] }, remove: { keys: ["http.*"], groups: ["messages"] }, keep: ["exception.message"] };
  const treatments = Object.fromEntries((await engine.exportContents(query)).keys.map(({ key, treatment }) => [key, treatment]));
  assert.deepStrictEqual(
    ["app.tenant", "http.route", "exception.message", "service.name"].map((key) => treatments[key]),
    ["hashed", "removed", "kept", "kept"],
  );
  const tenants = async (how) => {
    const { stream, hashKey } = await engine.export({ ...query, gzip: true, ...how });
    const text = gunzipSync(await gathered(stream)).toString();
    assert.ok(!text.includes(`"${tenant.example}"`) && !text.includes('"http.route"'));
    return { hashKey, found: new Set(text.match(/hmac:[0-9a-f]{32}/g)) };
  };
  const [one, other] = [await tenants(), await tenants()];
  assert.match(one.hashKey, /^[0-9a-f]{64}$/);
  assert.notStrictEqual(one.hashKey, other.hashKey);
  assert.deepStrictEqual([one.found.size, other.found.size], [tenant.values, tenant.values]);
  assert.ok([...one.found].every((hash) => !other.found.has(hash)));
  const { found, hashKey } = await tenants({ hashKey: one.hashKey });
  assert.deepStrictEqual([hashKey, found], [one.hashKey, one.found]);
});

test("a piece is made when the one before it is taken, and opening something ends the stream", async () => {
  const other = await createEngine();
  await other.openDemo();
  const told = [];
  const { stream } = await other.export({}, { onProgress: (spans) => told.push(spans) });
  const reader = stream.getReader();
  const sizes = [];
  for (let at = 0; at < 3; at += 1) sizes.push((await reader.read()).value.length);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.strictEqual(told.length, 3, "nobody works ahead");
  assert.ok(sizes.every((size) => size > 200_000 && size < 600_000), String(sizes));
  await other.open(bytes(request(1)));
  await assert.rejects(reader.read(), { name: "SpanlensError", code: "stale-handle" });
  other.close();
});

test("a signal ends it", async () => {
  const end = new AbortController();
  const { stream } = await engine.export({}, { signal: end.signal });
  const reader = stream.getReader();
  await reader.read();
  end.abort("enough");
  await assert.rejects(reader.read(), { code: "cancelled", cause: "enough" });
});

test("what makes no sense rejects at once", async () => {
  for (const [query, code, message] of [
    [{ filter: "{" }, "bad-filter", /expected/],
    [{ format: "csv" }, "bad-argument", /export: format must be "otlp-json" or "otlp-proto"/],
    [{ remove: { groups: ["all"] } }, "bad-argument", /export: remove.groups\[0\]/],
    [{ hash: ["user.id"] }, "bad-argument", /export: hash must be an object/],
    [{ hash: { keys: ["a"] }, hashKey: "00" }, "bad-argument", /64 hexadecimal digits/],
    [{ redact: true }, "bad-argument", /has no "redact"/],
  ]) {
    await assert.rejects(engine.export(query), { code, message }, JSON.stringify(query));
  }
  const empty = await createEngine();
  await assert.rejects(empty.export(), { code: "no-data" });
  empty.close();
});
