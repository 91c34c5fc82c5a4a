// Every question, asked through the API in Node, is answered as the native engine answers the protocol's.

import assert from "node:assert";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { install } from "./installed.mjs";
import { alike, nativeAnswers, plain } from "./native.mjs";
import { bytes, request } from "./traces.mjs";

const fixtures = ["documents.jsonl", "values.json", "tempo.json"].map((name) =>
  fileURLToPath(new URL(`../data/reader/${name}`, import.meta.url)));

const second = 1_000_000_000n;
const from = 1_773_757_000n * second;
const time = { fromNs: from, toNs: from + 600n * second };

/** The protocol's words for a comparison. */
const compare = (selection, more) => ({ population: "requests", baseline: "rest", selection, ...more });
const nothing = { errorsOnly: false };
const slow = { ...nothing, durations: { minNs: second, maxNs: undefined } };
const slowHere = { minDuration: second };
const frame = { path: [["gateway", "GET /cart"], ["gateway", "shop.Cart/Read"]], inTransitTo: "cart" };
const filter = `{ resource.service.name = "cart" }`;
const row = { kind: "wire", service: "cart", name: "HGETALL", callee: "cart-redis" };
const marks = {
  anyOf: [{ service: "gateway", name: "GET /cart", rows: [{ row, durations: { minNs: 300_000_000n, maxNs: 10n * second } }] }],
  templates: true,
};

/**
 * A sentence, how the API is asked, and what that is in the protocol. Either engine has handles of its own: `of` makes that of a row.
 */
const questions = [
  ["the summary", (engine) => engine.summary(), { summary: {} }],
  ["a heatmap as it comes", (engine) => engine.heatmap(), { heatmap: { population: "requests", options: {} } }],
  [
    "a part of a heatmap",
    (engine) => engine.heatmap({ population: "spans", filter, from, to: from + 600n * second, minDuration: 0n, columns: 7, rows: 9 }),
    {
      heatmap: {
        population: "spans",
        filter,
        options: { view: time, durations: { minNs: 0, maxNs: undefined }, maxColumns: 7, maxRows: 9 },
      },
    },
  ],
  ["a heatmap of one group", (engine) => engine.heatmap({ group: "default" }), { heatmap: { population: "requests", group: "default", options: {} } }],
  ["an overview of everything", (engine) => engine.overview(), { overview: compare() }],
  [
    "an overview beside what came before",
    (engine) => engine.overview({ selection: { from, to: from + 600n * second }, baseline: "before", filter }),
    { overview: compare({ ...nothing, time }, { baseline: "before", filter }) },
  ],
  [
    "a count beside another selection",
    (engine) => engine.count({ population: "entries", selection: { errors: true }, baseline: { ...slowHere, group: "default" } }),
    {
      count: compare({ errorsOnly: true }, { population: "entries", baseline: { rectangle: { ...slow, group: "default" } } }),
    },
  ],
  [
    "the error causes",
    (engine) => engine.errorCauses({ selection: { errors: true } }),
    { errorCauses: compare({ errorsOnly: true }) },
  ],
  ["what stands out", async (engine) => protocolOf(await engine.findings()), { findings: { population: "requests" } }],
  [
    "what stands out in a part, by a rule",
    async (engine) => protocolOf(await engine.findings({ population: "entries", filter, fail: "5xx" })),
    { findings: { population: "entries", filter, fail: "5xx" } },
  ],
  [
    "what changed from one group to another",
    async (engine) => protocolOf(await engine.findings({ groups: { before: "before", after: "default" } })),
    { findings: { population: "requests", groups: { before: "before", after: "default" } } },
  ],
  [
    "a count of operations",
    (engine) => engine.count({ selection: { operations: [["gateway", "GET /cart"], ["", "GET /"]] } }),
    { count: compare({ ...nothing, operations: [["gateway", "GET /cart"], ["", "GET /"]] }) },
  ],
  [
    "what sets slow requests apart",
    (engine) => engine.attributeDiff({ selection: slowHere, maxRows: 60, countSpans: true }),
    { attributeDiff: { comparison: compare(slow), options: { maxRows: 60, countSpans: true } } },
  ],
  [
    "a flame graph",
    (engine) => engine.flameGraph({ selection: slowHere, attribution: "shared", templates: false, attributes: ["http.route"] }),
    {
      flameGraph: {
        comparison: compare(slow),
        options: { attribution: "shared", templates: false, attributes: ["http.route"] },
      },
    },
  ],
  [
    "what made requests slow",
    (engine) => engine.flameDiff({ selection: slowHere, mix: "rootOperation" }),
    { flameDiff: { comparison: compare(slow), options: { mix: "rootOperation" } } },
  ],
  ["the service map", (engine) => engine.serviceMap(), { serviceMap: compare() }],
  [
    "what is other on the service map",
    (engine) => engine.serviceMap({ selection: slowHere, baseline: "before" }),
    { serviceMap: compare(slow, { baseline: "before" }) },
  ],
  ["what is called how often", (engine) => engine.calls(), { calls: compare() }],
  [
    "what is called more often or takes longer",
    (engine) => engine.calls({ selection: slowHere, baseline: "before" }),
    { calls: compare(slow, { baseline: "before" }) },
  ],
  [
    "the units of a frame",
    (engine) => engine.frameUnits({ selection: slowHere, key: frame, samples: 3 }),
    { frameUnits: { comparison: compare(slow), key: frame, options: {}, samples: 3 } },
  ],
  [
    "a count of the units that have a frame",
    (engine) => engine.count({ selection: { frame } }),
    { count: compare({ ...nothing, frame: { key: frame, templates: true } }) },
  ],
  [
    "a count of the units that wait for something",
    (engine) => engine.count({ selection: { marks } }),
    { count: compare({ ...nothing, marks }) },
  ],
  [
    "a page of traces",
    (engine) => engine.traces({ selection: slowHere, sort: "duration", descending: true, offset: 2, limit: 5 }),
    { traces: { comparison: compare(slow), options: { column: "duration", descending: true, offset: 2, limit: 5 } } },
  ],
  ["the traces that an id means", (engine) => engine.findTrace("32a2"), { findTrace: { text: "32a2" } }],
  ["a trace by its handle", (engine, of) => engine.trace(of(1)), (of) => ({ trace: { trace: of(1) } })],
  [
    "the difference of two traces",
    (engine, of) => engine.traceDiff(of(0), of(1)),
    (of) => ({ traceDiff: { left: of(0), right: of(1) } }),
  ],
  ["a span", (engine, of) => engine.span(of(2)), (of) => ({ span: { span: of(2) } })],
  [
    "a search in a trace",
    (engine, of) => engine.searchTrace(of(0), "GET"),
    (of) => ({ searchTrace: { trace: of(0), text: "GET" } }),
  ],
  ["the errors of a trace", (engine, of) => engine.traceErrors(of(0)), (of) => ({ traceErrors: { trace: of(0) } })],
  [
    "the events of a trace",
    (engine, of) => engine.traceEvents(of(0), { severity: 17, text: "exception", limit: 5 }),
    (of) => ({ traceEvents: { trace: of(0), options: { severity: 17, text: "exception", limit: 5 } } }),
  ],
  [
    "the page of an event of a trace",
    (engine, of) => engine.traceEvents(of(0), { limit: 1, around: { span: 0, number: 0 } }),
    (of) => ({ traceEvents: { trace: of(0), options: { limit: 1, around: { span: 0, number: 0 } } } }),
  ],
  [
    "the errors of a trace by a rule",
    (engine, of) => engine.traceErrors(of(0), "5xx"),
    (of) => ({ traceErrors: { trace: of(0), fail: "5xx" } }),
  ],
  ["counts by a rule", (engine) => engine.count({ fail: "5xx" }), { count: { population: "requests", baseline: "rest", fail: "5xx" } }],
  ["a heatmap by a rule", (engine) => engine.heatmap({ fail: "5xx" }), { heatmap: { population: "requests", fail: "5xx", options: {} } }],
  ["a heatmap with estimates", (engine) => engine.heatmap({ weighted: true }), { heatmap: { population: "requests", weighted: true, options: {} } }],
  ["counts with estimates", (engine) => engine.count({ selection: slowHere, weighted: true }), { count: compare(slow, { weighted: true }) }],
  ["an overview with estimates", (engine) => engine.overview({ selection: slowHere, weighted: true }), { overview: compare(slow, { weighted: true }) }],
  ["causes with estimates", (engine) => engine.errorCauses({ weighted: true }), { errorCauses: compare(undefined, { weighted: true }) }],
  ["completions", (engine) => engine.complete("{ span.h"), { complete: { text: "{ span.h", cursor: 8 } }],
  ["a filter in its canonical spelling", (engine) => engine.parseFilter("{duration>5ms}"), { parseFilter: { text: "{duration>5ms}" } }],
  ["how many match", (engine) => engine.matching(filter, "spans"), { matching: { population: "spans", filter } }],
  [
    "what an export gives away",
    (engine) => engine.exportContents({ selection: slowHere, remove: { keys: ["http.route"] }, hash: { groups: ["sql", "messages"] } }),
    {
      exportContents: {
        comparison: compare(slow),
        redaction: { remove: ["http.route"], hashGroups: ["sql", "messages"] },
      },
    },
  ],
  ["why a text is no filter", (engine) => engine.parseFilter("{ ä"), { parseFilter: { text: "{ ä" } }],
  ["why there is no such span", (engine, of) => engine.span(of(4_000_000_000)), (of) => ({ span: { span: of(4_000_000_000) } })],
  ["that a handle is of another store", (engine, of) => engine.trace(of(2 ** 32)), (of) => ({ trace: { trace: of(2 ** 32) } })],
];

/** Findings as the protocol has them: the API gives their sides as queries take them. */
function protocolOf({ findings, ...rest }) {
  const side = (selection) => spanlens.toSelection(selection);
  const baselineOf = (baseline) => (typeof baseline === "string" ? baseline : { rectangle: side(baseline) });
  const back = ({ selection, baseline, ...finding }) => ({ ...finding, selection: side(selection), baseline: baselineOf(baseline) });
  return { ...rest, findings: findings.map(back) };
}

/** The question of the first trace, whose handle says how handles of the store are made. */
const first = { traces: { comparison: compare(), options: { limit: 1 } } };

/** What makes the handle of a row in the store that an answer to the first question is of. */
function handles({ traces: [handle] }) {
  const generation = handle - (handle % 2 ** 32);
  return (row) => generation + row;
}

let installed, spanlens;
before(async () => {
  installed = await install();
  spanlens = await installed.load();
});
after(() => installed?.remove());

/** An answer, or what the error says. */
async function outcome(promise) {
  try {
    return plain(await promise);
  } catch ({ name, code, message, offset }) {
    assert.strictEqual(name, "SpanlensError");
    return { code, message, offset: offset ?? null };
  }
}

for (const [of, files] of [["the demo", []], ["fixtures", fixtures]]) {
  test(`answers about ${of} are those of the native engine`, async (t) => {
    const engine = await spanlens.createEngine();
    await (files.length === 0 ? engine.openDemo() : engine.open(files));
    const of = handles(await engine.traces({ limit: 1 }));
    const ofNative = handles((await nativeAnswers(files, [first]))[0]);
    const asked = questions.map(([, , question]) => (typeof question === "function" ? question(ofNative) : question));
    const expected = await nativeAnswers(files, asked);
    for (const [at, [sentence, ask]] of questions.entries()) {
      await t.test(sentence, async () => {
        const [answer, native] = [await outcome(ask(engine, of)), expected[at]];
        // A store takes up as many bytes as its pointers are wide.
        for (const summary of [answer, native]) delete summary.heapBytes;
        assert.deepStrictEqual(alike(answer, native, of(0) - ofNative(0)), native);
      });
    }
    engine.close();
  });
}

test("what sampled spans stand for is estimated beside what is stored", async () => {
  const engine = await spanlens.createEngine();
  const kept = (number, traceState, status) => {
    const file = JSON.parse(request(number, { status }));
    file.resourceSpans[0].scopeSpans[0].spans[0].traceState = traceState;
    return JSON.stringify(file);
  };
  await engine.open(bytes(kept(1, "ot=th:c", 0) + kept(2, "ot=th:c", 0) + kept(3, "ot=th:0", 2)));
  assert.strictEqual((await engine.summary()).sampledSpans, 2);
  const { selected, estimates } = await engine.count({ selection: {}, weighted: true });
  assert.deepStrictEqual([selected, estimates.selected.value, estimates.selectedFailing.value], [3, 9, 1]);
  assert.ok(estimates.selected.low >= 3 && estimates.selected.low < 9 && estimates.selected.high > 9);
  assert.strictEqual((await engine.count({ selection: {} })).estimates, undefined);
  engine.close();
});

test("suspects are those of the latency difference", async () => {
  const engine = await spanlens.createEngine();
  await engine.openDemo();
  const query = { selection: slowHere };
  assert.deepStrictEqual(await engine.suspects(query), (await engine.flameDiff(query)).suspects);
  engine.close();
});

test("what answers name is taken as a condition", async () => {
  const engine = await spanlens.createEngine();
  await engine.openDemo();
  const { rows: [row] } = await engine.errorCauses();
  assert.strictEqual((await engine.count({ selection: { cause: row.key } })).selectedFailing, row.failing);
  const { frames } = await engine.flameGraph();
  for (const at of [0, frames.parents.length - 1]) {
    const key = spanlens.frameKey(frames, at);
    const { count } = await engine.frameUnits({ key, samples: 1 });
    assert.ok(count > 0);
    assert.strictEqual((await engine.count({ selection: { frame: key } })).selected, count);
  }
  const { kinds } = await engine.suspects({ selection: { minDuration: 300_000_000n } });
  for (const { marks, units } of kinds.kinds) {
    const { selected } = await engine.count({ selection: { marks, minDuration: 300_000_000n } });
    assert.strictEqual(selected, units);
  }
  assert.ok(kinds.kinds.length > 1);
  const { traceIds, units, traces } = await engine.traces({ limit: 1 });
  const trace = await engine.trace(traceIds[0]);
  assert.strictEqual(trace.handle, traces[0]);
  assert.strictEqual((await engine.span(units[0])).traceId, traceIds[0]);
  assert.deepStrictEqual(await engine.traceDiff(traceIds[0], traces[0]), await engine.traceDiff(traces[0], traces[0]));
  engine.close();
});

test("a selection survives the way to the protocol and back", () => {
  const selection = {
    from: 1n,
    to: 2n,
    minDuration: 3n,
    maxDuration: 4n,
    errors: true,
    filter,
    cause: { service: "a", name: "b", errorType: "c", message: "d", fate: "recovered" },
    group: "before",
    frame: { ...frame, templates: false, attributes: ["x"] },
    operations: [["a", "b"]],
    marks: { ...marks, anyOf: [{ ...marks.anyOf[0], rows: [{ row: { ...row, calleeName: undefined }, durations: marks.anyOf[0].rows[0].durations }] }] },
  };
  assert.deepStrictEqual(spanlens.fromSelection(spanlens.toSelection(selection)), selection);
  assert.deepStrictEqual(spanlens.fromSelection(spanlens.toSelection({})), {});
  assert.deepStrictEqual(spanlens.fromSelection(spanlens.toSelection({ from: 5 })), { from: 5n });
  assert.deepStrictEqual(spanlens.fromSelection(spanlens.toSelection({ to: 5n, maxDuration: 6n })), { to: 5n, maxDuration: 6n });
});
