// The client's side of the protocol: questions go out over a port, their answers come back.

import { cancelled, errorOf, SpanlensError } from "./error.js";

/**
 * A port to an engine.
 *
 * A port has one question of a kind at a time, as a newer one makes the engine drop the older. So questions of one kind wait for each
 * other here.
 */
export class Connection {
  #port;
  #onNotice;
  #nextId = 1;
  /** What waits for an answer, by the id of its question. */
  #waiting = new Map();
  /** For each kind, what settles when its last question has been answered or dropped. */
  #last = new Map();
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

  /** Asks once everything of the same kind has been answered. A signal drops the question, wherever it is. */
  ask(kind, question, { signal } = {}) {
    const turn = this.#last.get(kind);
    const answer = turn === undefined
      ? this.#send(question, { signal })
      : turn.then(() => this.#send(question, { signal }));
    const settled = answer.then(() => {}, () => {});
    this.#last.set(kind, settled);
    settled.then(() => {
      if (this.#last.get(kind) === settled) this.#last.delete(kind);
    });
    return signal ? unlessAborted(answer, signal) : answer;
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
    const stop = () => this.#port.postMessage({ cancel: { id } });
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

  async #send(question, { signal }) {
    if (signal?.aborted) throw cancelled(signal);
    const [id, answer] = this.#post(question, {});
    if (!signal) return answer;
    const drop = () => {
      this.#port.postMessage({ cancel: { id } });
      this.#settle(id, ({ reject }) => reject(cancelled(signal)));
    };
    signal.addEventListener("abort", drop, { once: true });
    return answer.finally(() => signal.removeEventListener("abort", drop));
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

  #receive(reply) {
    const [[kind, content]] = Object.entries(reply);
    switch (kind) {
      case "answer":
        // An answer is an object with its kind as its only key.
        this.#settle(content.id, ({ resolve }) => resolve(Object.values(content.answer)[0]));
        break;
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

/** A promise that does not wait for its turn once a signal has ended it. */
function unlessAborted(promise, signal) {
  if (signal.aborted) {
    promise.catch(() => {});
    return Promise.reject(cancelled(signal));
  }
  return new Promise((resolve, reject) => {
    const abort = () => reject(cancelled(signal));
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
