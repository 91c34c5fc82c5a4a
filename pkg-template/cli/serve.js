// `spanlens`: the page, with files of this machine, with a range of a server, or with what comes as it comes.

import { clickhouse as toSource } from "./clickhouse.js";
import { follow } from "./follow.js";
import { inputs, stored } from "./inputs.js";
import { listen } from "./listen.js";
import { openInBrowser } from "./opener.js";
import { search as toSearched } from "./search.js";
import { startServer } from "./server.js";

/** Serves the page until it is stopped. */
export async function serve({ files, clickhouse, searched, listens, follows, port, opens }) {
  // Temporary files go, too.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit());
  if (listens) return listen(listens, { ...listens, port, opens });
  if (follows !== undefined) return follow(follows, { port, opens });
  const source = clickhouse ? await toSource(clickhouse) : searched && await toSearched(searched);
  const { url } = await startServer(await stored(await inputs(files)), port, source);
  console.log(`Spanlens is at ${url}\nPress Ctrl+C to stop it.`);
  if (opens) await openInBrowser(url);
}
