// Starts the page, whose addresses stand in <meta> elements of the document (see index.html).

const address = (name) => {
  const { content } = document.querySelector(`meta[name="spanlens-${name}"]`);
  return new URL(content, document.baseURI).href;
};

/** Makes one file of the page, the engine and traces. */
const html = async (content) => {
  const at = address("html");
  const { fetched, htmlFile, packedParts } = await import(`${at}file.bundle.js`);
  const urls = {
    page: `${at}page.bundle.js`, views: address("wasm"), worker: `${at}worker.bundle.js`, engine: `${address("engine")}spanlens_bg.wasm`,
  };
  return htmlFile(await packedParts(urls, fetched), content);
};

const { default: start, mountPage } = await import(address("script"));
await start({ module_or_path: address("wasm") });
mountPage(() => new Worker(`${address("engine")}worker.js`, { type: "module" }), { html });
