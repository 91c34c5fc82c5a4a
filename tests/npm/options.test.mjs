// The command line of the program.

import assert from "node:assert";
import { test } from "node:test";

import { options, usage, UsageError } from "../../dist/npm/cli/options.js";

test("words become what is to be done", () => {
  for (const [words, expected] of [
    [[], { command: "serve", files: [], port: 0, opens: true }],
    [["a", "--no-open", "--port=80", "-"], { command: "serve", files: ["a", "-"], port: 80, opens: false }],
    [["--", "--port"], { command: "serve", files: ["--port"], port: 0, opens: true }],
    [["report", "a"], { command: "report", files: ["a"], json: false, filter: undefined, population: "requests", fail: "status" }],
    [
      ["report", "--json", "a", "--population", "spans", "--filter", "{ a = 1 }", "--fail", "5xx"],
      { command: "report", files: ["a"], json: true, filter: "{ a = 1 }", population: "spans", fail: "5xx" },
    ],
    [
      ["export", "a"],
      {
        command: "export",
        files: ["a"],
        out: undefined,
        view: { filter: undefined, population: "requests", fail: "status" },
        selection: { from: undefined, to: undefined, errors: false },
        written: { format: "otlp-json", gzip: false, remove: { keys: [], groups: [] }, hash: { keys: [], groups: [] }, keep: [] },
      },
    ],
    [
      [
        "export", "a", "--out", "b", "--format", "otlp-proto", "--gzip", "--errors", "--from", "2023-11-14T22:13:20.5Z",
        "--to", "1700000001000000001", "--remove", "user.id, @sql,a.*", "--hash=@user", "--keep", "user.name",
      ],
      {
        command: "export",
        files: ["a"],
        out: "b",
        view: { filter: undefined, population: "requests", fail: "status" },
        selection: { from: 1_700_000_000_500_000_000n, to: 1_700_000_001_000_000_001n, errors: true },
        written: {
          format: "otlp-proto",
          gzip: true,
          remove: { keys: ["user.id", "a.*"], groups: ["sql"] },
          hash: { keys: [], groups: ["user"] },
          keep: ["user.name"],
        },
      },
    ],
    [["serve"], { command: "serve", files: ["serve"], port: 0, opens: true }],
    [["a", "report"], { command: "serve", files: ["a", "report"], port: 0, opens: true }],
    [["-h"], { command: "help" }],
    [["report", "--help"], { command: "help" }],
    [["-v"], { command: "version" }],
    [["report", "--version"], { command: "version" }],
  ]) {
    assert.deepStrictEqual(options(words), expected, words.join(" "));
  }
});

test("what is not understood is said", () => {
  for (const [words, message] of [
    [["--bogus"], /^Unknown option '--bogus'/],
    [["--json"], /^Unknown option '--json'/],
    [["report", "--port", "1", "a"], /^Unknown option '--port'/],
    [["report"], /^report: which file\?$/],
    [["report", "--population", "traces", "a"], /^--population must be one of requests, entries, spans$/],
    [["report", "--fail", "4xx", "a"], /^--fail must be one of status, 5xx$/],
    [["--fail", "5xx"], /^Unknown option '--fail'/],
    [["export"], /^export: which file\?$/],
    [["export", "--format", "csv", "a"], /^--format must be one of otlp-json, otlp-proto$/],
    [["export", "--remove", "@all", "a"], /^--remove @ must be one of user, clientAddress, tokens, sql, messages, urlQueries$/],
    [["export", "--from", "noon", "a"], /^--from must be a date as /],
    [["export", "--json", "a"], /^Unknown option '--json'/],
    [["--port", "many"], /^--port must be a number from 0 to 65535, not many$/],
    [["--port", "65536"], /^--port must be a number from 0 to 65535, not 65536$/],
    [["--port"], /^Option '--port <value>' argument missing/],
    [["--no-open=yes"], /^Option '--no-open' does not take an argument/],
  ]) {
    assert.throws(() => options(words), (error) => error instanceof UsageError && message.test(error.message), words.join(" "));
  }
});

test("the help has a line for every option, and fits on a terminal", () => {
  for (const line of [
    "Usage: spanlens [--port N] [--no-open] [FILE]...",
    "       spanlens report [--json] [--filter FILTER] [--population UNIT] [--fail RULE] FILE...",
    "       spanlens export [OPTION]... FILE...",
    "                      @user, @clientAddress, @tokens, @sql, @messages, @urlQueries",
    "  --port N            the port of the page, instead of any that is free",
    "  --population UNIT   what is counted: requests (the default), entries or spans",
    "  --fail RULE         what counts as failing: status (the default), the status of a span, or 5xx, an HTTP status of 500 to 599, too",
    "  -h, --help          this text",
  ]) {
    assert.ok(usage.split("\n").includes(line), line);
  }
  assert.ok(usage.split("\n").every((line) => line.length <= 140));
});
