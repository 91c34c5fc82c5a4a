// The script of a file that has the page, the engine and traces in it: unpacks the page, and starts it. It stands in the file as it is, a
// script of its own and no module, since pages from the disk may import none.

(() => {
  const say = (words) => (document.getElementById("spanlens-says").textContent = words);

  /** The parts of the page as they are in the file, so that they can be saved again. */
  const parts = {};

  /** The text of a part, which the document then need not have any more. */
  const textOf = (name) => {
    const element = document.getElementById(`spanlens-${name}`);
    const text = element.textContent.trim();
    element.remove();
    return text;
  };

  /** The bytes of a part. */
  const taken = (name) => {
    const text = name === "traces" ? textOf(name) : (parts[name] = textOf(name));
    return Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  };

  /** The same, uncompressed. */
  const unpacked = (name) => new Response(new Blob([taken(name)]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();

  globalThis.spanlensFile = { taken, unpacked, say, parts, about: JSON.parse(document.getElementById("spanlens-about").textContent) };
  if (!globalThis.DecompressionStream || !globalThis.WebAssembly) return say("This browser is too old for the page in this file.");
  unpacked("page").then((page) => {
    const script = document.createElement("script");
    script.src = URL.createObjectURL(new Blob([page], { type: "text/javascript" }));
    document.head.append(script);
  }).catch(({ message }) => say(`This file is damaged: ${message}`));
})();
