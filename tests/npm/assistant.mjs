// An assistant: the official client of the Model Context Protocol, which talks to the installed program over its standard input and output.

import { mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const SDK = fileURLToPath(new URL("../../node_modules/@modelcontextprotocol/sdk", import.meta.url));

/** Gives an installed package the SDK, as somebody who installs both has it. */
export async function withSdk({ directory }) {
  const place = join(directory, "node_modules/@modelcontextprotocol/sdk");
  await mkdir(dirname(place), { recursive: true });
  await symlink(SDK, place, "dir");
}

/** The tokens of a text, as the answers count them. */
export const tokensOf = (text) => Math.ceil(Buffer.byteLength(text) / 3);

/**
 * Starts the program for an assistant, which goes when all is done.
 *
 * @param {{ directory: string }} installed
 * @param {string[]} words of the command line
 * @param {(assistant: { client: Client, tools: object[], errors: () => string,
 *   call: (name: string, args?: object, options?: object) => Promise<{ text: string, found: object, isError: boolean, tokens: number }> }) => Promise<void>} use
 * @param {string} [cwd]
 */
export async function assisted({ directory }, words, use, cwd = directory) {
  const client = new Client({ name: "tests", version: "1" });
  const transport = new StdioClientTransport({ command: process.execPath, args: [join(directory, "node_modules/spanlens/cli.js"), "mcp", ...words], cwd, stderr: "pipe" });
  let errors = "";
  transport.stderr.on("data", (data) => (errors += data));
  await client.connect(transport);
  try {
    // From here on the client holds every answer to the schema of its tool.
    const { tools } = await client.listTools();
    const call = async (name, args = {}, options) => {
      const { content, structuredContent: found, isError = false } = await client.callTool({ name, arguments: args }, undefined, options);
      const [{ text }] = content;
      return { text, found, isError, tokens: Math.max(tokensOf(text), tokensOf(JSON.stringify(found ?? ""))) };
    };
    await use({ client, tools, call, errors: () => errors });
  } finally {
    await client.close();
  }
}
