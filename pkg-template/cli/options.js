// What the command line says.

import { parseArgs } from "node:util";

export const usage = `Finds out why requests fail or are slow, over every trace.

Usage: spanlens [--port N] [--no-open] [FILE]...
       spanlens report [--json] [--filter FILTER] [--population UNIT] FILE...

The first shows the files on a page that only this machine can reach, or the demo where there are none. The second writes
to the terminal what operations there are and where errors began.

A FILE is a file of traces, compressed or not, a folder of such files, a pattern like 'traces/*.json', or - for the standard input.

  --port N            the port of the page, instead of any that is free
  --no-open           do not open the page in a browser
  --json              { summary, overview, errorCauses } as JSON; whole numbers beyond 2^53 are strings
  --filter FILTER     look only at what matches, such as '{ resource.service.name = "cart" && duration > 1s }'
  --population UNIT   what is counted: requests (the default), entries or spans
  -h, --help          this text
  -v, --version       the version`;

/** The command line cannot be understood. */
export class UsageError extends Error {}

const common = { help: { type: "boolean", short: "h" }, version: { type: "boolean", short: "v" } };
const known = {
  serve: { ...common, port: { type: "string" }, "no-open": { type: "boolean" } },
  report: { ...common, json: { type: "boolean" }, filter: { type: "string" }, population: { type: "string" } },
};
const populations = ["requests", "entries", "spans"];

/**
 * What is to be done.
 *
 * @param {string[]} words
 */
export function options(words) {
  const command = words[0] === "report" ? "report" : "serve";
  const { values, positionals } = parsed(command, command === "report" ? words.slice(1) : words);
  if (values.help) return { command: "help" };
  if (values.version) return { command: "version" };
  if (command === "serve") return { command, files: positionals, port: portOf(values.port), opens: !values["no-open"] };
  if (positionals.length === 0) throw new UsageError("report: which file?");
  const { json = false, filter, population = "requests" } = values;
  if (!populations.includes(population)) throw new UsageError(`--population must be one of ${populations.join(", ")}`);
  return { command, files: positionals, json, filter, population };
}

function parsed(command, args) {
  try {
    return parseArgs({ args, options: known[command], allowPositionals: true });
  } catch (error) {
    throw new UsageError(error.message);
  }
}

/** Zero for any port. */
function portOf(text = "0") {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw new UsageError(`--port must be a number from 0 to 65535, not ${text}`);
}
