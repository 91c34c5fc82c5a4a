// Makes the moving picture of the README: `CHROME=chromium node tests/browser/tour.mjs docs/tour.webp` drives the built site, and img2webp (Debian's
// `webp`) puts the pictures together. Files are dropped, requests are selected and compared, a finding is
// explained, and one of its traces is opened.

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { writeDemo } from "./demo.mjs";
import { drop, found, loaded, margins, parts, settled, traceParts } from "./explorer.mjs";
import { launchBrowser, openPage } from "./page.mjs";
import { serveSite } from "./site.mjs";

const [out] = process.argv.slice(2);
if (!out) throw new Error("name the file to write");

const SIZE = { width: 1280, height: 800 };
/** Milliseconds that a step of a movement is shown. */
const STEP_MS = 60;

const folder = await mkdtemp(join(tmpdir(), "tour-"));
const frames = [];
const site = await serveSite();
const browser = await launchBrowser();
const view = await openPage(browser, `${site.url}#v=1&file=none.json`, SIZE);
const { page } = view;

const pointer = { x: 1_000, y: 640 };
await movePointer(pointer.x, pointer.y, 1);

await show(900);
await drop(page, [await writeDemo()], { x: 0.45, y: 0.5, onHover: () => show(700) });
await loaded(page, "23,805");
await found(page);
await settled(page);
await show(2_400);

const box = await parts(page).heatmap.boundingBox();
const inPlot = (x, y) => [
  box.x + margins.left + x * (box.width - margins.left - margins.right),
  box.y + margins.top + y * (box.height - margins.top - margins.bottom),
];
await movePointer(...inPlot(0.45, 0.1), 6);
await page.mouse.down();
await movePointer(...inPlot(0.56, 0.42), 10);
await page.mouse.up();
await settled(page);
await show(1_200);
for (const name of [/^Latency/, /^Attributes/]) {
  await clickOn(page.getByRole("tab", { name }));
  await settled(page);
  await show(2_000);
}
await page.keyboard.press("Escape");
await settled(page);
const finding = parts(page).findings.getByRole("list", { name: "Findings" }).locator("button.say").first();
await clickOn(page.getByRole("tab", { name: /^Findings/ }));
await show(1_000);
await clickOn(finding);
await settled(page);
await show(2_600);
await clickOn(page.getByRole("tab", { name: /^Traces/ }));
await settled(page);
await show(1_200);
await clickOn(page.getByRole("region", { name: "Traces" }).getByRole("button", { name: "POST /checkout" }).first());
await traceParts(page).waterfall.waitFor();
await show(3_200);

await view.close();
await browser.close();
await site.close();
await mkdir(join(out, ".."), { recursive: true });
const shown = frames.flatMap(({ file, ms }) => ["-d", String(ms), file]);
await promisify(execFile)("img2webp", ["-loop", "0", "-min_size", "-lossy", "-q", "60", "-m", "6", ...shown, "-o", out], { maxBuffer: 1 << 26 });
await rm(folder, { recursive: true });
console.log(`${out}: ${frames.length} pictures, ${frames.reduce((sum, { ms }) => sum + ms, 0) / 1_000} s`);

/** Takes a picture that is shown for so many milliseconds. */
async function show(ms) {
  const file = join(folder, `${String(frames.length).padStart(4, "0")}.png`);
  await writeFile(file, await page.screenshot({ animations: "disabled" }));
  frames.push({ file, ms });
}

/** Moves the mouse in so many steps, with a pointer drawn where it is, as browsers without a window draw none. */
async function movePointer(x, y, steps) {
  const [fromX, fromY] = [pointer.x, pointer.y];
  for (let step = 1; step <= steps; step++) {
    const at = [fromX + ((x - fromX) * step) / steps, fromY + ((y - fromY) * step) / steps];
    await page.mouse.move(...at);
    await page.evaluate(([left, top]) => {
      const namespace = "http://www.w3.org/2000/svg";
      let drawn = document.getElementById("pointer");
      if (!drawn) {
        drawn = document.createElementNS(namespace, "svg");
        drawn.id = "pointer";
        drawn.setAttribute("width", "24");
        drawn.setAttribute("height", "24");
        Object.assign(drawn.style, { position: "fixed", zIndex: 99, pointerEvents: "none" });
        const shape = document.createElementNS(namespace, "path");
        shape.setAttribute("d", "M2 2 L2 19 L7 14 L11 22 L14 20.5 L10 13 L17 13 Z");
        shape.setAttribute("fill", "#fff");
        shape.setAttribute("stroke", "#000");
        shape.setAttribute("stroke-width", "1.5");
        drawn.append(shape);
        document.body.append(drawn);
      }
      drawn.style.left = `${left - 2}px`;
      drawn.style.top = `${top - 2}px`;
    }, at);
    Object.assign(pointer, { x: at[0], y: at[1] });
    if (steps > 1) await show(STEP_MS);
  }
}

/** Moves to an element and clicks it. */
async function clickOn(locator) {
  const { x, y, width, height } = await locator.boundingBox();
  await movePointer(x + Math.min(width / 2, 160), y + height / 2, 8);
  await show(250);
  await page.mouse.click(pointer.x, pointer.y);
}
