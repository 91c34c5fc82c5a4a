// Filters: written with completions, made by a click on a value, and pointed at where they are wrong.

import assert from "node:assert";
import { test } from "node:test";

import { inPage, loaded, parts, settled } from "./explorer.mjs";
import { widths } from "./page.mjs";

const here = inPage();

const filterOf = (page) => page.getByRole("combobox", { name: "Filter" });
const optionOf = (page, name) => page.getByRole("option", { name });

/** The number of units that match, as the filter's line says it. */
async function matching(page) {
  await settled(page);
  const line = await page.getByText(/^[\d,]+ of 23,805 requests match$/).innerText();
  return Number(line.split(" ")[0].replaceAll(",", ""));
}

test("a filter is written by keyboard with what is in the data", async () => {
  const view = await here.open();
  const { page } = view;
  const { keyboard } = page;
  await loaded(page, "23,805");
  await keyboard.press("/");
  await keyboard.type("resource.service.na");
  await optionOf(page, /^resource\.service\.name\b(?!space)/).waitFor();
  await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  await keyboard.type("= ");
  await optionOf(page, /^cart/).waitFor();
  await view.screenshot("filter-completions");
  await keyboard.type('"car');
  await optionOf(page, /^gateway/).waitFor({ state: "detached" });
  await keyboard.press("ArrowDown");
  await keyboard.press("Tab");
  assert.strictEqual(await filterOf(page).inputValue(), '{ resource.service.name = "cart" ');
  await keyboard.press("Escape");
  await keyboard.press("Enter");
  const found = await matching(page);
  assert.ok(found > 0 && found < 23_805, `${found} match`);
  assert.strictEqual(await filterOf(page).inputValue(), '{ resource.service.name = "cart" }');
  await parts(page).summary.filter({ hasText: new RegExp(`^${found.toLocaleString("en")} requests shown`) }).waitFor({ state: "attached" });
  await keyboard.type(" && { status = error");
  await keyboard.press("Escape");
  await keyboard.press("Escape");
  assert.strictEqual(await filterOf(page).inputValue(), '{ resource.service.name = "cart" }', "what is not in force is left");
  view.assertClean();
  await view.close();
});

for (const width of widths) {
  test(`a mistake is pointed at, at ${width} pixels`, async () => {
    const view = await here.open({ width });
    const { page } = view;
    await loaded(page, "23,805");
    await filterOf(page).click();
    await page.keyboard.type("duration > fast && status = error }");
    await page.keyboard.press("Enter");
    const failure = page.locator("#filter-failure");
    await failure.getByText("Expected a duration", { exact: false }).waitFor();
    assert.strictEqual(await failure.locator("mark").innerText(), "f");
    assert.strictEqual(await filterOf(page).getAttribute("aria-invalid"), "true");
    await view.looksRight("filter-mistake");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await failure.locator("mark").waitFor({ state: "detached" });
    await loaded(page, "23,805");
    view.assertClean();
    await view.close();
  });
}

test("health checks are hidden by one chip that says how many there are", async () => {
  const view = await here.openDemo();
  const { page } = view;
  const chip = page.getByRole("button", { name: /^Hide health checks/ });
  await chip.getByText(/[\d,]+/).waitFor();
  const hidden = Number((await chip.innerText()).replace(/\D/g, ""));
  assert.ok(hidden > 0);
  await chip.click();
  await page.getByText(`${(23_805 - hidden).toLocaleString("en")} of 23,805 requests match`).waitFor();
  await page.waitForFunction(() => location.hash.includes("health=hidden"));
  await view.screenshot("filter-health");
  await chip.click();
  await loaded(page, "23,805");
  view.assertClean();
  await view.close();
});

test("a value filters, excludes and lists", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await page.getByRole("tab", { name: "Overview" }).click();
  const value = parts(page).operations.getByRole("button", { name: "POST /checkout", exact: true });
  const menu = page.getByRole("menu");
  const act = async (name) => {
    await value.first().click();
    await menu.getByRole("menuitem", { name }).click();
    await menu.waitFor({ state: "hidden" });
  };
  await act("Hide these");
  await page.getByText(/requests match/).waitFor();
  const without = await matching(page);
  assert.strictEqual(await filterOf(page).inputValue(), '!{ name = "POST /checkout" }');
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await loaded(page, "23,805");
  await act("Show only these");
  await page.waitForFunction(() => /^\{ name/.test(document.querySelector(".filter input").value));
  await page.getByText(/requests match/).waitFor();
  assert.strictEqual(await matching(page), 23_805 - without);
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await loaded(page, "23,805");

  await value.first().focus();
  await page.keyboard.press("Enter");
  await view.screenshot("filter-value-menu");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.getByText(new RegExp(`^${(23_805 - without).toLocaleString("en")} requests of`)).waitFor();
  await parts(page).selection.getByText('{ name = "POST /checkout" }', { exact: false }).waitFor();
  view.assertClean();
  await view.close();
});
