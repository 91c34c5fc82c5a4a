// Traces of Jaeger and Tempo, found and opened by the page: with stand-ins for their APIs.

import assert from "node:assert";
import { after, before, test } from "node:test";

import { chooseServer, inPage, loaded, openTrace, settled, traceParts } from "./explorer.mjs";
import { widths } from "./page.mjs";
import { startJaeger, startTempo } from "./trace-apis.mjs";

/** When the page believes to be: a minute after an hour from the first trace. */
const NOW = "2026-01-05T11:01:00Z";

const here = inPage();
const servers = {};
before(async () => {
  servers.jaeger = await startJaeger();
  servers.old = await startJaeger({ versions: ["v1"] });
  servers.closed = await startJaeger({ cors: {} });
  servers.tempo = await startTempo({ partial: 3, missing: 4 });
  servers.oldTempo = await startTempo({ versions: ["v1"] });
  servers.secret = await startTempo({ token: "let-me-in" });
  servers.closedTempo = await startTempo({ cors: {} });
});
after(() => Object.values(servers).forEach((server) => server.close()));

/** The parts of the page that are about servers of traces. */
const search = (page) => {
  const form = page.getByRole("dialog", { name: /^Open traces of / });
  return {
    form,
    field: (label) => form.getByLabel(label, { exact: true }),
    open: form.getByRole("button", { name: "Open", exact: true }),
    bar: page.getByRole("group", { name: "Search" }),
    alert: page.getByRole("alert"),
  };
};

/** A page that waits for files, at the time of the traces. */
const begin = (options) => here.openAt(NOW, options);

/** Fills the form of an API in. */
async function fillIn(page, api, origin, fields = {}) {
  const its = search(page);
  await chooseServer(page, api);
  await its.field("Address").fill(origin);
  for (const [label, value] of Object.entries(fields)) await its.field(label).fill(value);
  return its;
}

async function opened(page, api, origin, fields) {
  const its = await fillIn(page, api, origin, fields);
  await its.open.click();
  return its;
}

test("Jaeger is searched, a trace opened, and the limit said and raised", async () => {
  const view = await begin();
  const { page } = view;
  const its = await fillIn(page, "Jaeger", servers.jaeger.origin, { Service: "shop" });
  // Services and operations are offered as the server has them.
  await page.waitForFunction(() => document.querySelector("#search-services")?.options.length === 2);
  await page.waitForFunction(() => document.querySelector("#search-operations")?.options.length === 2);
  await its.open.click();
  await loaded(page, "20");
  const host = new URL(servers.jaeger.origin).host;
  assert.match(await its.bar.innerText(), new RegExp(`Jaeger at ${host}: shop[^]*20 traces · as many as were asked for: there may be more`));
  await its.bar.getByRole("button", { name: "Find 40" }).click();
  await loaded(page, "30");
  assert.match(await its.bar.innerText(), /30 traces/);
  assert.doesNotMatch(await its.bar.innerText(), /there may be more/);
  await page.getByRole("tab", { name: "Traces" }).click();
  await openTrace(page, "POST /checkout");
  assert.match(await traceParts(page).panel.innerText(), /POST \/checkout[^]*2 spans/);
  const { parameters, headers } = servers.jaeger.asked.filter(({ path }) => path === "/api/v3/traces").at(-1);
  assert.strictEqual(parameters.get("query.startTimeMin"), "2026-01-05T10:00:00.000000000Z");
  assert.strictEqual(parameters.get("query.searchDepth"), "40");
  assert.strictEqual(headers.accept, "application/json");
  assert.deepStrictEqual(view.problems, []);
  await view.close();
});

test("conditions are asked of Jaeger, and nothing found is no failure", async () => {
  const view = await begin();
  const { page } = view;
  const its = await opened(page, "Jaeger", servers.jaeger.origin, {
    Service: "shop", Operation: "POST /checkout", Tags: "http.status_code=500", "Shortest duration": "0.5s",
  });
  await loaded(page, "3");
  await its.bar.getByRole("button", { name: "Change…" }).click();
  assert.strictEqual(await its.field("Tags").inputValue(), "http.status_code=500");
  await its.field("Service").fill("nobody");
  await its.open.click();
  await its.alert.getByText("No traces were found").waitFor();
  await view.close();
});

test("a server of Jaeger's older API alone is searched, and a trace opened by its id", async () => {
  const view = await begin();
  const { page } = view;
  const its = await opened(page, "Jaeger", servers.old.origin, { Service: "shop", "Traces at most": "5" });
  await loaded(page, "5");
  assert.match(await its.bar.locator(".read").getAttribute("title"), /^By v1 /);
  await its.bar.getByRole("button", { name: "Change…" }).click();
  // As it is pasted out of Jaeger's own page.
  await its.field("Address").fill(`${servers.old.origin}/trace/000000000000000a?uiFind=x`);
  await page.keyboard.press("Tab");
  assert.strictEqual(await its.field("Address").inputValue(), servers.old.origin);
  assert.strictEqual(await its.field("Or one trace, by its id").inputValue(), "000000000000000a");
  await its.open.click();
  await loaded(page, "1");
  assert.match(await its.bar.innerText(), /trace 000000000000000a[^]*1 trace/);
  await view.close();
});

test("Tempo is searched by TraceQL, and each trace that is a part or missing is told", async () => {
  const view = await begin();
  const { page } = view;
  const its = await fillIn(page, "Tempo", servers.tempo.origin);
  await page.waitForFunction(() => document.querySelector("#search-tags")?.options.length === 4);
  await its.field("Key").fill("resource.service.name");
  await page.waitForFunction(() => document.querySelector("#search-values")?.options.length === 2);
  await its.field("Value").fill("shop");
  await its.form.getByRole("button", { name: "Add to the query" }).click();
  assert.strictEqual(await its.field("Query in TraceQL").inputValue(), '{ resource.service.name = "shop" }');
  await its.open.click();
  await loaded(page, "19");
  const told = await its.bar.innerText();
  assert.match(told, /19 of 20 traces that were found[^]*there may be more[^]*1 is a part[^]*1 could not be had/);
  await page.getByText("Tempo says: Trace exceeds maximum size").waitFor();
  const asked = servers.tempo.asked.find(({ path }) => path === "/api/search");
  assert.strictEqual(asked.parameters.get("q"), '{ resource.service.name = "shop" }');
  assert.deepStrictEqual([asked.parameters.get("start"), asked.parameters.get("end")], ["1767607200", "1767610800"]);
  assert.ok(servers.tempo.asked.some(({ path }) => path === `/api/v2/traces/${"1".padStart(32, "0")}`));
  await view.close();
});

test("a query that Tempo does not take says why, and one of a Tempo without v2 is answered", async () => {
  const view = await begin();
  const { page } = view;
  const its = await opened(page, "Tempo", servers.oldTempo.origin, { "Query in TraceQL": "{ nonsense }" });
  await its.alert.getByText("The server does not take this search").waitFor();
  await its.alert.getByText(/invalid TraceQL query: parse error at line 1, col 3/).waitFor();
  await its.alert.getByRole("button", { name: "Change…" }).click();
  await its.field("Query in TraceQL").fill("{ status = error }");
  await its.open.click();
  await loaded(page, "3");
  await view.close();
});

test("a server that allows no other page says what to set, for each of the two", async () => {
  const view = await begin();
  const { page } = view;
  const its = await opened(page, "Jaeger", servers.closed.origin, { Service: "shop" });
  const trouble = its.form.getByRole("alert");
  await trouble.getByText(/does not let this page ask it$/).waitFor();
  const jaeger = await trouble.innerText();
  assert.match(jaeger, /CORS[^]*jaeger_query:\s*http:\s*cors:\s*allowed_origins: \["http:\/\/127\.0\.0\.1:\d+"\]/);
  assert.match(jaeger, new RegExp(`npx spanlens --jaeger '${servers.closed.origin}'`));
  await its.form.getByRole("button", { name: "Cancel" }).click();
  await opened(page, "Tempo", servers.closedTempo.origin);
  await trouble.getByText(/does not let this page ask it$/).waitFor();
  const tempo = await trouble.innerText();
  assert.match(tempo, /add_header Access-Control-Allow-Origin[^]*api\/datasources\/proxy\/uid\/UID[^]*npx spanlens --tempo/);
  await view.close();
});

test("headers are sent, and are in no link; the link asks first", async () => {
  const view = await begin();
  const { page } = view;
  const its = await fillIn(page, "Tempo", servers.secret.origin, { "Query in TraceQL": "{ status = error }" });
  await its.open.click();
  await its.form.getByText("The server wants to know who asks").waitFor();
  await its.form.getByText("Headers", { exact: true }).click();
  await its.form.getByLabel(/^One a line/).fill("Authorization: Bearer let-me-in");
  await its.open.click();
  await loaded(page, "3");
  await page.waitForFunction(() => location.hash.includes("search-query="));
  const hash = await page.evaluate(() => location.hash);
  assert.match(hash, /^#v=1&tempo=http.*&search-query=.*&search-range=60m/);
  assert.doesNotMatch(hash, /let-me-in/);

  const before = servers.secret.asked.length;
  await page.reload();
  await its.alert.getByText("This link loads traces from another place").waitFor();
  assert.strictEqual(servers.secret.asked.length, before);
  await its.alert.getByRole("button", { name: "Load them" }).click();
  await its.alert.getByText("The server wants to know who asks").waitFor();
  await view.close();
});

for (const width of widths) {
  test(`the forms look right at ${width} pixels`, async () => {
    const view = await begin({ width });
    const { page } = view;
    const its = await fillIn(page, "Jaeger", servers.closed.origin, { Service: "shop" });
    await view.looksRight("jaeger-form");
    await its.open.click();
    await its.form.getByRole("alert").waitFor();
    await view.looksRight("jaeger-cors");
    await its.form.getByRole("button", { name: "Cancel" }).click();
    await fillIn(page, "Tempo", servers.tempo.origin);
    await view.looksRight("tempo-form");
    await its.open.click();
    await loaded(page, "19");
    await settled(page);
    await view.looksRight("tempo-found");
    await view.close();
  });
}
