// The program `spanlens`, as it is installed.

import assert from "node:assert";
import { execFileSync, spawn } from "node:child_process";
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { request as ask } from "node:http";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";

import { install } from "./installed.mjs";
import { request } from "./traces.mjs";

let installed, folder, temporary;
before(async () => {
  installed = await install();
  folder = join(installed.directory, "traces");
  temporary = join(installed.directory, "temporary");
  await mkdir(temporary);
  await mkdir(join(folder, "inner"), { recursive: true });
  await writeFile(join(folder, "good.json"), request(1) + request(2, { status: 2, durationNs: 1_500_000_000n }));
  await writeFile(join(folder, "inner/packed.gz"), gzipSync(request(3)));
  await writeFile(join(folder, "inner/.hidden"), "not to be seen");
  await mkdir(join(folder, "inner/.git/objects"), { recursive: true });
  await writeFile(join(folder, "inner/.git/objects/pack"), "not to be seen");
  await mkdir(join(folder, ".kept"));
  await writeFile(join(folder, ".kept/good.json"), request(6));
});
after(() => installed?.remove());

function start(words, env) {
  const program = join(installed.directory, "node_modules/.bin/spanlens");
  return spawn(program, words, { cwd: folder, env: { ...process.env, TMPDIR: temporary, ...env } });
}

/** Runs the program to its end. */
async function run(words, { input = "", env } = {}) {
  const program = start(words, env);
  program.stdin.end(input);
  const ended = new Promise((resolve) => program.on("close", resolve));
  const [stdout, stderr, code] = await Promise.all([text(program.stdout), text(program.stderr), ended]);
  return { stdout, stderr, code };
}

/** Runs a test with the address of a page with these files. No temporary file outlives it. */
async function served(words, use, { input, opens = false, env } = {}) {
  const program = start(opens ? words : ["--no-open", ...words], env);
  program.stdin.end(input);
  try {
    let told = "";
    for await (const chunk of program.stdout) {
      told += chunk;
      if (told.includes("\n")) break;
    }
    await use(new URL(told.match(/http:\S+/)[0]));
  } finally {
    program.kill("SIGINT");
    await new Promise((resolve) => program.on("close", resolve));
  }
  assert.deepStrictEqual(await readdir(temporary), []);
}

/** Asks for a path as it stands there. */
function get(url, { path = url.pathname, method = "GET", host = url.host } = {}) {
  return new Promise((resolve, reject) => {
    const asked = ask({ host: "127.0.0.1", port: url.port, path, method, headers: { host } }, async (response) => {
      resolve({ status: response.statusCode, headers: response.headers, body: await buffer(response) });
    });
    asked.on("error", reject).end();
  });
}

/** The addresses of the files that the page opens. */
async function filesOf(url, host = url.host) {
  const { status, headers } = await get(url, { host });
  assert.strictEqual(status, 302);
  const { hash } = new URL(headers.location, `http://${host}`);
  return [...new URLSearchParams(hash.slice(1)).getAll("url")].map((address) => new URL(address));
}

test("files, folders and the standard input are served as they are", async () => {
  await served(["good.json", "inner", "-"], async (url) => {
    assert.match(url.href, /^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/);
    const files = await filesOf(url);
    assert.deepStrictEqual(files.map(({ pathname }) => pathname.split("/").at(-1)), ["good.json", "packed.gz", "standard%20input"]);
    const [good, packed, input] = await Promise.all(files.map((file) => get(file)));
    assert.strictEqual(good.body.toString(), await readFile(join(folder, "good.json"), "utf8"));
    assert.ok(packed.body.equals(await readFile(join(folder, "inner/packed.gz"))) && !packed.headers["content-encoding"]);
    assert.strictEqual(input.body.toString(), request(4));
    assert.ok([good, packed].every(({ headers }) => headers["content-type"] === "application/octet-stream"));
  }, { input: request(4) });
});

test("what is hidden is served only where it is named", async () => {
  for (const [words, names] of [[["inner"], ["packed.gz"]], [[".kept"], ["good.json"]]]) {
    await served(words, async (url) => {
      assert.deepStrictEqual((await filesOf(url)).map(({ pathname }) => pathname.split("/").at(-1)), names);
    });
  }
});

test("the page and what it is made of are served under a strict policy", async () => {
  await served([], async (url) => {
    const { headers: { location } } = await get(url);
    assert.strictEqual(location, `${url.pathname}page`);
    const page = await get(url, { path: location });
    assert.match(page.headers["content-type"], /^text\/html/);
    for (const [name, type] of [["cli/start.js", "text/javascript"], ["engine/spanlens_bg.wasm", "application/wasm"], ["index.js", "text/javascript"]]) {
      const { status, headers, body } = await get(url, { path: url.pathname + name });
      assert.deepStrictEqual([status, headers["content-type"].split(";")[0]], [200, type]);
      assert.strictEqual(body.length, (await readFile(join(installed.package, name))).length);
    }
    const policy = page.headers["content-security-policy"];
    for (const part of ["default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'", "frame-ancestors 'none'"]) {
      assert.ok(policy.includes(part), part);
    }
    assert.strictEqual(page.headers["x-content-type-options"], "nosniff");
    assert.strictEqual(page.headers["referrer-policy"], "no-referrer");
    assert.strictEqual(page.headers["access-control-allow-origin"], undefined);
  });
});

test("nobody who does not know the token gets anything", async () => {
  await served(["good.json"], async (url) => {
    const token = url.pathname;
    for (const path of ["/", "/page", "/files/0/good.json", `${token.slice(0, -2)}x/page`, token.slice(0, -1), `/x${token}page`]) {
      assert.strictEqual((await get(url, { path })).status, 404, path);
    }
  });
});

test("other users see no token among the arguments of the browser", { skip: process.platform !== "linux" }, async () => {
  const programs = join(installed.directory, "programs");
  const told = join(installed.directory, "told");
  await mkdir(programs);
  await writeFile(join(programs, "xdg-open"), `#!/bin/sh\necho "$@" > ${told}.part && mv ${told}.part ${told}\n`);
  await chmod(join(programs, "xdg-open"), 0o755);
  await served(["good.json"], async (url) => {
    let words;
    while ((words = await readFile(told, "utf8").catch(() => undefined)) === undefined) await sleep(10);
    const file = fileURLToPath(words.trim());
    const modes = await Promise.all([file, dirname(file)].map(async (path) => (await stat(path)).mode & 0o777));
    assert.deepStrictEqual(modes, [0o600, 0o700]);
    assert.ok(!words.includes(url.pathname.slice(1, -1)));
    assert.match(await readFile(file, "utf8"), new RegExp(`http-equiv="refresh" content="0; url=${url.href}"`));
  }, { opens: true, env: { PATH: `${programs}:${process.env.PATH}` } });
});

test("nothing but what is meant to be served can be had", async () => {
  await served(["good.json"], async (url) => {
    const beyond = [
      "../package.json", "%2e%2e/package.json", "files/0/../../package.json", "files/0/..%2f..%2fpackage.json", "files/1/good.json",
      "files/0/other.json", "package.json", "cli/server.js", "cli/", "engine/..%5c..%5cpackage.json", "/etc/passwd", "files/0/good.json%00",
    ];
    for (const path of beyond) {
      assert.strictEqual((await get(url, { path: url.pathname + path })).status, 404, path);
    }
  });
});

test("the server answers to its own names only", async () => {
  await served(["good.json"], async (url) => {
    const other = `localhost:${url.port}`;
    const [file] = await filesOf(url, other);
    assert.strictEqual(file.host, other, "files are of the page's origin");
    for (const host of ["evil.example", `evil.example:${url.port}`, "127.0.0.1", "localhost", `127.0.0.1:${Number(url.port) + 1}`, `127.0.0.1.evil.example:${url.port}`]) {
      assert.strictEqual((await get(url, { host })).status, 403, host);
    }
  });
});

test("the server is there for reading only", async () => {
  await served(["good.json"], async (url) => {
    const [file] = await filesOf(url);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
      const { status, headers } = await get(file, { method });
      assert.deepStrictEqual([status, headers.allow], [405, "GET, HEAD"], method);
    }
    const { status, headers, body } = await get(file, { method: "HEAD" });
    assert.deepStrictEqual([status, Number(headers["content-length"]), body.length], [200, (await get(file)).body.length, 0]);
  });
});

test("a file that goes away is missing, and the server lives on", async () => {
  const path = join(folder, "short-lived.json");
  await writeFile(path, request(1));
  await served([path], async (url) => {
    const [file] = await filesOf(url);
    await writeFile(path, "");
    assert.deepStrictEqual([(await get(file)).status, (await get(file)).body.length], [200, 0]);
    await rm(path);
    assert.strictEqual((await get(file)).status, 404);
    await symlink(path, path);
    const { status, body } = await get(file);
    assert.deepStrictEqual([status, body.toString().includes("ELOOP")], [500, true], "what else goes wrong is told");
    await rm(path);
    assert.strictEqual((await get(url)).status, 302);
    // Somebody who leaves in the middle does no harm either.
    await new Promise((resolve) => {
      const socket = connect(Number(url.port), "127.0.0.1", () => {
        socket.write(`GET ${url.pathname}engine/spanlens_bg.wasm HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
        socket.once("data", () => socket.destroy(resolve()));
      });
    });
    assert.strictEqual((await get(url)).status, 302);
  });
});

test("a port can be chosen, and a port that is taken is said", async () => {
  await served([], async (url) => {
    const { code, stderr } = await run(["--no-open", "--port", url.port]);
    assert.deepStrictEqual([code, stderr], [1, `spanlens: port ${url.port} is taken\n`]);
  });
});

test("a report says what there is and where errors began", async () => {
  const { stdout, stderr, code } = await run(["report", "good.json"]);
  assert.deepStrictEqual([stderr, code], ["", 0]);
  assert.strictEqual(stdout, [
    "2 traces, 2 spans, 2023-11-14 22:13:20 to 2023-11-14 22:13:20 UTC",
    "",
    "Nothing stands out in 2 requests of 1 operation.",
    "",
    "requests          per s  errors  share   p50    p95    p99    max  service  operation",
    "       2  1,000,000,000       1   50 %  1 µs  1.5 s  1.5 s  1.5 s  shop     GET /",
    "       2  1,000,000,000       1   50 %  1 µs  1.5 s  1.5 s  1.5 s           in all",
    "",
    "1 failing requests, 1 cause",
    "",
    "failing  share  handled  recovered  async  service  span   type  message",
    "      1  100 %        0          0      0  shop     GET /",
    "",
  ].join("\n"));
});

test("a report shows so many rows as a person reads, and says that there are more", async () => {
  const one = request(1, { status: 2 });
  const traces = Array.from({ length: 600 }, (_, at) => one.replace("1".repeat(32), String(at + 1).padStart(32, "0")).replace("GET /", `GET /${at}`));
  await writeFile(join(folder, "many.json"), traces.join(""));
  const { stdout } = await run(["report", "many.json"]);
  assert.strictEqual(stdout.match(/GET/g).length, 2 * 50);
  assert.deepStrictEqual(stdout.match(/^and .*/gm), ["and 550 more; --json has all", "and 550 more; --json has the first 500"]);
});

test("a table has as many rows as it is given", async () => {
  const { table } = await import(pathToFileURL(join(installed.package, "cli/text.js")));
  const rows = Array.from({ length: 200_000 }, (_, at) => [String(at)]);
  assert.strictEqual(table([{ title: "number", isNumber: true }], rows).length, 200_001 * 7 - 1);
});

test("a report as JSON has exact numbers, and is the same each time", async () => {
  const words = ["report", "--json", "--population", "spans", "--filter", "{ status = error }", "good.json", "inner"];
  const { stdout } = await run(words);
  assert.strictEqual((await run(words)).stdout, stdout);
  const { summary, findings, overview, errorCauses } = JSON.parse(stdout);
  assert.deepStrictEqual([findings.findings, findings.searched.units], [[], 1]);
  assert.deepStrictEqual([summary.counts.spans, summary.range.fromNs], [3, "1700000000000000001"]);
  assert.deepStrictEqual([overview.selection.counts, overview.selectionTotal.maxNs], [[1], 1_500_000_000]);
  assert.strictEqual(errorCauses.failing, 1);
});

test("what counts as failing is chosen, and what the wider rule adds is said", async () => {
  const said = request(1).replace('"name"', '"attributes": [{"key": "http.status_code", "value": {"stringValue": "503"}}], "name"');
  await writeFile(join(folder, "http.json"), said + request(2, { status: 2 }) + request(3));
  const told = async (...words) => {
    const { code, stdout } = await run(["report", ...words, "http.json"]);
    assert.strictEqual(code, 0);
    return { stdout, failing: Number(stdout.match(/^(\d+) failing requests/m)[1]) };
  };
  const [narrow, wide] = [await told(), await told("--fail", "5xx")];
  assert.deepStrictEqual([narrow.failing, wide.failing], [1, 2]);
  assert.match(narrow.stdout, /^1 more would fail by --fail 5xx: HTTP status 500 to 599/m);
  assert.match(wide.stdout, /^1 of them fail by --fail 5xx alone: HTTP status 500 to 599/m);
  assert.match(wide.stdout, /^ *1 .* 503/m, "the status is the type of the error");
  const { overview, errorCauses, failingBy5xx } = JSON.parse((await run(["report", "--json", "--fail=5xx", "http.json"])).stdout);
  assert.deepStrictEqual([overview.selectionTotal.errors, errorCauses.failing, failingBy5xx], [2, 2, 1]);
  assert.doesNotMatch((await run(["report", "good.json"])).stdout, /HTTP/, "nothing is said of nothing");
});

test("what strangers wrote cannot command a terminal", async () => {
  await writeFile(join(folder, "evil.json"), request(1, { status: 2 }).replace("GET /", "\\u001b]0;owned\\u0007\\u202ex\\nfake line\\u009b2J"));
  const { stdout } = await run(["report", "evil.json"]);
  assert.ok(stdout.includes("\\u{1b}]0;owned\\u{7}\\u{202e}x\\u{a}fake line\\u{9b}2J"));
  assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
});

test("what cannot be read is a failure, with all else still told", async () => {
  await writeFile(join(folder, "broken.json"), `${request(5)}{"resourceSpans": [!`);
  const broken = await run(["report", "good.json", "broken.json"]);
  assert.match(broken.stdout, /^3 traces/);
  assert.match(broken.stderr, /^spanlens: broken\.json: expected .* at byte/);
  assert.strictEqual(broken.code, 1);
  for (const [words, message] of [
    [["report", "nowhere.json"], "there is no file nowhere.json"],
    [["nowhere.json"], "there is no file nowhere.json"],
    [["report", "good.json/inner"], "ENOTDIR"],
    [["report", "--filter", "{ what", "good.json"], "expected"],
    [["report", "inner/.hidden"], "there are no spans"],
  ]) {
    const { code, stderr, stdout } = await run(words);
    assert.deepStrictEqual([code, stdout], [1, ""], words.join(" "));
    assert.ok(stderr.includes(message), stderr);
  }
});

test("patterns that the shell left alone are expanded, or it is said who can", async () => {
  const { globSync } = await import("node:fs");
  const { code, stdout, stderr } = await run(["report", "good.js*"]);
  if (globSync) assert.match(stdout, /^2 traces/);
  else assert.deepStrictEqual([code, stderr.includes("patterns are for the shell before Node 22")], [1, true]);
  assert.strictEqual((await run(["report", "none*"])).code, 1);
});

test("what makes no sense is answered with how to ask", async () => {
  for (const words of [["--bogus"], ["report"], ["report", "--population", "traces", "x"], ["--port", "many"], ["--port", "70000"]]) {
    const { code, stderr } = await run(words);
    assert.deepStrictEqual([code, stderr.endsWith("spanlens --help tells more\n")], [2, true], words.join(" "));
  }
  for (const words of [["--help"], ["report", "-h"]]) {
    const { code, stdout } = await run(words);
    assert.deepStrictEqual([code, stdout.includes("Usage: spanlens")], [0, true]);
  }
  const { version } = JSON.parse(await readFile(join(installed.package, "package.json"), "utf8"));
  assert.strictEqual((await run(["--version"])).stdout, `${version}\n`);
});

test("the standard input is reported like a file, and stored nowhere", async () => {
  const { stdout } = await run(["report", "-", "-"], { input: gzipSync(request(1)), env: { TMPDIR: join(folder, "nowhere") } });
  assert.match(stdout, /^1 trace, 1 span,/);
});

test("rows of ClickHouse are read from files in its formats, packed or not", async () => {
  const native = await readFile(new URL("../data/clickhouse/tables/exporter-2024.native", import.meta.url));
  await writeFile(join(folder, "rows.native"), native);
  await writeFile(join(folder, "rows.native.gz"), gzipSync(native));
  await writeFile(join(folder, "rows.json"), await readFile(new URL("../data/clickhouse/tables/spans.json", import.meta.url)));
  const reports = await Promise.all(["rows.native", "rows.native.gz", "rows.json"].map((file) => run(["report", file])));
  for (const { stdout, stderr, code } of reports) {
    assert.deepStrictEqual([stderr, code], [reports[2].stderr, reports[2].code]);
    assert.strictEqual(stdout, reports[2].stdout);
  }
});

test("a pipe is read like a file", { skip: process.platform === "win32" }, async () => {
  const pipe = join(folder, "pipe");
  const fill = () => {
    execFileSync("mkfifo", [pipe]);
    spawn("sh", ["-c", `gzip --stdout good.json > pipe; rm pipe`], { cwd: folder });
  };
  fill();
  const { stdout } = await run(["report", "pipe"]);
  assert.match(stdout, /^2 traces/);
  while ((await readdir(folder)).includes("pipe")) await sleep(10);
  fill();
  await served(["pipe"], async (url) => {
    const [file] = await filesOf(url);
    for (const time of ["once", "again"]) {
      assert.strictEqual(gunzipSync((await get(file)).body).toString(), await readFile(join(folder, "good.json"), "utf8"), time);
    }
  });
});

/** One failing request of a user, who is in its name, too. */
const ofUser = (number) => {
  const attributes = [{ key: "user.id", value: { stringValue: `ann${number}` } }, { key: "http.route", value: { stringValue: "/" } }];
  return request(number, { status: 2 }).replace('"status"', `"attributes":${JSON.stringify(attributes)},"status"`);
};

test("an export is written to a file or to the standard output, and what stays in it to the other one", async () => {
  await writeFile(join(folder, "users.json"), ofUser(1) + ofUser(2) + request(3));
  const plain = await run(["export", "users.json"]);
  assert.deepStrictEqual([plain.code, plain.stdout.trim().split("\n").length], [0, 3]);
  assert.match(plain.stderr, /^3 traces, 3 spans\nkept: http\.route, service\.name, user\.id\n$/);

  const words = ["export", "users.json", "--errors", "--hash", "@user", "--remove", "http.*", "--format", "otlp-proto", "--gzip", "--out", "hidden.pb.gz"];
  const hidden = await run(words);
  assert.deepStrictEqual([hidden.code, hidden.stdout], [0, ""], hidden.stderr);
  assert.match(hidden.stderr, /^2 traces, 2 spans\nremoved: http\.route\nhashed: user\.id\nkept: service\.name\nthe key of the hashes, .*: [0-9a-f]{64}\n$/);
  const packed = await readFile(join(folder, "hidden.pb.gz"));
  for (const bytes of [packed, gunzipSync(packed)]) assert.ok(!bytes.includes("ann") && !bytes.includes("http.route"));
  assert.match((await run(["report", "hidden.pb.gz"])).stdout, /^2 traces, 2 spans/);
});

test("an export takes what starts in a time, and says what makes no sense", async () => {
  const start = 1_700_000_000_000_000_000n;
  for (const [words, traces] of [
    [["--from", String(start + 2n)], 2],
    [["--from", String(start + 2n), "--to", String(start + 3n)], 1],
    [["--to", "2023-11-14T22:13:20.001Z"], 3],
    [["--filter", "{ status = error }"], 2],
  ]) {
    const { stdout, stderr } = await run(["export", ...words, "users.json"]);
    assert.strictEqual(stdout.trim().split("\n").length, traces, `${words} ${stderr}`);
  }
  for (const [words, message] of [
    [["--from", "2030-01-01", "users.json"], "there are no such traces"],
    [["--out", "users.json", "users.json"], "users.json is one of the files that are read"],
    [["--out", "nowhere/out.json", "users.json"], "ENOENT"],
    [["nowhere.json"], "there is no file nowhere.json"],
  ]) {
    const { code, stdout, stderr } = await run(["export", ...words]);
    assert.deepStrictEqual([code, stdout], [1, ""], words.join(" "));
    assert.ok(stderr.includes(message), stderr);
  }
  assert.match((await run(["report", "users.json"])).stdout, /^3 traces/, "the file is as it was");
});
