// What making an engine is about wherever it runs.

import { abortSignal, object, optional, parseWorkers } from "./check.js";
import { Engine } from "./client.js";
import { badArgument, cancelled, SpanlensError } from "./error.js";

/**
 * Checks the options of `createEngine`, and gives the engine that `start` makes once it answers.
 *
 * @param {object} options
 * @param {object} platform what differs between browsers and Node
 * @param {(options: object) => Engine | Promise<Engine>} start
 */
export async function makeEngine(options, platform, start) {
  const known = ["workerUrl", "wasmUrl", "parseWorkers", "port", "signal"];
  const { workerUrl, wasmUrl, port, signal, parseWorkers: wanted } = object("createEngine", options, known);
  const workers = parseWorkers("createEngine", wanted);
  const stop = optional("createEngine: signal", signal, abortSignal);
  if (stop?.aborted) throw cancelled(stop);
  const engine = port === undefined ? await start({ workerUrl, wasmUrl, parseWorkers: workers }) : join(port, platform);
  try {
    await engine.summary({ signal: stop });
    return engine;
  } catch (error) {
    engine.close();
    if (error.code !== "crashed") throw error;
    throw new SpanlensError("unavailable", `the engine cannot be started: ${error.message}`, { cause: error });
  }
}

function join(port, platform) {
  if (typeof port?.postMessage !== "function") throw badArgument("createEngine: port", "a MessagePort", port);
  return new Engine(port, platform);
}
