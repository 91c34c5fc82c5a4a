// The command line of the program.

import assert from "node:assert";
import { test } from "node:test";

import { options, usage, UsageError } from "../../dist/npm/cli/options.js";

test("words become what is to be done", () => {
  for (const [words, expected] of [
    [[], { command: "serve", files: [], clickhouse: undefined, searched: undefined, listens: undefined, follows: undefined, port: 0, opens: true }],
    [["a", "--no-open", "--port=80", "-"], { command: "serve", files: ["a", "-"], clickhouse: undefined, searched: undefined, listens: undefined, follows: undefined, port: 80, opens: false }],
    [["--", "--port"], { command: "serve", files: ["--port"], clickhouse: undefined, searched: undefined, listens: undefined, follows: undefined, port: 0, opens: true }],
    [["report", "a"], { command: "report", files: ["a"], json: false, html: undefined, logs: "all", filter: undefined, population: "requests", fail: "status" }],
    [
      ["report", "--json", "a", "--population", "spans", "--filter", "{ a = 1 }", "--fail", "5xx", "--logs", "warn"],
      { command: "report", files: ["a"], json: true, html: undefined, logs: "warn", filter: "{ a = 1 }", population: "spans", fail: "5xx" },
    ],
    [
      ["report", "--html", "o.html", "--errors", "--remove", "@user, a", "a"],
      {
        command: "report",
        files: ["a"],
        json: false,
        html: { out: "o.html", selection: { from: undefined, to: undefined, errors: true }, hidden: { remove: { keys: ["a"], groups: ["user"] }, hash: { keys: [], groups: [] }, keep: [] } },
        logs: "all",
        filter: undefined,
        population: "requests",
        fail: "status",
      },
    ],
    [
      ["compare", "a", "--with", "b"],
      {
        command: "compare", files: ["a"], after: ["b"], failOn: {}, json: false, markdown: false,
        logs: "all", filter: undefined, population: "requests", fail: "status",
      },
    ],
    [
      ["compare", "--fail", "5xx", "a", "b", "--with", "c", "d", "--fail-on", "slower 10%, failing 0.5 %", "e", "--markdown"],
      {
        command: "compare", files: ["a", "b"], after: ["c", "d", "e"], failOn: { slower: 0.1, failing: 0.005 }, json: false, markdown: true,
        logs: "all", filter: undefined, population: "requests", fail: "5xx",
      },
    ],
    [
      ["export", "a"],
      {
        command: "export",
        files: ["a"],
        logs: "all",
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
        logs: "all",
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
    [["serve"], { command: "serve", files: ["serve"], clickhouse: undefined, searched: undefined, listens: undefined, follows: undefined, port: 0, opens: true }],
    [["a", "report"], { command: "serve", files: ["a", "report"], clickhouse: undefined, searched: undefined, listens: undefined, follows: undefined, port: 0, opens: true }],
    [
      ["--clickhouse", "http://ann@localhost:8123/otel", "--table=otel.t", "--proxy", "--from", "1970-01-01T00:00:01Z"],
      {
        command: "serve",
        files: [],
        clickhouse: { url: "http://ann@localhost:8123/otel", table: "otel.t", proxy: true, range: { from: 1_000_000_000n, to: undefined } },
        searched: undefined,
        listens: undefined,
        follows: undefined,
        port: 0,
        opens: true,
      },
    ],
    ...[
      [["--jaeger", "http://localhost:16686", "--service", "shop", "--limit", "50"], { api: "jaeger", url: "http://localhost:16686", headers: [], wanted: { service: "shop", limit: 50 } }],
      [
        ["--tempo=https://g/proxy/uid/1", "--query", "{}", "--header", "Authorization: Bearer a:b", "--header", "X-Scope-OrgID:1"],
        { api: "tempo", url: "https://g/proxy/uid/1", headers: [["Authorization", "Bearer a:b"], ["X-Scope-OrgID", "1"]], wanted: { query: "{}" } },
      ],
    ].map(([words, searched]) => {
      const whole = { ...searched, range: { from: undefined, to: undefined } };
      return [words, { command: "serve", files: [], clickhouse: undefined, searched: whole, listens: undefined, follows: undefined, port: 0, opens: true }];
    }),
    ...[
      [["--listen"], { host: "127.0.0.1", port: 4318, buffer: 64_000_000, save: undefined }],
      [["--listen", "--no-open"], { host: "127.0.0.1", port: 4318, buffer: 64_000_000, save: undefined }, false],
      [["--listen", "0.0.0.0:9999", "--save", "a.jsonl"], { host: "0.0.0.0", port: 9999, buffer: 64_000_000, save: "a.jsonl" }],
      [["--buffer=8", "--listen", "9999"], { host: "127.0.0.1", port: 9999, buffer: 8_000_000, save: undefined }],
      [["--listen=[::1]:4318"], { host: "::1", port: 4318, buffer: 64_000_000, save: undefined }],
    ].map(([words, listens, opens = true]) => [words, { command: "serve", files: [], clickhouse: undefined, searched: undefined, listens, follows: undefined, port: 0, opens }]),
    [["--follow", "a"], { command: "serve", files: [], clickhouse: undefined, searched: undefined, listens: undefined, follows: "a", port: 0, opens: true }],
    ...[
      [["mcp"], {}],
      [["mcp", "a", "b", "--logs", "warn"], { files: ["a", "b"], logs: "warn" }],
      [["mcp", "a", "--with", "b", "c", "--page", "--port=80"], { files: ["a"], after: ["b", "c"], page: true, port: 80 }],
      [["mcp", "--listen", "9999"], { listens: { host: "127.0.0.1", port: 9999, buffer: 64_000_000, save: undefined } }],
      [["mcp", "--jaeger", "http://a"], { searched: { api: "jaeger", url: "http://a", headers: [], wanted: {}, range: { from: undefined, to: undefined } } }],
    ].map(([words, said]) => [words, { command: "mcp", files: [], after: [], listens: undefined, clickhouse: undefined, searched: undefined, page: false, port: 0, logs: "all", ...said }]),
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
    [["--listen", "a.json"], /^--listen is shown alone/],
    [["--listen", "--clickhouse", "http://localhost"], /^--listen is shown alone/],
    [["--listen=somewhere"], /^--listen must be a host and a port as 127.0.0.1:4318/],
    [["--listen", "localhost:99999"], /^--listen must be a host and a port/],
    [["--listen", "--buffer", "0"], /^--buffer must be a number of megabytes/],
    [["--follow", "a", "b"], /^--follow is shown alone/],
    [["--follow", "a", "--listen"], /^--follow is shown alone/],
    [["--save", "a"], /^--save is for --listen/],
    [["report", "--port", "1", "a"], /^Unknown option '--port'/],
    [["report"], /^report: which file\?$/],
    [["report", "--population", "traces", "a"], /^--population must be one of requests, entries, spans$/],
    [["report", "--fail", "4xx", "a"], /^--fail must be one of status, 5xx$/],
    [["--fail", "5xx"], /^Unknown option '--fail'/],
    [["report", "--errors", "a"], /^--errors of report is for --html$/],
    [["report", "--html", "o.html", "--json", "a"], /^--html and --json exclude each other$/],
    [["compare"], /^compare: which file\?$/],
    [["compare", "a", "b"], /^compare: which file is it compared with\? --with FILE$/],
    [["compare", "--with", "a", "b"], /^compare: which file is before\?$/],
    [["compare", "-", "--with", "-"], /^compare: the standard input cannot be on both sides$/],
    [["compare", "a", "--with", "b", "--json", "--markdown"], /^--markdown and --json exclude each other$/],
    [["compare", "a", "--with", "b", "--fail-on", "slower 10"], /^--fail-on must be limits as in 'slower 10%, failing 1%', not slower 10$/],
    [["compare", "a", "--with", "b", "--fail-on", "slower 1%, slower 2%"], /^--fail-on has two limits for slower$/],
    [["compare", "a", "--with", "b", "--fail-on", " , "], /^--fail-on must be limits as in/],
    [["report", "--with", "b", "a"], /^Unknown option '--with'/],
    [["export"], /^export: which file\?$/],
    [["export", "--format", "csv", "a"], /^--format must be one of otlp-json, otlp-proto$/],
    [["export", "--remove", "@all", "a"], /^--remove @ must be one of user, clientAddress, tokens, sql, messages, urlQueries$/],
    [["export", "--from", "noon", "a"], /^--from must be a date as /],
    [["export", "--json", "a"], /^Unknown option '--json'/],
    [["mcp", "-"], /^mcp: the standard input is where the assistant asks$/],
    [["mcp", "--with", "a"], /^mcp: which file is before\?$/],
    [["mcp", "--port", "80"], /^--port is for --page$/],
    [["mcp", "a", "--listen"], /^--listen is shown alone/],
    [["mcp", "--proxy"], /^Unknown option '--proxy'/],
    [["--page"], /^Unknown option '--page'/],
    [["--proxy"], /^--proxy is for --clickhouse$/],
    [["--table", "a.b"], /^--table is for --clickhouse$/],
    [["--clickhouse", "localhost:8123"], /^--clickhouse must be an http or https URL, not localhost:8123$/],
    [["--clickhouse", "http://localhost:8123", "a"], /^--clickhouse is shown alone, without files$/],
    [["--jaeger", "localhost:16686"], /^--jaeger must be an http or https URL, not localhost:16686$/],
    [["--jaeger", "http://a", "b"], /^--jaeger is shown alone, without files or another server$/],
    [["--jaeger", "http://a", "--tempo", "http://b"], /^--jaeger is shown alone/],
    [["--tempo", "http://a", "--listen"], /^(--listen|--tempo) is shown alone/],
    [["--tempo", "http://a", "--clickhouse", "http://b"], /^--clickhouse is shown alone, without another server$/],
    [["--jaeger", "http://a", "--query", "{}"], /^--query is for --tempo$/],
    [["--service", "a"], /^--service is for --jaeger or --tempo$/],
    [["--tempo", "http://a", "--limit", "0"], /^--limit must be a number from 1 to 999999, not 0$/],
    [["--tempo", "http://a", "--header", "no"], /^--header must be a name, a colon and a value, not no$/],
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
    "Usage: spanlens [OPTION]... [FILE]...",
    "       spanlens report [OPTION]... FILE...",
    "       spanlens compare [OPTION]... FILE... --with FILE...",
    "       spanlens export [OPTION]... FILE...",
    "       spanlens mcp [OPTION]... [FILE]...",
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
