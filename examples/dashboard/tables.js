// Rows of tables, and how numbers are written in them.

/** Replaces the rows of a table; a cell is text, a number or an element. */
export function fill(table, rows) {
  const [body] = document.querySelector(table).tBodies;
  body.replaceChildren(...rows.map((cells) => {
    const row = document.createElement("tr");
    for (const cell of cells) row.insertCell().append(cell);
    return row;
  }));
}

/** What opens a trace. */
export function traceButton(traceId, group) {
  const button = document.createElement("button");
  button.textContent = traceId.slice(0, 8);
  Object.assign(button.dataset, { traceId, group });
  return button;
}

export function duration(ns) {
  const [unit, name] = ns < 1_000_000_000n ? [1e6, "ms"] : [1e9, "s"];
  return `${(Number(ns) / unit).toLocaleString("en", { maximumSignificantDigits: 3 })} ${name}`;
}

export const percent = (share) => `${(share * 100).toFixed(1)} %`;
