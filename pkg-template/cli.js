#!/usr/bin/env node
// The program `spanlens`.

import { compare } from "./cli/compare.js";
import { exported } from "./cli/export.js";
import { options, usage, UsageError } from "./cli/options.js";
import { report } from "./cli/report.js";
import { serve } from "./cli/serve.js";
import { harmless } from "./cli/text.js";
import { version } from "./cli/version.js";

// Whoever reads what is written may have seen enough.
process.stdout.on("error", ({ code }) => process.exit(code === "EPIPE" ? 0 : 1));

const commands = {
  help: () => console.log(usage),
  version: () => console.log(version),
  report,
  compare,
  export: exported,
  serve,
  mcp: async (wanted) => (await import("./cli/mcp.js")).mcp(wanted),
};

try {
  const { command, ...rest } = options(process.argv.slice(2));
  await commands[command](rest);
} catch (error) {
  console.error(`spanlens: ${harmless(error.message)}`);
  if (error instanceof UsageError) console.error("spanlens --help tells more");
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
