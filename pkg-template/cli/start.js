// Starts the page that `spanlens` serves.

import { startWorker } from "../index.js";
import start, { mountPage } from "../views/spanlens_views.js";
import style from "../views/style.js";

const sheet = new CSSStyleSheet();
sheet.replaceSync(style);
document.adoptedStyleSheets = [sheet];
await start();
mountPage(() => startWorker());
