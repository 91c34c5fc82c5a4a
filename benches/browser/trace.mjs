// Opens a trace of 100,000 spans, 5,000 deep, on the built page. `node benches/browser/trace.mjs ROUNDS` writes, as read.mjs does, how
// long it takes from the click to the frame after the one in which the waterfall is there, and the largest gap between two
// animation frames while it is scrolled, and while all of it is collapsed and expanded. Each round has a page of its own.

import { loaded, pick, traceParts } from "../../tests/browser/explorer.mjs";
import { launchBrowser, openPage, watchFrames } from "../../tests/browser/page.mjs";
import { serveSite } from "../../tests/browser/site.mjs";
import { deepTrace, write } from "../../tests/browser/traces.mjs";

const [rounds] = process.argv.slice(2);

const file = await write("bench-deep.jsonl", deepTrace(20, 5000));
const site = await serveSite();
const browser = await launchBrowser();
const results = [];
for (let round = 0; round < Number(rounds); round += 1) results.push(await open());
await browser.close();
await site.close();

const report = (name, key) => console.log([name, "ms", ...results.map((result) => result[key])].join("\t"));
report("a trace of 100,000 spans to its first paint", "opening");
report("largest gap while it is scrolled", "scrolling");
report("largest gap while it is collapsed and expanded", "collapsing");

async function open() {
  const view = await openPage(browser, site.url);
  const { page } = view;
  await loaded(page);
  await pick(page, "Open files", [file]);
  await loaded(page, "1");
  await page.getByRole("tab", { name: "Traces" }).click();
  await page.getByRole("region", { name: "Traces" }).getByRole("button", { name: "GET /everything" }).waitFor();
  const opening = await page.evaluate(openAndWatch);
  const worst = await watchFrames(page);
  const box = await traceParts(page).waterfall.boundingBox();
  await page.mouse.move(box.x + 500, box.y + 200);
  for (let turn = 0; turn < 60; turn += 1) await page.mouse.wheel(0, 2500);
  await page.waitForTimeout(200);
  const scrolling = await worst();
  await page.evaluate(async () => {
    const frames = async (count) => {
      for (let frame = 0; frame < count; frame += 1) await new Promise(requestAnimationFrame);
    };
    const button = (name) => [...document.querySelectorAll("dialog.trace button")].find(({ textContent }) => textContent === name);
    for (const name of ["Collapse all", "Expand all", "Collapse all", "Expand all"]) {
      button(name).click();
      await frames(10);
    }
  });
  const collapsing = await worst();
  await view.close();
  console.error(`opened in ${opening.toFixed(0)} ms`);
  return { opening, scrolling, collapsing };
}

/** In the page: opens the trace, and gives the milliseconds until the frame after the one in which it is painted. */
async function openAndWatch() {
  const frame = () => new Promise(requestAnimationFrame);
  const link = [...document.querySelectorAll('[aria-label="Traces"] button')].find(({ textContent }) => textContent.includes("GET /everything"));
  await frame();
  await frame();
  const begin = performance.now();
  link.click();
  const isPainted = () => {
    const canvas = document.querySelector("dialog.trace .rows canvas");
    if (!canvas || canvas.width < 400) return false;
    const { data } = canvas.getContext("2d").getImageData(0, 24 * devicePixelRatio, 40, 40);
    return data.some((value) => value > 0);
  };
  do await frame();
  while (!isPainted());
  return performance.now() - begin;
}
