// Deliveries in a file of OTLP JSON, a line each.

import { createWriteStream } from "node:fs";
import { once } from "node:events";

import { JSON_TYPE } from "./otlp.js";

/** The most bytes that wait to be written. */
const MOST = 64 << 20;

/** A file that deliveries are added to. */
export class Saved {
  #file;
  /** Deliveries that were not JSON, and so are not written. */
  left = 0;

  constructor(file) {
    this.#file = file;
  }

  /** Opens a file. What is in it stays before what comes. */
  static async open(path) {
    const file = createWriteStream(path, { flags: "a" });
    await once(file, "open");
    file.on("error", (error) => {
      console.error(`spanlens: ${path}: ${error.message}`);
      process.exit(1);
    });
    return new Saved(file);
  }

  hasRoom() {
    return this.#file.writableLength < MOST;
  }

  /** Adds a delivery. In JSON a line can only end between values. */
  add({ type, body }) {
    if (type !== JSON_TYPE) {
      if (this.left++ === 0) {
        console.error("spanlens: a delivery in protobuf came, which --save does not write: set OTEL_EXPORTER_OTLP_PROTOCOL=http/json, if the SDK knows it");
      }
      return;
    }
    this.#file.write(`${body.toString("utf8").replace(/[\r\n]+/g, " ")}\n`);
  }
}
