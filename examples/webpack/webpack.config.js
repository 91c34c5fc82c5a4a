// Nothing here is about Spanlens: webpack 5 finds the worker and its WebAssembly by itself.

import { fileURLToPath } from "node:url";

export default {
  entry: "./src/main.js",
  output: { path: fileURLToPath(new URL("public/build/", import.meta.url)), clean: true },
  // The engine is a megabyte, which is loaded in the worker and delays nothing.
  performance: { hints: false },
};
