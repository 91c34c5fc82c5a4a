// Values as the TypeScript that makes them.

/** How many elements of a list are written. No tuple of the protocol has as many. */
const longest = 10;

/** A value of the protocol as an expression, long lists cut. */
export function literal(value) {
  switch (typeof value) {
    case "bigint":
      return `${value}n`;
    case "string":
      return JSON.stringify(value);
    case "object":
      if (value === null) return "null";
      if (Array.isArray(value)) return `[${elements(value)}]`;
      if (ArrayBuffer.isView(value)) return `new ${value.constructor.name}([${elements(value)}])`;
      return `{ ${Object.entries(value).map(property).join(", ")} }`;
    default:
      return String(value);
  }
}

const elements = (list) => Array.from(list.slice(0, longest), literal).join(", ");

const property = ([key, value]) => `${JSON.stringify(key)}: ${literal(value)}`;
