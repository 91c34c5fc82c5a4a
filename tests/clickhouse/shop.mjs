// The traces that tables of tests are filled with.

import { shopTraces, trace } from "../browser/traces.mjs";

/** 2026-01-05 10:00:00 UTC, when the first of them begins. */
export const BEGIN = 1_767_607_200_000_000_000n;

/** A request of two spans, a second after the one before it; every tenth fails. */
export function request(index) {
  const at = index * 1000;
  const status = index % 10 === 9 ? { status: { code: 2, message: "the cart is locked" } } : {};
  return trace((index + 1).toString(16), [
    ["frontend", "GET /cart", at, at + 20 + index, { kind: 2, ...status, attributes: { "http.route": "/cart", customer: `c${index % 4}` } }],
    ["cart", "cart.Get", at + 2, at + 18 + index, { parent: 1, kind: 3, ...status }],
  ]);
}

/** 62 traces of 133 spans: a minute of requests, and traces with all oddities. All attributes are texts: tables of maps keep no other values. */
export const shop = shopTraces() + Array.from({ length: 60 }, (_, index) => request(index)).join("");
