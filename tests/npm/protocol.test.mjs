// What the package says of the protocol in its own words, against what is written from the Rust sources.

import assert from "node:assert";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { bounds, defaults, kinds } from "../../dist/npm/protocol.js";
import { questions } from "../../dist/npm/questions.js";

const api = await readFile(new URL("../../dist/npm/index.d.ts", import.meta.url), "utf8");

/** Kinds that are no method of their own: `open` sends three of them, `export` one for each piece; the page alone edits filters and writes one trace. */
const others = ["open", "openUrl", "openClickhouse", "openSearch", "openDemo", "exportPiece", "exportTrace", "editFilter"];

test("every question has a method, and every method its type", () => {
  const asked = new Set(Object.entries(questions).map(([name, { kind = name }]) => kind));
  assert.deepStrictEqual([...asked].sort(), kinds.filter((kind) => !others.includes(kind)).sort());
  for (const name of [...Object.keys(questions), "open", "openDemo", "export", "toHtml"]) assert.match(api, new RegExp(`^  ${name}\\(.*Promise<`, "m"));
});

test("a query that says nothing has the defaults of the engine, all of them", () => {
  const { HeatmapOptions, AttributeDiffOptions, FlameGraphOptions, FlameDiffOptions, TraceListOptions } = defaults;
  for (const [name, expected] of Object.entries({
    heatmap: HeatmapOptions,
    attributeDiff: AttributeDiffOptions,
    flameGraph: FlameGraphOptions,
    flameDiff: FlameDiffOptions,
    traces: TraceListOptions,
  })) {
    assert.deepStrictEqual(questions[name].content(name, {}).options, expected, name);
  }
  const { selection, ...comparison } = questions.count.content("count", { selection: {} });
  assert.deepStrictEqual(selection, defaults.Selection);
  assert.deepStrictEqual(comparison, {
    population: defaults.Population,
    filter: undefined,
    fail: defaults.FailureRule,
    weighted: false,
    baseline: defaults.Baseline,
  });
});

test("defaults and bounds that documentation speaks of are those that hold", () => {
  const { samples } = questions.frameUnits.content("frameUnits", { key: { path: [] } });
  const { HeatmapOptions: heatmap } = defaults;
  const { maxColumns, maxRows } = bounds.HeatmapOptions;
  const number = (number) => number.toLocaleString("en");
  const range = ([least, most]) => `At most so many: from ${number(least)} to ${number(most)}`;
  const expected = {
    population: defaults.Population,
    fail: defaults.FailureRule,
    baseline: defaults.Baseline,
    columns: `${range(maxColumns)}, ${heatmap.maxColumns}`,
    rows: `${range(maxRows)}, ${heatmap.maxRows}`,
    sort: defaults.TraceListOptions.column,
    limit: String(defaults.TraceListOptions.limit),
    maxRows: String(defaults.AttributeDiffOptions.maxRows),
    attribution: defaults.FlameGraphOptions.attribution,
    templates: "they are",
    mix: defaults.FlameDiffOptions.mix,
    samples: String(samples),
    format: defaults.ExportFormat,
    CauseCondition: defaults.Fate,
  };
  for (const [member, words] of Object.entries(expected)) {
    const [, docs] = api.match(new RegExp(`/\\*\\* ([^\\n]*)\\*/\\n *(?:export type )?${member}\\b\\??( =|:)`)) ?? assert.fail(member);
    const said = docs.replaceAll('"', "");
    assert.ok(said.includes(`${words} if absent`), `${member}: ${said}`);
  }
  assert.strictEqual(defaults.FlameGraphOptions.templates, true);
});
