// What a person does with an element, and what they see of it.

/** How the plot lies within the canvas of a heatmap, in CSS pixels: the margins that www/src/geometry/layout.rs sets. */
const margins = { left: 58, right: 32, top: 21, bottom: 22 };

/** Draws a rectangle over the heatmap of an element: each corner as a share of the plot's width from the left and height from the top. */
export async function drag(page, element, [fromX, fromY], [toX, toY]) {
  const canvas = page.locator(element).getByRole("application", { name: /^Heatmap of/ });
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  const x = (share) => box.x + margins.left + share * (box.width - margins.left - margins.right);
  const y = (share) => box.y + margins.top + share * (box.height - margins.top - margins.bottom);
  await page.mouse.move(x(fromX), y(fromY));
  await page.mouse.down();
  await page.mouse.move(x((fromX + toX) / 2), y((fromY + toY) / 2), { steps: 4 });
  await page.mouse.move(x(toX), y(toY), { steps: 4 });
  await page.mouse.up();
}

/** Waits until the heatmap of an element shows so many units, as it is written: "1,000". */
export const shows = (page, element, units) =>
  page.locator(element).locator("#heatmap-summary").filter({ hasText: new RegExp(`^${units} \\w+ shown`) })
    .waitFor({ state: "attached" });

/** The events of an element from now on, each as `[name, detail]`, in the page's `window.events`. */
export const record = (page, element) => page.locator(element).evaluate((element) => {
  window.events = [];
  for (const name of ["load", "error", "selection", "filter", "trace", "state"]) {
    element.addEventListener(`spanlens-${name}`, ({ detail }) => window.events.push([name, detail]));
  }
});

/** The details of the recorded events of a name. */
export const recorded = (page, name) =>
  page.evaluate((name) => window.events.filter(([known]) => known === name).map(([, detail]) => detail), name);
