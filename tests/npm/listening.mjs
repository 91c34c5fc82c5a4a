// The program as a receiver, and what is sent to it.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs `spanlens --listen` on any port.
 *
 * @param {{ directory: string }} installed
 * @param {string[]} words more of the command line
 * @param {(at: { endpoint: string, url: string, said: string, errors: () => string }) => Promise<void>} use
 */
export const listening = ({ directory }, words, use) => listeningWith(join(directory, "node_modules/.bin/spanlens"), words, use, directory);

/** The same with a program at some path, in some folder. */
export async function listeningWith(path, words, use, cwd) {
  const program = spawn(path, ["--no-open", "--listen", "127.0.0.1:0", ...words], { cwd });
  const ended = new Promise((resolve) => program.on("close", resolve));
  let errors = "";
  program.stderr.on("data", (data) => (errors += data));
  try {
    let said = "";
    for await (const chunk of program.stdout) {
      said += chunk;
      if (said.includes("Ctrl+C")) break;
    }
    const [, endpoint] = said.match(/^OTEL_EXPORTER_OTLP_ENDPOINT=(http:\S+)\n/) ?? [];
    await use({ endpoint, url: said.match(/ at (http:\S+)/)?.[1], said, errors: () => errors });
  } finally {
    program.kill("SIGINT");
    await ended;
  }
}

const hex = (number, length) => number.toString(16).padStart(length, "0");

/**
 * Traces of a shop as OTLP JSON, of as many spans each: a root and its children.
 *
 * @param {number} first the number of the first, which makes its id
 * @param {{ spans?: number, nowMs?: number, status?: number, durationMs?: number, part?: "root" | "children" }} [of]
 */
export function tracesOf(first, count, { spans = 4, nowMs = Date.now(), status = 0, durationMs = 20, part } = {}) {
  const all = [];
  for (let trace = first; trace < first + count; trace++) {
    const start = nowMs + (trace - first) % 1_000;
    for (let at = 0; at < spans; at++) {
      if (part !== undefined && (part === "root") !== (at === 0)) continue;
      all.push({
        traceId: hex(trace, 32),
        spanId: hex(trace * 64 + at + 1, 16),
        ...at > 0 && { parentSpanId: hex(trace * 64 + 1, 16) },
        name: at === 0 ? "GET /cart" : `step ${at}`,
        kind: at === 0 ? 2 : 1,
        startTimeUnixNano: String(BigInt(start + at) * 1_000_000n),
        endTimeUnixNano: String(BigInt(start + (at === 0 ? durationMs : at + 1)) * 1_000_000n),
        attributes: [{ key: "app.item", value: { stringValue: `item-${trace % 500}` } }, { key: "app.number", value: { intValue: String(trace) } }],
        status: { code: at === 0 ? status : 0 },
      });
    }
  }
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: all }] }] });
}

/** Delivers a body until it is taken. Gives how often it was told to come again. */
export async function deliver(endpoint, body, { path = "/v1/traces", type = "application/json" } = {}) {
  for (let refused = 0; ; refused++) {
    const answer = await fetch(endpoint + path, { method: "POST", headers: { "content-type": type }, body });
    await answer.arrayBuffer();
    if (answer.status === 200) return refused;
    if (answer.status !== 429) throw new Error(`status ${answer.status}`);
    await sleep(1_000 * Number(answer.headers.get("retry-after")));
  }
}
