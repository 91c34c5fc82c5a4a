// Traces from an address: with headers, with a question first where a link names it, and with advice where it fails.

import assert from "node:assert";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { inPage, loaded, parts, pick } from "./explorer.mjs";
import { policy, serveSite } from "./site.mjs";
import { requests, write } from "./traces.mjs";

const here = inPage();
let remote;
before(async () => {
  remote = await serveTraces();
});
after(() => remote?.close());

/** A server of another origin, which notes what it is asked. */
async function serveTraces() {
  const asked = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    asked.push({ method: request.method, path: pathname, headers: request.headers });
    const cors = pathname === "/closed" ? {} : { "access-control-allow-origin": "*", "access-control-allow-headers": "authorization, x-scope" };
    if (request.method === "OPTIONS") {
      response.writeHead(204, cors).end();
    } else if (pathname === "/traces" || pathname === "/closed") {
      response.writeHead(200, { ...cors, "content-type": "application/json" }).end(requests(300));
    } else if (pathname === "/secret") {
      const isAllowed = request.headers.authorization === "Bearer let me in";
      response.writeHead(isAllowed ? 200 : 401, cors).end(isAllowed ? requests(7) : "who are you?");
    } else if (pathname === "/page") {
      response.writeHead(200, { ...cors, "content-type": "text/html" }).end("<!doctype html><b>Sign in</b>");
    } else if (pathname === "/slow") {
      response.writeHead(200, cors);
      response.write(requests(20));
    } else {
      response.writeHead(404, cors).end("no such thing");
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { asked, origin, close: () => { server.close(); server.closeAllConnections(); } };
}

/** Opens an address with the form. */
async function openUrl(page, url, headers = "") {
  await page.getByRole("button", { name: "Open URL" }).click();
  const form = page.getByRole("dialog", { name: "Open an address" });
  await form.getByLabel("Address that answers with traces").fill(url);
  await form.getByLabel("Headers, one a line (optional)").fill(headers);
  await form.getByRole("button", { name: "Open", exact: true }).click();
}

test("what lies beside the page is opened by a link at once", async () => {
  const own = await serveSite({ beside: { "traces/may 5.json": requests(40) }, csp: policy("'self'") });
  const view = await here.open({ url: `${own.url}#url=traces/may%205.json` });
  await loaded(view.page, "40");
  assert.strictEqual(await view.page.locator("header .source").innerText(), "may 5.json");
  view.assertClean();
  await view.close();
  assert.deepStrictEqual(own.violations, []);
  await own.close();
});

test("an address is opened, and a link to it asks first", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await openUrl(page, `${remote.origin}/traces`);
  await loaded(page, "300");
  await page.waitForFunction(() => location.hash.startsWith("#v=1&url=http"));
  const { headers } = remote.asked.at(-1);
  assert.strictEqual(headers.cookie, undefined);
  assert.strictEqual(headers.referer, undefined);

  const before = remote.asked.length;
  await page.reload();
  const alert = page.getByRole("alert");
  await alert.getByText("This link loads traces from another place").waitFor();
  await alert.getByText(`${remote.origin}/traces`).waitFor();
  await view.screenshot("remote-asks");
  assert.strictEqual(remote.asked.length, before, "nothing is fetched unasked");
  await alert.getByRole("button", { name: "Load them" }).click();
  await loaded(page, "300");
  assert.strictEqual(remote.asked.length, before + 1);
  assert.deepStrictEqual(view.problems, []);
  await view.close();
});

test("a link about an address and a file loads both once the file is there", async () => {
  const origins = `file=mixed.jsonl&url=${remote.origin}/traces`;
  const view = await here.open({ url: `${here.site.url}#v=1&${origins}&tab=traces` });
  const { page } = view;
  const alert = page.getByRole("alert");
  await alert.getByText("about files on your machine, and about more").waitFor();
  const before = remote.asked.length;
  await view.screenshot("remote-mixed");
  await pick(page, "Open files", [await write("mixed.jsonl", requests(20))]);
  await loaded(page, "300");
  assert.strictEqual(remote.asked.length, before + 1, "the address is asked with the file, and once");
  await page.getByRole("tab", { name: "Traces", selected: true }).waitFor();
  assert.match(await page.evaluate(() => location.hash), /file=mixed\.jsonl&url=http/);
  assert.deepStrictEqual(view.problems, []);
  await view.close();
});

test("headers go to the server, and nowhere else", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await openUrl(page, `${remote.origin}/secret`, "Authorization: Bearer let me in\nX-Scope: all");
  await loaded(page, "7");
  assert.strictEqual(remote.asked.at(-1).headers["x-scope"], "all");
  await page.waitForFunction(() => location.hash.startsWith("#v=1&url=http"));
  assert.ok(!(await page.evaluate(() => location.href)).includes("let"), "the address keeps the secret");
  assert.ok(!JSON.stringify(await page.context().storageState()).includes("let me in"), "so does the machine");
  await view.close();
});

test("a form that is filled in wrong says so", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await openUrl(page, "ftp://example.org/");
  await page.getByText("This is no http or https address.").waitFor();
  await view.screenshot("remote-form");
  await page.getByLabel("Address that answers with traces").fill(`${remote.origin}/traces`);
  await page.getByLabel("Headers, one a line (optional)").fill("no header");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.getByText("Each header is a line of its own").waitFor();
  await page.keyboard.press("Escape");
  await loaded(page, "23,805");
  view.assertClean();
  await view.close();
});

test("what goes wrong is told with what to change", async () => {
  const view = await here.openDemo();
  const { page } = view;
  const alert = page.getByRole("alert");
  const cases = [
    ["/closed", `Access-Control-Allow-Origin: ${here.site.origin}`],
    ["/nowhere", "HTTP status 404: no such thing"],
    ["/secret", "HTTP status 401: who are you?"],
    ["/page", "Spanlens reads traces of OpenTelemetry"],
  ];
  for (const [path, words] of cases) {
    await openUrl(page, remote.origin + path);
    await alert.getByText(words, { exact: false }).first().waitFor();
    await view.screenshot(`remote${path.replace("/", "-")}`);
  }
  await openUrl(page, "http://127.0.0.1:9/");
  await alert.getByText("http://127.0.0.1:9 does not answer", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Demo" }).click();
  await loaded(page, "23,805");
  await view.close();
});

test("a server that does not come to an end can be left", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await openUrl(page, `${remote.origin}/slow`);
  // A record that came in two parts is read when more has come.
  await parts(page).reading.getByText(/[1-9]\d* spans/).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await loaded(page, "20");
  assert.deepStrictEqual(view.problems, []);
  await view.close();
});
