// The version of the package.

import { readFileSync } from "node:fs";

/** As package.json says it. */
export const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
