// A page in the machine's Chromium, and everything about it that must not happen.

import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import axe from "axe-core";
import { chromium } from "playwright-core";

const screenshots = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));

/** The windows that a page has to look right in, on a desk and on a telephone. Opened in these, it begins in the light once, and once in the dark. */
export const windows = [{ width: 1280, theme: "light" }, { width: 400, theme: "dark" }];

/** How wide these are, in CSS pixels. */
export const widths = windows.map(({ width }) => width);

/**
 * Starts the browser that `CHROME` names, as `cargo xtask test` sets it. It reaches nothing but this machine.
 *
 * @param {string[]} [options] of its command line, beside the usual ones
 */
export function launchBrowser(options = []) {
  const executablePath = process.env.CHROME;
  if (!executablePath) throw new Error("CHROME must name the browser; or run `cargo xtask test browser`");
  return chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
      ...options,
    ],
  });
}

/**
 * Opens an address in a context of its own: no cookies, no cache, no storage of another test.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @param {object} [options]
 * @param {"light" | "dark"} [options.theme] what the person prefers
 * @param {number} [options.width] of the window, in CSS pixels
 * @param {number} [options.height] of the window, in CSS pixels
 * @param {boolean} [options.reducedMotion] whether the person prefers no motion
 * @param {string} [options.timezone] whose clock the machine has: "Europe/Berlin"
 */
export async function openPage(browser, url, options = {}) {
  const { theme = "light", width = 1280, height = 800, reducedMotion = false, timezone } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: reducedMotion ? "reduce" : "no-preference",
    timezoneId: timezone,
    acceptDownloads: true,
  });
  const problems = [];
  const origins = new Set();
  context.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => problems.push(`error: ${error.error().stack}`));
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== "blob:" && protocol !== "data:") origins.add(origin);
  });
  await context.exposeFunction("reportViolation", (text) => problems.push(`policy: ${text}`));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) =>
      reportViolation(`${event.effectiveDirective} refuses ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`));
  });
  const page = await context.newPage();
  await page.goto(url);
  return {
    page,
    /** Console errors, uncaught errors and policy violations so far, one line each. */
    problems,
    /** The origin of every request so far. */
    origins,
    /** Fails if anything went wrong so far, or anything was asked of another origin than the page's own. */
    assertClean() {
      strictEqual(problems.join("\n"), "", "no console errors, uncaught errors or policy violations");
      strictEqual([...origins].join(" "), new URL(url).origin, "no request to another origin");
    },
    /** Writes target/screenshots/<name>.png, and gives its bytes. */
    async screenshot(name) {
      await mkdir(screenshots, { recursive: true });
      return page.screenshot({ path: `${screenshots}${name}.png`, animations: "disabled" });
    },
    /**
     * Writes target/screenshots/<name>-<width>-<theme>.png in both themes, at first in that which the page was opened in. Fails if they look the same, if
     * axe finds anything, or if something reaches beyond the window: in all of the page, or in the part of it that a selector names.
     */
    async looksRight(name, part) {
      const pictures = [];
      for (const colorScheme of theme === "light" ? ["light", "dark"] : ["dark", "light"]) {
        await page.emulateMedia({ colorScheme });
        await drawn(page);
        pictures.push(await this.screenshot(`${name}-${width}-${colorScheme}`));
        await assertAccessible(page, part);
        const excess = await page.evaluate((part) => {
          const whole = document.querySelector(part);
          return whole.scrollWidth - whole.clientWidth;
        }, part ?? ":root");
        ok(excess <= 0, `${name}: something reaches ${excess} pixels beyond the window`);
      }
      ok(!pictures[0].equals(pictures[1]), `${name}: both themes look the same`);
    },
    close: () => context.close(),
  };
}

/** Waits until the page has been drawn once more. */
const drawn = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

/** Fails if axe finds anything that keeps somebody from reading or using the page as it is now, or the part of it that a selector names. */
export async function assertAccessible(page, part) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate((part) => window.axe.run(part ?? document, { resultTypes: ["violations"] }), part);
  const lines = violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${impact}) at ${target}: ${failureSummary}`));
  deepStrictEqual(lines, [], "nothing that axe finds");
}

/** Keeps the gaps between animation frames from now on. What it gives tells the largest since it was last called, in milliseconds. */
export async function watchFrames(page) {
  await page.evaluate(() => {
    window.gaps = [];
    let last = performance.now();
    const look = (now) => {
      window.gaps.push(now - last);
      last = now;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return () => page.evaluate(() => Math.max(...window.gaps.splice(0)));
}
