// Deliveries in a file of OTLP JSON, a line each.

import { once } from "node:events";
import { createWriteStream } from "node:fs";

import { JSON_TYPE } from "./otlp.js";
import { toJson } from "./otlp-json.js";

/** The most bytes that wait to be written. */
const MOST = 64 << 20;

/** A file that deliveries are added to. */
export class Saved {
  #file;

  constructor(file) {
    this.#file = file;
  }

  /** Opens a file. What is in it stays before what comes. */
  static async open(path) {
    const file = createWriteStream(path, { flags: "a", mode: 0o600 });
    await once(file, "open");
    file.on("error", (error) => {
      console.error(`spanlens: ${path}: ${error.message}`);
      process.exit(1);
    });
    return new Saved(file);
  }

  /** Whether it keeps up. */
  get hasRoom() {
    return this.#file.writableLength < MOST;
  }

  /** Adds a delivery: JSON as it is, since a line can only end between its values. */
  add({ signal, type, body }) {
    try {
      const line = type === JSON_TYPE ? body.toString("utf8").replace(/[\r\n]+/g, " ") : JSON.stringify(toJson(body, signal));
      this.#file.write(`${line}\n`);
    } catch (error) {
      console.error(`spanlens: a delivery is not saved: ${error.message}`);
    }
  }
}
