// Who made requests slower, and where in the flame graph that is.

import assert from "node:assert";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { drag, inPage, loaded, parts, saveAs, settled, traceParts } from "./explorer.mjs";
import { assertAccessible, widths } from "./page.mjs";
import { policy } from "./site.mjs";

/** The slow cache of src/demo/incidents.rs: its minutes, and what it adds to all requests together. */
const slow = { from: 27, to: 33, service: "cart-redis", addedMs: 266_655.5 };

const here = inPage({ csp: policy("'self'") });

const latency = (page) => {
  const panel = page.getByRole("tabpanel", { name: /^Latency/ });
  return {
    panel,
    verdict: panel.getByRole("status", { name: "Verdict" }),
    suspects: panel.getByRole("region", { name: "Suspects" }),
    canvas: panel.getByRole("application", { name: "Flame graph of latency" }),
    frame: panel.getByRole("status", { name: "Frame" }),
    zoom: panel.getByRole("navigation", { name: "Zoom" }),
    frames: panel.getByRole("region", { name: "By frame" }),
    services: panel.getByRole("region", { name: "By service" }),
    selected: panel.getByRole("complementary", { name: "Selected frame" }),
  };
};

/** Opens the demo with its slow minutes selected, over all durations, and the tab about latency. */
async function slowMinutes(options) {
  const view = await here.openDemo(options);
  const { page } = view;
  await drag(page, [(slow.from + 0.1) / 60, 0.01], [(slow.to - 0.1) / 60, 0.99]);
  await parts(page).selection.getByText(/of 23,805 requests/).waitFor();
  const tab = page.getByRole("tab", { name: `Latency: ${slow.service}` });
  await tab.click();
  await latency(page).verdict.getByText(slow.service).waitFor();
  await latency(page).frames.getByRole("row").nth(1).waitFor();
  // What is asked again when the drag has ended is drawn anew, and a button pressed before that is gone.
  await settled(page);
  return view;
}

/** The number of milliseconds in a text like "+461 ms". */
const ms = (text) => {
  const [, sign, number, unit] = text.match(/([+−]?)([\d.]+) (s|ms|µs)/);
  return Number(number) * { s: 1e3, ms: 1, µs: 1e-3 }[unit] * (sign === "−" ? -1 : 1);
};

test("a drag over the slow minutes names the cache, with what it costs", async () => {
  const view = await slowMinutes();
  const { page } = view;
  const { verdict, suspects, frames, services, frame } = latency(page);
  const count = Number((await parts(page).selection.innerText()).match(/([\d,]+) of 23,805/)[1].replaceAll(",", ""));
  const trueMs = slow.addedMs / count;
  const close = (found, share) => assert.ok(Math.abs(found / trueMs - 1) < share, `${found} ms instead of ${trueMs} ms`);

  const sentence = await verdict.innerText();
  assert.match(sentence, /^cart-redis: at least .+ of the \+.+ per request\./);
  assert.match(sentence, /is the mix of requests/);
  close(ms(sentence.match(/at least (.+?) of/)[1]), 0.1);
  close(ms(await page.getByRole("tab", { name: /^Latency/ }).innerText()), 0.02);

  const [, first] = await frames.getByRole("row").allInnerTexts();
  assert.match(first, /→ cart-redis, in transit/);
  const [, service] = await services.getByRole("row").allInnerTexts();
  assert.match(service, /^cart-redis/);
  close(ms(service.split("\t")[2]), 0.02);
  assert.match(await frame.innerText(), /→ cart-redis, in transit, of calls HGETALL/);

  await suspects.getByRole("button", { name: /^cart-redis/ }).click();
  await suspects.getByRole("row", { name: /HGETALL → cart-redis wire/ }).waitFor();
  await assertAccessible(page);
  await view.screenshot("latency-suspect");
  view.assertClean();
  await view.close();
});

test("what became slower is orange where it is drawn, and a click makes it wide", async () => {
  const view = await slowMinutes();
  const { page } = view;
  const { canvas, frames, zoom } = latency(page);
  await frames.getByRole("button", { name: /cart-redis, in transit/ }).first().click();
  await zoom.getByText(/cart-redis, in transit/).waitFor();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const [red, green, blue] = await canvas.evaluate((canvas) =>
    [...canvas.getContext("2d").getImageData(canvas.width * 0.75, 10, 1, 1).data]);
  assert.ok(red > green && green > blue && red - blue > 60, `rgb(${red} ${green} ${blue}) is orange`);
  await canvas.click({ position: { x: 300, y: 10 } });
  await zoom.getByText("All", { exact: true }).waitFor();
  assert.strictEqual((await zoom.innerText()).trim(), "All");
  view.assertClean();
  await view.close();
});

test("the keyboard alone leads to a frame, into it and back", async () => {
  const view = await slowMinutes();
  const { page } = view;
  const { canvas, frame, zoom } = latency(page);
  await canvas.focus();
  for (let step = 0; step < 12; step += 1) await page.keyboard.press("ArrowUp");
  await frame.getByText(/, level 1$/).waitFor();
  await page.keyboard.press("ArrowDown");
  await frame.getByText(/, level 2$/).waitFor();
  const title = (await frame.innerText()).split(", ")[0];
  await page.keyboard.press("Enter");
  await frame.getByText(/, level 2, zoomed$/).waitFor();
  await zoom.getByText(title).waitFor();
  await page.keyboard.press("ArrowUp");
  await frame.getByText(/, level 2, zoomed$/).waitFor();
  await page.keyboard.press("Escape");
  await frame.getByText(/, level 2$/).waitFor();
  await parts(page).selection.getByText(/of 23,805 requests/).waitFor();

  await page.getByRole("searchbox", { name: "Search frames" }).fill("redis");
  await page.getByRole("status").filter({ hasText: /^\d+ frames?$/ }).waitFor();
  await page.keyboard.press("Enter");
  await frame.getByText(/cart-redis/).waitFor();
  view.assertClean();
  await view.close();
});

test("the requests with a frame are selected, stay so in a link, and have samples", async () => {
  const view = await slowMinutes();
  const { page } = view;
  const { selected } = latency(page);
  await selected.getByRole("button", { name: "Sample traces" }).click();
  await selected.getByRole("button", { name: "Sample trace 1", exact: true }).click();
  await traceParts(page).waterfall.waitFor();
  await page.keyboard.press("Escape");
  await page.locator("dialog.trace").waitFor({ state: "hidden" });

  const before = await parts(page).selection.locator(".number").first().innerText();
  await selected.getByRole("button", { name: "Select with it" }).click();
  const chip = parts(page).selection.getByRole("button", { name: /^with .*cart-redis, in transit/ });
  await chip.waitFor();
  await page.waitForFunction(() => location.hash.includes("frame-to=cart-redis"));
  const count = parts(page).selection.locator(".number").first();
  await page.waitForFunction(([element, before]) => element.innerText !== before, [await count.elementHandle(), before]);
  const narrowed = await count.innerText();
  await page.reload();
  await loaded(page, "23,805");
  await chip.waitFor();
  await parts(page).selection.getByText(narrowed).waitFor();
  await chip.click();
  await parts(page).selection.getByText(before).waitFor();
  view.assertClean();
  await view.close();
});

test("the flame graph is saved as SVG that any program reads", async () => {
  const view = await slowMinutes();
  const { page } = view;
  const event = page.waitForEvent("download");
  await saveAs(page, "flame graph", "Save as SVG");
  const file = await event;
  assert.strictEqual(file.suggestedFilename(), "Demo-latency.svg");
  const seen = await page.evaluate((text) => {
    const svg = new DOMParser().parseFromString(text, "image/svg+xml");
    return {
      error: svg.querySelector("parsererror")?.textContent,
      words: [...svg.querySelectorAll("text")].map(({ textContent }) => textContent),
      frames: svg.querySelectorAll("path").length,
    };
  }, await readFile(await file.path(), "utf8"));
  assert.strictEqual(seen.error, undefined);
  assert.match(seen.words.join("\n"), /^Demo\. cart-redis: at least .+ per request\.$/m);
  assert.match(seen.words.join("\n"), /^Selection: 14:27–14:33 UTC/m);
  assert.ok(seen.frames > 20, `${seen.frames} frames are drawn`);
  view.assertClean();
  await view.close();
});

test("a selection with nothing to compare with is a sentence", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await page.getByRole("tab", { name: "Latency" }).click();
  const { verdict } = latency(page);
  await verdict.getByText(/^A request takes .+ on average/).waitFor();
  await drag(page, [0.001, 0.01], [0.1, 0.99]);
  await verdict.getByText("There are no requests to compare with.").waitFor();
  await view.screenshot("latency-nothing-before");
  await drag(page, [0.3, 0.99], [0.31, 0.985]);
  view.assertClean();
  await view.close();
});

test("two traces are compared by path, and the link says so", async () => {
  const view = await here.openDemo();
  const { page } = view;
  await page.getByRole("tab", { name: "Traces" }).click();
  await page.getByRole("button", { name: "Duration" }).click();
  const picks = page.getByRole("checkbox", { name: /^Compare trace/ });
  await picks.first().waitFor();
  await picks.nth(0).check();
  await picks.nth(1).check();
  assert.ok(await picks.nth(2).isDisabled());
  await page.getByRole("button", { name: "Compare the two" }).click();
  const dialog = page.getByRole("dialog", { name: "Two traces compared" });
  await dialog.getByText(/takes .+ takes .+/).waitFor();
  assert.ok((await dialog.getByRole("row").count()) > 3);
  await assertAccessible(page);
  await view.screenshot("latency-two-traces");
  await page.waitForFunction(() => /left=.+&right=/.test(location.hash));
  await page.reload();
  await dialog.getByText(/takes .+ takes .+/).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await page.waitForFunction(() => !location.hash.includes("left="));
  view.assertClean();
  await view.close();
});

test("attributes keep frames apart", async () => {
  const view = await slowMinutes();
  const { page } = view;
  const { panel, frames } = latency(page);
  const keys = panel.getByRole("textbox", { name: "Attributes in the names of frames" });
  await keys.fill("http.route");
  await keys.press("Enter");
  await frames.getByText("{http.route=", { exact: false }).first().waitFor();
  await keys.fill("");
  await keys.press("Enter");
  await frames.getByText("{http.route=", { exact: false }).first().waitFor({ state: "detached" });
  view.assertClean();
  await view.close();
});

for (const width of widths) {
  test(`latency can be read at ${width} pixels`, async () => {
    const view = await here.open({ width, height: 1400 });
    const { page } = view;
    await loaded(page, "23,805");
    await page.getByRole("tab", { name: "Latency" }).click();
    await latency(page).verdict.getByText(/on average/).waitFor();
    await view.looksRight("latency-all");
    await drag(page, [(slow.from + 0.3) / 60, 0.01], [(slow.to - 0.3) / 60, 0.99]);
    await latency(page).verdict.getByText(slow.service).waitFor();
    await latency(page).suspects.getByRole("button", { name: /^cart-redis/ }).click();
    await latency(page).canvas.scrollIntoViewIfNeeded();
    await view.looksRight("latency");
    view.assertClean();
    await view.close();
  });
}
