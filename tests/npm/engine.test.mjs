// The life of an engine in Node: progress, stopping, closing, crashing.

import assert from "node:assert";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";

import { install } from "./installed.mjs";
import { bytes, request, streamOf } from "./traces.mjs";
import { testWithEngine } from "./with-engine.mjs";

let installed, createEngine, frameKey, SpanlensError;
before(async () => {
  installed = await install();
  ({ createEngine, frameKey, SpanlensError } = await installed.load());
});
after(() => installed?.remove());

/** Runs a test with an engine of its own. */
const withEngine = (name, run) => testWithEngine(name, () => createEngine(), run);

const rejects = (promise, code, more) => assert.rejects(promise, { name: "SpanlensError", code, ...more });

withEngine("a new engine has nothing, and says so", async (engine) => {
  const { files, counts, range } = await engine.summary();
  assert.deepStrictEqual([files, counts.spans, range], [[], 0, undefined]);
  await rejects(engine.overview(), "no-data", { message: "no traces are loaded" });
});

withEngine("questions of one kind are all answered", async (engine) => {
  await engine.open(bytes(request(1) + request(2, { status: 2 })));
  const [all, failing, again] = await Promise.all([
    engine.count(),
    engine.count({ selection: { errors: true } }),
    engine.count(),
  ]);
  assert.deepStrictEqual([all.selected, failing.selected, again.selected], [2, 1, 2]);
});

withEngine("a question that fails does not stop those behind it", async (engine) => {
  await engine.open(bytes(request(1)));
  const outcomes = await Promise.allSettled([engine.matching("{"), engine.matching("{ status = ok }"), engine.matching("{}")]);
  assert.deepStrictEqual(outcomes.map(({ status }) => status), ["rejected", "fulfilled", "fulfilled"]);
  assert.strictEqual(outcomes[0].reason.offset, 1);
});

withEngine("a signal drops its own question, and no other of the kind", async (engine) => {
  await engine.openDemo();
  const [one, other] = [new AbortController(), new AbortController()];
  const first = engine.attributeDiff({ selection: { errors: true } }, { signal: one.signal });
  const second = engine.attributeDiff({}, { signal: other.signal });
  const third = engine.attributeDiff({ selection: { minDuration: 1_000_000_000n } });
  other.abort(new Error("no more"));
  await rejects(second, "cancelled", { cause: other.signal.reason });
  one.abort();
  await rejects(first, "cancelled", { cause: one.signal.reason });
  assert.strictEqual((await third).selection, 446);
  await rejects(engine.count({}, { signal: AbortSignal.abort("never") }), "cancelled", { cause: "never" });
});

test("a dropped question is gone from the engine before its next step", async () => {
  // Clients take turns, and each is answered in its order: the short question comes before that of the other client if nothing is
  // before it.
  for (const [drops, expected] of [[false, ["other", "short"]], [true, ["short", "other"]]]) {
    const engine = await createEngine();
    await engine.openDemo();
    const other = await createEngine({ port: engine.connect() });
    const drop = new AbortController();
    const answered = [];
    const long = engine.attributeDiff({ selection: { errors: true }, countSpans: true }, { signal: drop.signal });
    const short = engine.count().then(() => answered.push("short"));
    const others = other.overview().then(() => answered.push("other"));
    if (drops) drop.abort();
    await (drops ? rejects(long, "cancelled") : long);
    await Promise.all([short, others]);
    assert.deepStrictEqual(answered, expected, drops ? "dropped" : "kept");
    engine.close();
  }
});

withEngine("while something is opened heatmaps are provisional and other questions wait", async (engine) => {
  let heatmap;
  let overview;
  const opened = engine.openDemo({
    onProgress: () => {
      heatmap ??= engine.heatmap();
      overview ??= engine.overview();
    },
  });
  const before = await Promise.race([opened, (async () => (await heatmapOf()).provisional)()]);
  async function heatmapOf() {
    while (!heatmap) await new Promise((resolve) => setImmediate(resolve));
    return heatmap;
  }
  assert.strictEqual(before, true);
  await opened;
  assert.ok((await overview).names.length > 0);
  assert.strictEqual((await engine.heatmap()).provisional, false);
});

withEngine("what was read before a load is stopped stays", async (engine) => {
  const stop = new AbortController();
  const opened = engine.openDemo({ signal: stop.signal, onProgress: ({ spans }) => spans > 1_000 && stop.abort("enough") });
  await rejects(opened, "cancelled", { cause: "enough" });
  const { files, counts } = await engine.summary();
  assert.ok(files[0].stopped && counts.spans > 1_000 && counts.spans < 210_640);
});

withEngine("a load of little that is compressed and much that is in it can be stopped in between", async (engine) => {
  const much = Buffer.alloc(256 << 20, "\n");
  much.write(request(1));
  const packed = gzipSync(much, { level: 1 });
  const stop = new AbortController();
  await rejects(engine.open(packed, { signal: stop.signal, onProgress: () => stop.abort() }), "cancelled");
  const { files, counts } = await engine.summary();
  assert.ok(files[0].stopped && files[0].report.textBytes < much.length / 2, `${files[0].report.textBytes} bytes of text`);
  assert.strictEqual(counts.spans, 1);
});

withEngine("a load can be stopped before it begins, and while its source is silent", async (engine) => {
  await rejects(engine.open(bytes(request(1)), { signal: AbortSignal.abort() }), "cancelled");
  assert.strictEqual((await engine.summary()).files.length, 0);
  const stop = new AbortController();
  let cancelled;
  const silent = new ReadableStream({
    start: (controller) => controller.enqueue(bytes(request(1))),
    cancel: () => (cancelled = true),
  });
  await rejects(engine.open(silent, { signal: stop.signal, onProgress: () => stop.abort() }), "cancelled");
  assert.ok(cancelled, "the source is told");
  assert.strictEqual((await engine.summary()).counts.spans, 1);
});

withEngine("two things are not opened at once", async (engine) => {
  const first = engine.open(bytes(request(1)));
  await rejects(engine.open(bytes(request(2))), "busy");
  await rejects(engine.openDemo(), "busy");
  await first;
  assert.strictEqual((await engine.open(bytes(request(2)))).counts.spans, 2);
});

withEngine("arguments are checked, and the message says what was expected", async (engine) => {
  const wrong = [
    [() => engine.heatmap({ columns: -3 }), "heatmap: columns must be a whole number from 2 to 10000, got -3"],
    [() => engine.heatmap({ rows: 1.5 }), "heatmap: rows must be a whole number from 3 to 1000, got 1.5"],
    [() => engine.heatmap(5), "heatmap must be an object, got 5"],
    [() => engine.overview({ fliter: "" }), `overview has no "fliter": there are population, filter, fail, selection, baseline, weighted`],
    [() => engine.count({ fail: "4xx" }), `count: fail must be "status" or "5xx", got "4xx"`],
    [() => engine.traceErrors("a", "4xx"), `traceErrors: fail must be "status" or "5xx", got "4xx"`],
    [() => engine.count({ population: "traces" }), `count: population must be "requests" or "entries" or "spans", got "traces"`],
    [() => engine.count({ selection: { from: 2 ** 60 } }), "count: selection: from must be nanoseconds as a bigint that is not negative, got 1152921504606847000"],
    [() => engine.count({ selection: { to: -1n } }), "count: selection: to must be nanoseconds as a bigint that is not negative, got -1n"],
    [() => engine.count({ selection: { errors: "yes" } }), `count: selection.errors must be true or false, got "yes"`],
    [() => engine.count({ selection: { cause: { service: "a" } } }), "count: selection.cause.name must be a string, got undefined"],
    [() => engine.count({ selection: { marks: { anyOf: 5 } } }), "count: selection.marks.anyOf must be an array, got 5"],
    [
      () => engine.count({ selection: { marks: { anyOf: [{ service: "a", name: "b", rows: [{ row: {}, durations: {} }] }] } } }),
      /^count: selection.marks.anyOf\[0\].rows\[0\].row.kind must be "ownTime" or .*, got undefined$/,
    ],
    [() => engine.count({ baseline: "all" }), `count: baseline must be "rest", "before" or a selection, got "all"`],
    [() => engine.traces({ sort: "size" }), /^traces: sort must be "start" or "duration" .*, got "size"$/],
    [() => engine.frameUnits({ key: { path: ["a"] } }), `frameUnits: key.path[0] must be a service and a name, got "a"`],
    [() => engine.trace(), "trace: trace must be the handle or the id of a trace, got undefined"],
    [() => engine.traceDiff(1.5, 2), "traceDiff: handle must be a whole number from 0 to 9007199254740991, got 1.5"],
    [() => engine.span(-1), "span: handle must be a whole number from 0 to 9007199254740991, got -1"],
    [() => engine.span(2 ** 53), "span: handle must be a whole number from 0 to 9007199254740991, got 9007199254740992"],
    [() => engine.traceEvents("1", { severity: 25 }), "traceEvents: severity must be a whole number from 0 to 24, got 25"],
    [() => engine.searchTrace("1"), "searchTrace: text must be a string, got undefined"],
    [() => engine.complete("{", 2), "complete: cursor must be a whole number from 0 to 1, got 2"],
    [() => engine.matching(), "matching: filter must be a string, got undefined"],
    [() => engine.count({}, { sginal: 1 }), `count has no "sginal": there are signal`],
  ];
  for (const [ask, message] of wrong) await rejects(ask(), "bad-argument", { message });
});

test("so many workers as cannot be are none", async () => {
  const message = "startWorker: parseWorkers must be a whole number from 1 to 16, got 17";
  const { stdout } = await installed.node(`
    import { startWorker } from "./node_modules/spanlens/index.js";
    try {
      startWorker({ parseWorkers: 17 });
    } catch ({ code, message }) {
      console.log(JSON.stringify([code, message]));
    }
  `);
  assert.deepStrictEqual(JSON.parse(stdout), ["bad-argument", message]);
  await rejects(createEngine({ parseWorkers: 0 }), "bad-argument", { message: /^createEngine: parseWorkers must be .* 1 to 16, got 0$/ });
});

withEngine("places in filters are those of the string, whatever its characters", async (engine) => {
  await engine.open(bytes(request(1)));
  const filter = `{ name = "😀é" && resource.serv`;
  const { from, to, items } = await engine.complete(filter);
  assert.deepStrictEqual([filter.slice(from, to), items[0].insert], ["resource.serv", "resource.service.name"]);
});

withEngine("an id that means several traces is not guessed", async (engine) => {
  await engine.open([bytes(request(1)), { source: bytes(request(1)), group: "after" }]);
  await rejects(engine.trace("1".repeat(32)), "bad-argument", { message: /2 traces are meant/ });
  await rejects(engine.trace("2"), "not-found");
});

withEngine("what was named before something else was opened is stale, and never another trace", async (engine) => {
  const made = JSON.parse(request(1, { status: 2 }));
  const [span] = made.resourceSpans[0].scopeSpans[0].spans;
  span.links = [{ traceId: span.traceId, spanId: span.spanId }];
  await engine.open(bytes(JSON.stringify(made) + request(2)));
  const failing = span.traceId;
  const { frames } = await engine.flameGraph();
  const [list, found, trace, causes, units] = await Promise.all([
    engine.traces(),
    engine.findTrace(failing),
    engine.trace(failing),
    engine.errorCauses(),
    engine.frameUnits({ key: frameKey(frames, 0) }),
  ]);
  const details = await engine.span(trace.firstSpan);
  const [cause] = causes.rows;
  const traces = [
    ...list.traces, ...found.traces, trace.handle, cause.sampleTrace, ...units.sampleTraces, details.trace,
    details.links[0].target.trace,
  ];
  const spans = [
    ...list.units, trace.firstSpan, cause.sampleUnit, cause.sampleSpan, ...units.samples, details.handle, details.links[0].target.span,
  ];
  assert.ok([...traces, ...spans].every(Number.isSafeInteger), `${traces} and ${spans}`);
  // All are of use as yet.
  const ids = await Promise.all([...traces].map(async (handle) => (await engine.trace(handle)).traceId));
  assert.deepStrictEqual([...new Set(ids)], [failing, "2".repeat(32)]);
  for (const handle of spans) await engine.span(handle);

  await engine.open(bytes(request(3)));
  const now = (await engine.findTrace(failing)).traces[0];
  for (const handle of traces) {
    await rejects(engine.trace(handle), "stale-handle");
    await rejects(engine.searchTrace(handle, "GET"), "stale-handle");
    await rejects(engine.traceErrors(handle), "stale-handle");
    await rejects(engine.traceDiff(handle, now), "stale-handle");
    await rejects(engine.traceDiff(failing, handle), "stale-handle");
  }
  for (const handle of spans) await rejects(engine.span(handle), "stale-handle");
  assert.strictEqual((await engine.trace(failing)).traceId, failing, "an id is of use for ever");
});

test("a closed engine answers nothing, and closing again is nothing", async () => {
  const engine = await createEngine();
  await engine.open(bytes(request(1)));
  const waiting = engine.overview();
  engine.close();
  engine.close();
  await rejects(waiting, "closed");
  await rejects(engine.summary(), "closed");
  await rejects(engine.open(bytes(request(1))), "closed");
  assert.throws(() => engine.connect(), { code: "closed" });
});

test("closing stops a load, and its source is told", async () => {
  const engine = await createEngine();
  const silent = await new Promise((resolve) => {
    let told;
    const cancelled = new Promise((tell) => (told = tell));
    const stream = new ReadableStream({ pull: () => resolve({ stream, cancelled, opened }), cancel: told }, { highWaterMark: 0 });
    const opened = engine.open(stream);
    opened.catch(() => {});
  });
  engine.close();
  await rejects(silent.opened, "closed");
  await silent.cancelled;
});

test("a source may close the engine that reads it, whenever it is asked something", async () => {
  for (const member of ["pull", "cancel"]) {
    const engine = await createEngine();
    const source = { start: (controller) => controller.enqueue(bytes(request(1))), [member]: () => engine.close() };
    const stop = new AbortController();
    const opened = engine.open(new ReadableStream(source, { highWaterMark: 1 }), { signal: stop.signal, onProgress: () => stop.abort() });
    await rejects(opened, "closed");
  }
  const next = await createEngine();
  assert.strictEqual((await next.summary()).files.length, 0);
  next.close();
});

withEngine("clients share what is loaded and are told when it changes", async (engine) => {
  const other = await createEngine({ port: engine.connect() });
  const changed = new Promise((resolve) => other.addEventListener("change", resolve, { once: true }));
  await engine.open(bytes(request(1)));
  assert.strictEqual((await changed).detail.counts.spans, 1);
  assert.strictEqual((await other.summary()).counts.spans, 1);
  assert.throws(() => other.connect(), { code: "unavailable" });
  other.close();
  assert.strictEqual((await engine.summary()).counts.spans, 1, "one that leaves takes nothing along");
});

test("an engine that cannot be loaded says so, and may be tried again", async () => {
  const wasmUrl = join(installed.directory, "broken.wasm");
  await rejects(createEngine({ wasmUrl }), "unavailable", { message: /ENOENT/ });
  await writeFile(wasmUrl, "not wasm");
  await rejects(createEngine({ wasmUrl }), "unavailable");
  const engine = await createEngine({ wasmUrl: join(installed.package, "engine/spanlens_bg.wasm") });
  engine.close();
  await rejects(createEngine({ wasmurl: wasmUrl }), "bad-argument");
  await rejects(createEngine({ signal: AbortSignal.abort("never") }), "cancelled", { cause: "never" });
});

test("after a panic everybody is told, and the next engine works", async () => {
  const engine = await createEngine();
  await engine.openDemo();
  const crashed = new Promise((resolve) => engine.addEventListener("crash", resolve, { once: true }));
  const { EngineWorker } = await installed.load("spanlens/engine/spanlens.js");
  const waiting = engine.open(new ReadableStream());
  panic(EngineWorker);
  await rejects(waiting, "crashed", { message: /the engine has crashed: panicked at/ });
  assert.ok((await crashed).detail instanceof SpanlensError);
  await rejects(engine.summary(), "crashed");
  engine.close();
  const next = await createEngine();
  assert.strictEqual((await next.open(bytes(request(1)))).counts.spans, 1);
  next.close();
});

test("the port to an engine that has crashed is closed", { timeout: 10_000 }, async () => {
  const { port1, port2 } = new MessageChannel();
  const closed = new Promise((resolve) => port2.addEventListener("close", resolve));
  port2.onmessage = () => port2.postMessage({ crashed: "out of luck" });
  await rejects(createEngine({ port: port1 }), "unavailable", { message: /out of luck/ });
  assert.strictEqual(port1.onmessage, null);
  await closed;
});

/** Makes the module that all engines share panic: by a port that says goodbye in the middle of what it is told. */
function panic(EngineWorker) {
  const port = {
    onmessage: null,
    postMessage: () => port.onmessage({ data: "leave" }),
    close: () => {},
  };
  new EngineWorker().connect(port);
  port.onmessage({ data: { ask: { id: 1, question: { summary: {} } } } });
}

test("a panic in the middle of work does not end the process", async () => {
  const { stdout } = await installed.node(`
    import { createEngine } from "spanlens";
    import { EngineWorker } from "spanlens/engine/spanlens.js";
    const engine = await createEngine();
    engine.addEventListener("crash", () => console.log("told"));
    const port = { onmessage: null, close() {}, postMessage() { port.onmessage({ data: "leave" }); } };
    new EngineWorker().connect(port);
    // The answer comes from a turn of the engine's own.
    port.onmessage({ data: { ask: { id: 1, question: { summary: {} } } } });
    setTimeout(() => console.log("alive"), 200);
  `);
  assert.strictEqual(stdout, "told\nalive\n");
});

test("where memory ends everybody is told of a crash, the process goes on, and the next engine works", async () => {
  const { stdout } = await installed.node(`
    import { createEngine, SpanlensError } from "spanlens";
    import init from "spanlens/engine/spanlens.js";
    const engine = await createEngine();
    const other = await createEngine();
    const told = (what) => (error) => console.log(what, error instanceof SpanlensError, error.code);
    for (const one of [engine, other]) one.addEventListener("crash", ({ detail }) => told("event")(detail));
    const { memory } = await init();
    // What the engine asks for from now on is not there.
    memory.grow(65_536 - memory.buffer.byteLength / 65_536);
    const [opening, asking] = [engine.openDemo(), other.open(new ReadableStream())];
    await Promise.all([opening.catch(told("open")), asking.catch(told("wait"))]);
    await engine.overview().catch(told("ask"));
    await other.summary().catch(told("ask"));
    try {
      other.connect();
    } catch (error) {
      told("connect")(error);
    }
    engine.close();
    other.close();
    const next = await createEngine();
    console.log("next", (await next.openDemo()).counts.spans);
  `);
  const expected = ["event", "event", "open", "wait", "ask", "ask", "connect"].map((what) => `${what} true crashed`);
  assert.deepStrictEqual(stdout.trim().split("\n").sort(), [...expected, "next 210640"].sort());
});

test("engines that come and go leave no memory behind", async () => {
  const { stdout } = await installed.node(`
    import { createEngine } from "spanlens";
    const grown = [];
    const memories = new Set();
    const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = async (...args) => {
      const made = await instantiate(...args);
      const { exports } = made.instance ?? made;
      if (exports.engineworker_new) memories.add(exports.memory);
      return made;
    };
    for (let round = 0; round < 50; round++) {
      const engine = await createEngine();
      await engine.openDemo();
      await engine.overview();
      engine.close();
      await new Promise((resolve) => setTimeout(resolve, 5));
      grown.push([...memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0));
    }
    console.log(JSON.stringify([memories.size, grown[1], grown.at(-1)]));
  `, { timeout: 300_000 });
  const [instances, early, late] = JSON.parse(stdout);
  assert.strictEqual(instances, 1);
  assert.ok(late <= early * 1.05, `${early} bytes became ${late}`);
});

test("a process ends by itself, whether the engine is closed or not", async () => {
  const { stdout } = await installed.node(`
    import { createEngine } from "spanlens";
    const engine = await createEngine();
    await engine.openDemo();
    console.log((await engine.count()).all);
  `);
  assert.strictEqual(stdout, "23805\n");
});

test("importing has no effect, also of the entry for browsers", async () => {
  const { stdout } = await installed.node(`
    const before = Object.keys(globalThis).join();
    await import("spanlens");
    await import("./node_modules/spanlens/index.js");
    console.log(Object.keys(globalThis).join() === before);
  `);
  assert.strictEqual(stdout, "true\n");
});
