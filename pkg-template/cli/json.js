// JSON of answers.

/** JSON, with typed arrays as arrays, and whole numbers as numbers where these are exact. */
export function asJson(value) {
  return JSON.stringify(value, (_, inner) => {
    if (typeof inner === "bigint") return inner <= Number.MAX_SAFE_INTEGER ? Number(inner) : String(inner);
    if (ArrayBuffer.isView(inner)) return Array.from(inner);
    return inner;
  }, 2);
}
