// What a person says about a finding, a selection and a span stands in the address, and in what is copied and saved.

import assert from "node:assert";
import { test } from "node:test";

import { found, inPage, loaded, parts, saveAs, traceParts } from "./explorer.mjs";
import { copied, incidents, openTab, selectMinutes } from "./incidents.mjs";
import { assertAccessible, widths } from "./page.mjs";
import { policy } from "./site.mjs";

const here = inPage({ csp: policy("'self'") });

const HOSTILE = '<img src=x onerror="document.title=1">"&=#%41\u{202e}';

/** The form of a note. */
const formOf = (page, of) => {
  const form = page.getByRole("form", { name: `Note to ${of}` });
  return { form, title: form.getByLabel(/^Title/), text: form.getByLabel(/^Text/), keep: form.getByRole("button", { name: "Keep" }) };
};

/** Writes a note. */
async function note(page, of, title, text) {
  await page.getByRole("button", { name: `Add a note to ${of}`, exact: true }).click();
  const form = formOf(page, of);
  await form.title.fill(title);
  await form.text.fill(text);
  await form.keep.click();
  await page.getByRole("button", { name: `Edit the note to ${of}`, exact: true }).waitFor();
}

/** Waits until the address has so many notes. */
const addressed = (page, notes) => page.waitForFunction((notes) => location.hash.split("note=").length === notes + 1, notes);

test("notes to a finding, a selection and a span are in the link, as text and nothing else", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await found(page);
  await note(page, "finding 1", HOSTILE, "first line\nsecond line");
  await parts(page).findings.getByText("first line").waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  await selectMinutes(page, [3, 7]);
  await note(page, "the selection", "quiet", "nothing here");
  await page.getByRole("tab", { name: "Traces" }).click();
  await page.getByRole("region", { name: "Traces" }).locator("tbody tr").first().getByRole("button").first().click();
  await traceParts(page).waterfall.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await traceParts(page).details.waitFor();
  await note(page, "the span", "", "who waits?");
  await addressed(page, 3);
  const link = page.url();
  assert.match(link, /#v=2&/);
  view.assertClean();
  await view.close();

  const again = await here.open({ url: link });
  await loaded(again.page, "23,805");
  await traceParts(again.page).details.getByText("who waits?").waitFor();
  for (let presses = 0; presses < 6 && await traceParts(again.page).panel.isVisible(); presses += 1) await again.page.keyboard.press("Escape");
  await parts(again.page).selection.getByText("nothing here").waitFor();
  await found(again.page);
  await again.page.getByRole("tab", { name: /^Findings/ }).click();
  const first = parts(again.page).findings.getByRole("list", { name: "Findings" }).locator("> li").first();
  assert.strictEqual(await first.locator(".noted b").innerText(), HOSTILE.replace("\u{202e}", ""));
  assert.strictEqual(await first.locator(".noted p").innerText(), "first line\nsecond line");
  assert.strictEqual(await again.page.locator(".noted img").count(), 0);
  const others = again.page.getByRole("region", { name: "Notes" });
  assert.strictEqual(await others.getByRole("listitem").count(), 2);
  await others.getByRole("button", { name: /^Span / }).click();
  await traceParts(again.page).details.getByText("who waits?").waitFor();
  assert.notStrictEqual(await again.page.title(), "1");
  again.assertClean();
  await again.close();
});

test("a note is written, changed and taken away by keyboard, within its bounds", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await selectMinutes(page, incidents.flag);
  const add = page.getByRole("button", { name: "Add a note to the selection" });
  await add.focus();
  await page.keyboard.press("Enter");
  const { form, title, text } = formOf(page, "the selection");
  assert.ok(await title.evaluate((input) => input === document.activeElement));
  await page.keyboard.type("x".repeat(90));
  await form.getByText("80 of 80").waitFor();
  assert.strictEqual((await title.inputValue()).length, 80);
  // Letters that are keys of the page are letters here.
  await page.keyboard.press("Tab");
  await page.keyboard.type("f1 w?");
  assert.strictEqual(await text.inputValue(), "f1 w?");
  await form.getByText("5 of 500").waitFor();
  await assertAccessible(page);
  await page.keyboard.press("Escape");
  await form.waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Add a note to the selection");
  await parts(page).selection.getByText("of 23,805 requests").first().waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.type("kept");
  await page.keyboard.press("Control+Enter");
  await parts(page).selection.locator(".noted").getByText("kept").waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Edit the note to the selection");
  await addressed(page, 1);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await parts(page).selection.locator(".noted").waitFor({ state: "detached" });
  await addressed(page, 0);
  view.assertClean();
  await view.close();
});

test("the way back leads to another place, and takes no note away", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await selectMinutes(page, incidents.flag);
  await page.waitForFunction(() => /time=/.test(location.hash));
  await openTab(page, /^Error causes/);
  await page.waitForFunction(() => /tab=causes/.test(location.hash));
  await note(page, "the selection", "stays", "");
  await addressed(page, 1);
  await page.goBack();
  await page.waitForFunction(() => !/tab=causes/.test(location.hash));
  await parts(page).selection.locator(".noted").getByText("stays").waitFor();
  await addressed(page, 1);
  view.assertClean();
  await view.close();
});

test("what was found is copied as Markdown with the notes, and the picture beside it", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await found(page);
  await note(page, "finding 1", "a *bold* | claim", "line <b>one</b>\n# two");
  await page.evaluate(() => scrollTo(0, 0));
  await selectMinutes(page, [3, 7]);
  await note(page, "the selection", "quiet", "");
  await openTab(page, /^Findings/);
  const text = await copied(page, parts(page).findings, "Copy as Markdown", "Markdown");
  assert.match(text, /^## Spanlens: Demo\n\n/);
  assert.match(text, /\n### Finding 1: Demo\n\n> \*\*a \\\*bold\\\* \\\| claim\*\* {2}\n> line \\<b\\>one\\<\/b\\> {2}\n> \\# two {2}\n\n- /);
  assert.ok((text.match(/^### Finding \d+/gm) ?? []).length >= 4);
  assert.match(text, /\n### Notes\n\nSelection: .*\n\n> \*\*quiet\*\* {2}\n/);
  assert.match(text, /\n<http:\/\/127\.0\.0\.1.*note=.*>\n$/);
  await saveAs(page, "heatmap", "Copy as PNG");
  await page.getByText("Copied", { exact: true }).first().waitFor();
  const types = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap((item) => item.types));
  assert.deepStrictEqual(types, ["image/png"]);
  view.assertClean();
  await view.close();
});

for (const width of widths) {
  test(`notes can be read at ${width} pixels`, async () => {
    const view = await here.open({ width });
    const { page } = view;
    await loaded(page, "23,805");
    await found(page);
    await note(page, "finding 1", "Rolled back at 14:20", "The flag was turned off for all tenants.\nSee the change of that day.");
    await page.evaluate(() => scrollTo(0, 0));
    await selectMinutes(page, incidents.cache);
    await note(page, "the selection", "Cache", "x".repeat(200));
    await page.getByRole("button", { name: "Add a note to finding 2", exact: true }).click();
    await view.looksRight("notes");
    view.assertClean();
    await view.close();
  });
}
