// Starts the page, whose addresses stand in <meta> elements of the document (see index.html).

const address = (name) => {
  const { content } = document.querySelector(`meta[name="spanlens-${name}"]`);
  return new URL(content, document.baseURI).href;
};

const { default: start, mountPage } = await import(address("script"));
await start({ module_or_path: address("wasm") });
mountPage(() => new Worker(`${address("engine")}worker.js`, { type: "module" }));
