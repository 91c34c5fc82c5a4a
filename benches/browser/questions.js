// Somebody who is asked about many spans, in a worker of its own: this engine, or plain JavaScript. It is told `{ who, spans }` once, and
// `{ question }` for each round after that. It answers each with `{ sample }`: milliseconds.

import * as objects from "./objects.js";
import init, { Halves } from "./spanlens_benches.js";

/** Asks a question. What the answer is does not matter here. */
let ask;

const start = {
  spanlens(halves) {
    ask = (question) => halves[question]();
  },
  JavaScript(halves) {
    const requests = objects.requestsOf(halves);
    halves.free();
    ask = (question) => objects[question](requests);
  },
};

addEventListener("message", async ({ data: { who, spans, question } }) => {
  if (who) {
    await init();
    start[who](new Halves(spans));
    postMessage({});
  } else {
    const begin = performance.now();
    ask(question);
    postMessage({ sample: performance.now() - begin });
  }
});

addEventListener("unhandledrejection", (event) => {
  throw event.reason;
});
