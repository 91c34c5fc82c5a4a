import { useState } from "react";
import type { Selection, Summary } from "spanlens";

import { Explorer } from "./Explorer";

export function App() {
  const [files, setFiles] = useState<readonly File[]>([]);
  const [isOpen, setOpen] = useState(true);
  const [summary, setSummary] = useState<Summary>();
  const [selection, setSelection] = useState<Selection>();
  const [problem, setProblem] = useState("");

  return (
    <>
      <h1>Traces</h1>
      <p>
        <label>Trace files: <input type="file" multiple onChange={(event) => setFiles([...event.target.files ?? []])} /></label>
        {" "}
        <button onClick={() => setOpen(!isOpen)}>{isOpen ? "Close" : "Open"}</button>
      </p>
      <p role="status">{problem || (summary ? `${summary.counts.requests} requests are loaded.` : "Nothing is loaded.")}</p>
      {isOpen && (
        <Explorer
          files={files}
          onLoad={(loaded) => {
            setSummary(loaded);
            setProblem("");
          }}
          onError={({ message }) => setProblem(message)}
          onSelection={({ selection }) => setSelection(selection)}
        />
      )}
      {selection && <p id="selection">Selected: {inWords(selection)}</p>}
    </>
  );
}

function inWords({ from, to, minDuration, maxDuration, errors }: Selection) {
  const time = (ns: bigint | number) => new Date(Number(BigInt(ns) / 1_000_000n)).toISOString();
  const milliseconds = (ns: bigint | number) => `${Number(ns) / 1e6} ms`;
  const parts = [
    from !== undefined && `from ${time(from)}`,
    to !== undefined && `to ${time(to)}`,
    minDuration !== undefined && `${milliseconds(minDuration)} or longer`,
    maxDuration !== undefined && `shorter than ${milliseconds(maxDuration)}`,
    errors && "failing",
  ];
  return parts.filter(Boolean).join(", ");
}
