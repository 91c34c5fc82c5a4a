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

async function bytesAt(wasmUrl) {
  if (!/^https?:/i.test(String(wasmUrl))) return readFile(/^file:/i.test(String(wasmUrl)) ? new URL(wasmUrl) : wasmUrl);
  const response = await fetch(wasmUrl);
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  return response.arrayBuffer();
}

class Instance {
  #module;
  #ports = new Set();
  #onCrash;
  #crashed = false;

  constructor(module, onCrash) {
    this.#module = module;
    this.#onCrash = onCrash;
    module.reportPanics((words) => {
      expectTrap();
      this.#crash(words);
    });
  }

  /** An engine of its own, in memory that all share: what gives it ports, and what ends it. */
  newEngine() {
    const engine = new this.#module.EngineWorker();
    return {
      connect: () => {
        const [ours, theirs] = connected((error) => this.#crash(String(error)));
        this.#ports.add(theirs);
        theirs.onclose = () => this.#ports.delete(theirs);
        engine.connect(theirs);
        return ours;
      },
      end: () => {
        if (!this.#crashed) engine.free();
      },
    };
  }

  #crash(words) {
    if (this.#crashed) return;
    this.#crashed = true;
    this.#onCrash();
    for (const port of this.#ports) port.postMessage({ crashed: words });
  }
}

/** After a panic the module traps. That must not end the process: whoever uses an engine is told. */
function expectTrap() {
  const absorb = (error) => {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
  };
  process.once("uncaughtException", absorb);
  setImmediate(() => process.off("uncaughtException", absorb));
}
