// The engine's worker. The first message, `{ port, wasmUrl }`, starts the WebAssembly module, which lies beside this file if no
// address is given; each message may hand it one more port.
//
// A module that cannot be loaded, or that has panicked, is of no use. Everybody who is connected, and everybody who connects later,
// is then told `{ crashed: message }`; the way out is a new worker.

import init, { EngineWorker, reportPanics } from "./spanlens.js";

const ports = new Set();
let engine;
let crash;

function reportCrash(message) {
  // The first message is the cause; what follows is the fall-out.
  crash ??= { crashed: message };
  for (const port of ports) port.postMessage(crash);
  ports.clear();
}

addEventListener("error", (event) => reportCrash(event.message));
addEventListener("unhandledrejection", (event) => reportCrash(String(event.reason)));

async function start(wasmUrl) {
  await init(wasmUrl && { module_or_path: wasmUrl });
  reportPanics(reportCrash);
  return new EngineWorker();
}

addEventListener("message", async ({ data: { port, wasmUrl } }) => {
  if (port) ports.add(port);
  engine ??= start(wasmUrl).catch((error) => reportCrash(String(error)));
  const worker = await engine;
  if (!port) return;
  if (crash) {
    port.postMessage(crash);
    return;
  }
  port.addEventListener("message", ({ data }) => {
    if (data === "leave") ports.delete(port);
  });
  worker.connect(port);
});
