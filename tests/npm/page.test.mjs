// What `spanlens` serves, in Chromium: the page with the files that were named.

import assert from "node:assert";
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { loaded } from "../browser/explorer.mjs";
import { openPage } from "../browser/page.mjs";
import { browser, installed } from "./browsing.mjs";
import { request } from "./traces.mjs";

/** Shows files on the page as the program would. */
async function shown(files, use) {
  const program = spawn(join(installed.directory, "node_modules/.bin/spanlens"), ["--no-open", ...files], { cwd: installed.directory });
  try {
    const said = await new Promise((resolve) => program.stdout.once("data", (data) => resolve(String(data))));
    const view = await openPage(browser, said.match(/http:\S+/)[0]);
    await use(view);
    view.assertClean();
    await view.close();
  } finally {
    program.kill();
  }
}

test("files are open as soon as the page is", async () => {
  await writeFile(join(installed.directory, "good & bad.json"), request(1) + request(2));
  await writeFile(join(installed.directory, "packed.json.gz"), gzipSync(request(3)));
  await shown(["good & bad.json", "packed.json.gz"], async ({ page, screenshot }) => {
    await loaded(page, "3");
    assert.strictEqual(await page.title(), "Spanlens");
    await screenshot("program-files");
  });
});

test("without files the demo is open", async () => {
  await shown([], async ({ page }) => loaded(page, "23,805"));
});
