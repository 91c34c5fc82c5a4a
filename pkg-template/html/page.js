// The page of a file that has everything in it. It is bundled into one script, as pages from the disk may import none.

import start, { View } from "../views/spanlens_views.js";
import style from "../views/style.js";
import { htmlFile } from "./file.js";

const { taken, unpacked, say, parts, about } = globalThis.spanlensFile;

const sheet = new CSSStyleSheet();
sheet.replaceSync(style);
document.adoptedStyleSheets = [sheet];

Promise.all(["views", "engine", "worker"].map(unpacked)).then(async ([views, engine, worker]) => {
  await start({ module_or_path: views });
  const script = URL.createObjectURL(new Blob([worker], { type: "text/javascript" }));
  const startWorker = () => {
    const worker = new Worker(script);
    worker.postMessage({ wasmUrl: engine });
    return worker;
  };
  // What is shown stands in the address, so that a file that is loaded again shows it again.
  const tell = (name, detail) => {
    if (name === "state") history.replaceState(null, "", `#${detail}`);
  };
  const own = { html: (content) => htmlFile(parts, content), isFile: true, sample: about.isSample ? about.name : undefined };
  const view = new View("explorer", document.body, startWorker, tell, own);
  document.querySelector(".spanlens").classList.add("page");
  view.openFiles([new File([taken("traces")], about.name)]);
  view.state = location.hash.slice(1) || about.state;
  document.getElementById("spanlens-says").remove();
  // A view that nobody holds is taken away with the garbage.
  globalThis.spanlensFile = { view };
}).catch((error) => say(`The page cannot start: ${error.message ?? error}`));
