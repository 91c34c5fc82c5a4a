// `spanlens --follow`: a file that grows, and is put in place of another, on the page, in Chromium.

import assert from "node:assert";
import { spawn } from "node:child_process";
import { appendFile, rename, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { loaded } from "../browser/explorer.mjs";
import { openPage } from "../browser/page.mjs";
import { browser, installed } from "./browsing.mjs";
import { tracesOf } from "./listening.mjs";

test("what a file grows by is on the page, wherever a line is cut, and what comes in its place, too", async () => {
  const file = join(installed.directory, "growing.jsonl");
  await writeFile(file, `${tracesOf(1, 10)}\n`);
  const program = spawn(join(installed.directory, "node_modules/.bin/spanlens"), ["--no-open", "--follow", file]);
  try {
    const said = await new Promise((resolve) => program.stdout.once("data", (data) => resolve(String(data))));
    assert.match(said, /^Spanlens is at http:\S+ and follows growing\.jsonl\n/);
    const view = await openPage(browser, said.match(/http:\S+/)[0]);
    const { page } = view;
    await loaded(page, "10");
    const line = `${tracesOf(100, 10)}\n`;
    await appendFile(file, line.slice(0, 700));
    await sleep(600);
    await appendFile(file, line.slice(700));
    await loaded(page, "20");
    // The file is moved away, and another begins; its last line comes before.
    await appendFile(file, tracesOf(200, 1));
    await rename(file, `${file}.1`);
    await writeFile(file, `${tracesOf(300, 4)}\n`);
    await loaded(page, "25");
    // It is cut, and begins anew.
    await truncate(file, 0);
    await sleep(600);
    await appendFile(file, `${tracesOf(400, 2)}\n`);
    await loaded(page, "27");
    view.assertClean();
    await view.close();
  } finally {
    program.kill();
  }
});
