// One question of each kind, and more where answers have parts that one of them does not show.

const demo = { population: "requests", baseline: "rest" };

/** A span with everything that a span can have. */
export const rich = {
  traceId: "0102030405060708090a0b0c0d0e0f10",
  spanId: "0102030405060708",
  name: "GET /",
  kind: 2,
  traceState: "a=b",
  startTimeUnixNano: "1700000000000000000",
  endTimeUnixNano: "1700000000000000500",
  status: { code: 2, message: "no" },
  attributes: [
    { key: "string", value: { stringValue: "a" } },
    { key: "bool", value: { boolValue: true } },
    { key: "int", value: { intValue: "-9223372036854775808" } },
    { key: "double", value: { doubleValue: "NaN" } },
    { key: "bytes", value: { bytesValue: "AAE=" } },
    { key: "array", value: { arrayValue: { values: [{ intValue: 1 }] } } },
    { key: "map", value: { kvlistValue: { values: [{ key: "a", value: { intValue: 1 } }] } } },
    { key: "empty", value: {} },
    { key: "exception.type", value: { stringValue: "Oops" } },
  ],
  events: [
    {
      timeUnixNano: "1699999999999999999",
      name: "exception",
      attributes: [{ key: "exception.type", value: { stringValue: "Oops" } }],
    },
  ],
  links: [
    { traceId: "0102030405060708090a0b0c0d0e0f10", spanId: "0102030405060708" },
    { traceId: "ff02030405060708090a0b0c0d0e0f10", spanId: "ff02030405060708" },
  ],
};
const flawed = { ...rich, spanId: "0102030405060709", kind: 77, links: "none" };
const log = {
  traceId: rich.traceId,
  spanId: rich.spanId,
  timeUnixNano: "1700000000000000100",
  severityNumber: 13,
  body: { stringValue: "a warning" },
  eventName: "oops",
};
const logs = [log, { ...log, spanId: "", body: { kvlistValue: { values: [] } } }];
const document = JSON.stringify({
  resourceSpans: [{ scopeSpans: [{ spans: [rich, flawed] }] }],
  resourceLogs: [{ scopeLogs: [{ logRecords: logs }] }],
});

/**
 * Asks them all, with a server that has {@link rich} in a table of spans, and the addresses of a source without an end and of a stand-in for Jaeger: first what loads, as the
 * answers to all others depend on it.
 */
export async function askAll({ ask }, server, live, jaeger) {
  await ask({ summary: {} });
  await ask({ openDemo: {} });
  const sources = ["rich.json", "broken.json", "no.csv"].map((name) => ({ name, group: "default" }));
  await ask({ open: { sources, logs: "warn" } }, [document, document.slice(0, 300), "a,b,c\n"].map((text) => new Blob([text])));
  // A port that may not be fetched from: nothing leaves the machine.
  const source = { name: "remote", group: "default" };
  await ask({ openUrl: { source, url: "http://127.0.0.1:9/", headers: [["x-a", "b"]] } });
  await ask({ openUrl: { source: { name: "live", group: "default" }, url: live, headers: [] } });
  await ask({ live: { paused: true, window: { maxSpans: 500, maxAgeNs: 7_000_000_000n } } });
  await ask({ clickhouseTables: { server } });
  await ask({ clickhouseTables: { server: { ...server, user: "nobody", password: "" } } });
  const table = { database: "otel", name: "otel_traces" };
  const second = { fromNs: 1_700_000_000_000_000_000n, toNs: 1_700_000_001_000_000_000n };
  await ask({ openClickhouse: { source, server, table, range: second, maxSpans: 5, logs: "all" } });
  await ask({ openClickhouse: { source, server, table, range: second, maxSpans: 5, maxFetchedSpans: 7, countsOnServer: true, logs: "none" } });
  const traces = { api: "jaeger", url: jaeger, headers: [["x-a", "b"]] };
  await ask({ traceApiNames: { server: traces, list: "services" } });
  await ask({ traceApiNames: { server: { ...traces, api: "tempo" }, list: "values", of: "name" } });
  const wanted = { service: "shop", tags: [["http.status_code", "500"]], minDurationNs: 1_000_000n, range: second, limit: 2 };
  await ask({ openSearch: { source, server: traces, search: wanted, maxSpans: 1000 } });
  await ask({ openSearch: { source, server: traces, search: { traceId: "abcdef", tags: [] } } });
  await askAboutUnits(ask);
  await askAboutTraces(ask);
  await askAboutExports(ask);
  await askAboutFilters(ask);
  // A handle of no store that there was.
  await ask({ trace: { trace: Number.MAX_SAFE_INTEGER } });
}

async function askAboutUnits(ask) {
  const { heatmap } = await ask({ heatmap: { population: "requests", options: {} } });
  const { range } = heatmap.heatmap;
  const durations = { minNs: 1_000_000n, maxNs: undefined };
  await ask({ numberChoices: {} });
  const size = { attribute: ["span", "http.response.body.size"] };
  await ask({ heatmap: { population: "requests", options: { number: { of: size, min: 1000.5 } } } });
  await ask({ heatmap: { population: "entries", options: { number: { of: "spans" } }, weighted: true } });
  await ask({ count: { ...demo, selection: { number: { of: { calls: "cart" }, min: 1, max: 3 } } } });
  await ask({ heatmap: { population: "spans", filter: "{ kind = server }", fail: "5xx", options: { view: range, durations } } });

  const failing = { ...demo, selection: { errorsOnly: true } };
  const slow = { ...demo, filter: "{ duration > 1ms }", selection: { durations: { minNs: 500_000_000n }, time: range } };
  await ask({ overview: demo });
  await ask({ overview: failing });
  const { errorCauses } = await ask({ errorCauses: failing });
  await ask({ findings: { population: "requests" } });
  const operations = [["gateway", "GET /"]];
  await ask({ findings: { population: "entries", filter: "{ duration > 1ms }", fail: "5xx" } });
  await ask({ findings: { population: "requests", groups: { before: "before", after: "after" } } });
  await ask({ count: { ...demo, selection: { operations } } });
  await ask({ count: { ...demo, selection: { cause: { key: errorCauses.rows[0].key, fate: "recovered" } } } });
  await ask({ count: { ...demo, selection: { group: "default" }, baseline: { rectangle: { errorsOnly: true } } } });
  await ask({ attributeDiff: { comparison: failing, options: { maxRows: 50 } } });
  await ask({ attributeDiff: { comparison: slow, options: { countSpans: true } } });

  const { flameGraph } = await ask({ flameGraph: { comparison: slow, options: { attribution: "shared" } } });
  const { frames } = flameGraph;
  const key = { path: [[frames.services[frames.serviceIndexes[0]], frames.names[frames.nameIndexes[0]]]] };
  await ask({ frameUnits: { comparison: demo, key, options: {}, samples: 3 } });
  await ask({ count: { ...demo, selection: { frame: { key, templates: true } }, baseline: "before" } });
  await ask({ flameDiff: { comparison: slow, options: { graph: { templates: false }, mix: "rootOperation" } } });
  const { flameDiff } = await ask({ flameDiff: { comparison: { ...slow, filter: undefined }, options: {} } });
  await ask({ serviceMap: demo });
  await ask({ serviceMap: slow });
  await ask({ calls: demo });
  await ask({ calls: slow });
  const { marks } = flameDiff.suspects.kinds.kinds[0];
  await ask({ count: { ...demo, selection: { marks } } });
}

async function askAboutExports(ask) {
  const redaction = { remove: ["a"], hash: ["b*"], keep: ["c"], removeGroups: ["user"], hashGroups: ["urlQueries"] };
  await ask({ exportContents: { comparison: demo, redaction } });
  const errors = { ...demo, selection: { errorsOnly: true } };
  await ask({ exportContents: { comparison: errors, withBaseline: true, redaction } });
  const options = { format: "otlp-proto", redaction, hashKey: "00".repeat(32) };
  const { exportPiece } = await ask({ exportPiece: { comparison: demo, options } });
  await ask({ exportPiece: { comparison: demo, options, from: exportPiece.next } });
  await ask({ exportPiece: { comparison: demo, options: { redaction } } });
  await ask({ exportPiece: { comparison: errors, withBaseline: true, options } });
}

async function askAboutTraces(ask) {
  const errors = { ...demo, selection: { errorsOnly: true } };
  const { traces } = await ask({ traces: { comparison: errors, options: { column: "duration", limit: 3 } } });
  const [right, left] = traces.traces;
  await ask({ traceDiff: { left, right } });
  const { trace } = await ask({ trace: { trace: left } });
  await ask({ searchTrace: { trace: left, text: "a" } });
  await ask({ traceErrors: { trace: left, fail: "5xx" } });
  await ask({ traceEvents: { trace: left, options: {} } });
  await ask({ exportTrace: { trace: left, options: {} } });
  const { findTrace } = await ask({ findTrace: { text: rich.traceId } });
  await ask({ span: { span: trace.firstSpan } });
  const other = await ask({ trace: { trace: findTrace.traces[0] } });
  await ask({ span: { span: other.trace.firstSpan } });
  await ask({ traceEvents: { trace: findTrace.traces[0], options: { severity: 9, text: "a" } } });
}

async function askAboutFilters(ask) {
  await ask({ complete: { text: "{ na", cursor: 4 } });
  await ask({ complete: { text: "{ name = ", cursor: 9 } });
  await ask({ parseFilter: { text: "{name=`a`}" } });
  await ask({ parseFilter: { text: "{ name = " } });
  await ask({ matching: { population: "requests", filter: "{ status = error }" } });
  const edit = { filter: "", excludes: false };
  await ask({ editFilter: { ...edit, field: { attribute: ["span", "a.b"] }, value: { int: 5n } } });
  await ask({ editFilter: { ...edit, field: { intrinsic: "name" }, value: { string: "a" } } });
  await ask({ editFilter: { ...edit, field: { attribute: ["any", "a"] }, value: "empty", isAbsence: true } });
}
