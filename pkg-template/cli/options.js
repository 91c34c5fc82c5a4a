// What the command line says.

import { parseArgs } from "node:util";

import { defaults, words } from "../protocol.js";

/** The commands, with what they need beside options. The first is meant where none is named. */
const COMMANDS = {
  serve: { call: "spanlens", files: "[FILE]..." },
  report: { call: "spanlens report", files: "FILE..." },
  compare: { call: "spanlens compare", files: "FILE... --with FILE..." },
  export: { call: "spanlens export", files: "FILE..." },
  mcp: { call: "spanlens mcp", files: "[FILE]..." },
};

/** Where the SDKs of OpenTelemetry send by OTLP/HTTP where nothing is said. */
const LISTEN = "127.0.0.1:4318";

/** How many characters the options of the help are wide. */
const WIDTH = 20;

/** How many options of a command its line of the usage has at most. */
const NAMED = 4;

/** Every option: the commands that have it, if it is not all of them; what follows it, if anything does; its line of the help. */
const OPTIONS = {
  port: { of: ["serve", "mcp"], takes: "N", about: "the port of the page, instead of any that is free" },
  "no-open": { of: ["serve"], about: "do not open the page in a browser" },
  page: { of: ["mcp"], about: "serve the page, too, so that answers have links that show the same there" },
  clickhouse: {
    of: ["serve", "mcp"], takes: "URL",
    about: `show the last hour of a ClickHouse server, such as http://user@localhost:8123/otel; its password is in
CLICKHOUSE_PASSWORD, or is asked for`,
  },
  jaeger: {
    of: ["serve", "mcp"], takes: "URL",
    about: `show what Jaeger's query service at this address finds, such as http://localhost:16686; the browser asks it through
this program, with the headers that it has`,
  },
  tempo: { of: ["serve", "mcp"], takes: "URL", about: "show what Tempo finds, at an address such as http://localhost:3200, likewise" },
  service: { of: ["serve", "mcp"], takes: "NAME", about: "the service that is looked for there; of Jaeger, the page asks for it if none is named" },
  query: { of: ["serve", "mcp"], takes: "TRACEQL", about: "what Tempo looks for, such as '{ status = error }', instead of all" },
  limit: { of: ["serve", "mcp"], takes: "N", about: "the most traces that are looked for: 20, if nothing is said" },
  header: { of: ["serve", "mcp"], takes: "HEADER...", about: "a header to ask it with, as 'Authorization: Bearer …'; several by several of these options" },
  listen: {
    of: ["serve", "mcp"], takes: "[HOST:PORT]",
    about: `show what OpenTelemetry SDKs and collectors send by OTLP/HTTP (protobuf or JSON) to ${LISTEN}, as it comes`,
  },
  buffer: { of: ["serve", "mcp"], takes: "MB", about: "how much of it is kept for pages that are opened later: 64, if nothing is said" },
  save: { of: ["serve"], takes: "FILE", about: "also append received spans and logs to this file, as OTLP JSON, one line per delivery" },
  follow: { of: ["serve"], takes: "FILE", about: "show a file of JSON Lines as it grows, and the file that replaces it after log rotation" },
  table: { of: ["serve", "mcp"], takes: "TABLE", about: "the table of spans there, as database.table, instead of the first that there is" },
  proxy: { of: ["serve"], about: "send requests through this program, so that the browser needs neither CORS permission nor the password" },
  json: {
    of: ["report", "compare"],
    about: `{ summary, findings, overview, errorCauses, failingBy5xx }, or of a comparison { summary, findings, evidence,
tooMuch }, as JSON; whole numbers beyond 2^53 are strings`,
  },
  html: {
    of: ["report"], takes: "OUT",
    about: `write one HTML file that has the page and these traces in it, and opens from the disk without a network; --from, --to
and --errors say which of them, --remove, --hash and --keep what of them is hidden`,
  },
  with: { of: ["compare", "mcp"], takes: "FILE...", about: "the files that are compared with those before: all that follow" },
  "fail-on": {
    of: ["compare"], takes: "LIMITS",
    about: `end with status 1 if an operation is worse for certain: 'slower 10%, failing 1%' means that its mean duration,
without what fails, is more than a tenth longer, or that more than 1 percentage point more of it fails. A change is
told from 2 % and 1 point on.`,
  },
  markdown: { of: ["compare"], about: "GitHub-flavoured Markdown, for the comment of a pull request" },
  filter: {
    of: ["report", "compare", "export"], takes: "FILTER",
    about: `look only at what matches, such as '{ resource.service.name = "cart" && duration > 1s }'`,
  },
  population: { of: ["report", "compare", "export"], takes: "UNIT", about: `what is counted: ${units()}` },
  fail: { of: ["report", "compare", "export"], takes: "RULE", about: `what counts as failing: ${rules()}` },
  logs: { of: ["report", "compare", "export", "mcp"], takes: "WHICH", about: `which logs are read: ${listed(words.KeptLogs, defaults.KeptLogs)}` },
  out: { of: ["export"], takes: "FILE", about: "the file that is written, instead of the standard output" },
  format: { of: ["export"], takes: "FORMAT", about: `what traces are written as: ${listed(words.ExportFormat, defaults.ExportFormat)}` },
  gzip: { of: ["export"], about: "compress what is written" },
  from: { of: ["serve", "report", "export", "mcp"], takes: "TIME", about: "only traces with a unit that starts then or later: a date, or nanoseconds since 1970" },
  to: { of: ["serve", "report", "export", "mcp"], takes: "TIME", about: "and before then" },
  errors: { of: ["report", "export"], about: "and that failed" },
  remove: {
    of: ["report", "export"], takes: "KEYS",
    about: `leave out these attributes: keys with commas between them, 'a.*' for all that begin so, or groups of keys:
${words.RedactionGroup.map((group) => `@${group}`).join(", ")}`,
  },
  hash: { of: ["report", "export"], takes: "KEYS", about: "write a keyed hash of these, likewise; the key is drawn anew and shown" },
  keep: { of: ["report", "export"], takes: "KEYS", about: "keep these, though their group is hidden" },
  help: { short: "h", about: "this text" },
  version: { short: "v", about: "the version" },
};

export const usage = `Finds out why requests fail or are slow, over every trace.

Usage: ${Object.keys(COMMANDS).map(callOf).join("\n       ")}

The first shows the files on a page that only this machine can reach, a range of a ClickHouse server, what Jaeger or Tempo finds, what is
sent here by OTLP, or the demo where there are none.
The second writes to the terminal what stands out, what operations there are and where errors began. The third writes what became slower or
fails more from the first files to those after --with, with what explains it. The fourth writes the whole traces of what is selected. The
fifth is a server of the Model Context Protocol: an assistant asks it, by its standard input and output, about these files or what these
servers have, and may open those files of folders that are named. It needs the package @modelcontextprotocol/sdk.

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
  const isNamed = args[0] !== "serve" && Object.hasOwn(COMMANDS, args[0]);
  const command = isNamed ? args[0] : "serve";
  const { values, positionals, tokens } = parsed(command, withListen(isNamed ? args.slice(1) : args));
  if (values.help) return { command: "help" };
  if (values.version) return { command: "version" };
  if (command === "serve") {
    const shown = { files: positionals, listens: listenOf(values, positionals), follows: followOf(values, positionals) };
    return { command, ...shown, ...serversOf(values, positionals), port: portOf(values.port), opens: !values["no-open"] };
  }
  if (command === "mcp") return { command, ...askedOf(positionals, values, tokens) };
  if (positionals.length === 0) throw new UsageError(`${command}: which file?`);
  const { filter, population = defaults.Population, fail = defaults.FailureRule, logs = defaults.KeptLogs } = values;
  oneOf("population", population, words.Population);
  oneOf("fail", fail, words.FailureRule);
  oneOf("logs", logs, words.KeptLogs);
  const { json = false } = values;
  if (command === "compare") {
    return { command, ...sidesOf(command, positionals, values, tokens), ...comparisonOf(values), json, logs, filter, population, fail };
  }
  if (command === "report") return { command, files: positionals, json, html: htmlOf(values), logs, filter, population, fail };
  return { command, files: positionals, logs, out: values.out, ...exportOf(values), view: { filter, population, fail } };
}

/** The server that is asked, if one is. */
function serversOf(values, files) {
  return { clickhouse: clickhouseOf(values, files), searched: searchOf(values, files) };
}

/** What an assistant is told of. */
function askedOf(positionals, values, tokens) {
  const { files, after } = values.with === undefined ? { files: positionals, after: [] } : sidesOf("mcp", positionals, values, tokens);
  const { page = false, logs = defaults.KeptLogs } = values;
  oneOf("logs", logs, words.KeptLogs);
  if (values.port !== undefined && !page && values.listen === undefined) throw new UsageError("--port is for --page");
  const named = [...files, ...after];
  if (named.includes("-")) throw new UsageError("mcp: the standard input is where the assistant asks");
  return { files, after, listens: listenOf(values, named), ...serversOf(values, named), page, port: portOf(values.port), logs };
}

/** Which range of which server is shown, if one is. */
function clickhouseOf({ clickhouse: url, table, proxy = false, from, to, jaeger, tempo }, files) {
  const isSearched = jaeger !== undefined || tempo !== undefined;
  const named = Object.entries({ table, proxy: proxy || undefined, ...!isSearched && { from, to } }).find(([, value]) => value !== undefined);
  if (url === undefined) {
    if (named) throw new UsageError(`--${named[0]} is for --clickhouse`);
    return undefined;
  }
  if (isSearched) throw new UsageError("--clickhouse is shown alone, without another server");
  if (files.length > 0) throw new UsageError("--clickhouse is shown alone, without files");
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw new UsageError(`--clickhouse must be an http or https URL, not ${url}`);
  return { url, table, proxy, range: { from: timeOf("from", from), to: timeOf("to", to) } };
}

/** Which search of which server is shown, if one is. */
function searchOf({ jaeger, tempo, service, query, limit, header, from, to, listen, follow }, files) {
  const api = jaeger !== undefined ? "jaeger" : "tempo";
  const url = jaeger ?? tempo;
  const named = Object.entries({ service, query, limit, header }).find(([, value]) => value !== undefined);
  if (url === undefined) {
    if (named) throw new UsageError(`--${named[0]} is for --jaeger or --tempo`);
    return undefined;
  }
  if (files.length > 0 || (jaeger !== undefined && tempo !== undefined) || listen !== undefined || follow !== undefined) {
    throw new UsageError(`--${api} is shown alone, without files or another server`);
  }
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw new UsageError(`--${api} must be an http or https URL, not ${url}`);
  if (query !== undefined && api === "jaeger") throw new UsageError("--query is for --tempo");
  if (limit !== undefined && !/^[1-9]\d{0,5}$/.test(limit)) throw new UsageError(`--limit must be a number from 1 to 999999, not ${limit}`);
  const wanted = { ...service !== undefined && { service }, ...query !== undefined && { query }, ...limit !== undefined && { limit: Number(limit) } };
  return { api, url, headers: (header ?? []).map(headerOf), wanted, range: { from: timeOf("from", from), to: timeOf("to", to) } };
}

/** A header as `Name: value`. */
function headerOf(text) {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*([^\r\n]*)$/.exec(text) ?? [];
  if (name === undefined) throw new UsageError(`--header must be a name, a colon and a value, not ${text}`);
  return [name, value];
}

/** The same words, where `--listen` has a value of its own or gets the usual one: what follows it is one only if it looks like one. */
function withListen(args) {
  const at = args.indexOf("--listen");
  if (at < 0 || args.slice(0, at).includes("--")) return args;
  const isAddress = /^(?:\S*:)?\d+$/.test(args[at + 1] ?? "");
  return [...args.slice(0, at), `--listen=${isAddress ? args[at + 1] : LISTEN}`, ...args.slice(at + (isAddress ? 2 : 1))];
}

/** Where spans are received, if they are, and what becomes of them beside being shown. */
function listenOf({ listen, buffer, save, clickhouse }, files) {
  const named = Object.entries({ buffer, save }).find(([, value]) => value !== undefined);
  if (listen === undefined) {
    if (named) throw new UsageError(`--${named[0]} is for --listen`);
    return undefined;
  }
  if (files.length > 0 || clickhouse !== undefined) throw new UsageError("--listen is shown alone, without files or a server");
  const [, bracketed, plain, port] = /^(?:(?:\[([^\]]+)\]|([^:]*)):)?(\d+)$/.exec(listen) ?? [];
  if (port === undefined || Number(port) > 65_535) throw new UsageError(`--listen must be a host and a port as ${LISTEN}, or a port, not ${listen}`);
  if (buffer !== undefined && !/^[1-9]\d{0,3}$/.test(buffer)) throw new UsageError(`--buffer must be a number of megabytes from 1 to 9999, not ${buffer}`);
  return { host: bracketed || plain || "127.0.0.1", port: Number(port), buffer: Number(buffer ?? 64) * 1_000_000, save };
}

/** Which file is followed, if one is. */
function followOf({ follow, listen, clickhouse }, files) {
  if (follow !== undefined && (files.length > 0 || listen !== undefined || clickhouse !== undefined)) {
    throw new UsageError("--follow is shown alone, without other files, a server or --listen");
  }
  return follow;
}

/** The file that has the page and traces in it, if one is to be written. */
function htmlOf({ html: out, json, ...values }) {
  if (out === undefined) {
    const named = ["from", "to", "errors", "remove", "hash", "keep"].find((name) => values[name] !== undefined);
    if (named) throw new UsageError(`--${named} of report is for --html`);
    return undefined;
  }
  if (json) throw new UsageError("--html and --json exclude each other");
  const { selection, written: { remove, hash, keep } } = exportOf(values);
  return { out, selection, hidden: { remove, hash, keep } };
}

/** Which of the traces in view are exported, and how they are written. */
function exportOf({ from, to, errors = false, format = defaults.ExportFormat, gzip = false, remove, hash, keep }) {
  oneOf("format", format, words.ExportFormat);
  return {
    selection: { from: timeOf("from", from), to: timeOf("to", to), errors },
    written: { format, gzip, remove: hiddenOf("remove", remove), hash: hiddenOf("hash", hash), keep: listOf(keep) },
  };
}

/** The files of both sides of a comparison: what follows --with is after, be it its value or not. */
function sidesOf(command, positionals, { with: named = [] }, tokens) {
  const border = tokens.find(({ kind, name }) => kind === "option" && name === "with")?.index ?? Infinity;
  const later = tokens.filter(({ kind, index }) => kind === "positional" && index > border).map(({ value }) => value);
  const files = positionals.slice(0, positionals.length - later.length);
  const after = [...named, ...later];
  if (files.length === 0) throw new UsageError(`${command}: which file is before?`);
  if (after.length === 0) throw new UsageError(`${command}: which file is it compared with? --with FILE`);
  if (files.includes("-") && after.includes("-")) throw new UsageError("compare: the standard input cannot be on both sides");
  return { files, after };
}

/** How a comparison is written, and what is too much. */
function comparisonOf({ markdown = false, json = false, "fail-on": limits = "" }) {
  if (markdown && json) throw new UsageError("--markdown and --json exclude each other");
  const failOn = {};
  for (const limit of listOf(limits)) {
    const [, what, percent] = limit.match(/^(slower|failing)\s+(\d+(?:\.\d+)?)\s*%$/) ?? [];
    if (what === undefined) throw new UsageError(`--fail-on must be limits as in 'slower 10%, failing 1%', not ${limit}`);
    if (failOn[what] !== undefined) throw new UsageError(`--fail-on has two limits for ${what}`);
    failOn[what] = Number(percent) / 100;
  }
  if (limits !== "" && Object.keys(failOn).length === 0) throw new UsageError("--fail-on must be limits as in 'slower 10%, failing 1%'");
  return { markdown, failOn };
}

function oneOf(name, word, known) {
  if (!known.includes(word)) throw new UsageError(`--${name} must be one of ${known.join(", ")}`);
}

/** A time in nanoseconds, if there is one. */
function timeOf(name, text) {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return BigInt(text);
  const ms = Date.parse(text);
  if (ms >= 0) return BigInt(ms) * 1_000_000n;
  throw new UsageError(`--${name} must be a date as 2026-03-17T14:30:00Z, or nanoseconds since 1970, not ${text}`);
}

/** Keys, and groups of keys. */
function hiddenOf(name, text) {
  const named = listOf(text);
  const groups = named.filter((word) => word.startsWith("@")).map((word) => word.slice(1));
  for (const group of groups) oneOf(`${name} @`, group, words.RedactionGroup);
  return { keys: named.filter((word) => !word.startsWith("@")), groups };
}

function listOf(text = "") {
  return text.split(",").map((word) => word.trim()).filter((word) => word !== "");
}

function parsed(command, args) {
  const known = Object.entries(OPTIONS).filter(([, { of = [command] }]) => of.includes(command));
  const options = Object.fromEntries(known.map(([name, { takes, short }]) => {
    return [name, { type: takes ? "string" : "boolean", multiple: takes?.endsWith("...") ?? false, ...short && { short } }];
  }));
  try {
    return parseArgs({ args, options, allowPositionals: true, tokens: true });
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

/** What can be counted, as a sentence goes on. */
function units() {
  return listed(words.Population, defaults.Population);
}

/** Words of which one is meant where nothing is said, as a sentence goes on. */
function listed(known, meant) {
  const all = known.map((word) => word === meant ? `${word} (the default)` : word);
  return `${all.slice(0, -1).join(", ")} or ${all.at(-1)}`;
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
  const own = Object.entries(OPTIONS).filter(([, { of }]) => of?.includes(command));
  const named = own.length > NAMED ? ["[OPTION]..."] : own.map(([name, option]) => `[${written(name, option)}]`);
  return [call, ...named, files].join(" ");
}

function lineOf([name, option]) {
  const short = option.short ? `-${option.short}, ` : "";
  return `  ${`${short}${written(name, option)}`.padEnd(WIDTH)}${option.about.replaceAll("\n", `\n  ${" ".repeat(WIDTH)}`)}`;
}

function written(name, { takes }) {
  return takes ? `--${name} ${takes}` : `--${name}`;
}
