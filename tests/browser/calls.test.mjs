// What is called how often: the list of calls on the tab about latency.

import assert from "node:assert";
import { test } from "node:test";

import { drag, inPage, loaded, parts, settled } from "./explorer.mjs";
import { assertAccessible, widths } from "./page.mjs";
import { policy } from "./site.mjs";

/** The slow cache of src/demo/incidents.rs: its minutes. */
const slow = { from: 27, to: 33, service: "cart-redis" };

const here = inPage({ csp: policy("'self'") });

const calls = (page) => {
  const section = page.getByRole("region", { name: "Calls", exact: true });
  return {
    section,
    table: section.getByRole("table"),
    rows: section.locator("tbody tr"),
    // The column that sorts has an arrow behind its name.
    heading: (name) => section.getByRole("columnheader", { name: new RegExp(`^${name}( [↓↑])?$`) }),
    sort: (name) => section.getByRole("button", { name: new RegExp(`^${name}( [↓↑])?$`) }),
  };
};

/** The texts of a column. */
const column = async (page, name) => {
  const heads = await calls(page).section.getByRole("columnheader").evaluateAll((heads) =>
    heads.map((head) => head.querySelector("button").getAttribute("aria-label") ?? head.innerText.replace(/[↓↑]/, "").trim()));
  const at = heads.indexOf(name);
  assert.notStrictEqual(at, -1, `${name} in ${heads.join(", ")}`);
  return calls(page).rows.evaluateAll((rows, at) => rows.map((row) => row.children[at].innerText.trim()), at);
};

/** The number in a text like "+1 min 5 s", "12.3 ms" or "1,234". */
const number = (text) => {
  if (text === "–" || text.startsWith("≈")) return 0;
  const units = { d: 86_400, h: 3600, min: 60, s: 1, ms: 1e-3, µs: 1e-6, ns: 1e-9 };
  const sum = [...text.matchAll(/([\d.,]+) ?(d|h|min|s|ms|µs|ns)?\b/g)]
    .reduce((sum, [, digits, unit]) => sum + Number(digits.replaceAll(",", "")) * (units[unit] ?? 1), 0);
  return text.startsWith("−") ? -sum : sum;
};

const isDescending = (values) => values.every((value, at) => at === 0 || values[at - 1] >= value);

async function openCalls(options) {
  const view = await here.openDemo(options);
  await view.page.getByRole("tab", { name: /^Latency/ }).click();
  await calls(view.page).rows.first().waitFor();
  await settled(view.page);
  return view;
}

/** Selects the slow minutes, over all durations, against the time just before. */
async function slowMinutes(page) {
  await drag(page, [(slow.from + 0.1) / 60, 0.01], [(slow.to - 0.1) / 60, 0.99]);
  await calls(page).heading("Change of total time").waitFor();
  await settled(page);
}

test("the list says what is called how often, and every column sorts it", async () => {
  const view = await openCalls();
  const { page } = view;
  const { section, sort, heading, rows } = calls(page);
  await section.getByText(/^Most time: .+ calls, .+ per request, .+ each\.$/).waitFor();
  assert.ok(await rows.count() >= 5);
  assert.strictEqual(await heading("Total time").getAttribute("aria-sort"), "descending");
  assert.ok(isDescending((await column(page, "Total time")).map(number)));
  assert.ok((await section.innerText()).includes("database"));
  for (const name of ["Calls", "Calls per request", "Time per call", "Failing"]) {
    await sort(name).click();
    await page.waitForFunction((head) => head.getAttribute("aria-sort") === "descending", await heading(name).elementHandle());
    const values = (await column(page, name)).map(number);
    assert.ok(isDescending(values), `${name}: ${values}`);
  }
  await sort("Call").click();
  assert.strictEqual(await heading("Call").getAttribute("aria-sort"), "ascending");
  await assertAccessible(page);
  await section.scrollIntoViewIfNeeded();
  await view.screenshot("calls");
  view.assertClean();
  await view.close();
});

test("with a selection, the slow cache is found by its change: slower, not called more often", async () => {
  const view = await openCalls();
  const { page } = view;
  const { section, sort, rows } = calls(page);
  await slowMinutes(page);
  await section.getByText(new RegExp(`^Largest change: ${slow.service} .+ as each call takes .+ more`)).waitFor();
  assert.match(await rows.first().innerText(), new RegExp(`^${slow.service} (HGETALL|HSET)`));
  const [first] = await column(page, "Change of total time");
  assert.match(first, /^\+.+s$/);
  assert.match(await rows.first().locator("td.change").first().getAttribute("title"), /by the time per call, .+ by the number of calls/);
  await sort("Change of time per call").click();
  await page.locator('th.change[aria-sort="descending"]').waitFor();
  assert.ok(isDescending((await column(page, "Change of time per call")).filter((text) => /^[+−]/.test(text)).map(number)));
  await assertAccessible(page);
  await section.scrollIntoViewIfNeeded();
  await view.screenshot("calls-compared");
  view.assertClean();
  await view.close();
});

test("a row leads to the requests with its calls, by keyboard alone", async () => {
  const view = await openCalls();
  const { page } = view;
  const { sort, rows } = calls(page);
  await sort("Calls").focus();
  await page.keyboard.press("Enter");
  assert.ok(isDescending((await column(page, "Calls")).map(number)));
  const name = rows.first().getByRole("button");
  const text = await name.innerText();
  await name.focus();
  await page.keyboard.press("Enter");
  const menu = page.getByRole("menu", { name: text });
  await menu.waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: /^Traces/, selected: true }).waitFor();
  await parts(page).selection.getByText(/[\d,]+ of 23,805 requests/).waitFor();
  view.assertClean();
  await view.close();
});

test("a filter by a row leaves the requests that have its calls", async () => {
  const view = await openCalls();
  const { page } = view;
  const { rows } = calls(page);
  const row = rows.filter({ hasText: `${slow.service} HGETALL` });
  await row.getByRole("button").click();
  await page.getByRole("menuitem", { name: "Show only these" }).click();
  const filter = page.getByRole("combobox", { name: /filter/i });
  await page.waitForFunction((input) => input.value.includes("HGETALL"), await filter.elementHandle());
  await settled(page);
  const shown = await parts(page).summary.innerText();
  const left = Number(shown.match(/^([\d,]+) requests? shown/)[1].replaceAll(",", ""));
  assert.ok(left > 0 && left < 23_805, shown);
  view.assertClean();
  await view.close();
});

test("the list is copied with its changes and its filters", async () => {
  const view = await openCalls();
  const { page } = view;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const { section } = calls(page);
  await slowMinutes(page);
  await section.getByRole("button", { name: "Copy JSON of calls" }).click();
  await section.getByRole("status").getByText(/^Copied/).waitFor();
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  assert.ok(copied.length >= 5);
  const [first] = copied;
  assert.strictEqual(first.callee, slow.service);
  assert.ok(Math.abs(first.changeTotalNs - first.changeByCallsNs - first.changeByDurationNs) < 1);
  assert.ok(first.changeByDurationNs > 10 * Math.abs(first.changeByCallsNs));
  assert.match(first.filter, /^\{ .+ \}$/);
  view.assertClean();
  await view.close();
});

for (const width of [1600, ...widths]) {
  test(`calls can be read at ${width} pixels`, async () => {
    const view = await here.open({ width });
    const { page } = view;
    await loaded(page, "23,805");
    await page.getByRole("tab", { name: /^Latency/ }).click();
    await calls(page).rows.first().waitFor();
    if (width > 400) await slowMinutes(page);
    await calls(page).section.scrollIntoViewIfNeeded();
    await view.looksRight("calls");
    view.assertClean();
    await view.close();
  });
}
