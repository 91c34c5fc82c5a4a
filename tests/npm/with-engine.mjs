// Tests with an engine of their own.

import { test } from "node:test";

/**
 * Runs a test with an engine of its own, which is closed after it.
 *
 * @param {string} name of the test
 * @param {() => Promise<object>} createEngine the function of the package
 * @param {(engine: object) => Promise<void>} run
 * @param {() => Promise<void>} [afterwards] run once the engine is closed, whatever came of the test
 */
export function testWithEngine(name, createEngine, run, afterwards) {
  test(name, async () => {
    const engine = await createEngine();
    try {
      await run(engine);
    } finally {
      engine.close();
      await afterwards?.();
    }
  });
}
