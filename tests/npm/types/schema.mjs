// JSON schemas of types, as `cli/json.js` writes their values: what the definitions of the protocol say, said to those who read the JSON.

const COLUMNS = { Uint8Array: "number", Uint32Array: "number", Float64Array: "number", BigUint64Array: "bigint" };
const PLAIN = {
  number: { type: "number" },
  string: { type: "string" },
  boolean: { type: "boolean" },
  // Beyond what a double holds exactly, the digits are text.
  bigint: { type: ["integer", "string"], pattern: "^-?[0-9]+$" },
};

/**
 * The schema of a type with those that it names.
 *
 * @param {string} text the definitions, as `cargo xtask types` writes them
 * @param {string} root the name of the type
 * @param {string} title
 */
export function schemaOf(text, root, title) {
  const sources = new Map([...text.matchAll(/^export (interface|type) (\w+)([\s\S]*?)(?=^export |(?![\s\S]))/gm)].map(([, sort, name, rest]) => [name, { sort, rest: bare(rest) }]));
  const used = new Map();
  const refer = (name) => {
    if (!used.has(name)) {
      const source = sources.get(name);
      if (source === undefined) throw new Error(`there is no type ${name}`);
      used.set(name, undefined);
      used.set(name, source.sort === "interface" ? interfaceOf(source.rest) : typeOf(source.rest.replace(/^\s*=|;\s*$/g, "")));
    }
    return { $ref: `#/$defs/${name}` };
  };

  function membersOf(rest) {
    const [, base, hidden] = /^\s*extends Omit<(\w+), ([^>]*)>/.exec(rest) ?? [];
    const inherited = base === undefined ? [] : membersOf(sources.get(base).rest).filter(({ name }) => !hidden.includes(`"${name}"`));
    const body = rest.slice(rest.indexOf("{") + 1, rest.lastIndexOf("}"));
    return [...inherited, ...parts(body, ";").map((member) => {
      const [, name, optional, type] = /^(\w+)(\??):([\s\S]+)$/.exec(member);
      return { name, isOptional: optional === "?", type };
    })];
  }

  function interfaceOf(rest) {
    return objectOf(membersOf(rest));
  }

  function objectOf(members) {
    return {
      type: "object",
      additionalProperties: false,
      required: members.filter(({ isOptional }) => !isOptional).map(({ name }) => name),
      properties: Object.fromEntries(members.map(({ name, type }) => [name, typeOf(type)])),
    };
  }

  function typeOf(type) {
    const options = parts(type, "|").filter((option) => option !== "undefined");
    if (options.length > 1) {
      const isWord = (option) => /^"[^"]*"$/.test(option);
      const words = options.filter(isWord).map((word) => JSON.parse(word));
      const others = options.filter((option) => !isWord(option)).map(typeOf);
      return others.length === 0 ? { enum: words } : { anyOf: [...words.length > 0 ? [{ enum: words }] : [], ...others] };
    }
    const [one] = options;
    if (one.endsWith("[]")) return { type: "array", items: typeOf(one.slice(0, -2)) };
    if (one.startsWith("(")) return typeOf(one.slice(1, -1));
    if (one.startsWith("[")) {
      const items = parts(one.slice(1, -1), ",").map(typeOf);
      return { type: "array", items, minItems: items.length, maxItems: items.length };
    }
    if (one.startsWith("{")) return objectOf(membersOf(one));
    if (/^(?:"|\d)/.test(one)) return { const: JSON.parse(one) };
    if (one in COLUMNS) return { type: "array", items: PLAIN[COLUMNS[one]] };
    return PLAIN[one] ?? refer(one);
  }

  const { $ref } = refer(root);
  const $defs = Object.fromEntries([...used].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { $schema: "http://json-schema.org/draft-07/schema#", title, $ref, $defs };
}

/** A schema as it is kept: what is short is on one line. */
export function written(value, indent = "") {
  const flat = JSON.stringify(value, null, 1).replace(/\n\s*/g, " ");
  if (typeof value !== "object" || indent.length + flat.length <= 140) return flat;
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((one) => inner + written(one, inner)).join(",\n")}\n${indent}]`;
  return `{\n${Object.entries(value).map(([key, one]) => `${inner}${JSON.stringify(key)}: ${written(one, inner)}`).join(",\n")}\n${indent}}`;
}

/** Without what is said to people. */
const bare = (text) => text.replace(/\/\*\*[\s\S]*?\*\//g, "").replace(/^\/\/.*$/gm, "");

/** What is between separators that are in no brackets and no text. */
function parts(text, separator) {
  const found = [];
  let [depth, part, isText] = [0, "", false];
  for (const mark of text) {
    if (mark === `"`) isText = !isText;
    if (!isText && "{[(<".includes(mark)) depth += 1;
    if (!isText && "}])>".includes(mark)) depth -= 1;
    if (mark === separator && depth === 0 && !isText) {
      found.push(part);
      part = "";
    } else part += mark;
  }
  return [...found, part].map((one) => one.trim()).filter((one) => one !== "");
}
