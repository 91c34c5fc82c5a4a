// What the command line says.

import { parseArgs } from "node:util";

import { defaults, words } from "../protocol.js";

/** The commands, with what they need beside options. */
const COMMANDS = { serve: { call: "spanlens", files: "[FILE]..." }, report: { call: "spanlens report", files: "FILE..." } };

/** Every option: the one command that has it, if it is not all of them; what follows it, if anything does; its line of the help. */
const OPTIONS = {
  port: { of: "serve", takes: "N", about: "the port of the page, instead of any that is free" },
  "no-open": { of: "serve", about: "do not open the page in a browser" },
  json: { of: "report", about: "{ summary, overview, errorCauses, failingBy5xx } as JSON; whole numbers beyond 2^53 are strings" },
  filter: { of: "report", takes: "FILTER", about: `look only at what matches, such as '{ resource.service.name = "cart" && duration > 1s }'` },
  population: { of: "report", takes: "UNIT", about: `what is counted: ${units()}` },
  fail: { of: "report", takes: "RULE", about: `what counts as failing: ${rules()}` },
  help: { short: "h", about: "this text" },
  version: { short: "v", about: "the version" },
};

export const usage = `Finds out why requests fail or are slow, over every trace.

Usage: ${Object.keys(COMMANDS).map(callOf).join("\n       ")}

The first shows the files on a page that only this machine can reach, or the demo where there are none. The second writes
to the terminal what operations there are and where errors began.

A FILE is a file of traces, compressed or not, a folder of such files, a pattern like 'traces/*.json', or - for the standard input.

${Object.entries(OPTIONS).map(lineOf).join("\n")}`;

/** The command line cannot be understood. */
export class UsageError extends Error {}

/**
 * What is to be done.
 *
 * @param {string[]} args
 */
export function options(args) {
  const command = args[0] === "report" ? "report" : "serve";
  const { values, positionals } = parsed(command, command === "report" ? args.slice(1) : args);
  if (values.help) return { command: "help" };
  if (values.version) return { command: "version" };
  if (command === "serve") return { command, files: positionals, port: portOf(values.port), opens: !values["no-open"] };
  if (positionals.length === 0) throw new UsageError("report: which file?");
  const { json = false, filter, population = defaults.Population, fail = defaults.FailureRule } = values;
  mustBeOneOf("--population", population, words.Population);
  mustBeOneOf("--fail", fail, words.FailureRule);
  return { command, files: positionals, json, filter, population, fail };
}

function parsed(command, args) {
  const known = Object.entries(OPTIONS).filter(([, { of = command }]) => of === command);
  const options = Object.fromEntries(known.map(([name, { takes, short }]) => {
    return [name, { type: takes ? "string" : "boolean", ...short && { short } }];
  }));
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error.message);
  }
}

function mustBeOneOf(option, word, words) {
  if (!words.includes(word)) throw new UsageError(`${option} must be one of ${words.join(", ")}`);
}

/** Zero for any port. */
function portOf(text = "0") {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw new UsageError(`--port must be a number from 0 to 65535, not ${text}`);
}

/** What can be counted, as a sentence goes on. */
function units() {
  const units = words.Population.map((unit) => unit === defaults.Population ? `${unit} (the default)` : unit);
  return `${units.slice(0, -1).join(", ")} or ${units.at(-1)}`;
}

/** What can count as failing, likewise. */
function rules() {
  const about = { status: "the status of a span", "5xx": "an HTTP status of 500 to 599, too" };
  const rules = words.FailureRule.map((rule) => `${rule}${rule === defaults.FailureRule ? " (the default)" : ""}, ${about[rule]}`);
  return rules.join(", or ");
}

/** How a command is called. */
function callOf(command) {
  const { call, files } = COMMANDS[command];
  const own = Object.entries(OPTIONS).filter(([, { of }]) => of === command);
  return [call, ...own.map(([name, option]) => `[${written(name, option)}]`), files].join(" ");
}

function lineOf([name, option]) {
  const short = option.short ? `-${option.short}, ` : "";
  return `  ${`${short}${written(name, option)}`.padEnd(20)}${option.about}`;
}

function written(name, { takes }) {
  return takes ? `--${name} ${takes}` : `--${name}`;
}
