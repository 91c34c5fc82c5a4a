// Starts the page that `spanlens` serves.

import { startWorker } from "../index.js";
import start, { mountPage } from "../views/spanlens_views.js";
import style from "../views/style.js";

const sheet = new CSSStyleSheet();
sheet.replaceSync(style);
document.adoptedStyleSheets = [sheet];
await start();
// A range of a server that the program was told to show, or null. It may have a password, so that no address has it.
const told = await (await fetch(new URL("source", location.href))).json();
mountPage(() => startWorker(), told ? revived(told) : undefined);

/** A question as it was before it was JSON. */
function revived({ range, ...question }) {
  return { ...question, range: { fromNs: BigInt(range.fromNs), toNs: BigInt(range.toNs) } };
}
