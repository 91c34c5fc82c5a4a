// An engine of the built package on a page of Chromium.

import { fileURLToPath } from "node:url";

import { launchBrowser, openPage } from "../../tests/browser/page.mjs";
import { policy, serveSite } from "../../tests/browser/site.mjs";
import { engineMemory } from "./engine-memory.mjs";

/**
 * Opens the page. `connect` says where it may fetch data from.
 *
 * @returns `call` calls a function in the page, which needs nothing around it, with the engine and another value; `memory` gives the bytes of
 *   WebAssembly's memory.
 */
export async function engineOnPage(connect) {
  const site = await serveSite({ directory: fileURLToPath(new URL("../../dist/npm/", import.meta.url)), path: "/pkg/", csp: policy(connect) });
  const browser = await launchBrowser();
  const { page } = await openPage(browser, `${site.url}package.json`);
  await page.evaluate(`(async () => {
    const { createEngine } = await import(${JSON.stringify(`${site.url}index.js`)});
    globalThis.engine = await createEngine();
  })()`);
  return {
    call: (run, value) => page.evaluate(`(${run})(globalThis.engine, ${JSON.stringify(value)})`),
    memory: () => engineMemory(page.workers().at(-1)),
    close: async () => {
      await browser.close();
      await site.close();
    },
  };
}
