// The engine as an object. It speaks the protocol over a port; who is at the other end is not its business.

import { abortSignal, callback, object, optional, text, wholeNumber } from "./check.js";
import { Connection } from "./connection.js";
import { badArgument, SpanlensError } from "./error.js";
import {
  toAttributeDiffQuestion, toComparison, toFlameDiffQuestion, toFlameGraphQuestion, toFrameUnitsQuestion,
  toHeatmapQuestion, toTracesQuestion, units,
} from "./query.js";
import { batches, toSources } from "./sources.js";

/** An engine. Its methods are described in index.d.ts. */
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
    const { onProgress, signal, ...rest } = object("open", options, ["onProgress", "signal", "group", "name", "headers"]);
    const tell = optional("open: onProgress", onProgress, callback);
    const stop = optional("open: signal", signal, abortSignal);
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
        summary = await this.#openBatch(part, { onProgress: onPart, signal: stop });
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
    return this.#exclusively(() => this.#connection.load("openDemo", how));
  }

  async summary(options) {
    return this.#ask("summary", undefined, options);
  }

  async heatmap(query = {}, options) {
    return this.#ask("heatmap", toHeatmapQuestion("heatmap", query), options);
  }

  async overview(query = {}, options) {
    return this.#ask("overview", toComparison("overview", query), options);
  }

  async count(query = {}, options) {
    return this.#ask("count", toComparison("count", query), options);
  }

  async errorCauses(query = {}, options) {
    return this.#ask("errorCauses", toComparison("errorCauses", query), options);
  }

  async attributeDiff(query = {}, options) {
    return this.#ask("attributeDiff", toAttributeDiffQuestion("attributeDiff", query), options);
  }

  async flameGraph(query = {}, options) {
    return this.#ask("flameGraph", toFlameGraphQuestion("flameGraph", query), options);
  }

  async flameDiff(query = {}, options) {
    return this.#ask("flameDiff", toFlameDiffQuestion("flameDiff", query), options);
  }

  async suspects(query = {}, options) {
    const { suspects } = await this.#ask("flameDiff", toFlameDiffQuestion("suspects", query), options);
    return suspects;
  }

  async frameUnits(query = {}, options) {
    return this.#ask("frameUnits", toFrameUnitsQuestion("frameUnits", query), options);
  }

  async traces(query = {}, options) {
    return this.#ask("traces", toTracesQuestion("traces", query), options);
  }

  async findTrace(id, options) {
    return this.#ask("findTrace", { text: text("findTrace: id", id) }, options);
  }

  async trace(trace, options) {
    return this.#ask("trace", { row: await this.#traceRow("trace", trace, options) }, options);
  }

  async traceDiff(left, right, options) {
    const rows = [left, right].map((trace) => this.#traceRow("traceDiff", trace, options));
    const [leftRow, rightRow] = await Promise.all(rows);
    return this.#ask("traceDiff", { left: leftRow, right: rightRow }, options);
  }

  async span(row, options) {
    return this.#ask("span", { row: wholeNumber("span: row", row) }, options);
  }

  async searchTrace(trace, words, options) {
    text("searchTrace: text", words);
    return this.#ask("searchTrace", { row: await this.#traceRow("searchTrace", trace, options), text: words }, options);
  }

  async traceErrors(trace, options) {
    return this.#ask("traceErrors", { row: await this.#traceRow("traceErrors", trace, options) }, options);
  }

  async complete(filter, cursor = filter?.length, options) {
    text("complete: filter", filter);
    wholeNumber("complete: cursor", cursor, 0, filter.length);
    // The engine counts bytes, JavaScript UTF-16 units.
    const bytes = new TextEncoder().encode(filter);
    const before = new TextEncoder().encode(filter.slice(0, cursor)).length;
    const { from, to, items } = await this.#ask("complete", { text: filter, cursor: before }, options);
    const unitsBefore = (byte) => new TextDecoder().decode(bytes.subarray(0, byte)).length;
    return { from: unitsBefore(from), to: unitsBefore(to), items };
  }

  async parseFilter(filter, options) {
    return this.#ask("parseFilter", { text: text("parseFilter: filter", filter) }, options);
  }

  async matching(filter, population, options) {
    const question = units("matching", { filter: text("matching: filter", filter), population });
    return this.#ask("matching", question, options);
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

  async #ask(kind, content, options) {
    const { signal } = object(kind, options ?? {}, ["signal"]);
    const stop = optional(`${kind}: signal`, signal, abortSignal);
    return this.#connection.ask(kind, content === undefined ? kind : { [kind]: content }, { signal: stop });
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

  async #openBatch(batch, how) {
    const [{ url, headers }] = batch;
    const sources = batch.map(({ name, group }) => ({ name, group }));
    if (url !== undefined) return this.#connection.load({ openUrl: { source: sources[0], url, headers } }, how);
    const { files, transfer } = await this.#platform.pack(batch.map(({ body }) => body), how.signal);
    const beside = { files, lengths: batch.map(({ length }) => length) };
    return this.#connection.load({ open: { sources } }, { ...how, beside, transfer });
  }

  /** The row of a trace that is meant by its row or by its id. */
  async #traceRow(name, trace, options) {
    if (typeof trace === "number") return wholeNumber(`${name}: row`, trace);
    if (typeof trace !== "string") throw badArgument(`${name}: trace`, "the row or the id of a trace", trace);
    const { traces, total } = await this.#ask("findTrace", { text: trace }, options);
    if (total === 1) return traces[0];
    throw new SpanlensError("bad-argument", `${name}: ${total} traces are meant by ${trace}: findTrace gives their rows`);
  }
}

if (Symbol.dispose) Engine.prototype[Symbol.dispose] = Engine.prototype.close;
