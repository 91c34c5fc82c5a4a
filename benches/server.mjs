// Asks a ClickHouse server about many spans. `node benches/server.mjs SPANS ROUNDS` lets ClickHouse's own engine, behind
// tests/clickhouse/front.py, make a table of so many, 15 a trace, and opens an hour of it with the package. It writes, as read.mjs does, how
// long each question takes, how many rows the server read for it and how many bytes it sent, beside the bare scan of the same columns.

import { startFront } from "../tests/clickhouse/front.mjs";

const [spans, rounds] = process.argv.slice(2).map(Number);
const { createEngine } = await import(new URL("../dist/npm/node.js", import.meta.url));

const SPANS_PER_TRACE = 15;
const BEGIN = 1_773_756_000_000_000_000n;
const HOUR = 3_600_000_000_000n;
const range = { from: BEGIN, to: BEGIN + HOUR };
/** A part of the hour with a million spans. */
const part = { from: BEGIN, to: BEGIN + HOUR * 1_000_000n / BigInt(spans) };

/** Traces as binary trees: each span calls two others, one after the other, in half of its time each. One request in a hundred fails, one in a hundred is slow. */
const GENERATED = `INSERT INTO otel.many
  (Timestamp, TraceId, SpanId, ParentSpanId, SpanName, SpanKind, ServiceName, ResourceAttributes, SpanAttributes, Duration, StatusCode, StatusMessage)
  WITH intDiv(number, ${SPANS_PER_TRACE}) AS trace, number % ${SPANS_PER_TRACE} AS at, cityHash64(trace) AS random,
    toUInt64(floor(log2(at + 1))) AS depth,
    20000000 + random % 200000000 + if(intDiv(random, 1000) % 100 = 0, 2000000000, 0) AS whole, bitShiftRight(whole, depth) AS width,
    random % 100 = 0 AND at IN (0, 1, 3) AS fails
  SELECT fromUnixTimestamp64Nano(toInt64(${BEGIN} + intDiv(trace * ${HOUR}, ${Math.ceil(spans / SPANS_PER_TRACE)}) + width * (at + 1 - bitShiftLeft(1, depth)))),
    lower(leftPad(hex(trace + 1), 32, '0')), lower(leftPad(hex(number + 1), 16, '0')),
    if(at = 0, '', lower(leftPad(hex(number - at + intDiv(at - 1, 2) + 1), 16, '0'))),
    if(at = 0, concat('GET /', toString(trace % 20)), concat('call ', toString(at))), ['Server', 'Client'][at % 2 + 1], concat('service-', toString(at)),
    map('service.name', concat('service-', toString(at)), 'host.name', concat('host-', toString(trace % 50))),
    map('http.route', concat('/', toString(trace % 20)), 'customer', toString(random % 1000), 'region', ['eu', 'us', 'ap'][random % 3 + 1]),
    width, if(fails, 'Error', 'Unset'), if(fails, 'out of stock', '')
  FROM numbers(${spans})`;

/** What the heatmap and the overview cannot do without: the columns that they read, of the same rows. */
const SCAN = `SELECT max(Timestamp), max(Duration), max(StatusCode), max(ServiceName), max(SpanName) FROM otel.many WHERE ParentSpanId = ''
  AND Timestamp >= fromUnixTimestamp64Nano(${range.from}) AND Timestamp < fromUnixTimestamp64Nano(${range.to}) FORMAT Native`;

/** What is slow in a minute of the hour, another one each time: traces that were fetched are kept. */
const slow = (round) => {
  const from = BEGIN + HOUR / 2n + (HOUR / 60n) * BigInt(round);
  return { selection: { from, to: from + HOUR / 60n, minDuration: 2_000_000_000n }, baseline: "before" };
};

const front = await startFront();
const measured = new Map();
try {
  await front.fill("exporter-2024", "", { table: "many" });
  console.error(`ClickHouse makes ${spans} spans`);
  await front.sql(GENERATED);
  let left, whole;
  const opened = async (old, more) => {
    old?.close();
    const engine = await createEngine();
    await engine.open({ clickhouse: { url: front.url(), database: "otel", table: "many", range, ...more } });
    return engine;
  };
  const scan = async () => (await fetch(`${front.url()}/?max_execution_time=600`, { method: "POST", body: SCAN })).arrayBuffer();
  const everybody = {
    "bare scan of the same columns": scan,
    "opened, its requests counted on the server": async () => (left = await opened(left, { countsOnServer: true })),
    "heatmap with percentile lines": () => left.heatmap({ columns: 600, rows: 200 }),
    overview: (round) => left.overview(slow(round)),
    "a selection counted": (round) => left.count(slow(round)),
    "the traces of both sides fetched, and suspects": (round) => left.suspects(slow(round)),
    "a million of the spans read": async () => (whole = await opened(whole, { range: part, maxSpans: 2_000_000 })),
  };
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, ask] of Object.entries(everybody)) {
      await front.requests();
      const begin = performance.now();
      await ask(round);
      const ms = performance.now() - begin;
      const requests = await front.requests();
      const sum = (of) => requests.reduce((total, request) => total + (request[of] ?? 0), 0);
      if (round > 0) note(name, { ms, "rows read": sum("read_rows"), "bytes sent": sum("bytes") });
    }
  }
  left.close();
  whole.close();
} finally {
  await front.close();
}
for (const [name, units] of measured) for (const [unit, samples] of Object.entries(units)) console.log([name, unit, ...samples].join("\t"));

function note(name, figures) {
  const units = measured.get(name) ?? measured.set(name, {}).get(name);
  for (const [unit, figure] of Object.entries(figures)) (units[unit] ??= []).push(figure);
}
