// The heatmap of another number than the duration: chosen beside it, drawn on, linked to, read by everybody.

import assert from "node:assert";
import { test } from "node:test";

import { drag, inPage, loaded, parts, pick, selected, settled } from "./explorer.mjs";
import { widths } from "./page.mjs";
import { requests, write } from "./traces.mjs";

const here = inPage();

const axis = (page) => page.getByRole("combobox", { name: "What is upwards in the heatmap" });
const which = (page) => page.locator(".axis input");
const heatmapOf = (page, name) => page.getByRole("application", { name: `Heatmap of requests by time and ${name}`, exact: true });

/** Makes an attribute the axis, as somebody types it. */
async function chooseAttribute(page, text) {
  await axis(page).selectOption("attribute");
  await which(page).fill(text);
  await page.keyboard.press("Enter");
}

test("an attribute is chosen by keys, with completion, and what lacks it is counted", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await axis(page).focus();
  // A letter chooses in a list, and the next field is one tab away.
  await page.keyboard.press("a");
  await which(page).waitFor();
  await page.keyboard.press("Tab");
  const offered = page.locator('.axis datalist option[value="span.app.order.total"]');
  await offered.waitFor({ state: "attached" });
  assert.match(await offered.textContent(), /^[\d,]+ numbers$/);
  assert.strictEqual(await page.locator('.axis datalist option[value="span.app.plan"]').count(), 0);
  await page.keyboard.type("app.order.total");
  await page.keyboard.press("Enter");
  await heatmapOf(page, "app.order.total").waitFor();
  const without = page.locator(".toolbar .without");
  await without.waitFor();
  const [, lack, all] = (await without.innerText()).match(/^([\d,]+) of ([\d,]+) requests have no such number$/);
  assert.strictEqual(all, "23,805");
  const shown = Number((await parts(page).summary.innerText()).match(/^([\d,]+)/)[1].replaceAll(",", ""));
  assert.strictEqual(shown + Number(lack.replaceAll(",", "")), 23_805);
  assert.strictEqual(await which(page).inputValue(), "span.app.order.total");
  await view.screenshot("axis-order-total");
  view.assertClean();
  await view.close();
});

test("what is drawn selects by the number, on every tab, and a link says it", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await chooseAttribute(page, "span.app.order.total");
  await heatmapOf(page, "app.order.total").waitFor();
  await settled(page);
  await drag(page, [0.01, 0.02], [0.99, 0.4]);
  const drawn = await selected(page);
  assert.match(drawn.durations, /^app\.order\.total from [\d.,]+$/);
  assert.ok(drawn.count > 20 && drawn.count < 2_000, `${drawn.count} are selected`);
  const least = Number(drawn.durations.match(/from (.+)$/)[1].replaceAll(",", ""));

  // A filter asks the same.
  await page.getByRole("tab", { name: "Overview" }).click();
  const rows = page.getByRole("region", { name: "Operations" }).getByRole("row");
  await rows.filter({ hasText: "All operations" }).filter({ hasText: drawn.count.toLocaleString("en") }).waitFor();
  for (const tab of ["Traces", "Error causes", "Attributes", "Latency", "Map"]) {
    await page.getByRole("tab", { name: new RegExp(`^${tab}`) }).click();
    await settled(page);
    await page.getByRole("tabpanel", { name: new RegExp(`^${tab}`) }).getByText(/\w/).first().waitFor();
    await view.screenshot(`axis-${tab.toLowerCase().replaceAll(" ", "-")}`);
  }
  await page.waitForURL(/number=/);
  const hash = await page.evaluate(() => location.hash);
  assert.match(hash, /^#v=2&axis=attribute:span\.app\.order\.total&/);
  assert.match(hash, /&number=[\d.]+\.\.:attribute:span\.app\.order\.total/);

  const other = await here.open({ url: here.site.url + hash });
  await heatmapOf(other.page, "app.order.total").waitFor();
  const again = await selected(other.page);
  assert.deepStrictEqual(again, drawn);
  assert.strictEqual(await which(other.page).inputValue(), "span.app.order.total");

  // The selection stays where the axis is another one, and says what it is of.
  await axis(other.page).selectOption("duration");
  await heatmapOf(other.page, "duration").waitFor();
  assert.deepStrictEqual(await selected(other.page), drawn);
  await other.page.getByRole("combobox", { name: "Filter" }).fill(`{ span.app.order.total >= ${least} }`);
  await other.page.keyboard.press("Enter");
  await other.page.getByText(/^[\d,]+ of 23,805 requests match$/).waitFor();
  await settled(other.page);
  const matching = (await other.page.locator(".filter .shown").innerText()).match(/^([\d,]+)/)[1];
  // But for what starts before or after what was drawn, and for the digits of a bound that are not written.
  const difference = Number(matching.replaceAll(",", "")) - drawn.count;
  assert.ok(Math.abs(difference) < drawn.count / 20, `${matching} match, and ${drawn.count} were drawn`);
  view.assertClean();
  other.assertClean();
  await other.close();
  await view.close();
});

test("spans and calls are numbers of every request, and the pointer reads them", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await axis(page).selectOption({ label: "spans per request" });
  await heatmapOf(page, "spans").waitFor();
  assert.strictEqual(await page.locator(".toolbar .without").count(), 0);
  const { heatmap, cell } = parts(page);
  await heatmap.focus();
  await page.keyboard.press("ArrowRight");
  await cell.filter({ hasText: /UTC, spans(: \d+| \d+ to below \d+| from \d+): [\d,]+ requests?/ }).waitFor({ state: "attached" });
  await view.screenshot("axis-spans");
  await axis(page).selectOption("calls");
  await page.locator(".axis datalist option").first().waitFor({ state: "attached" });
  const services = await page.locator(".axis datalist option").evaluateAll((options) => options.map(({ value }) => value));
  assert.ok(services.includes("checkout") && services.includes("cart-redis"), services.join(", "));
  await which(page).fill("cart-redis");
  await page.keyboard.press("Tab");
  await heatmapOf(page, "calls to cart-redis").waitFor();
  await view.screenshot("axis-calls");
  await heatmap.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  view.assertClean();
  await view.close();
});

test("shift and wheel zoom numbers, a double click shows all", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await chooseAttribute(page, "http.response.body.size");
  await heatmapOf(page, "http.response.body.size").waitFor();
  await settled(page);
  const box = await parts(page).heatmap.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 3);
  await page.keyboard.down("Shift");
  for (let turn = 0; turn < 5; turn++) await page.mouse.wheel(0, -200);
  await page.keyboard.up("Shift");
  await page.getByRole("button", { name: "Show all" }).waitFor();
  await page.waitForURL(/view-number=/);
  await settled(page);
  await view.screenshot("axis-zoomed");
  await page.getByRole("button", { name: "Show all" }).click();
  await page.waitForURL((url) => !url.hash.includes("view-number"));
  view.assertClean();
  await view.close();
});

test("a number that nobody has is said", async () => {
  const view = await here.open();
  const { page } = view;
  await loaded(page, "23,805");
  await pick(page, "Open files", [await write("steady.jsonl", requests(30))]);
  await loaded(page, "30");
  await chooseAttribute(page, "no.such.key");
  await page.getByText("No requests with a number of no.such.key.").waitFor();
  await page.getByText("30 of 30 requests have no such number").first().waitFor();
  view.assertClean();
  await view.close();
});

for (const width of widths) {
  test(`the axis can be read at ${width} pixels`, async () => {
    const view = await here.open({ width });
    const { page } = view;
    await loaded(page, "23,805");
    await chooseAttribute(page, "span.app.order.total");
    await heatmapOf(page, "app.order.total").waitFor();
    await drag(page, [0.1, 0.1], [0.5, 0.5]);
    await selected(page);
    await view.looksRight("axis");
    view.assertClean();
    await view.close();
  });
}
