// Stand-ins for the query APIs of Jaeger and Tempo. They answer with the shapes of their documentation, with traces made for the tests.

import { createServer } from "node:http";

const BEGIN = 1_767_607_200_000_000_000n;

/** What a server allows pages of other origins. */
const CORS = { "access-control-allow-origin": "*", "access-control-allow-headers": "authorization, x-scope-orgid" };

const text = (value) => ({ stringValue: String(value) });
const hex = (number, digits) => number.toString(16).padStart(digits, "0");

/** How long the request of a trace took, in milliseconds: every tenth is slow. */
const milliseconds = (index) => index % 10 === 9 ? 900 : 20 + index;

/** The spans of a trace: a request to the shop, and the query that it makes. One trace a second from 2026-01-05 10:00:00 UTC on. */
function spansOf(index) {
  const start = BEGIN + BigInt(index) * 1_000_000_000n;
  const length = BigInt(milliseconds(index)) * 1_000_000n;
  const fails = index % 10 === 9;
  const operation = index % 2 === 0 ? "GET /" : "POST /checkout";
  return [
    { number: 1, service: "shop", name: operation, kind: 2, start, end: start + length, fails, tags: { "http.status_code": fails ? "500" : "200" } },
    { number: 2, parent: 1, service: "database", name: "SELECT", kind: 3, start: start + 1_000_000n, end: start + length - 1_000_000n, tags: {} },
  ];
}

/** A trace as OTLP, with ids as JSON of OTLP or as base64, and kinds as numbers or words. */
function resourceSpans(index, isProtobufJson) {
  const id = (digits) => isProtobufJson ? Buffer.from(digits, "hex").toString("base64") : digits;
  const kinds = { 2: "SPAN_KIND_SERVER", 3: "SPAN_KIND_CLIENT" };
  return spansOf(index).map(({ number, parent, service, name, kind, start, end, fails, tags }) => ({
    resource: { attributes: [{ key: "service.name", value: text(service) }] },
    scopeSpans: [{
      scope: { name: "stand-in" },
      spans: [{
        traceId: id(hex(index + 1, 32)),
        spanId: id(hex(number, 16)),
        ...parent && { parentSpanId: id(hex(parent, 16)) },
        name,
        kind: isProtobufJson ? kinds[kind] : kind,
        startTimeUnixNano: String(start),
        endTimeUnixNano: String(end),
        attributes: Object.entries(tags).map(([key, value]) => ({ key, value: text(value) })),
        status: fails ? { code: isProtobufJson ? "STATUS_CODE_ERROR" : 2, message: "the cart is locked" } : {},
      }],
    }],
  }));
}

/** A trace as Jaeger's API v1 has it. */
function jaegerTrace(index) {
  const spans = spansOf(index);
  return {
    traceID: hex(index + 1, 16),
    spans: spans.map(({ number, parent, name, kind, start, end, fails, tags, service }) => ({
      traceID: hex(index + 1, 16),
      spanID: hex(number, 16),
      operationName: name,
      references: parent ? [{ refType: "CHILD_OF", traceID: hex(index + 1, 16), spanID: hex(parent, 16) }] : [],
      startTime: Number(start / 1000n),
      duration: Number((end - start) / 1000n),
      tags: [
        { key: "span.kind", type: "string", value: kind === 2 ? "server" : "client" },
        ...Object.entries(tags).map(([key, value]) => ({ key, type: "string", value })),
        ...fails ? [{ key: "error", type: "bool", value: true }] : [],
      ],
      logs: [],
      processID: service,
      warnings: null,
    })),
    processes: Object.fromEntries(spans.map(({ service }) => [service, { serviceName: service, tags: [] }])),
    warnings: null,
  };
}

/** The traces that a search means, at most so many. */
function found({ service, operation, min = 0, status, limit }, count) {
  const isMeant = (index) => {
    const [root, query] = spansOf(index);
    return [undefined, "", root.service, query.service].includes(service) && (!operation || root.name === operation)
      && milliseconds(index) >= min && (!status || root.tags["http.status_code"] === status);
  };
  return Array.from({ length: count }, (_, index) => index).filter(isMeant).slice(0, limit);
}

/** Starts a server that notes what it is asked. `respond` gives a status and a body for a path with its parameters, or nothing. */
async function start(respond, { cors = CORS, token } = {}) {
  const asked = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://localhost");
    asked.push({ method: request.method, path: url.pathname, parameters: url.searchParams, headers: request.headers });
    if (request.method === "OPTIONS") return response.writeHead(204, cors).end();
    if (token && request.headers.authorization !== `Bearer ${token}`) {
      return response.writeHead(401, { ...cors, "content-type": "application/json" }).end(JSON.stringify({ message: "Unauthorized" }));
    }
    const [status, body] = respond(url.pathname, url.searchParams) ?? [404, "404 page not found\n"];
    const type = typeof body === "string" ? "text/plain; charset=utf-8" : "application/json";
    response.writeHead(status, { ...cors, "content-type": type }).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { asked, origin, close: () => { server.close(); server.closeAllConnections(); } };
}

/** Milliseconds of a duration as Go writes it. */
const goMilliseconds = (duration) => duration ? Number(/^\d+/.exec(duration)[0]) * { s: 1000, ms: 1, us: 0.001, ns: 1e-6 }[/[a-z]+$/.exec(duration)[0]] : 0;

/**
 * Jaeger's query service. `versions` are those of its API that it has.
 *
 * @param {{ versions?: string[], count?: number, cors?: object, token?: string }} [options]
 */
export function startJaeger({ versions = ["v3", "v1"], count = 30, ...options } = {}) {
  const none = (message) => [404, JSON.stringify({ error: { httpCode: 404, message } })];
  const v3 = (path, of) => {
    if (path === "/api/v3/services") return [200, { services: ["shop", "database"] }];
    if (path === "/api/v3/operations") return [200, { operations: ["GET /", "POST /checkout"].map((name) => ({ name, spanKind: "server" })) }];
    const [, id] = /^\/api\/v3\/traces\/(\w+)$/.exec(path) ?? [];
    if (id) {
      const index = Number(`0x${id}`) - 1;
      return index < count ? [200, { result: { resourceSpans: resourceSpans(index) } }] : none("trace not found");
    }
    if (path !== "/api/v3/traces") return undefined;
    // As versions that know the new names only, and want both ends of the range.
    if (!of.get("query.startTimeMin") || !of.get("query.startTimeMax")) return [400, JSON.stringify({ error: { httpCode: 400, message: "the range is required" } })];
    const { "http.status_code": status } = JSON.parse(of.get("query.attributes") ?? "{}");
    const search = { service: of.get("query.serviceName"), operation: of.get("query.operationName"), min: goMilliseconds(of.get("query.durationMin")), status };
    const indices = found({ ...search, limit: Number(of.get("query.searchDepth") ?? 100) }, count);
    if (indices.length === 0) return none("No traces found");
    return [200, { result: { resourceSpans: indices.flatMap((index) => resourceSpans(index)) } }];
  };
  const v1 = (path, of) => {
    const all = (data) => [200, { data, total: data.length, limit: 0, offset: 0, errors: null }];
    if (path === "/api/services") return all(["shop", "database"]);
    if (path === "/api/services/shop/operations") return all(["GET /", "POST /checkout"]);
    const [, id] = /^\/api\/traces\/(\w+)$/.exec(path) ?? [];
    if (id) {
      const index = Number(`0x${id}`) - 1;
      return index < count ? all([jaegerTrace(index)]) : [404, { data: null, total: 0, errors: [{ code: 404, msg: "trace not found" }] }];
    }
    if (path !== "/api/traces") return undefined;
    if (!of.get("service")) return [400, { data: null, errors: [{ code: 400, msg: "parameter 'service' is required" }] }];
    const { "http.status_code": status } = JSON.parse(of.get("tags") ?? "{}");
    const search = { service: of.get("service"), operation: of.get("operation"), min: goMilliseconds(of.get("minDuration")), status };
    return all(found({ ...search, limit: Number(of.get("limit")) }, count).map(jaegerTrace));
  };
  return start((path, of) => {
    if (path.startsWith("/api/v3/")) return versions.includes("v3") ? v3(path, of) : [400, `unsupported path requested: ${path}`];
    return versions.includes("v1") ? v1(path, of) : undefined;
  }, options);
}

/**
 * Tempo. It leaves zeros out at the front of ids, gives a part of the trace `partial`, and cannot find the trace `missing` any more.
 *
 * @param {{ versions?: string[], count?: number, partial?: number, missing?: number, cors?: object, token?: string }} [options]
 */
export function startTempo({ versions = ["v2", "v1"], count = 30, partial, missing, ...options } = {}) {
  const trace = (path, version) => {
    const index = Number(`0x${path.split("/").at(-1)}`) - 1;
    if (!(index < count) || index === missing) return [404, "trace not found"];
    const batches = resourceSpans(index, true);
    if (version === "v1") return [200, { batches }];
    return [200, { trace: { resourceSpans: batches }, ...index === partial && { status: "PARTIAL", message: "Trace exceeds maximum size" } }];
  };
  return start((path, of) => {
    if (path.startsWith("/api/v2/") && !versions.includes("v2")) return undefined;
    if (path === "/api/search") {
      const query = of.get("q") ?? "";
      if (query.includes("nonsense")) return [400, "invalid TraceQL query: parse error at line 1, col 3: syntax error: unexpected IDENTIFIER"];
      const [, service] = /service\.name\s*=\s*"?([\w-]+)"?/.exec(query || (of.get("tags") ?? "")) ?? [];
      const search = { service, status: /status = error/.test(query) ? "500" : undefined, limit: Number(of.get("limit") ?? 20) };
      const traces = found(search, count).map((index) => ({
        traceID: (index + 1).toString(16),
        rootServiceName: "shop",
        rootTraceName: spansOf(index)[0].name,
        startTimeUnixNano: String(spansOf(index)[0].start),
        durationMs: milliseconds(index),
      }));
      return [200, { ...traces.length > 0 && { traces }, metrics: { inspectedTraces: count, inspectedBytes: "31234", completedJobs: 1, totalJobs: 1 } }];
    }
    if (path === "/api/v2/search/tags") {
      return [200, { scopes: [{ name: "resource", tags: ["service.name"] }, { name: "span", tags: ["http.status_code"] }, { name: "intrinsic", tags: ["status", "name"] }] }];
    }
    if (path === "/api/search/tags") return [200, { tagNames: ["service.name", "http.status_code"] }];
    if (path === "/api/v2/search/tag/resource.service.name/values") {
      return [200, { tagValues: ["shop", "database"].map((value) => ({ type: "string", value })) }];
    }
    if (path === "/api/search/tag/service.name/values") return [200, { tagValues: ["shop", "database"] }];
    if (path.startsWith("/api/v2/traces/")) return trace(path, "v2");
    if (path.startsWith("/api/traces/")) return trace(path, "v1");
    return undefined;
  }, options);
}
