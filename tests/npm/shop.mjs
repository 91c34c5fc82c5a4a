// Files of a small shop: how fast its cart is, and how often it fails, is up to the test.

import { trace, write } from "../browser/traces.mjs";

/**
 * Writes a file with one request a second, from 2026-01-05 10:00:00 UTC on, that takes about 22 ms. The cart of each takes `cartMs`
 * and a little more or less; the first `failing` of every 20 requests fail there.
 *
 * @param {{ requests?: number, cartMs?: number, failing?: number }} [how]
 * @returns {Promise<string>} its path
 */
export function shop(name, { requests = 200, cartMs = 10, failing = 0 } = {}) {
  const lines = Array.from({ length: requests }, (_, index) => {
    const start = index * 1000;
    const cart = cartMs + (index % 7) * 0.3;
    const status = index % 20 < failing ? { status: { code: 2, message: `cart ${index} is locked` } } : {};
    return trace((index + 1).toString(16), [
      ["frontend", "GET /cart", start, start + cart + 12, { kind: 2, ...status }],
      ["frontend", "cart.Get", start + 5, start + cart + 7, { parent: 1, kind: 3, ...status }],
      ["cart", "cart.Get", start + 6, start + cart + 6, { parent: 2, kind: 2, ...status }],
    ]);
  });
  return write(`npm/${name}`, lines.join(""));
}
