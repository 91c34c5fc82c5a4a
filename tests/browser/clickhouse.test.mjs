// Traces in ClickHouse: its own engine, behind tests/clickhouse/front.py, asked from the page.

import assert from "node:assert";
import { after, before, test } from "node:test";

import { startFront } from "../clickhouse/front.mjs";
import { BEGIN, request, shop } from "../clickhouse/shop.mjs";
import { chooseServer, drag, inPage, loaded, openTrace, parts, selected, settled, traceParts } from "./explorer.mjs";
import { widths } from "./page.mjs";

/** When the page believes to be: a minute after an hour from the first trace. */
const NOW = "2026-01-05T11:01:00Z";
const SPANS = "`Timestamp`";

const here = inPage();
let front;
before(async () => {
  front = await startFront();
  // Parts of a table stay apart, so that each insert comes as a block of its own.
  await front.sql("SYSTEM STOP MERGES");
  await front.fill("exporter-2024", shop, { part: 40 });
  await front.fill("coroot", shop, { table: "coroot" });
});
after(() => front?.close());

/** The parts of the page that are about ClickHouse. */
const clickhouse = (page) => {
  const form = page.getByRole("dialog", { name: "Open traces in ClickHouse" });
  return {
    form,
    address: form.getByLabel("Address", { exact: true }),
    user: form.getByLabel("User"),
    secret: form.getByLabel("Password"),
    database: form.getByLabel("Database"),
    table: form.getByLabel("Table"),
    find: form.getByRole("button", { name: "Find tables" }),
    open: form.getByRole("button", { name: "Open", exact: true }),
    range: page.getByRole("group", { name: "Range of time" }),
    alert: page.getByRole("alert"),
  };
};

/** A page that waits for files, at the time of the traces. */
const begin = (options) => here.openAt(NOW, options);

/** Fills the form in. */
async function fillIn(page, { kind, user = "reader", password = "read", address = `${front.url(kind)}/otel` } = {}) {
  const its = clickhouse(page);
  await chooseServer(page, "ClickHouse");
  await its.address.fill(address);
  await its.user.fill(user);
  await its.secret.fill(password);
  return its;
}

/** Opens the last hour of the first table that is found. */
async function openHour(page, given) {
  const its = await fillIn(page, given);
  await its.open.click();
  return its;
}

/** Waits until the queries that run are as many as that. */
async function running(count) {
  for (const begin = Date.now(); (await front.queries()).length !== count;) assert.ok(Date.now() - begin < 10_000, `not ${count}`);
}

/** What this machine and the address of the page keep. */
const kept = async (page) => JSON.stringify([await page.evaluate(() => location.href), await page.context().storageState()]);

test("an address is pasted, a table chosen, and its traces are looked into", async () => {
  const view = await begin();
  const { page } = view;
  const its = clickhouse(page);
  await chooseServer(page, "ClickHouse");
  await its.address.fill(`${front.url().replace("//", "//reader:read@")}/otel`);
  await page.keyboard.press("Tab");
  const written = await Promise.all([its.address, its.user, its.secret, its.database].map((field) => field.inputValue()));
  assert.deepStrictEqual(written, [`${front.url()}/`, "reader", "read", "otel"]);
  await its.find.click();
  await its.form.getByText(/^ClickHouse \d+\.\d+.* has 3 tables of spans for reader/).waitFor();
  await its.table.selectOption({ label: await its.table.getByRole("option", { name: /^otel\.otel_traces/ }).innerText() });
  await its.open.click();
  await loaded(page, "62");
  assert.match(await its.range.innerText(), /2026-01-05 10:00–11:00 UTC/);
  assert.match(await page.locator("header .source").innerText(), /^otel\.otel_traces at 127\.0\.0\.1:\d+$/);
  await page.waitForFunction(() => location.hash.includes("clickhouse-table=otel_traces") && location.hash.includes("clickhouse-range=60m"));
  assert.doesNotMatch(await kept(page), /read"|:read@|password/);

  await drag(page, [0.0, 0.0], [1.0, 1.0]);
  assert.strictEqual((await selected(page)).count, 62);
  await page.getByRole("tab", { name: /^Error causes/ }).click();
  await page.getByRole("tabpanel", { name: /^Error causes/ }).getByText("the cart is locked").first().waitFor();
  await openTrace(page, "POST /checkout");
  assert.match(await traceParts(page).panel.innerText(), /POST \/checkout[^]*12 spans[^]*1 of 3 errors/);
  assert.deepStrictEqual(view.problems, []);
  assert.deepStrictEqual([...view.origins].sort(), [here.site.origin, front.url()].sort());
  await view.close();
});

/** Reads another range, by the form, in which the password is still known. */
async function readBetween(its, from, to) {
  await its.range.getByRole("button", { name: "Between…" }).click();
  assert.strictEqual(await its.secret.inputValue(), await its.user.inputValue() === "admin" ? "secret" : "read");
  await its.form.getByRole("radio", { name: "Between" }).check();
  await its.form.getByLabel("From, UTC").fill(from);
  await its.form.getByLabel("To, UTC").fill(to);
  await its.open.click();
}

test("a range moves with the clock, is another one, and comes back", async () => {
  const view = await begin();
  const { page } = view;
  await front.fill("exporter-2024", shop, { database: "elsewhere" });
  const its = await openHour(page, { user: "admin", password: "secret", address: `${front.url()}/elsewhere` });
  await loaded(page, "62");

  // What is new is there when it is read again; what is chosen stays.
  await page.getByRole("tab", { name: "Traces" }).click();
  await front.fill("exporter-2024", request(61), { database: "elsewhere" });
  await its.range.getByRole("button", { name: "Refresh" }).click();
  await loaded(page, "63");
  assert.strictEqual(await page.getByRole("tab", { name: "Traces" }).getAttribute("aria-selected"), "true");
  await front.fill("exporter-2024", request(62), { database: "elsewhere" });
  await page.keyboard.press("r");
  await loaded(page, "64");

  await its.range.getByRole("button", { name: "15 min" }).click();
  await page.getByText("No traces in this range").waitFor();
  await page.waitForFunction(() => location.hash.includes("clickhouse-range=15m"));
  await page.goBack();
  await loaded(page, "64");

  await readBetween(its, "2026-01-05T10:00:10", "2026-01-05T10:00:20");
  await loaded(page, "10");
  await page.waitForFunction(() => location.hash.includes("clickhouse-range=1767607210000000000-1767607220000000000"));
  await front.sql("DROP TABLE elsewhere.otel_traces");
  assert.deepStrictEqual(view.problems, []);
  await view.close();
});

test("panning and zooming move the range once they have come to its end", async () => {
  const view = await begin();
  const { page } = view;
  const its = await openHour(page);
  await loaded(page, "62");
  await readBetween(its, "2026-01-05T10:00:10", "2026-01-05T10:00:20");
  await loaded(page, "10");
  const moves = async (how, from, to, requests) => {
    await how();
    await page.waitForFunction((words) => location.hash.includes(words), `clickhouse-range=${at(from)}-${at(to)}`);
    await loaded(page, requests);
    await settled(page);
  };
  const click = (name) => () => its.range.getByRole("button", { name }).click();
  const press = (key) => () => page.keyboard.press(key);
  await moves(click("Later"), 15, 25, "10");
  await moves(press("d"), 20, 30, "10");
  await moves(click("Earlier"), 15, 25, "10");
  await moves(press("a"), 10, 20, "10");
  await moves(click("Twice as long"), 5, 25, "20");
  await moves(press("s"), -5, 35, "37");

  // A zoom stays within what is there, and can be made the range.
  assert.strictEqual(await its.range.getByRole("button", { name: "Only what is shown" }).count(), 0);
  await press("w")();
  await press("a")();
  await settled(page);
  assert.ok(page.url().includes(`clickhouse-range=${at(-5)}-${at(35)}`));
  await click("Only what is shown")();
  await page.waitForFunction((words) => !location.hash.includes(words), `clickhouse-range=${at(-5)}-${at(35)}`);
  await its.range.getByRole("button", { name: "Only what is shown" }).waitFor({ state: "detached" });
  const [, from, to] = /clickhouse-range=(\d+)-(\d+)/.exec(page.url());
  assert.ok(BigInt(to) - BigInt(from) < 21_000_000_000n, `${from} to ${to}`);
  assert.doesNotMatch(page.url(), /view=/);
  await view.screenshot("clickhouse-range");
  assert.deepStrictEqual(view.problems, []);
  await view.close();
});

/** A time so many seconds after the first trace, as an address has it. */
const at = (seconds) => `${BEGIN + BigInt(seconds) * 1_000_000_000n}`;

test("a range is read again by itself", async () => {
  const view = await begin();
  const { page } = view;
  // A minute is a second here.
  await page.evaluate(() => {
    const { setInterval } = window;
    window.setInterval = (task, ms) => setInterval(task, ms === 60_000 ? 1_000 : ms);
  });
  const its = await openHour(page);
  await loaded(page, "62");
  await its.range.getByLabel("Refresh by itself").selectOption("every minute");
  await front.requests();
  await page.clock.setFixedTime("2026-01-05T10:59:00Z");
  await its.range.getByText("09:58–10:58 UTC").waitFor();
  assert.ok((await front.requests()).length >= 4);
  await view.close();
});

for (const [user, password] of [["viewer", "view"], ["reader", "read"]]) {
  test(`a load of ${user} is cancelled, and the server knows`, async () => {
    const view = await begin();
    const { page } = view;
    try {
      await front.faults({ match: SPANS, blocks: 1, then: "hold" });
      await openHour(page, { user, password });
      await parts(page).reading.getByText(/(13|40) of 133 spans/).waitFor();
      await running(1);
      await page.getByRole("button", { name: "Cancel", exact: true }).click();
      await running(0);
      await loaded(page);
      await page.getByRole("button", { name: /reading was cancelled/ }).waitFor();

      // So is one that is to take the place of what is shown; and one that is left for something else.
      await front.faults();
      await page.getByRole("button", { name: "Refresh" }).click();
      await loaded(page, "62");
      for (const leave of ["Cancel", "Demo"]) {
        await front.faults({ match: SPANS, blocks: 1, then: "hold" });
        await page.getByRole("button", { name: "Refresh" }).click();
        await running(1);
        await page.getByRole("button", { name: leave, exact: true }).click();
        await running(0);
        await loaded(page, leave === "Cancel" ? "62" : "23,805");
      }
    } finally {
      await front.faults();
      await view.close();
    }
  });
}

test("what is in the way of connecting is said in the form, and nothing is lost", async () => {
  const view = await begin({ hash: "" });
  const { page } = view;
  await loaded(page, "23,805");
  const its = await fillIn(page, { address: "localhost:8123" });
  const cases = [
    [{ address: "localhost:8123" }, "The address begins with http://"],
    [{ password: "wrong" }, "The server does not take this user and password"],
    [{ user: "stranger", password: "strange" }, "There is no such table for this user"],
    [{ address: "http://127.0.0.1:9" }, "127.0.0.1:9 does not answer"],
    [{ kind: "bundle" }, "does not let this page ask it"],
  ];
  for (const [{ kind, user = "reader", password = "read", address = `${front.url(kind)}/otel` }, words] of cases) {
    await its.address.fill(address);
    await its.user.fill(user);
    await its.secret.fill(password);
    await its.open.click();
    await its.form.getByRole("alert").getByText(words).waitFor();
  }
  await page.keyboard.press("Escape");
  await loaded(page, "23,805");
  await view.close();
});

test("a server without CORS is asked with the password in the address, once a person wants that", async () => {
  const view = await begin();
  const { page } = view;
  const its = await openHour(page, { kind: "bundle", user: "page", password: "page" });
  await its.form.getByText("npx spanlens --clickhouse").waitFor();
  await front.requests();
  await its.form.getByRole("button", { name: "Put the password into the address" }).click();
  await loaded(page, "62");
  assert.ok((await front.requests()).every(({ path }) => path.includes("password=page")));
  assert.doesNotMatch(await kept(page), /"page"|password=page/);
  await view.close();
});

test("what is in the way of reading is said, and tried again", async () => {
  const view = await begin();
  const { page } = view;
  const its = await openHour(page);
  await loaded(page, "62");
  const refresh = its.range.getByRole("button", { name: "Refresh" });
  const code = (number, words) => ({ match: SPANS, blocks: 0, then: "fail", text: `Code: ${number}. DB::Exception: ${words}` });
  try {
    for (const [fault, words] of [
      [{ match: SPANS, blocks: 2, then: "cut" }, "The answer broke off"],
      [{ match: SPANS, blocks: 2, then: "end" }, /(53|80) spans came, where it had counted 133/],
      [code(159, "Timeout exceeded: elapsed 60 s. (TIMEOUT_EXCEEDED)"), "The query took longer than the server allows"],
      [code(241, "Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)"), "The query took more memory than the server allows"],
      [code(497, "reader: Not enough privileges. (ACCESS_DENIED)"), "This user may not read that"],
      [code(164, "Cannot modify setting in readonly mode. (READONLY)"), "This user may not change a required setting"],
      [{ match: SPANS, status: 401, text: "your session has ended" }, "The server does not take this user and password"],
    ]) {
      await front.faults(fault);
      await refresh.click();
      await its.alert.getByText(words).first().waitFor();
      await loaded(page, "62");
    }
    await front.stop("stock");
    await refresh.click();
    await its.alert.getByText(/does not answer/).first().waitFor();
    await front.start("stock");
    await front.faults();
    await its.alert.getByRole("button", { name: "Try again" }).click();
    await its.alert.waitFor({ state: "detached" });
    await loaded(page, "62");
  } finally {
    await front.faults();
    await view.close();
  }
});

test("more spans than are to be read are counted by the server, and a part of them is read", async () => {
  const view = await begin();
  const { page } = view;
  const its = await fillIn(page);
  await its.form.getByLabel("Spans at most").fill("100");
  await front.requests();
  await its.open.click();
  await loaded(page, "62");
  await parts(page).status.getByText("Counted by the server, all of them: 62 requests, of 133 spans that start in this range.").waitFor();
  assert.match(await parts(page).totals.innerText(), /133 spans · 62 requests/);
  await page.getByRole("tab", { name: "Overview" }).click();
  await parts(page).operations.getByText("GET /cart").first().waitFor();
  await settled(page);
  await page.getByRole("tab", { name: /^Findings/ }).click();
  const findings = page.getByRole("tabpanel", { name: /^Findings/ });
  await findings.getByText(/This needs the spans of traces/).waitFor();
  await findings.getByText(/Drag over a part of the heatmap/).waitFor();
  await drag(page, [0.5, 0.02], [0.7, 0.98]);
  const { count, all } = await selected(page);
  assert.ok(count > 0 && count < 62 && all === 62, `${count} of ${all}`);
  await view.screenshot("clickhouse-counted");
  assert.deepStrictEqual((await front.requests()).filter(({ query }) => query?.includes(SPANS)), [], "no span was read");

  // For what is found out of spans, the traces of both sides are fetched.
  await page.getByRole("tab", { name: /^Error causes/ }).click();
  await parts(page).status.getByText(`Answers that need spans are computed from ${count} of ${count} requests`).waitFor();
  await settled(page);
  await view.screenshot("clickhouse-fetched");
  assert.ok((await front.requests()).some(({ query }) => query?.includes(SPANS)), "spans were read");

  await page.getByRole("tab", { name: /^Findings/ }).click();
  await findings.getByRole("button", { name: /^Read 2026-01-05 10:00:/ }).click();
  await findings.getByText(/This needs the spans of traces/).waitFor({ state: "detached" });
  await loaded(page);
  assert.strictEqual((await selected(page)).count, count, "the selection is still there, now of spans that were read");
  assert.deepStrictEqual(view.problems, []);
  await view.close();
});

test("in a range that is counted traces are listed and found, filters completed, and values counted exactly", async () => {
  const view = await begin();
  const { page } = view;
  const its = await fillIn(page);
  await its.form.getByLabel("Spans at most").fill("100");
  await its.open.click();
  await loaded(page, "62");
  await page.getByRole("tab", { name: /^Traces/ }).click();
  const traces = page.getByRole("tabpanel", { name: /^Traces/ });
  // All of them have more spans than may be fetched.
  await parts(page).status.getByText(/^Answers that need spans are computed from \d+ of 62 requests, chosen by a hash/).waitFor();
  await page.evaluate(() => (location.hash += "&errors=only"));
  await traces.getByText(/^7 requests of 7 traces, 7 failing/).waitFor();
  await traces.getByRole("button", { name: "Duration" }).click();
  await settled(page);
  assert.strictEqual(await traces.locator("tbody tr").count(), 7);
  await view.screenshot("clickhouse-counted-traces");
  await openTrace(page, /GET \/cart/);
  await page.keyboard.press("Escape");

  // A trace that nobody has fetched.
  await page.getByRole("tab", { name: /^Overview/ }).click();
  await page.getByRole("tab", { name: /^Traces/ }).click();
  await traces.getByLabel("Trace id").fill("0000000000000000000000000000001e");
  await page.keyboard.press("Enter");
  await traceParts(page).waterfall.waitFor();
  await page.keyboard.press("Escape");

  const filter = page.getByRole("combobox", { name: "Filter" });
  await filter.fill("{ span.http.r");
  await page.getByRole("option", { name: "span.http.route" }).waitFor();
  await filter.fill("");
  await page.keyboard.press("Escape");

  // Both sides have more spans than are fetched at once.
  await page.getByRole("tab", { name: /^Attributes/ }).click();
  const attributes = page.getByRole("tabpanel", { name: /^Attributes/ });
  const compare = attributes.getByRole("button", { name: "Compare what fails with all others" });
  const count = attributes.getByRole("button", { name: "Count these values exactly" });
  await compare.or(count).waitFor();
  if (await compare.isVisible()) await compare.click();
  await count.click();
  await attributes.getByText(/^Of all requests: \d+ and \d+$/).first().waitFor();
  await settled(page);
  await view.screenshot("clickhouse-exact");
  assert.deepStrictEqual(view.problems, []);
  await view.close();
});

test("a read-only server needs no user, and a slow one says how far it is", async () => {
  const view = await begin();
  const { page } = view;
  try {
    await front.faults({ match: SPANS, block_wait_ms: 300 });
    await openHour(page, { kind: "readonly", user: "", password: "" });
    await parts(page).reading.getByText(/\d+ of 133 spans/).waitFor();
    await loaded(page, "62");
    await settled(page);
    assert.deepStrictEqual(view.problems, []);
  } finally {
    await front.faults();
    await view.close();
  }
});

test("a link asks for a password, and shows what it says then", async () => {
  const place = `clickhouse=${front.url()}/&clickhouse-user=reader&clickhouse-database=otel&clickhouse-table=otel_traces&clickhouse-range=60m`;
  const view = await begin({ hash: `#v=1&${place}&tab=traces&errors=only` });
  const { page } = view;
  const its = clickhouse(page);
  await front.requests();
  await its.alert.getByText("This link is about traces in ClickHouse").waitFor();
  await its.alert.getByText(/asked as reader: the last 1 h/).waitFor();
  assert.deepStrictEqual(await front.requests(), [], "nothing is asked unasked");
  await its.alert.getByRole("button", { name: "Connect…" }).click();
  assert.strictEqual(await its.user.inputValue(), "reader");
  await its.secret.fill("read");
  await its.form.getByLabel("Remember it in this browser").check();
  await page.keyboard.press("Enter");
  await loaded(page, "62");
  assert.strictEqual(await page.getByRole("tab", { name: "Traces" }).getAttribute("aria-selected"), "true");
  await parts(page).selection.getByText(/7 of 62/).waitFor();

  // It was asked to remember the password, and then to forget it.
  await page.reload();
  await its.alert.getByRole("button", { name: "Connect…" }).click();
  assert.strictEqual(await its.secret.inputValue(), "read");
  await its.form.getByLabel("Remember it in this browser").uncheck();
  await its.open.click();
  await loaded(page, "62");
  assert.doesNotMatch(await kept(page), /pread/);
  await view.close();
});

for (const width of widths) {
  test(`it can be read at ${width} pixels`, async () => {
    const view = await begin({ width });
    const { page } = view;
    const its = await fillIn(page, { kind: "bundle" });
    await view.looksRight("clickhouse-form", "dialog[open]");
    await its.open.click();
    await its.form.getByRole("alert").waitFor();
    await view.looksRight("clickhouse-cors", "dialog[open]");
    await its.address.fill(front.url());
    await its.find.click();
    await its.form.getByText(/tables of spans for/).waitFor();
    await its.form.getByRole("radio", { name: "Between" }).check();
    await view.looksRight("clickhouse-found", "dialog[open]");
    await its.form.getByRole("radio", { name: "1 h" }).check();
    await its.open.click();
    await loaded(page, "62");
    await view.looksRight("clickhouse-result");
    await front.stop("stock");
    await its.range.getByRole("button", { name: "Refresh" }).click();
    await its.alert.waitFor();
    await front.start("stock");
    await view.looksRight("clickhouse-refresh-failed");
    await view.close();
  });
}
