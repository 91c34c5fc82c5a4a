// Starts the page that `spanlens` serves.

import { fetched, htmlFile } from "../html/file.js";
import { partsOfPackage } from "../html/parts.js";
import { startWorker } from "../index.js";
import start, { mountPage } from "../views/spanlens_views.js";
import style from "../views/style.js";

const sheet = new CSSStyleSheet();
sheet.replaceSync(style);
document.adoptedStyleSheets = [sheet];
await start();
// A range or a search of a server that the program was told to show, or null. It may have a password, so that no address has it.
const told = await (await fetch(new URL("source", location.href))).json();
const isSearch = told !== null && "search" in told;
const html = async (content) => htmlFile(await partsOfPackage(undefined, fetched), content);
mountPage(() => startWorker(), { html }, told && !isSearch ? revived(told) : undefined, isSearch ? { ...told, search: revived(told.search) } : undefined);

/** What has a range, as it was before it was JSON. */
function revived({ range, ...rest }) {
  return { ...rest, range: { fromNs: BigInt(range.fromNs), toNs: BigInt(range.toNs) } };
}
