// `spanlens mcp --clickhouse`, against ClickHouse's own engine, behind tests/clickhouse/front.py.

import assert from "node:assert";
import { after, before, test } from "node:test";

import { startFront } from "../clickhouse/front.mjs";
import { shop } from "../clickhouse/shop.mjs";
import { assisted, withSdk } from "./assistant.mjs";
import { install } from "./installed.mjs";

let installed, front;
before(async () => {
  [front, installed] = await Promise.all([startFront(), install()]);
  await front.fill("exporter-2026", shop, { table: "spans" });
  await withSdk(installed);
});
after(async () => {
  await installed?.remove();
  await front?.close();
});

const words = (user) => ["--clickhouse", front.url().replace("//", `//${user}@`) + "/otel", "--table", "otel.spans", "--from", "2026-01-05T10:00:00Z", "--to", "2026-01-05T11:00:00Z"];

test("an assistant asks about a range of a server", async () => {
  await assisted(installed, words("reader:read"), async ({ call }) => {
    const { found: { counts } } = await call("summary");
    assert.strictEqual(counts.requests, 62, "60 requests, and the two of other traces");
    const { found: { causes: [cause] } } = await call("error_causes");
    assert.strictEqual(cause.failing, 6);
    const { found: { requests: [{ trace }] } } = await call("find_traces", { selection: { errors: true } });
    assert.ok((await call("trace", { trace })).found.tree.some(({ fails }) => fails));
  });
});

test("what the server refuses is told in a sentence, without the password", async () => {
  await assisted(installed, words("reader:wrong-password"), async ({ call }) => {
    const { text, isError } = await call("summary");
    assert.ok(isError && text.length > 20, text);
    assert.doesNotMatch(text, /wrong-password/);
  });
});
