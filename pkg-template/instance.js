// Instances of the engine's module in this process, for Node.

import { readFile } from "node:fs/promises";

import { connected } from "./local-port.js";
import { SpanlensError } from "./error.js";

const WASM = new URL("./engine/spanlens_bg.wasm", import.meta.url);

/** By the address of its WebAssembly, the instance that has not panicked. */
const instances = new Map();
/** How many were made. Each comes from a copy of the module, which has an address of its own. */
let made = 0;

/** The instance that serves all engines, until a panic leaves it unusable. */
export function instanceOf(wasmUrl = WASM) {
  const key = String(wasmUrl);
  if (!instances.has(key)) {
    const loading = load(wasmUrl, () => instances.delete(key));
    instances.set(key, loading);
    loading.catch(() => instances.delete(key));
  }
  return instances.get(key);
}

async function load(wasmUrl, onCrash) {
  try {
    const module = await (made++ === 0 ? import("./engine/spanlens.js") : import(`./engine/spanlens.js?instance=${made}`));
    await module.default({ module_or_path: await bytesAt(wasmUrl) });
    return new Instance(module, onCrash);
  } catch (cause) {
    throw new SpanlensError("unavailable", `the engine cannot be loaded: ${cause.message}`, { cause });
  }
}

/** The bytes at an address or a path. */
export async function bytesAt(wasmUrl) {
  if (!/^https?:/i.test(String(wasmUrl))) return readFile(/^file:/i.test(String(wasmUrl)) ? new URL(wasmUrl) : wasmUrl);
  const response = await fetch(wasmUrl);
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  return response.arrayBuffer();
}

class Instance {
  #module;
  #engines = new Set();
  #ports = new Set();
  #onCrash;
  /** Why the module is of no more use. */
  #crashed;

  constructor(module, onCrash) {
    this.#module = module;
    this.#onCrash = onCrash;
    module.reportPanics((words) => this.#crash(words));
    module.guardTurns((turn) => this.#guard(turn));
  }

  /** An engine of its own, in memory that all share: what gives it ports, and what ends it. */
  newEngine() {
    const engine = this.#call(() => new this.#module.EngineWorker());
    this.#engines.add(engine);
    return {
      connect: () => this.#call(() => this.#connect(engine)),
      end: () => {
        if (this.#engines.delete(engine)) this.#guard(() => engine.free());
      },
    };
  }

  #connect(engine) {
    const [ours, theirs] = connected((error) => this.#crash(String(error)));
    this.#ports.add(theirs);
    theirs.onclose = () => this.#ports.delete(theirs);
    engine.connect(theirs);
    return ours;
  }

  /** Calls the module for somebody, who is told if that is its end. */
  #call(run) {
    let result;
    this.#guard(() => (result = run()));
    if (this.#crashed) throw this.#crashed;
    return result;
  }

  /** Calls the module, if it is of use. What it throws, such as a trap where its memory ends, is its end, and not that of the process. */
  #guard(run) {
    if (this.#crashed) return;
    try {
      run();
    } catch (error) {
      this.#crash(String(error));
    }
  }

  #crash(words) {
    if (this.#crashed) return;
    this.#crashed = new SpanlensError("crashed", `the engine has crashed: ${words}`);
    this.#onCrash();
    for (const port of this.#ports) port.postMessage({ crashed: words });
    // Whoever collects garbage must not call the module either.
    for (const engine of this.#engines) engine.__destroy_into_raw();
    this.#engines.clear();
  }
}
