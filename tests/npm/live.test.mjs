// `spanlens --listen`: what SDKs send, on the page, in Chromium.

import assert from "node:assert";
import { get } from "node:http";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";

import { drag, loaded, openTrace, parts, selected, traceParts } from "../browser/explorer.mjs";
import { openPage, widths } from "../browser/page.mjs";
import { browser, installed } from "./browsing.mjs";
import { deliver, listening, tracesOf } from "./listening.mjs";

/** An SDK that sends what it records in batches. */
function sdk(Exporter, endpoint, options = {}) {
  const processor = new BatchSpanProcessor(new Exporter({ url: `${endpoint}/v1/traces`, ...options }), { maxQueueSize: 100_000, maxExportBatchSize: 512 });
  const provider = new BasicTracerProvider({ spanProcessors: [processor] });
  return { tracer: provider.getTracer("shop"), flush: () => provider.forceFlush(), end: () => provider.shutdown() };
}

/**
 * Requests of two spans, of which every third fails with an exception. Times are given, as by the clock of the SDK a call may start after the span that
 * waits for it has ended.
 */
function record(tracer, count) {
  for (let number = 0; number < count; number++) {
    const startTime = Date.now() + number;
    const root = tracer.startSpan("GET /cart", { kind: SpanKind.SERVER, startTime }, ROOT_CONTEXT);
    const call = tracer.startSpan("reserve", { startTime: startTime + 1 }, trace.setSpan(ROOT_CONTEXT, root));
    if (number % 3 === 0) {
      call.recordException(new TypeError(`no stock of sku-${number}`), startTime + 2);
      for (const span of [call, root]) span.setStatus({ code: SpanStatusCode.ERROR });
    }
    call.end(startTime + 8);
    root.end(startTime + 10);
  }
}

const bar = (page) => page.getByRole("group", { name: "Live traces" });

test("what SDKs send is on the page within two seconds, with its errors and exceptions", async () => {
  for (const [Exporter, options] of [[ProtobufExporter, {}], [JsonExporter, { compression: "gzip" }]]) {
    await listening(installed, [], async ({ endpoint, url, said }) => {
      assert.match(said, /^OTEL_EXPORTER_OTLP_ENDPOINT=http:\/\/127\.0\.0\.1:\d+\n/);
      const view = await openPage(browser, url);
      const { page } = view;
      await page.getByRole("heading", { name: "Waiting for the first spans" }).waitFor();
      await page.getByText(`OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}`).waitFor();
      const { tracer, flush, end } = sdk(Exporter, endpoint, options);
      record(tracer, 12);
      await flush();
      const sent = performance.now();
      await loaded(page, "12");
      assert.ok(performance.now() - sent < 2_000, `${performance.now() - sent} ms`);
      await page.getByRole("tab", { name: /^Error causes \(1\)/ }).click();
      await page.getByText("TypeError").first().waitFor();
      await page.getByText("no stock of").first().waitFor();
      record(tracer, 3);
      await flush();
      await loaded(page, "15");
      view.assertClean();
      await end();
      await view.close();
    });
  }
});

test("logs are events of their spans, and metrics are taken in and counted", async () => {
  await listening(installed, [], async ({ endpoint, url }) => {
    const span = JSON.parse(tracesOf(7, 1)).resourceSpans[0].scopeSpans[0].spans[0];
    const log = { traceId: span.traceId, spanId: span.spanId, timeUnixNano: span.startTimeUnixNano, severityNumber: 17, body: { stringValue: "no stock" } };
    await deliver(endpoint, JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [log] }] }] }), { path: "/v1/logs" });
    await deliver(endpoint, JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics: [{}] }] }] }), { path: "/v1/metrics" });
    await deliver(endpoint, tracesOf(7, 1));
    const view = await openPage(browser, url);
    await loaded(view.page, "1");
    await bar(view.page).getByText("1 delivery of metrics not kept").waitFor();
    await openTrace(view.page, "GET /cart");
    await view.page.keyboard.press("Enter");
    await traceParts(view.page).details.getByText("no stock").first().waitFor();
    view.assertClean();
    await view.close();
  });
});

test("a trace counts when it is complete", async () => {
  await listening(installed, [], async ({ endpoint, url }) => {
    const view = await openPage(browser, url);
    await deliver(endpoint, tracesOf(1, 3));
    await deliver(endpoint, tracesOf(10, 1, { part: "children" }));
    await loaded(view.page, "3");
    await bar(view.page).getByText("1 trace still arriving").waitFor();
    await deliver(endpoint, tracesOf(10, 1, { part: "root" }));
    await loaded(view.page, "4");
    await view.close();
  });
});

test("of a burst of 200,000 spans none is lost, whoever has to wait", async () => {
  await listening(installed, ["--buffer", "8"], async ({ endpoint, url }) => {
    const view = await openPage(browser, url);
    await view.page.getByRole("heading", { name: "Waiting for the first spans" }).waitFor();
    const bodies = Array.from({ length: 100 }, (_, at) => tracesOf(1 + 500 * at, 500));
    for (let at = 0; at < bodies.length; at += 4) await Promise.all(bodies.slice(at, at + 4).map((body) => deliver(endpoint, body)));
    await bar(view.page).getByText("200,000 spans received").waitFor();
    await loaded(view.page, "50,000");
    view.assertClean();
    await view.close();
  });
});

test("a page that does not read makes SDKs come again, and gets everything once it does", async () => {
  await listening(installed, ["--buffer", "1"], async ({ endpoint, url }) => {
    const answer = await new Promise((resolve) => get(new URL("live", url), resolve));
    answer.pause();
    let refused = 0;
    const counted = async () => {
      for (let at = 0; at < 60; at++) refused += await deliver(endpoint, tracesOf(1 + 500 * at, 500));
    };
    const delivered = counted();
    const { tracer, flush, end } = sdk(ProtobufExporter, endpoint);
    record(tracer, 2_000);
    const flushed = flush();
    await sleep(2_500);
    const deliveries = [];
    let rest = Buffer.alloc(0);
    answer.resume().on("data", (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32LE(1)) {
        const end = 5 + rest.readUInt32LE(1);
        if (rest[0] === 0x42) deliveries.push(rest.subarray(5, end));
        rest = rest.subarray(end);
      }
    });
    await Promise.all([delivered, flushed]);
    await sleep(300);
    const json = deliveries.filter((body) => body[0] === 0x7b);
    assert.ok(refused > 0, "somebody had to wait");
    const traces = new Set(json.flatMap((body) => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans.map(({ traceId }) => traceId)));
    assert.strictEqual(traces.size, 30_000);
    const engine = await (await installed.load()).createEngine();
    const summary = await engine.open(deliveries.map((body) => new Blob([body])));
    assert.strictEqual(summary.counts.spans, 120_000 + 4_000);
    engine.close();
    await end();
    answer.destroy();
  });
});

test("what is sent is saved, a line each", async () => {
  await listening(installed, ["--save", "saved.jsonl"], async ({ endpoint, errors }) => {
    await deliver(endpoint, JSON.stringify(JSON.parse(tracesOf(1, 2)), null, 2));
    await deliver(endpoint, tracesOf(3, 2));
    await deliver(endpoint, Buffer.from([0x0a, 4, 0x12, 2, 0x12, 0]), { type: "application/x-protobuf" });
    await sleep(200);
    assert.strictEqual(errors(), "");
  });
  const lines = (await readFile(join(installed.directory, "saved.jsonl"), "utf8")).trimEnd().split("\n");
  assert.deepStrictEqual(lines.map((line) => JSON.parse(line).resourceSpans[0].scopeSpans[0].spans.length), [8, 8, 1]);
  const engine = await (await installed.load()).createEngine();
  assert.strictEqual((await engine.open(join(installed.directory, "saved.jsonl"))).counts.traces, 5);
  engine.close();
});

test("it is paused and goes on, the selection and the open trace stay, and no more is kept than was chosen", async () => {
  await listening(installed, [], async ({ endpoint, url }) => {
    const view = await openPage(browser, url);
    const { page } = view;
    const start = Date.now() - 60_000;
    await deliver(endpoint, tracesOf(1, 1_000, { nowMs: start, durationMs: 20 }));
    await loaded(page, "1,000");
    await drag(page, [0.2, 0], [0.7, 1]);
    const before = await selected(page);
    // More comes, later: the selection is of the same time.
    await deliver(endpoint, tracesOf(2_000, 500, { nowMs: start + 30_000, status: 2 }));
    await loaded(page, "1,500");
    const now = await selected(page);
    assert.deepStrictEqual([now.time, now.count], [before.time, before.count]);
    // Paused, nothing changes.
    await bar(page).getByRole("button", { name: "Pause" }).click();
    await bar(page).getByText("Paused", { exact: true }).waitFor();
    await deliver(endpoint, tracesOf(3_000, 100, { nowMs: start + 31_000 }));
    await sleep(1_500);
    await loaded(page, "1,500");
    await bar(page).getByRole("button", { name: "Resume" }).click();
    await loaded(page, "1,600");
    // A trace that is open stays as it is while others come.
    await openTrace(page, "GET /cart");
    const { waterfall, details } = traceParts(page);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await details.getByText("step 1").first().waitFor();
    await waterfall.evaluate((canvas) => (canvas.isTheSame = true));
    await deliver(endpoint, tracesOf(4_000, 100, { nowMs: start + 32_000 }));
    await sleep(2_500);
    assert.ok(await waterfall.evaluate((canvas) => canvas.isTheSame));
    await page.keyboard.press("ArrowDown");
    await details.getByText("step 2").first().waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await loaded(page, "1,700");
    // Of a smaller window the oldest go.
    await bar(page).getByRole("combobox").selectOption({ label: "the last 50,000 spans" });
    for (let at = 0; at < 30; at++) await deliver(endpoint, tracesOf(10_000 + 500 * at, 500, { nowMs: start + 40_000 + 100 * at }));
    await bar(page).getByText(/dropped, the oldest/).waitFor();
    const spans = Number((await parts(page).totals.innerText()).match(/([\d,]+) spans/)[1].replaceAll(",", ""));
    assert.ok(spans <= 50_000 && spans >= 45_000 - 2_000, String(spans));
    view.assertClean();
    await view.close();
  });
});

test("an open trace that grows keeps its zoom, and the span that is selected", async () => {
  await listening(installed, [], async ({ endpoint, url }) => {
    const view = await openPage(browser, url);
    const { page } = view;
    const nowMs = Date.now();
    await deliver(endpoint, tracesOf(10, 3, { nowMs, spans: 6 }));
    await loaded(page, "3");
    await openTrace(page, "GET /cart");
    const { panel, row, details } = traceParts(page);
    await panel.getByText("6 spans").first().waitFor();
    for (const key of ["ArrowDown", "ArrowDown", "Enter", "w"]) await page.keyboard.press(key);
    await details.getByRole("heading", { name: "step 2" }).waitFor();
    const zoomed = panel.getByRole("button", { name: "Reset zoom" }).and(page.locator(":enabled"));
    await zoomed.waitFor();
    // The first five of them are there already.
    await deliver(endpoint, tracesOf(10, 1, { nowMs, spans: 12, part: "children" }));
    await panel.getByText("12 spans").first().waitFor();
    await details.getByRole("heading", { name: "step 2" }).waitFor();
    await row.getByText(/^step 2/).waitFor();
    assert.strictEqual(await zoomed.count(), 1);
    view.assertClean();
    await view.close();
  });
});

test("it looks right in both themes and widths", async () => {
  await listening(installed, [], async ({ endpoint, url }) => {
    for (const width of widths) {
      const view = await openPage(browser, url, { width });
      if (width === 1280) {
        await view.page.getByRole("heading", { name: "Waiting for the first spans" }).waitFor();
        await view.looksRight("live-waiting");
        for (let at = 0; at < 20; at++) await deliver(endpoint, tracesOf(1 + 100 * at, 100, { nowMs: Date.now() - 100_000 + 5_000 * at, status: at === 7 ? 2 : 0, durationMs: 20 + at * 7 }));
        await deliver(endpoint, tracesOf(9_000, 2, { part: "children" }));
      }
      await loaded(view.page);
      await view.looksRight("live");
      view.assertClean();
      await view.close();
    }
  });
});
