// The official client for browsers, in Node, works against the front. So does a page's own fetch: see tests/browser/.

import assert from "node:assert";
import { after, before, test } from "node:test";

import { createClient } from "@clickhouse/client-web";

import { startFront } from "./front.mjs";

const SLOW = "SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 1";
// Fails when a mebibyte has been sent, and so slowly that it is on its way by then.
const FAILING = "SELECT number, repeat('x', 200) AS filling, sleepEachRow(0.000002), throwIf(number = 150000, 'boom') FROM numbers(200000)";

let front;
before(async () => {
  front = await startFront();
});
after(() => front.close());

/** A client of a user, closed after the test. */
function connect(context, username, password, more = {}) {
  const client = createClient({ url: front.url(), username, password, ...more });
  context.after(() => client.close());
  return client;
}

test("it queries, with parameters", async (context) => {
  const client = connect(context, "reader", "read");
  assert.ok((await client.ping()).success);
  const text = "it's\t\"odd\" \\ 🙂\n";
  const answer = await client.query({
    query: "SELECT number, {text:String} AS text, {list:Array(UInt64)} AS list FROM numbers(3)",
    query_params: { text, list: [1, 2] },
    format: "JSONEachRow",
  });
  assert.deepStrictEqual((await answer.json())[2], { number: 2, text, list: [1, 2] });
});

test("it streams compressed answers", async (context) => {
  const client = connect(context, "viewer", "view", { compression: { response: true } });
  const answer = await client.query({ query: "SELECT number FROM numbers(300000)", format: "JSONEachRow" });
  let rows = 0;
  const reader = answer.stream().getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) rows += part.value.length;
  assert.strictEqual(rows, 300_000);
});

test("it inserts", async (context) => {
  const client = connect(context, "admin", "secret", { database: "otel" });
  await client.command({ query: "CREATE OR REPLACE TABLE letters (n UInt8, letter String) ENGINE = Memory" });
  await client.insert({ table: "letters", values: [{ n: 1, letter: "a" }, { n: 2, letter: "ü" }], format: "JSONEachRow" });
  const answer = await client.query({ query: "SELECT letter FROM letters ORDER BY n", format: "CSV" });
  assert.strictEqual(await answer.text(), `"a"\n"ü"\n`);
});

test("it tells errors by their numbers", async (context) => {
  const failure = async (query, user = "reader", password = "read", more = {}) => {
    const error = await connect(context, user, password).query({ query, ...more }).then(() => undefined, (error) => error);
    return [error?.code, error?.type];
  };
  assert.deepStrictEqual(await failure("SELECT 1", "reader", "wrong"), ["516", "AUTHENTICATION_FAILED"]);
  assert.deepStrictEqual(await failure("SELECT * FROM otel.nothing"), ["60", "UNKNOWN_TABLE"]);
  assert.deepStrictEqual(await failure("SELECT nothing"), ["47", "UNKNOWN_IDENTIFIER"]);
  assert.deepStrictEqual(await failure("SELECT 1", "reader", "read", { clickhouse_settings: { max_threads: 1 } }), ["164", "READONLY"]);
  assert.deepStrictEqual(await failure(SLOW, "hasty", "hasty"), ["159", "TIMEOUT_EXCEEDED"]);
});

test("it finds an error in the middle of a stream", async (context) => {
  const client = connect(context, "viewer", "view");
  const answer = await client.query({
    query: FAILING,
    format: "JSONEachRow",
    clickhouse_settings: { max_block_size: "10000", max_threads: 1, enable_http_compression: 0 },
  });
  await assert.rejects(answer.json(), /boom|terminated/);
});

test("who aborts ends the query where a setting says so", async (context) => {
  const client = connect(context, "viewer", "view");
  const aborter = new AbortController();
  const answer = client.query({
    query: SLOW,
    query_id: "aborted",
    abort_signal: aborter.signal,
    clickhouse_settings: { cancel_http_readonly_queries_on_client_close: 1 },
  });
  const waiting = async (holds) => {
    for (const begin = Date.now(); !holds(await front.queries());) assert.ok(Date.now() - begin < 10_000);
  };
  await waiting((queries) => queries.some(({ id }) => id === "aborted"));
  aborter.abort();
  await assert.rejects(answer);
  await waiting((queries) => queries.length === 0);
});
