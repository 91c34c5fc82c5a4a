// `spanlens --listen` and what others made to send spans: the SDK of Python, that of browsers, and a collector in between. On the page, in Chromium.

import assert from "node:assert";
import { execFile, spawn } from "node:child_process";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { build } from "esbuild";

import { loaded } from "../browser/explorer.mjs";
import { openPage } from "../browser/page.mjs";
import { serveSite } from "../browser/site.mjs";
import { browser, installed } from "./browsing.mjs";
import { deliver, listening, tracesOf } from "./listening.mjs";

const run = promisify(execFile);
const python = process.env.SENDERS_PYTHON;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

const received = (page, spans) => page.getByRole("group", { name: "Live traces" }).getByText(`${spans} spans received`).waitFor();

/** Waits for the one cause of errors, with what was thrown. */
async function caused(page, type) {
  await page.getByRole("tab", { name: /^Error causes \(1\)/ }).click();
  await page.getByText(type).first().waitFor();
  await page.getByText("no stock of").first().waitFor();
}

test("what the SDK of Python sends is on the page, however it is compressed, with its errors and exceptions", async () => {
  await listening(installed, [], async ({ endpoint, url }) => {
    const view = await openPage(browser, url);
    for (const [at, compression] of ["none", "gzip", "deflate"].entries()) {
      await run(python, [here("senders.py"), endpoint, "12", compression]);
      await loaded(view.page, String(12 * (at + 1)));
    }
    await received(view.page, "72");
    await caused(view.page, "LookupError");
    view.assertClean();
    await view.close();
  });
});

test("what the SDK of browsers sends from a page of this machine is on the page", async (context) => {
  const { outputFiles: [{ text }] } = await build({ entryPoints: [here("senders-web.mjs")], bundle: true, format: "esm", platform: "browser", write: false });
  const document = '<!doctype html><title>Shop</title><link rel="icon" href="icon.svg"><script type="module" src="shop.js"></script>';
  const site = await serveSite({ beside: { "shop.html": document, "icon.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>', "shop.js": text } });
  context.after(() => site.close());
  await listening(installed, [], async ({ endpoint, url }) => {
    const view = await openPage(browser, url);
    const shop = await openPage(browser, `${site.url}shop.html?to=${encodeURIComponent(endpoint)}`);
    await shop.page.waitForFunction(() => document.title === "sent");
    await loaded(view.page, "3");
    await received(view.page, "6");
    await caused(view.page, "TypeError");
    assert.deepStrictEqual(shop.problems, []);
    view.assertClean();
    await shop.close();
    await view.close();
  });
});

test("of 200,000 spans that a collector hands on, none is lost", async () => {
  await listening(installed, ["--buffer", "8"], async ({ endpoint, url }) => {
    const view = await openPage(browser, url);
    await view.page.getByRole("heading", { name: "Waiting for the first spans" }).waitFor();
    const collector = await collecting(endpoint);
    try {
      for (let first = 1; first <= 50_000; first += 500) await deliver(collector.endpoint, tracesOf(first, 500));
      await received(view.page, "200,000");
      await loaded(view.page, "50,000");
    } finally {
      await collector.stop();
    }
    view.assertClean();
    await view.close();
  });
});

/** Runs a collector that hands on what it gets, compressed, and comes again where it is told to. */
async function collecting(endpoint) {
  const { stdout } = await run(python, ["-c", "import os, rotel; print(os.path.dirname(rotel.__file__))"]);
  const own = `127.0.0.1:${await freePort()}`;
  const options = {
    exporter: "otlp",
    "otlp-exporter-endpoint": endpoint,
    "otlp-exporter-protocol": "http",
    "otlp-exporter-compression": "gzip",
    "otlp-exporter-retry-initial-backoff": "200ms",
    "otlp-http-endpoint": own,
    "otlp-grpc-endpoint": "127.0.0.1:0",
  };
  const program = spawn(join(stdout.trim(), "rotel-agent"), ["start", ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])], { stdio: "ignore" });
  const ended = once(program, "exit");
  const stop = async () => {
    program.kill();
    await ended;
  };
  for (let tries = 0; tries < 200; tries++) {
    const answer = await fetch(`http://${own}/v1/traces`).catch(() => undefined);
    if (answer) return { endpoint: `http://${own}`, stop };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  assert.fail("the collector does not listen");
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}
