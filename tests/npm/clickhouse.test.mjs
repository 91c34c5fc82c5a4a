// A range of a ClickHouse server as a source of the package, in Node: against ClickHouse's own engine, behind tests/clickhouse/front.py.

import assert from "node:assert";
import { after, before } from "node:test";
import { text } from "node:stream/consumers";

import { log, logs } from "../browser/traces.mjs";
import { startFront } from "../clickhouse/front.mjs";
import { BEGIN, shop } from "../clickhouse/shop.mjs";
import { install } from "./installed.mjs";
import { testWithEngine } from "./with-engine.mjs";

const SCHEMAS = ["exporter-2023", "exporter-2024", "exporter-2026", "exporter-json", "coroot", "clickstack", "own"];
const range = { from: BEGIN, to: BEGIN + 3_600_000_000_000n };

/** Generations of tables of logs, each beside a table of spans of its own. */
const LOGS = ["2023", "2024", "2025", "json"];

/** What each request of the shop said, and why some failed: of those, the spans have no exception. */
const shopLogs = logs("frontend", "shop.log", Array.from({ length: 60 }, (_, index) => {
  const [id, at] = [(index + 1).toString(16), index * 1000];
  const exception = { "exception.type": "CartLocked", "exception.message": `cart ${index} is locked` };
  const failure = index % 10 === 9 ? [log(id, 2, at + 17, 17, "the cart is locked", exception), log(id, undefined, at + 18, 13, "gave up")] : [];
  return [log(id, 1, at + 1, 9, `cart ${index} is looked up`, { "cart.size": `${index % 3}` }), ...failure];
}).flat().concat(log("aaaa", 1, 5, 17, "of a trace elsewhere")));

let installed, createEngine, front;
before(async () => {
  front = await startFront();
  for (const schema of SCHEMAS) await front.fill(schema, shop, { table: schema, part: 40 });
  for (const generation of LOGS) {
    await front.fill("exporter-2024", shop, { table: `traces-${generation}` });
    await front.fill(`logs-${generation}`, shopLogs, { table: `logs-${generation}`, part: 20 });
  }
  await front.fill("coroot", shop, { table: "traces-coroot" });
  await front.fill("signoz", shop, { table: "signoz", part: 40 });
  await front.fill("logs-coroot", shopLogs, { table: "logs-coroot" });
  installed = await install();
  ({ createEngine } = await installed.load());
});
after(async () => {
  await installed?.remove();
  await front?.close();
});

/** A table, asked for as somebody who may read it. */
const table = (name, more = {}) => ({ clickhouse: { url: front.url(), user: "reader", password: "read", database: "otel", table: name, range, ...more } });

/** Runs a test with an engine of its own, and with nothing that goes wrong on purpose. */
const withEngine = (name, run) => testWithEngine(name, () => createEngine(), run, async () => {
  await front.faults();
  await front.requests();
});

/** All spans that an engine has, each as text with its resource and scope, in one order. */
async function spans(engine) {
  const { stream } = await engine.export({ format: "otlp-json" });
  const lines = (await text(stream)).trim().split("\n").map((line) => JSON.parse(line));
  const groups = lines.flatMap(({ resourceSpans = [] }) => resourceSpans);
  return groups.flatMap(({ resource, scopeSpans }) => scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => {
    return JSON.stringify({ resource, scope, span }, sorted);
  }))).sort();
}

/** For `JSON.stringify`: attributes in one order. */
const sorted = (_, value) => Array.isArray(value) && value[0]?.key ? value.toSorted((a, b) => (a.key < b.key ? -1 : 1)) : value;

/** Opens what cannot be opened, for one of some reasons, and sees that nothing of it is left. */
async function fails(engine, source, codes, words) {
  await assert.rejects(engine.open(source), (error) => {
    assert.ok([codes].flat().includes(error.code), `${error.code}: ${error.message}`);
    assert.match(error.message, words);
    assert.doesNotMatch(error.message, /password=|wrong-password/);
    return true;
  });
  const { counts, files } = await engine.summary();
  assert.deepStrictEqual([counts.spans, files.length], [0, 0]);
}

/** Waits until the queries that run are as many as that. */
async function running(count) {
  for (const begin = Date.now(); (await front.queries()).length !== count;) assert.ok(Date.now() - begin < 10_000);
}

for (const schema of SCHEMAS) {
  withEngine(`a table of ${schema} gives the spans of the file`, async (engine) => {
    const { counts } = await engine.open(table(schema));
    const direct = await createEngine();
    const { counts: expected } = await direct.open(new Blob([shop]));
    const wanted = await spans(direct);
    direct.close();
    assert.deepStrictEqual(counts, expected);
    assert.deepStrictEqual(await spans(engine), wanted);
  });
}

withEngine("a table of SigNoz gives the spans of the file but for their scopes and the attributes of their links", async (engine) => {
  const { counts } = await engine.open(table("signoz"));
  const direct = await createEngine();
  const { counts: expected } = await direct.open(new Blob([shop]));
  const without = async (of) => (await spans(of)).map((text) => {
    const { resource, span } = JSON.parse(text);
    return JSON.stringify({ resource, span: { ...span, links: span.links?.map((link) => ({ ...link, attributes: undefined })) } });
  });
  const wanted = await without(direct);
  direct.close();
  assert.deepStrictEqual(counts, expected);
  assert.deepStrictEqual(await without(engine), wanted);
});

/** All logs that an engine has, each as text with its resource and scope, in one order. */
async function records(engine) {
  const { stream } = await engine.export({ format: "otlp-json" });
  const lines = (await text(stream)).trim().split("\n").map((line) => JSON.parse(line));
  const groups = lines.flatMap(({ resourceLogs = [] }) => resourceLogs);
  return groups.flatMap(({ resource, scopeLogs }) => scopeLogs.flatMap(({ scope, logRecords }) =>
    logRecords.map((record) => JSON.stringify({ resource, scope, record }, sorted)))).sort();
}

/** What an engine has: logs, and the causes of errors without handles, which are those of one engine. */
async function contents(engine) {
  const told = (key, value) => (/^sample(Unit|Trace|Span)$/.test(key) ? undefined : typeof value === "bigint" ? `${value}` : value);
  return { records: await records(engine), causes: JSON.stringify(await engine.errorCauses(), told) };
}

for (const kept of ["all", "warn", "exceptions", "none"]) {
  withEngine(`logs of tables of all generations are those of the file: ${kept}`, async (direct) => {
    const { counts: expected } = await direct.open([new Blob([shop]), new Blob([shopLogs])], { logs: kept });
    assert.strictEqual(expected.logs, { all: 72, warn: 12, exceptions: 6, none: 0 }[kept]);
    const wanted = await contents(direct);
    assert.strictEqual(wanted.causes.includes("CartLocked"), kept !== "none");
    for (const generation of LOGS) {
      const engine = await createEngine();
      const { counts, files } = await engine.open(table(`traces-${generation}`), { logs: kept });
      assert.deepStrictEqual(counts, { ...expected, logsWithoutTrace: 0 }, generation);
      assert.deepStrictEqual(await contents(engine), wanted, generation);
      // What is not wanted is not sent.
      assert.strictEqual(Number(files[1]?.report.logsLeftOut ?? 0), 0);
      engine.close();
    }
  });
}

withEngine("logs of Coroot's tables have all but their scope, also through those over a cluster", async (engine) => {
  await engine.open([new Blob([shop]), new Blob([shopLogs.replaceAll(`"scope":{"name":"shop.log"},`, "")])]);
  const wanted = await contents(engine);
  for (const name of ["traces-coroot", "traces-coroot_distributed"]) {
    const { counts } = await engine.open(table(name));
    assert.strictEqual(counts.logs, 72, name);
    assert.deepStrictEqual(await contents(engine), wanted, name);
  }
});

withEngine("the table of logs is told with that of the spans", async (engine) => {
  const { tables } = await engine.clickhouseTables({ url: front.url(), user: "reader", password: "read", database: "otel" });
  const logsOf = (name) => tables.find(({ table }) => table.name === name).logs;
  assert.deepStrictEqual(logsOf("traces-2023"), { database: "otel", name: "logs-2023" });
  assert.ok(!logsOf("own"));
});

withEngine("a time-out in the middle of the logs leaves nothing", async (engine) => {
  const text = "Code: 159. DB::Exception: Timeout exceeded: elapsed 60 s, maximum: 60 s. (TIMEOUT_EXCEEDED)";
  await front.faults({ match: "`Body`", blocks: 2, then: "fail", text });
  await fails(engine, table("traces-2024"), ["server-time-out", "unreadable-source"], /exceeded|broke off/);
  await front.faults({ match: "`Body`", blocks: 1, then: "end" });
  await fails(engine, table("traces-2024"), "incomplete-answer", /logs came/);
});

withEngine("a table over a cluster is taken before its local one, and each row once", async (engine) => {
  const { tables } = await engine.clickhouseTables({ url: front.url(), user: "reader", password: "read", database: "otel" });
  const names = tables.map(({ table }) => table.name);
  const twins = ["coroot", "traces-coroot"].map((name) => `${name}_distributed`);
  const local = [...SCHEMAS, "signoz", ...LOGS.map((generation) => `traces-${generation}`), "traces-coroot"];
  assert.deepStrictEqual([...names].sort(), [...local, ...twins].sort());
  assert.ok(names.indexOf("coroot_distributed") < names.indexOf("coroot"));
  const { counts } = await engine.open(table("coroot_distributed"));
  assert.strictEqual(counts.requests, 62);
});

withEngine("a query for several shards is one that they allow", async (engine) => {
  await front.sql("CREATE TABLE elsewhere.twice AS otel.`exporter-2024` ENGINE = Distributed(two, otel, `exporter-2024`)");
  const { counts } = await engine.open(table("twice", { user: "admin", password: "secret", database: "elsewhere" }));
  await front.sql("DROP TABLE elsewhere.twice");
  assert.strictEqual(counts.requests, 62);
  assert.ok(counts.exactRepeats > 0);
});

withEngine("a range is that of the starts of requests", async (engine) => {
  const part = { from: BEGIN + 10_000_000_000n, to: BEGIN + 20_000_000_000n };
  const { counts } = await engine.open(table("exporter-2024", { range: part }));
  assert.deepStrictEqual([counts.requests, counts.spans], [10, 20]);
  const { selected, total = selected } = await engine.count();
  assert.strictEqual(total, 10);
});

withEngine("users may be read-only in both ways, or not at all, and nothing is ever written", async (engine) => {
  for (const [user, password] of [["reader", "read"], ["viewer", "view"], ["admin", "secret"]]) {
    await engine.open(table("exporter-2024", { user, password }));
    const requests = await front.requests();
    assert.ok(requests.length >= 3, `${requests.length}`);
    for (const { status, query } of requests) assert.deepStrictEqual([status, /^(SELECT|WITH) /.test(query)], [200, true], query);
    const settings = requests.flatMap(({ path }) => [...new URLSearchParams(path.split("?")[1]).entries()]);
    assert.strictEqual(settings.some(([name, value]) => name === "readonly" && value === "2"), user === "admin");
  }
});

withEngine("a server for readers needs no user", async (engine) => {
  const { counts } = await engine.open(table("exporter-2024", { url: front.url("readonly"), user: undefined, password: undefined }));
  assert.strictEqual(counts.requests, 62);
});

withEngine("an address has it all, and letters beyond ASCII", async (engine) => {
  const [user, password] = ["ü&b c", "p ä:s%s+w/ö=r?d#🙂"].map(encodeURIComponent);
  const url = `${front.url().replace("//", `//${user}:${password}@`)}/otel`;
  const { counts } = await engine.open({ clickhouse: { url, range, table: { database: "otel", name: "own" } } });
  assert.strictEqual(counts.requests, 62);
});

withEngine("credentials go into the address only where that is said", async (engine) => {
  const asked = async (credentialsInUrl) => {
    await engine.open(table("exporter-2024", { url: front.url("bundle"), user: "page", password: "page", credentialsInUrl }));
    return front.requests();
  };
  for (const { path, headers } of await asked(false)) assert.deepStrictEqual([/password/.test(path), "authorization" in lower(headers)], [false, true]);
  for (const { path, headers } of await asked(true)) assert.deepStrictEqual([/password=page/.test(path), "authorization" in lower(headers)], [true, false]);
});

const lower = (headers) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

withEngine("a wrong password", (engine) => fails(engine, table("own", { password: "wrong-password" }), "wrong-credentials", /password/));

withEngine("a user who may not read the table does not see it", (engine) =>
  fails(engine, table("own", { user: "stranger", password: "strange" }), "no-such-table", /own/));

withEngine("a table that one may not read", async (engine) => {
  await front.faults({ match: "count\\(\\)", status: 403, text: "Code: 497. DB::Exception: reader: Not enough privileges. (ACCESS_DENIED)" });
  await fails(engine, table("own"), "not-permitted", /Not enough privileges/);
});

withEngine("a table that is not there", (engine) => fails(engine, table("nothing"), "no-such-table", /nothing/));

withEngine("a database that is not there", (engine) =>
  fails(engine, table("nothing", { database: "nothing" }), "no-such-table", /nothing/));

withEngine("a server that is not there", async (engine) => {
  await front.stop("bundle");
  try {
    await fails(engine, table("own", { url: front.url("bundle") }), "unreachable-source", /127\.0\.0\.1/);
  } finally {
    await front.start("bundle");
  }
});

withEngine("requests that the server counts, as there are more spans than are to be read", async (engine) => {
  const whole = await createEngine();
  try {
    await whole.open(table("own"));
    const summary = await engine.open(table("own", { maxSpans: 100, maxFetchedSpans: 1_000, countsOnServer: true }));
    assert.deepStrictEqual([summary.counted.spans, summary.counted.requests], [133n, 62n]);
    assert.deepStrictEqual(summary.range, (await whole.summary()).range);
    const query = { selection: { from: BEGIN + 10_000_000_000n, to: BEGIN + 30_000_000_000n, minDuration: 30_000_000n }, baseline: "before" };
    for (const ask of [
      (of) => of.heatmap({ columns: 30, rows: 20 }),
      (of) => of.heatmap({ from: BEGIN, to: BEGIN + 20_000_000_000n }),
      (of) => of.overview(query),
      (of) => of.overview({ filter: '{ span.customer = "c1" } && !{ status = error }' }),
      (of) => of.overview({ fail: "5xx", selection: { errors: true } }),
    ]) {
      assert.deepStrictEqual(await ask(engine), await ask(whole));
    }
    const [counted, expected] = await Promise.all([engine.count(query), whole.count(query)]);
    assert.deepStrictEqual(counted, { ...expected, failingBy5xx: undefined });
    await assert.rejects(engine.findings(), { code: "needs-spans", message: /spans/ });
    const { coverage, ...diff } = await engine.attributeDiff(query);
    assert.deepStrictEqual(diff, await whole.attributeDiff(query));
    assert.deepStrictEqual(coverage.selection, { units: expected.selected, of: expected.selected });
    assert.deepStrictEqual(coverage.baseline, { units: expected.baseline, of: expected.baseline });
    assert.strictEqual((await engine.errorCauses(query)).coverage.baseline, undefined);
    const { coverage: ofSuspects, ...suspects } = await engine.suspects(query);
    assert.deepStrictEqual(ofSuspects, coverage);
    assert.deepStrictEqual(suspects, await whole.suspects(query));
    assert.strictEqual((await engine.count(query)).coverage, undefined);
    // The list is of all requests, and a trace is found wherever it is.
    const page = { sort: "duration", descending: true, limit: 5 };
    const listed = await engine.traces(page);
    const plain = ({ units, traces, ...rest }) => rest;
    assert.deepStrictEqual(plain(listed), plain(await whole.traces(page)));
    assert.strictEqual(listed.coverage, undefined);
    const [id] = listed.traceIds;
    const found = await engine.findTrace(id);
    assert.deepStrictEqual(found.ids, [id]);
    assert.strictEqual((await engine.trace(found.traces[0])).traceId, id);
    assert.deepStrictEqual((await engine.complete("{ span.http.ro")).items.map(({ insert, count }) => [insert, count]), [["span.http.route", undefined]]);
    const errors = { selection: { errors: true } };
    assert.strictEqual((await engine.exportContents(errors)).spans, (await whole.exportContents(errors)).spans);
    await assert.rejects(engine.overview({ filter: "{ traceDuration > 1s }" }), { code: "needs-spans" });
    await assert.rejects(engine.openDemo(), { code: "stands-alone" });
    assert.strictEqual((await engine.summary()).counted.requests, 62n);
  } finally {
    whole.close();
  }
});

withEngine("a count that nobody waits for any more", async (engine) => {
  await engine.open(table("own", { maxSpans: 100, countsOnServer: true }));
  await front.faults({ match: "groupArray", blocks: 0, then: "hold" });
  const stop = new AbortController();
  const heatmap = engine.heatmap({}, { signal: stop.signal });
  while ((await front.queries()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  stop.abort();
  await assert.rejects(heatmap, { code: "cancelled" });
  while ((await front.queries()).length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await front.faults();
  assert.strictEqual((await engine.heatmap()).heatmap.units, 62);
});

withEngine("more spans than are to be read", (engine) => fails(engine, table("own", { maxSpans: 100 }), "over-budget", /133.*100/));

for (const [name, text, code] of [
  ["a time-out", "Code: 159. DB::Exception: Timeout exceeded: elapsed 60 s, maximum: 60 s. (TIMEOUT_EXCEEDED)", "server-time-out"],
  ["the limit of memory", "Code: 241. DB::Exception: Query memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)", "server-memory-limit"],
]) {
  withEngine(`${name} before the answer`, async (engine) => {
    await front.faults({ match: "SELECT count\\(\\) AS spans", blocks: 0, then: "fail", text });
    await fails(engine, table("exporter-2024"), code, /exceeded/);
  });

  withEngine(`${name} in the middle of the spans`, async (engine) => {
    await front.faults({ match: "`Timestamp`", blocks: 2, then: "fail", text });
    // Node may know that the connection is gone before it hands on what came before that.
    await fails(engine, table("exporter-2024"), [code, "unreadable-source"], /exceeded|broke off/);
  });

  withEngine(`${name} in the middle of the spans, of a server before 25.11`, async (engine) => {
    await front.faults({ match: "`Timestamp`", blocks: 2, then: "fail", text, old_exceptions: true });
    await fails(engine, table("exporter-2024"), code, /exceeded/);
  });
}

withEngine("a stream that ends between two blocks as if it were whole", async (engine) => {
  await front.faults({ match: "`Timestamp`", blocks: 2, then: "end" });
  await fails(engine, table("exporter-2024"), "incomplete-answer", /\b(40|53|80) spans came.*133/);
});

withEngine("a stream that is cut", async (engine) => {
  await front.faults({ match: "`Timestamp`", blocks: 2, then: "cut" });
  await fails(engine, table("exporter-2024"), "unreadable-source", /broke off/);
});

withEngine("a session that ends", async (engine) => {
  await front.faults({ match: "`Timestamp`", status: 401, text: "your session has ended" });
  await fails(engine, table("exporter-2024"), "wrong-credentials", /session has ended/);
});

for (const [user, password, how] of [["viewer", "view", "the server notices"], ["reader", "read", "it is told to"]]) {
  withEngine(`an aborted load ends its query: ${how}`, async (engine) => {
    await front.faults({ match: "`Timestamp`", blocks: 1, then: "hold" });
    const aborter = new AbortController();
    const opened = engine.open(table("exporter-2024", { user, password }), { signal: aborter.signal });
    await running(1);
    aborter.abort();
    await assert.rejects(opened, { code: "cancelled" });
    await running(0);
    await front.faults();
    const { counts } = await engine.open(table("exporter-2024", { user, password }));
    assert.strictEqual(counts.requests, 62);
  });
}

withEngine("names and passwords are never a part of a query", async (engine) => {
  const odd = "it's `odd` \"; DROP TABLE otel.own; -- \\ {x:String} \t\n🙂";
  await front.sql(`CREATE TABLE otel.${quoted(odd)} AS otel.\`exporter-2024\` ENGINE = MergeTree ORDER BY tuple()`);
  await front.sql(`INSERT INTO otel.${quoted(odd)} SELECT * FROM otel.\`exporter-2024\``);
  try {
    await front.requests();
    const { counts } = await engine.open(table(undefined, { table: { database: "otel", name: odd } }));
    assert.strictEqual(counts.requests, 62);
    for (const { query } of await front.requests()) assert.ok(!query.includes("odd"), query);
  } finally {
    await front.sql(`DROP TABLE otel.${quoted(odd)}`);
  }
  for (const name of [odd, "own' OR 1=1 --", "own`; SELECT 1", "", "own\0"]) {
    await assert.rejects(createEngine().then((other) => other.open(table(undefined, { table: { database: odd, name } })).finally(() => other.close())), { name: "SpanlensError" });
  }
  assert.strictEqual(await front.sql("SELECT count() > 0 FROM otel.own"), "1\n");
});

const quoted = (name) => `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
