// A plain page of somebody's: it has the installed package in an import map, and nothing else.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { serveSite } from "../browser/site.mjs";
import { strictPolicy } from "./example.mjs";
import { install } from "./installed.mjs";

const imports = JSON.stringify({
  imports: { spanlens: "./node_modules/spanlens/index.js", "spanlens/": "./node_modules/spanlens/", "spanlens/elements": "./node_modules/spanlens/elements.js" },
});

/**
 * Installs the package and serves a page beside it, under a strict policy.
 *
 * @param {string} [body] what is in the page
 * @param {string[]} [servers] the origins that it may ask beside its own
 */
export async function servePlainPage(body = "", servers = []) {
  const installed = await install();
  const page = join(installed.directory, "index.html");
  await writeFile(page, `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Somebody's page</title>
    <link rel="icon" href="data:,">
    <script type="importmap">${imports}</script>
  </head>
  <body>${body}</body>
</html>
`);
  const site = await serveSite({ directory: installed.directory, csp: await strictPolicy(page, servers) });
  return {
    ...site,
    directory: installed.directory,
    async close() {
      await site.close();
      await installed.remove();
    },
  };
}
