// Somebody who is asked about many spans, in a worker of its own: this engine, or plain JavaScript. It is told `{ who, spans }` once, or
// `{ who, requests }` where all are to be of one operation, and `{ question }` for each round after that. It answers each with `{ sample }`:
// milliseconds. Where the question is answered in steps that are measured, it says with `{ longest }` how long the longest one took.

import * as objects from "./objects.js";
import init, { Halves } from "./spanlens_benches.js";

/** Asks a question. What the answer is does not matter here. Gives the longest step of those that are asked in steps. */
let ask;

const start = {
  spanlens(halves) {
    ask = (question) => (question === "findings" ? look(halves) : void halves[question]());
  },
  JavaScript(halves) {
    const requests = objects.requestsOf(halves);
    halves.free();
    ask = (question) => void objects[question](requests);
  },
};

/** Looks for what stands out, as the engine does between other things. */
function look(halves) {
  const looking = halves.look();
  let longest = 0;
  for (let begin = performance.now(), goesOn = true; goesOn; ) {
    goesOn = halves.step(looking);
    const end = performance.now();
    longest = Math.max(longest, end - begin);
    begin = end;
  }
  looking.free();
  return longest;
}

addEventListener("message", async ({ data: { who, spans, requests, question } }) => {
  if (who) {
    await init();
    start[who](requests ? Halves.ofOneOperation(requests) : new Halves(spans));
    postMessage({});
  } else {
    const begin = performance.now();
    const longest = ask(question);
    postMessage({ sample: performance.now() - begin, longest });
  }
});

addEventListener("unhandledrejection", (event) => {
  throw event.reason;
});
