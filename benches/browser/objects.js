// The questions of the analyses, answered by plain JavaScript over arrays of objects: what one would write into a page. README.md says
// how the answers differ from those of this engine.

/** How many requests come from the engine at a time. */
const batch = 1_000;

/**
 * The requests of both sides as objects, with the children of each span in an array.
 *
 * @param {import("./spanlens_benches.js").Halves} halves
 */
export function requestsOf(halves) {
  const requests = [];
  const resources = new Map();
  for (let skip = 0, rows; (rows = halves.rows(skip, batch)) !== ""; skip += batch) {
    const spans = new Map();
    for (const line of rows.trimEnd().split("\n")) {
      const span = JSON.parse(line);
      // As in OTLP, spans of a process share their resource.
      const resource = JSON.stringify(span.resourceAttributes);
      if (!resources.has(resource)) resources.set(resource, span.resourceAttributes);
      span.resourceAttributes = resources.get(resource);
      span.children = [];
      spans.set(span.span, span);
      // A request comes before its spans.
      if (span.root) requests.push({ isSelected: span.selected, root: span, spans: [] });
      requests.at(-1).spans.push(span);
    }
    for (const span of spans.values()) spans.get(span.parent)?.children.push(span);
  }
  return requests;
}

/** Where the errors of the selected requests began: for each group of errors, the failing requests and all. */
export function causes(requests) {
  const groups = new Map();
  for (const { isSelected, root, spans } of requests) {
    if (!isSelected) continue;
    const found = new Set();
    const heads = spans.filter((span) => span === root || span.parent === null);
    heads.forEach((head) => visit(head, found));
    for (const key of found) {
      const group = groups.get(key) ?? { failing: 0, requests: 0 };
      group.failing += root.status === "Error";
      group.requests += 1;
      groups.set(key, group);
    }
  }
  return [...groups].sort(([, a], [, b]) => b.failing - a.failing || b.requests - a.requests);
}

/** Whether there is an error in a subtree; those without one below them are found. */
function visit(span, found) {
  let isAbove = false;
  for (const child of span.children) isAbove = visit(child, found) || isAbove;
  if (span.status !== "Error") return isAbove;
  if (!isAbove) {
    const { "exception.type": type = "", "exception.message": message = span.message } = span.eventAttributes;
    found.add([span.service, span.name, type, message.replace(/\d+/g, "<n>")].join("\n"));
  }
  return true;
}

/** For each attribute and value, the share of the requests on either side in which a span has it. */
export function attributes(requests) {
  const counts = new Map();
  const totals = [0, 0];
  for (const { isSelected, spans } of requests) {
    const side = isSelected ? 0 : 1;
    totals[side] += 1;
    const found = new Set();
    for (const span of spans) {
      for (const origin of ["resourceAttributes", "spanAttributes", "eventAttributes"]) {
        for (const [key, value] of Object.entries(span[origin])) found.add(`${origin}\n${key}\n${value}`);
      }
      for (const field of ["service", "name", "kind"]) found.add(`${field}\n${span[field]}`);
    }
    for (const key of found) {
      if (!counts.has(key)) counts.set(key, [0, 0]);
      counts.get(key)[side] += 1;
    }
  }
  const difference = ([, [selected, other]]) => Math.abs(selected / totals[0] - other / totals[1]);
  return [...counts].sort((a, b) => difference(b) - difference(a)).slice(0, 200);
}

/** For each path of services and names, self time in milliseconds for each request on either side. */
export function latency(requests) {
  const frames = new Map();
  const totals = [0, 0];
  for (const { isSelected, root } of requests) {
    const side = isSelected ? 0 : 1;
    totals[side] += 1;
    const open = [{ span: root, path: "" }];
    while (open.length > 0) {
      const { span, path: above } = open.pop();
      const path = `${above}\n${span.service} ${span.name}`;
      if (!frames.has(path)) frames.set(path, [0, 0]);
      frames.get(path)[side] += selfTime(span);
      for (const child of span.children) open.push({ span: child, path });
    }
  }
  const rows = [...frames].map(([path, times]) => [path, ...times.map((time, side) => time / 1e6 / totals[side])]);
  const difference = ([, selected, other]) => Math.abs(selected - other);
  return rows.sort((a, b) => difference(b) - difference(a));
}

/** The nanoseconds of a span in which none of its children runs. */
function selfTime({ start, duration, children }) {
  const end = start + duration;
  let covered = 0;
  let until = start;
  for (const child of children.toSorted((a, b) => a.start - b.start)) {
    const childEnd = Math.min(child.start + child.duration, end);
    covered += Math.max(0, childEnd - Math.max(child.start, until));
    until = Math.max(until, childEnd);
  }
  return duration - covered;
}
