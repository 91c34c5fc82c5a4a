// The engine as an object. It speaks the protocol over a port; who is at the other end is not its business.

import { abortSignal, callback, object, oneOf, optional } from "./check.js";
import { Connection } from "./connection.js";
import { SpanlensError } from "./error.js";
import { streamOf, toExport } from "./export.js";
import { defaults, words } from "./protocol.js";
import { questions } from "./questions.js";
import { batches, toSources } from "./sources.js";

/** The options of `open`. */
const OPEN = ["onProgress", "signal", "logs", "group", "name", "headers"];

/** An engine. Its methods are described in index.d.ts: those below, and one for each of the questions. */
export class Engine extends EventTarget {
  #connection;
  #platform;
  #host;
  #isOpening = false;
  #isClosed = false;

  /**
   * @param {MessagePort} port
   * @param {object} platform what differs between browsers and Node: see platform in index.js and node.js
   * @param {{ connect: () => MessagePort, end: () => void }} [host] what the engine runs in, if it ends with this object
   */
  constructor(port, platform, host) {
    super();
    this.#platform = platform;
    this.#host = host;
    this.#connection = new Connection(port, ({ changed, crashed }) => {
      const event = crashed ? ["crash", { detail: crashed }] : ["change", { detail: changed }];
      this.dispatchEvent(new CustomEvent(...event));
    });
  }

  async open(input, options = {}) {
    const { onProgress, signal, logs, ...rest } = object("open", options, OPEN);
    const tell = optional("open: onProgress", onProgress, callback);
    const stop = optional("open: signal", signal, abortSignal);
    const kept = optional("open: logs", logs, oneOf, words.KeptLogs) ?? defaults.KeptLogs;
    return this.#exclusively(async () => {
      const parts = batches(await toSources(input, rest, this.#platform));
      let summary;
      let bytesBefore = 0n;
      for (const part of parts) {
        let bytes = 0n;
        const onPart = (progress) => {
          bytes = progress.bytes;
          // How much several parts are together is only known in the end.
          const totalBytes = parts.length === 1 ? progress.totalBytes : 0n;
          tell?.({ ...progress, bytes: bytesBefore + bytes, totalBytes });
        };
        summary = await this.#openBatch(part, kept, { onProgress: onPart, signal: stop });
        bytesBefore += bytes;
      }
      return summary;
    });
  }

  async openDemo(options = {}) {
    const { onProgress, signal } = object("openDemo", options, ["onProgress", "signal"]);
    const how = {
      onProgress: optional("openDemo: onProgress", onProgress, callback),
      signal: optional("openDemo: signal", signal, abortSignal),
    };
    return this.#exclusively(() => this.#connection.load({ openDemo: {} }, how));
  }

  async export(query, options = {}) {
    const { question, gzip, hashKey } = toExport("export", query);
    const { onProgress, signal } = object("export", options, ["onProgress", "signal"]);
    const tell = optional("export: onProgress", onProgress, callback);
    const stop = optional("export: signal", signal, abortSignal);
    const pieces = await streamOf((from) => this.#connection.ask({ exportPiece: { ...question, from } }, stop), tell);
    return { stream: gzip ? pieces.pipeThrough(new CompressionStream("gzip")) : pieces, hashKey };
  }

  async toHtml(query, options) {
    const { toHtml } = await import("./html/engine.js");
    return toHtml(this, this.#platform.read, query, options);
  }

  connect() {
    if (this.#isClosed) throw new SpanlensError("closed", "the engine is closed");
    if (!this.#host) throw new SpanlensError("unavailable", "connect: only the engine that was not made of a port gives ports");
    return this.#host.connect();
  }

  close() {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#connection.close();
    this.#host?.end();
  }

  /** Gives up an engine that runs no more. */
  fail(error) {
    this.#connection.crash(error);
  }

  static {
    for (const name of Object.keys(questions)) {
      const value = async function (...args) {
        return this.#ask(name, args);
      };
      Object.defineProperty(value, "name", { value: name });
      Object.defineProperty(this.prototype, name, { value, writable: true, configurable: true });
    }
  }

  async #ask(name, args) {
    const { kind = name, takes, content, traces = [], result = (answer) => answer } = questions[name];
    const asked = content(name, ...args.slice(0, takes));
    const { signal } = object(name, args[takes] ?? {}, ["signal"]);
    const stop = optional(`${name}: signal`, signal, abortSignal);
    const ids = traces.filter((member) => typeof asked[member] === "string");
    if (ids.length > 0) {
      await Promise.all(ids.map(async (member) => (asked[member] = await this.#handleOf(name, asked[member], stop))));
    }
    const answer = await this.#connection.ask({ [kind]: asked }, stop);
    const given = result(answer, asked);
    if (answer?.coverage) given.coverage = answer.coverage;
    return given;
  }

  /** Loads one thing at a time, so that who opens knows what is loaded then. */
  async #exclusively(load) {
    if (this.#isOpening) throw new SpanlensError("busy", "open: something is being opened already");
    this.#isOpening = true;
    try {
      return await load();
    } finally {
      this.#isOpening = false;
    }
  }

  async #openBatch(batch, logs, how) {
    const [{ url, headers, clickhouse, search }] = batch;
    const sources = batch.map(({ name, group }) => ({ name, group }));
    if (clickhouse) return this.#connection.load({ openClickhouse: { source: sources[0], ...clickhouse, logs } }, how);
    if (search) return this.#connection.load({ openSearch: { source: sources[0], ...search } }, how);
    if (url !== undefined) return this.#connection.load({ openUrl: { source: sources[0], url, headers, logs } }, how);
    const { files, transfer } = await this.#platform.pack(batch.map(({ body }) => body), how.signal);
    const beside = { files, lengths: batch.map(({ length }) => length) };
    return this.#connection.load({ open: { sources, logs } }, { ...how, beside, transfer });
  }

  /** The handle of the only trace that an id means. */
  async #handleOf(name, id, signal) {
    const { traces, total } = await this.#connection.ask({ findTrace: { text: id } }, signal);
    if (total === 1) return traces[0];
    throw new SpanlensError("bad-argument", `${name}: ${total} traces are meant by ${id}: findTrace gives their handles`);
  }
}

if (Symbol.dispose) Engine.prototype[Symbol.dispose] = Engine.prototype.close;
