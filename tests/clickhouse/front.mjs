// The servers of ClickHouse that tests talk to: front.py, in a process of its own that ends with this one.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("front.py", import.meta.url));

/**
 * Starts them. `url` gives the address of a kind: `stock`, `bundle` without CORS, or `readonly`. `fill` makes a table of a schema and
 * inserts OTLP in JSON; `sql` runs a statement with all rights; `faults` says what goes wrong; `queries` lists what runs, `requests` what
 * was asked since the last call; `stop` and `start` are for one kind. README.md beside this file says what a fault has, and who the users are.
 */
export async function startFront() {
  const front = spawn(process.env.CLICKHOUSE_PYTHON, [program], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(createInterface(front.stdout), "line");
  const ports = JSON.parse(line);
  const url = (kind = "stock") => `http://127.0.0.1:${ports[kind]}`;
  const control = async (action, parameters = {}, body = "") => {
    const answer = await fetch(`${url("control")}/${action}?${new URLSearchParams(parameters)}`, { method: "POST", body });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
  return {
    url,
    fill: (schema, otlp, place = {}) => control("fill", { schema, ...place }, otlp),
    sql: (statement, parameters = {}) => control("sql", parameters, statement),
    faults: (...faults) => control("faults", {}, JSON.stringify(faults)),
    queries: () => control("queries"),
    requests: () => control("requests"),
    stop: (kind) => control("stop", { kind }),
    start: (kind) => control("start", { kind }),
    close: async () => {
      front.stdin.end();
      await once(front, "exit");
    },
  };
}
