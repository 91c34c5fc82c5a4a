import { createEngine } from "spanlens";

const input = document.querySelector("input");
const status = document.querySelector("[role=status]");
const table = document.querySelector("table");

let engine;

input.addEventListener("change", async () => {
  // What was opened before is given up, with the memory that it took; its promises reject with the code "closed".
  engine?.close();
  try {
    engine = await createEngine();
    const { counts, files } = await engine.open(input.files, {
      onProgress: ({ bytes }) => (status.textContent = `${bytes} bytes read …`),
    });
    show(await engine.overview());
    const faults = files.flatMap(({ source, report }) => report.fault ? `${source.name}: ${report.fault.message}` : []);
    status.textContent = [`${counts.requests} requests in ${counts.spans} spans.`, ...faults].join(" ");
  } catch (error) {
    if (error.code !== "closed") status.textContent = error.message;
  }
});

function show({ services, names, selection }) {
  const milliseconds = (ns) => (Number(ns) / 1e6).toFixed(1);
  const largestFirst = [...names.keys()].sort((left, right) => selection.counts[right] - selection.counts[left]);
  const rows = largestFirst.map((at) => [
    services[at],
    names[at],
    selection.counts[at],
    selection.errors[at],
    milliseconds(selection.p50Ns[at]),
    milliseconds(selection.p95Ns[at]),
    milliseconds(selection.p99Ns[at]),
  ]);
  table.tBodies[0].replaceChildren(...rows.map((cells) => {
    const row = document.createElement("tr");
    for (const cell of cells) row.insertCell().textContent = cell;
    return row;
  }));
  table.hidden = false;
}
