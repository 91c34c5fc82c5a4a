// For tests that need a browser and the installed package: both are there from before the first test of a file that imports them until after its last.

import { after, before } from "node:test";

import { launchBrowser } from "../browser/page.mjs";
import { install } from "./installed.mjs";

export let browser, installed;
before(async () => {
  browser = await launchBrowser();
  installed = await install();
});
after(async () => {
  await browser?.close();
  await installed?.remove();
});
