// The heatmap gives way to the answers below it, and a person says how high it is.

import assert from "node:assert";
import { test } from "node:test";

import { drag, found, inPage, loaded, parts, selected } from "./explorer.mjs";
import { widths } from "./page.mjs";

const here = inPage();
const handle = (page) => page.getByRole("separator", { name: "Height of the heatmap" });
const heightOf = async (page) => (await parts(page).heatmap.boundingBox()).height;
/** Waits until the handle says a height, and that this is the height of the heatmap. */
const reaches = async (page, px) => {
  await page.locator(`[role="separator"][aria-valuenow="${px}"]`).waitFor();
  assert.strictEqual(Math.round(await heightOf(page)), px);
};

test("the first rows of an answer are on a screen of 1280 × 800 without scrolling", async () => {
  const view = await here.open({ width: 1280, height: 800 });
  const { page } = view;
  await loaded(page, "23,805");
  await found(page);
  const second = await parts(page).findings.getByRole("listitem").nth(1).boundingBox();
  assert.ok(second.y + second.height <= 800, `the second finding ends at ${second.y + second.height}`);
  view.assertClean();
  await view.close();
});

for (const width of widths) {
  test(`keys and pointer make the heatmap higher and lower at ${width} pixels`, async () => {
    const view = await here.open({ width, height: 800 });
    const { page } = view;
    await loaded(page, "23,805");
    const before = Math.round(await heightOf(page));
    await reaches(page, before);
    await handle(page).press("ArrowDown");
    await reaches(page, before + 16);
    await handle(page).press("PageUp");
    await reaches(page, Math.max(before + 16 - 80, 120));
    await handle(page).press("End");
    await reaches(page, 600);
    await handle(page).press("Home");
    await reaches(page, before);

    await handle(page).scrollIntoViewIfNeeded();
    const box = await handle(page).boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y - 30, { steps: 3 });
    await page.mouse.move(x, y - 50, { steps: 3 });
    await page.mouse.up();
    await reaches(page, before - 50);
    await view.looksRight("height");
    if (width > 400) {
      await drag(page, [0.2, 0.02], [0.4, 0.98]);
      assert.ok((await selected(page)).count > 0, "what is drawn on it is selected");
    }
    await page.reload();
    await loaded(page);
    await reaches(page, before - 50);
    await handle(page).dblclick();
    await reaches(page, before);
    await page.reload();
    await loaded(page);
    await reaches(page, before);
    view.assertClean();
    await view.close();
  });
}

test("a height that was chosen on a large screen leaves room on a small one", async () => {
  const view = await here.open({ width: 1280, height: 1000 });
  const { page } = view;
  await loaded(page, "23,805");
  await handle(page).press("End");
  await reaches(page, 800);
  await page.setViewportSize({ width: 1280, height: 700 });
  await reaches(page, 500);
  await page.setViewportSize({ width: 1280, height: 1000 });
  await reaches(page, 800);
  view.assertClean();
  await view.close();
});
