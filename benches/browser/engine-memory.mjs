/** The bytes of WebAssembly's memory that the engine of a worker has. It never shrinks: its size is its peak. */
export const engineMemory = (worker) => worker.evaluate(async () => {
  const { default: init } = await import(new URL("spanlens.js", self.location));
  return (await init()).memory.buffer.byteLength;
});
