// `spanlens`: the page, with files of this machine.

import { inputs, stored } from "./inputs.js";
import { openInBrowser } from "./opener.js";
import { startServer } from "./server.js";

/** Serves the page until it is stopped. */
export async function serve({ files, port, opens }) {
  // Temporary files go, too.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit());
  const { url } = await startServer(await stored(await inputs(files)), port);
  console.log(`Spanlens is at ${url}\nPress Ctrl+C to stop it.`);
  if (opens) await openInBrowser(url);
}
