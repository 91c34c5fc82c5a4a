// Traces are saved as a file, which says what it gives away before it is saved, and which reads back equal.

import assert from "node:assert";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { drag, drop, inPage, loaded, parts, selected } from "./explorer.mjs";
import { widths } from "./page.mjs";
import { policy } from "./site.mjs";
import { requests, write } from "./traces.mjs";

const here = inPage({ csp: policy("'self'") });

/** The parts of the dialog. */
const dialogOf = (page) => {
  const dialog = page.getByRole("dialog", { name: "Export traces" });
  return {
    dialog,
    save: dialog.getByRole("button", { name: "Save…" }),
    total: dialog.getByText(/[\d,]+ traces, [\d,]+ spans: the whole traces of/),
    stays: dialog.getByLabel("What the file says"),
    choose: (group, choice) => dialog.getByRole("group", { name: group }).getByRole("radio", { name: choice }).check(),
  };
};

/** Opens the dialog, and waits until it says what there is. */
async function opened(page) {
  await page.getByRole("button", { name: "Export…" }).click();
  const found = dialogOf(page);
  await found.total.waitFor();
  return found;
}

/** Takes away the dialog of the browser in which a person picks a file: nobody is there to see it. */
const withoutPicker = (page) => page.evaluate(() => {
  delete Window.prototype.showSaveFilePicker;
  delete window.showSaveFilePicker;
});

/** Presses the button that saves, and gives the file's name, path and content. */
async function saved(page, { save, dialog }) {
  const event = page.waitForEvent("download");
  await save.click();
  const file = await event;
  await dialog.getByText(`Saved ${file.suggestedFilename()}`).waitFor();
  const path = await file.path();
  return { name: file.suggestedFilename(), path, content: await readFile(path) };
}

/** How many of what there are in the file that is open. */
const counts = async (page) => (await parts(page).totals.innerText()).match(/([\d,]+) spans · ([\d,]+) traces/).slice(1);

test("the demo is exported and dropped again, and is the same", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await withoutPicker(page);
  const before = await counts(page);
  const form = await opened(page);
  assert.match(await form.total.innerText(), /^23,805 traces, 210,640 spans: the whole traces of all that is in view$/);
  const { name, content } = await saved(page, form);
  assert.strictEqual(name, "Demo-traces.jsonl.gz");
  await page.keyboard.press("Escape");
  await drop(page, [await write("again.jsonl", content)]);
  await page.getByText("again.jsonl").first().waitFor();
  await loaded(page, "23,805");
  assert.deepStrictEqual(await counts(page), before);
  assert.match(await parts(page).summary.textContent(), /336 failing/);
  view.assertClean();
  await view.close();
});

test("a selection is exported as protobuf, and what is hidden is not in it", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await withoutPicker(page);
  await drag(page, [12.1 / 60, 0.01], [19.9 / 60, 0.99]);
  const { count } = await selected(page);
  const form = await opened(page);
  assert.match(await form.total.innerText(), new RegExp(`^${count.toLocaleString("en")} traces, .* of the selection$`));
  await form.dialog.getByRole("radio", { name: "OTLP protobuf" }).check();
  await form.dialog.getByLabel("gzip").uncheck();
  await form.choose("Messages, stack traces", "remove");
  await form.dialog.getByText(/^All \d+ attributes, one by one$/).click();
  await form.dialog.getByRole("searchbox", { name: "Find an attribute" }).fill("tenant");
  await form.dialog.getByRole("combobox", { name: "app.tenant in the file" }).selectOption("hash");
  await form.stays.getByText("app.tenant", { exact: true }).waitFor();
  assert.match(await form.stays.innerText(), /Removed\s+exception\.message.*\s+Hashed\s+app\.tenant\s+Stays\s+/s);
  const tenant = await form.dialog.locator(".all-keys .example").first().innerText();
  const { name, content } = await saved(page, form);
  assert.strictEqual(name, "Demo-traces.pb");
  const key = await form.dialog.locator(".hash-key code").innerText();
  assert.match(key, /^[0-9a-f]{64}$/);
  for (const hidden of [tenant, "exception.message"]) assert.ok(!content.includes(hidden), hidden);
  assert.ok(content.includes("hmac:"));
  await view.screenshot("export-saved");

  // Another file has another key, and the page keeps neither.
  await saved(page, form);
  assert.notStrictEqual(await form.dialog.locator(".hash-key code").innerText(), key);
  await page.keyboard.press("Escape");
  await opened(page);
  assert.strictEqual(await form.dialog.locator(".hash-key").count(), 0);
  const kept = await page.evaluate(() => JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }]));
  assert.ok(!kept.includes(key));
  await page.keyboard.press("Escape");
  await drop(page, [await write("selection.pb", content)]);
  await loaded(page, count.toLocaleString("en"));
  view.assertClean();
  await view.close();
});

test("where a person picks a file, pieces go straight there, and nothing is left if they stop it", async () => {
  const view = await here.openDemo();
  const { page } = view;
  // A file of the browser's own stands for the one that a person picks.
  await page.evaluate(() => {
    window.showSaveFilePicker = async ({ suggestedName }) => {
      const folder = await navigator.storage.getDirectory();
      return folder.getFileHandle(suggestedName, { create: true });
    };
  });
  const form = await opened(page);
  await form.save.click();
  // That is two hundred megabytes, compressed.
  await form.dialog.getByText("Saved Demo-traces.jsonl.gz").waitFor({ timeout: 90_000 });
  const lines = await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const file = await (await folder.getFileHandle("Demo-traces.jsonl.gz")).getFile();
    const text = await new Response(file.stream().pipeThrough(new DecompressionStream("gzip"))).text();
    return text.trim().split("\n").map((line) => line.slice(2, line.indexOf('"', 2)));
  });
  // Each trace is a line, and so are the logs of each that has any.
  const counted = (signal) => lines.filter((line) => line === signal).length;
  assert.deepStrictEqual([counted("resourceSpans"), counted("resourceLogs"), lines.length], [23_805, 19_099, 42_904]);

  await form.dialog.getByLabel("gzip").uncheck();
  await form.save.click();
  await form.dialog.getByRole("button", { name: "Stop" }).click();
  await form.dialog.getByRole("button", { name: "Close" }).waitFor();
  const left = await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    return (await (await folder.getFileHandle("Demo-traces.jsonl")).getFile()).size;
  });
  assert.strictEqual(left, 0);

  // Whoever picks none is asked nothing more.
  await page.evaluate(() => {
    window.showSaveFilePicker = async () => {
      throw new DOMException("they changed their mind", "AbortError");
    };
  });
  await form.save.click();
  await page.waitForTimeout(100);
  assert.strictEqual(await form.dialog.getByRole("alert").innerText(), "");
  view.assertClean();
  await view.close();
});

test("a file is exported by keyboard alone", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await withoutPicker(page);
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const tabTo = async (element) => {
    for (let steps = 0; steps < 60; steps += 1) {
      if (await element.evaluate((node) => node === document.activeElement)) return;
      await press("Tab");
    }
    throw new Error("the element cannot be reached with Tab");
  };
  await tabTo(page.getByRole("button", { name: "Export…" }));
  await press("Enter");
  const { dialog, stays, save, total } = dialogOf(page);
  await total.waitFor();
  await tabTo(dialog.getByRole("radio", { name: "OTLP JSON Lines" }));
  await press("ArrowRight");
  await tabTo(dialog.getByRole("group", { name: "Users" }).getByRole("radio", { name: "keep" }));
  await press("ArrowRight", "ArrowRight");
  await stays.getByText("Removed").waitFor();
  await tabTo(save);
  const event = page.waitForEvent("download");
  await press("Enter");
  assert.strictEqual((await event).suggestedFilename(), "Demo-traces.pb.gz");
  await dialog.getByText("Saved Demo-traces.pb.gz").waitFor();
  await press("Escape");
  await dialog.waitFor({ state: "detached" }).catch(() => dialog.waitFor({ state: "hidden" }));
  view.assertClean();
  await view.close();
});

for (const width of widths) {
  test(`what would be exported can be read at ${width} pixels`, async () => {
    const view = await here.open({ width });
    const { page } = view;
    await loaded(page, "23,805");
    const form = await opened(page);
    await form.choose("Messages, stack traces", "hash");
    await form.stays.getByText("Hashed").waitFor();
    await view.looksRight("export", "dialog[open]");
    await form.dialog.getByText(/^All \d+ attributes, one by one$/).click();
    await view.looksRight("export-attributes", "dialog[open]");
    view.assertClean();
    await view.close();
  });
}

test("what is hidden and stays elsewhere is told", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page);
  const attributes = ["user.id", "owner"].map((key) => ({ key, value: { stringValue: "ann" } }));
  const ofUsers = requests(20).replaceAll('"name":"GET /"', `"name":"GET /","attributes":${JSON.stringify(attributes)}`);
  await drop(page, [await write("users.jsonl", ofUsers)]);
  await loaded(page, "20");
  const form = await opened(page);
  await form.choose("Users", "remove");
  await form.dialog.getByText("Hidden values also occur under other keys, where they stay: owner (1).").waitFor();
  view.assertClean();
  await view.close();
});
