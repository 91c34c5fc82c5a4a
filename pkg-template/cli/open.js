// Files that are opened, with what could not be read told.

import { harmless } from "./text.js";

/**
 * Opens sources, and gives what is loaded then. What could not be read is told, and makes the program end with 1; that there is nothing at all is
 * an error.
 */
export async function openAll(engine, sources, options) {
  const summary = await engine.open(sources, options);
  const faults = summary.files.filter(({ report }) => report.fault);
  for (const { source, report } of faults) {
    console.error(`spanlens: ${harmless(`${source.name}: ${report.fault.message}`)}`);
  }
  if (faults.length > 0) process.exitCode = 1;
  if (summary.counts.spans === 0) throw new Error("there are no spans");
  return summary;
}
