// The engine's worker. It starts the WebAssembly module and hands it every port that it is sent, as `{ port }`.
//
// A panic in the module leaves it unusable. Everybody who is connected, and everybody who connects later, is then told
// `{ crashed: message }`; the way out is a new worker.

import init, { EngineWorker, reportPanics } from "./spanlens.js";

const ports = new Set();
let crash;

function reportCrash(message) {
  // The first message is the cause; what follows is the fall-out.
  crash ??= { crashed: message };
  for (const port of ports) port.postMessage(crash);
  ports.clear();
}

addEventListener("error", (event) => reportCrash(event.message));
addEventListener("unhandledrejection", (event) => reportCrash(String(event.reason)));

const engine = init().then(() => {
  reportPanics(reportCrash);
  return new EngineWorker();
});

addEventListener("message", async ({ data: { port } }) => {
  ports.add(port);
  const worker = await engine;
  if (crash) port.postMessage(crash);
  else worker.connect(port);
});
