// A worker that reads parts of large files beside the engine: how the engine's worker starts one, and what it does. Its script is that
// of the engine's worker, which is known to be there and allowed.

/** Starts a helper with the compiled module of the engine. */
export function startParser(module) {
  const worker = new Worker(self.location.href, { type: "module" });
  const waiting = [];
  let isGone = false;
  worker.onmessage = ({ data }) => waiting.shift()(data);
  worker.onerror = (event) => {
    // Without a helper the engine reads everything itself.
    event.preventDefault();
    isGone = true;
    for (const settle of waiting.splice(0)) settle(undefined);
  };
  worker.postMessage({ module });
  return {
    /** Resolves to what the helper made of a part, in the order of the calls. */
    read(part) {
      if (isGone) return Promise.resolve(undefined);
      worker.postMessage({ part });
      return new Promise((resolve) => waiting.push(resolve));
    },
    end: () => worker.terminate(),
  };
}

/** Reads the parts that this worker is sent from now on, once the engine's module has been started. */
export function servePart(started, readSegment) {
  let last = started;
  return ({ part }) => {
    // One after the other, whatever the order in which their bytes come.
    last = last.then(async () => {
      const segment = readSegment(new Uint8Array(await part.arrayBuffer()));
      postMessage(segment, segment ? [segment.batch.buffer] : []);
    });
    last.catch((error) => reportError(error));
  };
}
