// Where the parts of the page are that a file with everything in it is made of, in the package.

import { packedParts } from "./file.js";

/**
 * The parts, compressed and as text.
 *
 * @param {string | URL | undefined} packageUrl where the files of the package are, with a slash at the end: where this one is if nothing is said
 * @param {(url: string | URL) => Promise<Uint8Array | ArrayBuffer>} read
 */
export function partsOfPackage(packageUrl, read) {
  const at = (path, own) => packageUrl === undefined ? own : new URL(path, packageUrl);
  return packedParts({
    // Bundlers look for these very words.
    page: at("html/page.bundle.js", new URL("./page.bundle.js", import.meta.url)),
    views: at("views/spanlens_views_bg.wasm", new URL("../views/spanlens_views_bg.wasm", import.meta.url)),
    worker: at("html/worker.bundle.js", new URL("./worker.bundle.js", import.meta.url)),
    engine: at("engine/spanlens_bg.wasm", new URL("../engine/spanlens_bg.wasm", import.meta.url)),
  }, read);
}
