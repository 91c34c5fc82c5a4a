// Numbers of units in the API: heatmaps of them, selections by them, what there is to choose from, and what is refused.

import assert from "node:assert";
import { after, before, test } from "node:test";

import { install } from "./installed.mjs";

const total = { attribute: "span.app.order.total" };

let installed, engine;
before(async () => {
  installed = await install();
  const { createEngine } = await installed.load();
  engine = await createEngine();
  await engine.openDemo();
});
after(async () => {
  engine?.close();
  await installed?.remove();
});

test("a heatmap of an attribute has its bounds and percentiles, and says what lacks it", async () => {
  const { heatmap } = await engine.heatmap({ number: { of: total }, columns: 30, rows: 20 });
  const { numbers } = heatmap;
  assert.deepStrictEqual(numbers.of, { attribute: ["span", "app.order.total"] });
  assert.strictEqual(numbers.bounds.length, heatmap.rows - 1);
  assert.ok(numbers.bounds instanceof Float64Array && numbers.bounds.every((bound, at) => at === 0 || bound > numbers.bounds[at - 1]));
  assert.strictEqual(heatmap.units + numbers.unitsWithout, 23_805);
  assert.strictEqual(heatmap.counts.reduce((sum, count) => sum + count, 0), heatmap.units);
  assert.deepStrictEqual([heatmap.rowFloorsNs.length, heatmap.p50Ns.length, numbers.p50.length], [0, 0, heatmap.columns]);

  // Cells are selections: the upper half of the rows, all of the time.
  const half = heatmap.rows >> 1;
  const min = numbers.bounds[half - 1];
  let upper = 0;
  heatmap.counts.forEach((count, at) => (upper += at % heatmap.rows >= half ? count : 0));
  const { selected } = await engine.count({ selection: { number: { of: numbers.of, min } } });
  assert.strictEqual(selected, upper);
  assert.strictEqual(await engine.matching(`{ span.app.order.total >= ${min} }`), upper);
  const { heatmap: zoomed } = await engine.heatmap({ number: { of: total, min: 100, max: 200 }, columns: 30, rows: 20 });
  assert.strictEqual(zoomed.units, heatmap.units, "a zoom loses no unit");
});

test("every method takes a selection by a number", async () => {
  const query = { selection: { number: { of: total, min: 500 } } };
  const same = { selection: { filter: "{ span.app.order.total >= 500 }" } };
  for (const method of ["overview", "errorCauses", "attributeDiff", "flameGraph", "flameDiff", "suspects", "serviceMap", "calls", "traces", "count"]) {
    assert.deepStrictEqual(await engine[method](query), await engine[method](same), method);
  }
  const between = await engine.count({ selection: { number: { of: "spans", min: 5, max: 9 } } });
  const { heatmap } = await engine.heatmap({ number: { of: "spans" }, rows: 60 });
  let counted = 0;
  const { bounds } = heatmap.numbers;
  heatmap.counts.forEach((count, at) => {
    const floor = bounds[(at % heatmap.rows) - 1];
    if (floor >= 5 && floor < 9) counted += count;
  });
  assert.strictEqual(between.selected, counted);
});

test("calls are those of the service map", async () => {
  const { nodes } = await engine.serviceMap();
  const { callees, attributes } = await engine.numberChoices();
  assert.ok(attributes.some(({ attribute, numbers }) => attribute === "span.http.response.body.size" && numbers > 100));
  for (const name of ["checkout", "cart-redis"]) {
    const { calls } = callees.find(({ service }) => service === name);
    const node = nodes.find((node) => node.name === name);
    assert.strictEqual(node.selection.calls, calls, name);
    const { units } = node.selection;
    const some = await engine.count({ selection: { number: { of: { calls: name }, min: 1 } } });
    assert.strictEqual(some.selected, units, name);
  }
});

test("what is no number of units is refused in words", async () => {
  for (const [number, message] of [
    [{ of: "bytes" }, /number\.of/],
    [{ of: {} }, /"spans", \{ calls \} or \{ attribute \}/],
    [{ of: { calls: "a", attribute: "span.b" } }, /"spans", \{ calls \} or \{ attribute \}/],
    [{ of: { attribute: "size" } }, /a key behind its scope/],
    [{ of: { attribute: ["trace", "size"] } }, /"span" or "resource"/],
    [{ of: "spans", min: Number.NaN }, /a finite number/],
    [{ of: "spans", most: 3 }, /has no "most"/],
  ]) {
    await assert.rejects(engine.count({ selection: { number } }), { name: "SpanlensError", code: "bad-argument", message });
    await assert.rejects(engine.heatmap({ number }), { name: "SpanlensError", code: "bad-argument", message });
  }
});
