// The engine's worker. The first message, `{ port, wasmUrl, parseWorkers }`, starts the WebAssembly module, which lies beside this file if no
// address is given; each message may hand it one more port. Large files are read by `parseWorkers` workers, this one included, and by this
// one alone if nothing is said. A worker whose first message is `{ module }` is such a helper.
//
// A module that cannot be loaded, or that has panicked, is of no use. Everybody who is connected, and everybody who connects later,
// is then told `{ crashed: message }`; the way out is a new worker.

import { serveParts, startParser } from "./parser.js";
import init, { EngineWorker, guardTurns, readSegment, reportPanics } from "./spanlens.js";

const ports = new Set();
let engine;
let crash;
let readPart;

function reportCrash(message) {
  // The first message is the cause; what follows is the fall-out.
  crash ??= { crashed: message };
  for (const port of ports) port.postMessage(crash);
  ports.clear();
}

/** Takes a turn of the engine. What it throws is the end of it. */
function guard(turn) {
  if (crash) return;
  try {
    turn();
  } catch (error) {
    reportCrash(String(error));
  }
}

function watch() {
  addEventListener("error", (event) => reportCrash(event.message));
  addEventListener("unhandledrejection", (event) => reportCrash(String(event.reason)));
}

async function start(wasmUrl, parseWorkers = 1) {
  await init(wasmUrl && { module_or_path: wasmUrl });
  reportPanics(reportCrash);
  guardTurns(guard);
  return new EngineWorker(startParser, parseWorkers - 1);
}

async function connect(port) {
  ports.add(port);
  const worker = await engine;
  if (crash) {
    port.postMessage(crash);
    return;
  }
  port.addEventListener("message", ({ data }) => {
    if (data === "leave") ports.delete(port);
  });
  worker.connect(port);
}

addEventListener("message", async ({ data }) => {
  const { port, wasmUrl, parseWorkers, module, part, logs } = data;
  if (module) readPart = serveParts(init({ module_or_path: module }), readSegment);
  if (part) readPart(part, logs);
  if (module || part) return;
  if (!engine) {
    watch();
    engine = start(wasmUrl, parseWorkers).catch((error) => reportCrash(String(error)));
  }
  if (port) connect(port);
});
