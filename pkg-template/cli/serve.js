// `spanlens`: the page, with files of this machine.

import { spawn } from "node:child_process";

import { inputs } from "./inputs.js";
import { startServer } from "./server.js";

/** Serves the page until it is stopped. */
export async function serve({ files, port, opens }) {
  // What the standard input was kept in goes, too.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit());
  const { url } = await startServer(await inputs(files), port);
  console.log(`Spanlens is at ${url}\nPress Ctrl+C to stop it.`);
  if (opens) openInBrowser(url);
}

const OPENERS = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

function openInBrowser(url) {
  const [program, ...words] = OPENERS[process.platform] ?? ["xdg-open"];
  const opener = spawn(program, [...words, url], { stdio: "ignore", detached: true });
  // The address has been told: whoever has no such program opens it by hand.
  opener.on("error", () => {});
  opener.unref();
}
