// A worker that reads parts of large files beside the engine: how the engine's worker starts one, and what it does. Its script is that
// of the engine's worker, which is known to be there and allowed.

/** How long a helper may take to begin. */
const START_MS = 5_000;

/** Starts a helper with the compiled module of the engine. */
export function startParser(module) {
  const worker = new Worker(self.location.href, { type: "module" });
  const waiting = [];
  let isGone = false;
  // Without a helper the engine reads everything itself.
  const giveUp = () => {
    isGone = true;
    worker.terminate();
    for (const settle of waiting.splice(0)) settle(undefined);
  };
  const late = setTimeout(giveUp, START_MS);
  worker.onmessage = ({ data: { ready, segment } }) => {
    if (ready) clearTimeout(late);
    else waiting.shift()?.(segment);
  };
  worker.onmessageerror = giveUp;
  worker.onerror = (event) => {
    event.preventDefault();
    giveUp();
  };
  worker.postMessage({ module });
  return {
    /** Resolves to what the helper made of a part, with such logs, in the order of the calls; to nothing if there is no helper. */
    read(part, logs) {
      if (isGone) return Promise.resolve(undefined);
      worker.postMessage({ part, logs });
      return new Promise((resolve) => waiting.push(resolve));
    },
    end() {
      clearTimeout(late);
      giveUp();
    },
  };
}

/** The bytes of a part, by a stream that fills our own buffer, which copies less; as a whole in browsers that have none. */
async function bytesOf(part) {
  let reader;
  try {
    reader = part.stream().getReader({ mode: "byob" });
  } catch {
    return new Uint8Array(await part.arrayBuffer());
  }
  let buffer = new ArrayBuffer(part.size);
  for (let at = 0; at < part.size; ) {
    const { value } = await reader.read(new Uint8Array(buffer, at));
    buffer = value.buffer;
    at += value.byteLength;
  }
  return new Uint8Array(buffer);
}

/** What a helper does with each part that it is sent, once the engine's module has been started. */
export function serveParts(started, readSegment) {
  let last = started.then(() => postMessage({ ready: true }));
  last.catch((error) => reportError(error));
  return (part, logs) => {
    // One after the other, whatever the order in which their bytes come.
    last = last.then(async () => {
      const segment = readSegment(await bytesOf(part), logs);
      postMessage({ segment }, segment ? [segment.batch.buffer] : []);
    });
    last.catch((error) => reportError(error));
  };
}
