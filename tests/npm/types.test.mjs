// The generated types against those who use them, and against what really crosses.

import assert from "node:assert";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { Relay } from "../../pkg-template/cli/relay.js";
import { startJaeger } from "../browser/trace-apis.mjs";
import { startFront } from "../clickhouse/front.mjs";
import { faultsOf } from "./types/compile.mjs";
import { startEngine } from "./types/engine.mjs";
import { literal } from "./types/literal.mjs";
import { askAll, rich } from "./types/questions.mjs";

const protocol = "target/types/protocol.d.ts";

let client, front, jaeger, live, other;
before(async () => {
  front = await startFront();
  await front.fill("exporter-2024", JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [rich] }] }] }));
  const connect = await startEngine();
  [client, other] = [connect(), connect()];
  live = createServer((_, response) => new Relay(1).stream(response, {}));
  await new Promise((resolve) => live.listen(0, "127.0.0.1", resolve));
  jaeger = await startJaeger();
  await askAll(client, { url: front.url(), credentialsInUrl: false }, `http://127.0.0.1:${live.address().port}/`, jaeger.origin);
});
after(async () => {
  client?.close();
  other?.close();
  live?.close();
  live?.closeAllConnections();
  jaeger?.close();
  await front?.close();
});

/** Writes a module about the types of the protocol, and says what is wrong with it. */
async function check(name, lines) {
  const file = `target/types/${name}.ts`;
  const path = new URL(`../../${file}`, import.meta.url);
  await writeFile(path, [`import type * as protocol from "./protocol.js";`, ...lines, ""].join("\n"));
  return await faultsOf([protocol, file]);
}

const constants = (type, values) => values.map((value, at) => `export const v${at}: ${type} = ${literal(value)};`);
/** The kinds of a union are the keys of its objects, and its strings. */
const kindOf = (value) => (typeof value === "string" ? value : Object.keys(value)[0]);
/** Fails where a union has a kind that is not among these values. */
const covers = (union, values) => [
  `type Kinds<T> = T extends string ? T : keyof T;`,
  `type Missing = Exclude<Kinds<protocol.${union}>, ${[...new Set(values.map(kindOf))].map(literal).join(" | ")}>;`,
  `export const missing: [Missing] extends [never] ? "none" : Missing = "none";`,
];
const answersOf = (replies) => replies.filter(({ answer }) => answer).map(({ answer }) => answer.answer);

test("a program may rely on the types", async () => {
  assert.strictEqual(await faultsOf([protocol, "tests/npm/contract.ts"]), "");
});

test("everything that a client sends is of the type of a message", async () => {
  const { messages } = client.said;
  assert.strictEqual(await check("messages", constants("protocol.Message", messages)), "");
});

test("every kind of question is asked", async () => {
  const questions = client.said.messages.map(({ ask }) => ask.question);
  assert.strictEqual(await check("questions", covers("Question", questions)), "");
});

test("everything that the engine says is of the type of a reply", async () => {
  const replies = [...client.said.replies.filter(({ progress }) => !progress), ...other.said.replies];
  const progress = client.said.replies.filter(({ progress }) => progress).slice(0, 3);
  assert.ok(progress.length > 0);
  assert.ok(other.said.replies.some(({ changed }) => changed));
  assert.strictEqual(await check("replies", constants("protocol.Reply", [...replies, ...progress])), "");
});

test("every kind of answer is given", async () => {
  assert.strictEqual(await check("answers", covers("Answer", answersOf(client.said.replies))), "");
});

test("an answer with a key too many or too few is of no type", async () => {
  const lines = answersOf(client.said.replies).flatMap((answer, at) => {
    const [kind, value] = Object.entries(answer)[0];
    if (typeof value !== "object") return [];
    const type = `Extract<protocol.Answer, { ${kind}: unknown }>["${kind}"]`;
    const { [Object.keys(value)[0]]: _, ...less } = value;
    return [{ ...value, excess: 1 }, less].flatMap((wrong, way) => [
      "// @ts-expect-error",
      `export const v${at}_${way}: ${type} = ${literal(wrong)};`,
    ]);
  });
  assert.ok(lines.length > 40);
  assert.strictEqual(await check("wrong", lines), "");
});
