// JSON of answers.

/** The version of what `--json` writes, as `schemas/report.json` and `schemas/compare.json` say it. A member that goes or means something else is a new version. */
export const SCHEMA_VERSION = 1;

/** JSON, with typed arrays as arrays, and whole numbers as numbers where these are exact. */
export function asJson(value) {
  return JSON.stringify(value, (_, inner) => {
    if (typeof inner === "bigint") return inner <= Number.MAX_SAFE_INTEGER ? Number(inner) : String(inner);
    if (ArrayBuffer.isView(inner)) return Array.from(inner);
    return inner;
  }, 2);
}
