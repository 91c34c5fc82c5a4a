// Requests that are slow for different reasons: each kind is told, and selected by a button.

import assert from "node:assert";
import { test } from "node:test";

import { inPage, loaded, parts, selected, settled } from "./explorer.mjs";
import { assertAccessible, widths } from "./page.mjs";
import { policy } from "./site.mjs";

const here = inPage({ csp: policy("'self'") });

/** The slow cache of src/demo/incidents.rs, and what it asks. */
const cache = { service: "cart-redis", requests: 668 };

const kindsOf = (page) => page.getByRole("tabpanel", { name: /^Latency/ }).getByRole("region", { name: "Kinds" });

/** Opens everything above 300 ms, of all times. */
async function slow(options) {
  const view = await here.open({ ...options, url: `${here.site.url}#v=1&duration=300000000-&tab=latency` });
  const { page } = view;
  await loaded(page, "23,805");
  await kindsOf(page).getByRole("button", { name: cache.service }).waitFor();
  await settled(page);
  return view;
}

const number = (text) => Number(text.match(/[\d,]+/)[0].replaceAll(",", ""));

test("what is slow for different reasons is told apart, and adds up", async () => {
  const view = await slow();
  const { page } = view;
  const kinds = kindsOf(page);
  await kinds.getByRole("heading", { name: /kinds$/ }).waitFor();
  const all = await kinds.getByRole("button", { name: / requests wait for / }).allInnerTexts();
  assert.ok(all.length >= 2, `${all}`);
  const first = all.find((text) => text.includes(cache.service));
  assert.strictEqual(number(first), cache.requests);
  assert.match(first, /wait for cart-redis \(\+\d+ ms each\)/);
  const rest = await kinds.getByText(/ of no kind$| neither$/).innerText();
  const sum = [...all, rest].map(number).reduce((sum, count) => sum + count, 0);
  assert.strictEqual(sum, (await selected(page)).count);
  await assertAccessible(page);
  view.assertClean();
  await view.close();
});

test("the keyboard alone selects a kind, over all times, and the link says so", async () => {
  const view = await slow();
  const { page } = view;
  const kind = kindsOf(page).getByRole("button", { name: cache.service });
  await kind.focus();
  await page.keyboard.press("Enter");
  const chip = parts(page).selection.getByRole("button", { name: /^waiting for cart-redis/ });
  await chip.waitFor();
  await settled(page);
  await parts(page).selection.getByText("all times, all durations").waitFor();
  const { count } = await selected(page);
  assert.ok(count >= cache.requests, `${count} requests wait for ${cache.service}`);
  await page.getByRole("tab", { name: `Latency: ${cache.service}` }).waitFor();
  await page.waitForFunction(() => location.hash.includes("&mark=wire&"));
  await page.reload();
  await loaded(page, "23,805");
  await chip.waitFor();
  await settled(page);
  assert.strictEqual((await selected(page)).count, count);
  await chip.click();
  await chip.waitFor({ state: "detached" });
  view.assertClean();
  await view.close();
});

for (const width of widths) {
  test(`kinds can be read at ${width} pixels`, async () => {
    const view = await slow({ width, height: 1400 });
    const { page } = view;
    await view.looksRight("kinds");
    await kindsOf(page).getByRole("button", { name: cache.service }).click();
    await parts(page).selection.getByRole("button", { name: /^waiting for/ }).waitFor();
    await settled(page);
    await view.looksRight("kinds-selected");
    view.assertClean();
    await view.close();
  });
}
