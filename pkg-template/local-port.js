// Ports within one process. Unlike those of a MessageChannel they do not keep the process alive, and what they carry is not copied.

class LocalPort {
  onmessage = null;
  onclose = null;
  #other;
  #onFault;
  #isClosed = false;

  /** Connects two ports. What throws while it hears a message at the second one is told to `onFault`. */
  static pair(onFault) {
    const [one, other] = [new LocalPort(), new LocalPort()];
    one.#other = other;
    other.#other = one;
    other.#onFault = onFault;
    return [one, other];
  }

  /** Delivers a message once the caller is done. */
  postMessage(data) {
    if (!this.#isClosed) queueMicrotask(() => this.#other.#deliver(data));
  }

  close() {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.onclose?.();
  }

  #deliver(data) {
    if (this.#isClosed) return;
    try {
      this.onmessage?.({ data });
    } catch (error) {
      if (!this.#onFault) throw error;
      this.#onFault(error);
    }
  }
}

/** Two ports, of which what comes to one is what is posted to the other. Faults of the second one's listener are told. */
export const connected = LocalPort.pair;
