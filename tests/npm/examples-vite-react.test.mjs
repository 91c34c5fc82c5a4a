// examples/vite-react: types, the development server and the production build, under React's StrictMode.

import assert from "node:assert";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launchBrowser, openPage } from "../browser/page.mjs";
import { serveSite } from "../browser/site.mjs";
import { drag, shows } from "./element.mjs";
import { prepare, strictPolicy } from "./example.mjs";
import { nativeAnswers } from "./native.mjs";
import { shop } from "./shop.mjs";

let example, browser, file;
before(async () => {
  [example, file, browser] = await Promise.all([prepare("vite-react"), shop("vite.json", { failing: 1 }), launchBrowser()]);
});
after(async () => {
  await browser?.close();
  await example?.remove();
});

test("its types hold", async () => {
  await example.run("npm", "run", "check");
});

test("the development server serves all that is needed", async () => {
  const program = join(example.directory, "node_modules/vite/bin/vite.js");
  const server = spawn(process.execPath, [program, "--host", "127.0.0.1", "--port", "0"], { cwd: example.directory });
  try {
    await useIt(await addressOf(server));
  } finally {
    server.kill();
  }
});

test("the production build works under a strict policy", async () => {
  await example.run("npm", "run", "build");
  const directory = join(example.directory, "dist");
  // The build names its files from the root of the site.
  const site = await serveSite({ directory, path: "/", csp: await strictPolicy(join(directory, "index.html")) });
  try {
    await useIt(site.url, "example-vite-react");
    assert.deepStrictEqual(site.requests.filter(({ status }) => status !== 200), []);
    assert.deepStrictEqual(site.violations, []);
  } finally {
    await site.close();
  }
});

/** The address that a development server says. */
async function addressOf(server) {
  let said = "";
  for await (const part of server.stdout) {
    said += part;
    // The address is in colours.
    const [address] = said.replaceAll(/\u001b\[\d+m/g, "").match(/http:\/\/127\.0\.0\.1:\d+\//) ?? [];
    if (address) return address;
  }
  throw new Error(`the development server ended: ${said}`);
}

/** Opens a file, selects, and takes the explorer away and back. */
async function useIt(url, screenshot) {
  const opened = await openPage(browser, url);
  const { page } = opened;
  const failed = [];
  page.on("response", (response) => response.ok() || failed.push(`${response.status()} ${response.url()}`));
  await page.locator("spanlens-explorer").getByRole("heading", { name: "Spanlens" }).or(page.locator("spanlens-explorer header")).first().waitFor();
  await page.locator("p input").setInputFiles(file);
  await page.getByText("200 requests are loaded.").waitFor();
  await shows(page, "spanlens-explorer", "200");
  assert.strictEqual(page.workers().length, 1, "one engine, though everything was mounted twice");

  await drag(page, "spanlens-explorer", [0.25, 0.02], [0.5, 0.98]);
  await page.locator("#selection").waitFor();
  const { selection, baseline } = await page.locator("spanlens-explorer").evaluate(({ selection, baseline }) => ({ selection, baseline }));
  assert.strictEqual(baseline, "before");
  const time = { fromNs: selection.from, toNs: selection.to };
  const [{ selected }] = await nativeAnswers([file], [{ count: { population: "requests", baseline, selection: { time } } }]);
  assert.ok(selected > 0 && selected < 200);
  await page.locator("spanlens-explorer").getByRole("region", { name: "Selection" }).getByText(`${selected} of 200`).waitFor();
  await page.locator("#selection", { hasText: new Date(Number(selection.from / 1_000_000n)).toISOString() }).waitFor();
  if (screenshot) await opened.screenshot(screenshot);

  await page.getByRole("button", { name: "Close", exact: true }).click();
  await page.locator("spanlens-explorer").waitFor({ state: "detached" });
  await assertWorkers(page, 0);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await shows(page, "spanlens-explorer", "200");
  await assertWorkers(page, 1);
  opened.assertClean();
  assert.deepStrictEqual(failed, []);
  await opened.close();
}

/** Waits until so many workers are alive, as their ends take a moment to be told. */
async function assertWorkers(page, count) {
  for (let tries = 0; tries < 50 && page.workers().length !== count; tries += 1) await page.waitForTimeout(20);
  assert.strictEqual(page.workers().length, count);
}
