// The answers of the engine without WebAssembly and JavaScript in between: examples/answers.rs.

import { execFile, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const cwd = fileURLToPath(new URL("../../", import.meta.url));
// Of the whole workspace, as other tests are built: one package alone would be built with other features, and so the engine once more.
const build = ["build", "--quiet", "--workspace", "--example", "answers", "--target-dir", "target"];
let built;

/** Answers to questions of the protocol about files, or about the demo where there are none. */
export async function nativeAnswers(files, questions) {
  await (built ??= promisify(execFile)("cargo", build, { cwd }));
  const program = spawn(`${cwd}target/debug/examples/answers`, files, { cwd, stdio: ["pipe", "pipe", "inherit"] });
  program.stdin.end(questions.map((question) => `${json(question)}\n`).join(""));
  const lines = (await text(program.stdout)).trim().split("\n");
  return lines.map((line) => {
    // What JSON.parse would round.
    const { answer, error } = JSON.parse(line.replace(/(?<=[[:,])(\d{16,})(?=[\],}])/g, `"$1n"`));
    return answer ? Object.values(answer.answer)[0] : error.error;
  });
}

/** What crosses to JavaScript, as what JSON says of it. */
export function plain(value) {
  if (typeof value === "bigint") return value > Number.MAX_SAFE_INTEGER ? `${value}n` : Number(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (value === undefined) return null;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value, plain);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/**
 * An answer with the numbers of another where these are the same but for how two machines round, or are handles of the other's store:
 * those differ by `shift`.
 */
export function alike(value, like, shift) {
  if (typeof value === "number" && typeof like === "number") {
    return value - like === shift || Math.abs(value - like) <= 1e-9 * Math.abs(like) ? like : value;
  }
  if (Array.isArray(value)) return value.map((inner, at) => alike(inner, like?.[at], shift));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, alike(inner, like?.[key], shift)]));
}

function json(value) {
  return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? `${inner}n` : inner)).replace(/"(\d+)n"/g, "$1");
}
