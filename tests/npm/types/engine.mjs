// The engine in this process, spoken to in nothing but the messages of the protocol.

import { readFile } from "node:fs/promises";

const built = new URL("../../../target/engine/", import.meta.url);

/** An engine with nothing loaded, for any number of clients. */
export async function startEngine() {
  const { default: init, EngineWorker } = await import(new URL("spanlens.js", built));
  await init({ module_or_path: await readFile(new URL("spanlens_bg.wasm", built)) });
  const worker = new EngineWorker();
  return () => connect(worker);
}

function connect(worker) {
  const { port1, port2 } = new MessageChannel();
  worker.connect(port1);
  const said = { messages: [], replies: [] };
  let next = 1;

  /**
   * Asks a question, beside which `files` travel, and gives its answer, or else its error.
   *
   * @returns {Promise<object>}
   */
  async function ask(question, files) {
    const id = next++;
    const message = { ask: { id, question } };
    said.messages.push(message);
    const outcome = new Promise((resolve) => {
      const listen = ({ data }) => {
        const { answer, error } = data;
        if (answer?.id !== id && error?.id !== id) return;
        port2.removeEventListener("message", listen);
        resolve(answer?.answer ?? error.error);
      };
      port2.addEventListener("message", listen);
    });
    port2.postMessage({ ask: { id, question, files } });
    return await outcome;
  }

  port2.addEventListener("message", ({ data }) => said.replies.push(data));
  port2.start();
  return { ask, said, close: () => [port1, port2].forEach((port) => port.close()) };
}
