// A static host for the built site: on loopback, below a path of its own, with a Content-Security-Policy.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const built = fileURLToPath(new URL("../../dist/site/", import.meta.url));

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The policy that the site promises to work under; `connect` says where it may fetch data from. */
export const policy = (connect) =>
  `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' blob:; connect-src ${connect}`;

/**
 * Serves a directory.
 *
 * @param {object} [options]
 * @param {string} [options.directory] what is served: the built site by default
 * @param {string} [options.path] the path that it is served below, with a slash at both ends
 * @param {Record<string, string>} [options.beside] texts that lie beside the page, by their names
 * @param {string} [options.csp] the Content-Security-Policy header of every answer
 * @param {object} [options.headers] more headers of every answer
 * @returns {Promise<{url: string, origin: string, requests: {path: string, status: number}[], violations: string[],
 *   close: () => Promise<void>}>} `url` is the address of the page; `requests` grows with every answer; `violations`
 *   with what the browser reports that the policy refused, in workers, too
 */
export async function serveSite({ directory = built, path = "/some/path/", beside = {}, csp = policy("*"), headers = {} } = {}) {
  const requests = [];
  const violations = [];
  const reports = `${path}policy-reports`;
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (request.method === "POST" && pathname === reports) {
      const { "csp-report": report } = await json(request);
      violations.push(`${report["effective-directive"]} refuses ${report["blocked-uri"]} in ${report["document-uri"]}`);
      response.writeHead(204).end();
      return;
    }
    const name = decodeURIComponent(pathname);
    const body = beside[name.slice(path.length)] ?? (await read(directory, path, name));
    const status = body === undefined ? 404 : 200;
    requests.push({ path: pathname, status });
    response.writeHead(status, {
      ...headers,
      "content-security-policy": `${csp}; report-uri ${reports}`,
      "content-type": types[extname(pathname) || ".html"] ?? "application/octet-stream",
      "x-content-type-options": "nosniff",
    });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    url: origin + path,
    origin,
    requests,
    violations,
    close: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}

/** The content of the file that an address names; nothing where there is none. */
async function read(directory, path, pathname) {
  if (!pathname.startsWith(path)) return undefined;
  const name = normalize(pathname.slice(path.length)) || ".";
  if (name.startsWith("..")) return undefined;
  return readFile(join(directory, name.endsWith("/") || name === "." ? join(name, "index.html") : name)).catch(() => undefined);
}
