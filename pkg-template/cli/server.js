// The server of the page. It is for the browser of whoever started it, and for nobody else.
//
// It listens on the loopback interface only. Other users of this machine do not know the token that every path begins with (programs of
// this user can read its files anyway); pages of other sites neither know it, nor may they read what is answered, and names that were
// bent to point here are refused by the `Host` that they are asked under.

import { randomBytes } from "node:crypto";
import { open, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { basename, extname } from "node:path";
import { pipeline } from "node:stream/promises";

import { forward } from "./clickhouse.js";
import { relay as relaySearch } from "./search.js";

const ROOT = new URL("../", import.meta.url);

/** What the page may do. It may ask no other server, but for one that it is there to show. */
const policy = (asked) => [
  "default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "img-src 'self' blob: data:", `connect-src 'self' ${asked}`.trim(),
  "object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join("; ");

const HEADERS = {
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

const TYPES = {
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

/**
 * Serves the page with these files, with a range of a server, or with what is relayed.
 *
 * @param {{ name: string, path: string }[]} inputs
 * @param {number} port zero for any
 * @param {import("./clickhouse.js").Source} [source]
 * @param {import("./relay.js").Relay} [relay]
 * @returns {Promise<{ url: string, server: import("node:http").Server, add: (inputs: { name: string, path: string }[]) => string[] }>} `add` serves
 *   more files, and gives their addresses
 */
export async function startServer(inputs, port, source, relay) {
  const base = `/${randomBytes(16).toString("hex")}/`;
  const files = [];
  const content = new Map((await assets(base)).map((file) => [file.place, file]));
  const serve = ({ name, path }) => {
    // Whatever traces are called, they are never run.
    const file = { place: `${base}files/${files.length}/${encodeURIComponent(basename(name))}`, path, type: "application/octet-stream" };
    files.push(file);
    content.set(file.place, file);
    return file.place;
  };
  inputs.forEach(serve);
  const server = createServer((request, response) => {
    answer(request, response, { base, files, content, source, relay }).catch(() => response.destroy());
  });
  await new Promise((resolve, reject) => {
    server.once("error", (error) => reject(error.code === "EADDRINUSE" ? new Error(`port ${port} is taken`) : error));
    server.listen(port, "127.0.0.1", resolve);
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { server, url: `${origin}${base}`, add: (inputs) => inputs.map((input) => `${origin}${serve(input)}`) };
}

/** What the page is made of: where it is found, and as what. */
async function assets(base) {
  const names = ["cli/start.js"];
  for (const folder of ["", "engine/", "html/", "views/"]) {
    const inside = await readdir(new URL(folder, ROOT)).catch(() => []);
    names.push(...inside.filter((name) => extname(name) in TYPES).map((name) => folder + name));
  }
  const found = names.map((name) => ({ place: base + name, path: new URL(name, ROOT), type: TYPES[extname(name)] }));
  return [{ place: `${base}page`, path: new URL("cli/page.html", ROOT), type: "text/html; charset=utf-8" }, ...found];
}

async function answer(request, response, { base, files, content, source, relay }) {
  const { port } = request.socket.address();
  const { host } = request.headers;
  const headers = { ...HEADERS, "content-security-policy": policy(source && source.origin !== "'self'" ? source.origin : "") };
  const refuse = (status, words, more) => {
    response.writeHead(status, { ...headers, "content-type": "text/plain; charset=utf-8", ...more }).end(`${words}\n`);
  };
  if (!namesOf(port).includes(host)) return refuse(403, "This server has another name.");
  const [place] = request.url.split("?");
  const api = source?.relayed && `${base}${source.relayed.place}`;
  if (api && request.method === "GET" && place.startsWith(`${api}api/`)) {
    return relaySearch(source.relayed, place.slice(api.length), request, response).catch((error) => {
      if (response.headersSent) throw error;
      refuse(502, error.cause?.message ?? error.message);
    });
  }
  if (source?.upstream && request.method === "POST" && place === `${base}clickhouse/`) {
    return forward(source.upstream, request, response).catch((error) => {
      if (response.headersSent) throw error;
      refuse(502, error.cause?.message ?? error.message);
    });
  }
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(405, "There is nothing but to read.", { allow: "GET, HEAD" });
  if (place === base) {
    const urls = [...files, ...relay ? [{ place: `${base}live` }] : []].map(({ place }) => `url=${encodeURIComponent(`http://${host}${place}`)}`);
    return refuse(302, "The page is elsewhere.", { location: `${base}page${urls.length > 0 ? `#${urls.join("&")}` : ""}` });
  }
  if (place === `${base}source`) {
    response.writeHead(200, { ...headers, "content-type": "application/json" });
    const told = source ? source.toQuestion(`http://${host}${base}`) : null;
    return response.end(JSON.stringify(told, (_, value) => typeof value === "bigint" ? String(value) : value));
  }
  if (relay && place === `${base}live` && request.method === "GET") return relay.stream(response, headers);
  const file = content.get(place);
  if (file === undefined) return refuse(404, "There is no such thing.");
  return send(request, response, { ...file, headers }, ({ code, message }) => {
    if (code === "ENOENT") refuse(404, "The file is gone.");
    else refuse(500, message);
  });
}

/** What the server is asked as. Browsers leave out the port of HTTP. */
function namesOf(port) {
  return ["127.0.0.1", "localhost"].flatMap((name) => port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]);
}

/** Sends a file, however large. Compressed ones are sent as they are. */
async function send(request, response, { path, type, headers }, onFault) {
  let file;
  try {
    file = await open(path);
  } catch (error) {
    return onFault(error);
  }
  try {
    const { size } = await file.stat();
    response.writeHead(200, { ...headers, "content-type": type, "content-length": size });
    if (request.method === "HEAD" || size === 0) response.end();
    // No more than was promised, should the file be growing.
    else await pipeline(file.createReadStream({ autoClose: false, end: size - 1 }), response);
  } finally {
    await file.close();
  }
}
