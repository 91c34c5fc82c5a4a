// Text for a terminal.

/**
 * A text without what a terminal would obey: control characters, and marks that turn the direction of writing, stand there as
 * their numbers. Traces are written by strangers.
 */
export function harmless(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (mark) => `\\u{${mark.codePointAt(0).toString(16)}}`);
}

/**
 * Rows in columns. Columns of numbers are aligned to the right, the last one is as wide as it likes.
 *
 * @param {{ title: string, isNumber?: boolean, widest?: number }[]} columns
 * @param {string[][]} rows
 */
export function table(columns, rows) {
  const cells = rows.map((row) => row.map((cell, at) => shortened(harmless(cell), columns[at].widest ?? Infinity)));
  const widths = columns.map(({ title }, at) => cells.reduce((widest, row) => Math.max(widest, width(row[at])), width(title)));
  const line = (row) => row.map((cell, at) => padded(cell, widths[at], columns[at].isNumber)).join("  ").trimEnd();
  return [columns.map(({ title }) => title), ...cells].map(line).join("\n");
}

const width = (text) => [...text].length;

function padded(text, to, isNumber) {
  const space = " ".repeat(to - width(text));
  return isNumber ? space + text : text + space;
}

function shortened(text, to) {
  return width(text) <= to ? text : `${[...text].slice(0, to - 1).join("")}…`;
}

/** A whole number with separators between thousands. */
export function count(number) {
  return number.toLocaleString("en-US");
}

/** So many of something that takes an s. */
export function many(number, what) {
  return `${count(number)} ${what}${number === 1 ? "" : "s"}`;
}

/** How many in a second, if that is known. */
export function rate(perSecond) {
  if (perSecond === 0) return "–";
  return perSecond < 0.001 ? "< 0.001" : significant(perSecond);
}

/** A part of one in percent. */
export function share(part) {
  return part === 0 ? "–" : `${significant(part * 100)} %`;
}

/** A part of one in percent, none as 0. */
export function percent(part) {
  return part === 0 ? "0 %" : `${significant(part * 100)} %`;
}

/** Three digits. */
export function significant(number) {
  return number >= 100 ? count(Math.round(number)) : String(Number(number.toPrecision(3)));
}

const UNITS = [[86_400e9, "d"], [3_600e9, "h"], [60e9, "min"], [1e9, "s"], [1e6, "ms"], [1e3, "µs"], [1, "ns"]];

/** A duration of so many nanoseconds, in three digits. */
export function duration(ns) {
  const number = Number(ns);
  const [size, unit] = UNITS.find(([size]) => number >= size * 0.9995) ?? UNITS.at(-1);
  return `${significant(number / size)} ${unit}`;
}

/** A time, in UTC, to the second. */
export function time(ns) {
  const ms = Number(ns / 1_000_000n);
  return ms > 8.64e15 ? `${ns} ns` : new Date(ms).toISOString().replace("T", " ").slice(0, -5);
}
