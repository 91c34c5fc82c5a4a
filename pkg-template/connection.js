// The client's side of the protocol: questions go out over a port, their answers come back.

import { cancelled, errorOf, SpanlensError } from "./error.js";

/** A port to an engine. It may have any number of questions waiting. */
export class Connection {
  #port;
  #onNotice;
  #nextId = 1;
  /** What waits for an answer, by the id of its question. */
  #waiting = new Map();
  /** Why nothing is answered any more. */
  #end;

  /**
   * @param {MessagePort} port
   * @param {(notice: { changed: object } | { crashed: SpanlensError }) => void} onNotice hears what was not asked for
   */
  constructor(port, onNotice) {
    this.#port = port;
    this.#onNotice = onNotice;
    port.onmessage = ({ data }) => this.#receive(data);
  }

  /** Asks, and gives the content of the answer. A signal drops the question at once, and nothing else does. */
  async ask(question, signal) {
    if (signal?.aborted) throw cancelled(signal);
    const [id, answer] = this.#post(question, {});
    const drop = () => {
      this.#cancel(id);
      this.#settle(id, ({ reject }) => reject(cancelled(signal)));
    };
    signal?.addEventListener("abort", drop, { once: true });
    try {
      return await answer;
    } finally {
      signal?.removeEventListener("abort", drop);
    }
  }

  /**
   * Asks to load something. When a signal stops it, the answer is still waited for: it comes when what was read until then is
   * ready.
   *
   * @param {unknown} question
   * @param {{ beside?: object, transfer?: Transferable[], onProgress?: (progress: object) => void, signal?: AbortSignal }} options
   *   `beside` travels with the question
   */
  async load(question, { beside, transfer, onProgress, signal }) {
    if (signal?.aborted) throw cancelled(signal);
    const [id, answer] = this.#post(question, { beside, transfer, onProgress });
    const stop = () => this.#cancel(id);
    signal?.addEventListener("abort", stop, { once: true });
    try {
      const summary = await answer;
      if (signal?.aborted) throw cancelled(signal);
      return summary;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  /** Says goodbye. What waits is not answered any more. */
  close() {
    if (this.#end) return;
    this.#port.postMessage("leave");
    this.#finish(new SpanlensError("closed", "the engine is closed"));
  }

  /** Gives up, as there is nobody at the other end. */
  crash(error) {
    if (this.#end) return;
    this.#finish(error);
    this.#onNotice({ crashed: error });
  }

  /** The id of the question and the promise of its answer. */
  #post(question, { beside, transfer = [], onProgress }) {
    const id = this.#nextId++;
    const answer = new Promise((resolve, reject) => {
      if (this.#end) throw this.#end;
      this.#waiting.set(id, { resolve, reject, onProgress });
      try {
        this.#port.postMessage({ ask: { id, question, ...beside } }, transfer);
      } catch (cause) {
        throw new SpanlensError("bad-argument", `this cannot be sent to the engine: ${cause.message}`, { cause });
      }
    });
    answer.catch(() => this.#waiting.delete(id));
    return [id, answer];
  }

  #cancel(id) {
    this.#port.postMessage({ cancel: { id } });
  }

  #receive(reply) {
    const [[kind, content]] = Object.entries(reply);
    switch (kind) {
      case "answer": {
        // An answer is an object with its kind as its only key.
        const [answer] = Object.values(content.answer);
        // Only what is an object is ever of a part of the requests.
        if (content.coverage) answer.coverage = content.coverage;
        this.#settle(content.id, ({ resolve }) => resolve(answer));
        break;
      }
      case "error":
        this.#settle(content.id, ({ reject }) => reject(errorOf(content.error)));
        break;
      case "progress":
        this.#waiting.get(content.id)?.onProgress?.(content.progress);
        break;
      case "changed":
        this.#onNotice({ changed: content });
        break;
      case "crashed":
        this.crash(new SpanlensError("crashed", `the engine has crashed: ${content}`));
        break;
    }
  }

  #settle(id, how) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiting) how(waiting);
  }

  #finish(error) {
    this.#end = error;
    this.#port.onmessage = null;
    this.#port.close();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
