// What `open` takes in Node, and what becomes of it.

import assert from "node:assert";
import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

import { install } from "./installed.mjs";
import { bytes, request, streamOf } from "./traces.mjs";

let installed, createEngine, server, origin;
before(async () => {
  installed = await install();
  ({ createEngine } = await installed.load());
  server = createServer((asked, answer) => {
    if (asked.url === "/missing") answer.writeHead(404).end("there is nothing");
    else answer.end(asked.url === "/headers" ? request(asked.headers["x-number"]) : request(7));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
});
after(async () => {
  server?.close();
  server?.closeAllConnections();
  await installed?.remove();
});

async function file(name, content) {
  const path = join(installed.directory, name);
  await writeFile(path, content);
  return path;
}

/** Opens a source in an engine of its own: what is loaded then, with the progress that was told. */
async function open(source, options) {
  const engine = await createEngine();
  const progress = [];
  try {
    const summary = await engine.open(await source, { onProgress: (step) => progress.push(step), ...options });
    return { ...summary, progress, names: summary.files.map(({ source: { name } }) => name) };
  } finally {
    engine.close();
  }
}

const text = request(1);
const kinds = [
  ["a path", () => file("one.json", text), /one\.json$/],
  ["a relative path", async () => relative(process.cwd(), await file("one.json", text)), /one\.json$/],
  ["a file: URL", async () => pathToFileURL(await file("one.json", text)), /one\.json$/],
  ["a file: URL as text", async () => pathToFileURL(await file("one.json", text)).href, /one\.json$/],
  ["a compressed file", () => file("one.gz", gzipSync(text)), /one\.gz$/],
  ["a Blob", () => new Blob([text]), /^blob$/],
  ["a File", () => new File([text], "mine.json"), /^mine\.json$/],
  ["a Response", () => new Response(text), /^response$/],
  ["a Response of a server", () => fetch(`${origin}/`), /^http:/],
  ["a stream", () => streamOf([text.slice(0, 50), text.slice(50)]), /^stream$/],
  ["a stream of Node", async () => createReadStream(await file("one.json", text)), /one\.json$/],
  ["an ArrayBuffer", () => bytes(text).buffer, /^bytes$/],
  ["a typed array", () => bytes(text), /^bytes$/],
  ["a part of a buffer", () => Buffer.from(`xx${text}`).subarray(2), /^bytes$/],
  ["a DataView", () => new DataView(bytes(text).buffer), /^bytes$/],
  ["shared memory", () => {
    const shared = new Uint8Array(new SharedArrayBuffer(bytes(text).length));
    shared.set(bytes(text));
    return shared;
  }, /^bytes$/],
  ["an address", () => `${origin}/`, /^http:/],
  ["an address as a URL", () => new URL(origin), /^http:/],
];

for (const [name, source, expected] of kinds) {
  test(`${name} is read`, async () => {
    const { counts, names, files, progress } = await open(source());
    assert.deepStrictEqual([counts.spans, counts.requests, files[0].report.fault], [1, 1, undefined]);
    assert.match(names[0], expected);
    assert.strictEqual(typeof progress.at(-1).bytes, "bigint");
  });
}

test("several sources are read in their order, each under its name and in its group", async () => {
  const sources = [
    { source: new Blob([request(1)]), name: "first", group: "before" },
    { source: `${origin}/`, name: "second" },
    streamOf([request(3)]),
    { source: bytes(request(4)), name: "fourth" },
  ];
  const { counts, files, progress } = await open(sources, { group: "after" });
  assert.deepStrictEqual(
    files.map(({ source: { name, group } }) => `${name} in ${group}`),
    ["first in before", "second in after", "stream in after", "fourth in after"],
  );
  assert.strictEqual(counts.spans, 4);
  const told = progress.map((step) => step.bytes);
  assert.deepStrictEqual(told, told.toSorted?.((a, b) => Number(a - b)) ?? told, "progress goes on, whatever is read");
  assert.strictEqual(told.at(-1), BigInt([1, 7, 3, 4].reduce((sum, number) => sum + request(number).length, 0)));
});

test("the length of a Response is the total of its progress, unless it is compressed", async () => {
  const known = await open(new Response(text, { headers: { "content-length": String(text.length) } }));
  assert.strictEqual(known.progress[0].totalBytes, BigInt(text.length));
  const headers = { "content-length": "10", "content-encoding": "gzip" };
  assert.strictEqual((await open(new Response(text, { headers }))).progress[0].totalBytes, 0n);
  assert.strictEqual((await open(streamOf([text]))).progress[0].totalBytes, 0n);
});

test("addresses are asked with the headers that are given", async () => {
  const { counts } = await open(`${origin}/headers`, { headers: { "x-number": "3" }, name: "mine" });
  assert.strictEqual(counts.spans, 1);
});

/** What cannot be read is a fault of its file; everything else is loaded. */
const faults = [
  ["a file that is not there", () => join(installed.directory, "nowhere.json"), "unreadable-source", /ENOENT/],
  ["a folder", () => installed.directory, "unreadable-source", /EISDIR/],
  ["an address that answers with an error", () => `${origin}/missing`, "bad-status", /404/],
  ["an address where nobody is", () => "http://127.0.0.1:1/", "unreachable-source", /127\.0\.0\.1/],
  ["an address that is none", () => "http://", "bad-argument", /address/],
  ["a stream that fails", () => streamOf([text], { fault: new Error("cut off") }), "unreadable-source", /cut off/],
  ["a stream of text", () => streamOf([text, { not: "bytes" }]), "unreadable-source", /expected bytes/],
  ["what is no traces", () => bytes("Dear diary"), "unknown-format", /Dear diary/],
];

for (const [name, source, code, message] of faults) {
  test(`${name} does not keep the others from being read`, async () => {
    if (code === "bad-argument") {
      await assert.rejects(open(source()), { name: "SpanlensError", code, message });
      return;
    }
    const { files, counts } = await open([source(), { source: bytes(request(2)), name: "good" }]);
    assert.strictEqual(files[0].report.fault.code, code);
    assert.match(files[0].report.fault.message, message);
    assert.strictEqual(files[1].report.fault, undefined);
    assert.ok(counts.spans >= 1);
  });
}

const refused = [
  ["a number", () => 5, "bad-argument", /open: source must be a File, .*, got 5/],
  ["nothing", () => undefined, "bad-argument", /got undefined/],
  ["an empty list", () => [], "bad-argument", /got an empty array/],
  ["a list in a list", () => [[bytes(text)]], "bad-argument", /got an array/],
  ["a source with a strange member", () => ({ source: bytes(text), gruop: "x" }), "bad-argument", /has no "gruop": there are source, name, group/],
  ["a Response of an error", () => new Response("", { status: 503 }), "bad-status", /503/],
  ["a Response that was read", async () => {
    const response = new Response(text);
    await response.text();
    return response;
  }, "bad-argument", /read already/],
  ["a stream that somebody reads", () => {
    const stream = streamOf([text]);
    stream.getReader();
    return stream;
  }, "bad-argument", /locked/],
];

for (const [name, source, code, message] of refused) {
  test(`${name} is no source`, async () => {
    await assert.rejects(open(source()), { name: "SpanlensError", code, message });
  });
}

test("options are checked", async () => {
  const bad = [
    [{ nam: "x" }, /open has no "nam"/],
    [{ onProgress: 1 }, /open: onProgress must be a function, got 1/],
    [{ signal: {} }, /open: signal must be an AbortSignal/],
    [{ group: 1 }, /open: group must be a string, got 1/],
    [{ headers: { "bad name": "x" } }, /open: headers/],
  ];
  for (const [options, message] of bad) await assert.rejects(open(bytes(text), options), { code: "bad-argument", message });
  await assert.rejects(open([bytes(text), bytes(text)], { name: "one" }), { code: "bad-argument", message: /a name is for one source/ });
});
