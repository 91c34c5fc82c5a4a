// The browser of whoever started the program.
//
// Every user of a machine can see the arguments of every program. So the browser is not given the address of the page, which has the
// token in it, but a file that leads there and that only this user can read.

import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { temporaryFolder } from "./temporary.js";

const OPENERS = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** Opens an address in the browser, if there is one. */
export async function openInBrowser(url) {
  const file = join(await temporaryFolder(), "open.html");
  await writeFile(file, leadingTo(url), { mode: 0o600 });
  const [program, ...words] = OPENERS[process.platform] ?? ["xdg-open"];
  const opener = spawn(program, [...words, pathToFileURL(file).href], { stdio: "ignore", detached: true });
  // The address has been told: whoever has no such program opens it by hand.
  opener.on("error", () => {});
  opener.unref();
}

function leadingTo(url) {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Spanlens</title>
    <meta http-equiv="refresh" content="0; url=${url}">
  </head>
  <body><a href="${url}">Spanlens</a></body>
</html>
`;
}
