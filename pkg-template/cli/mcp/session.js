// What is open for an assistant: an engine, what was loaded into it, and what it was shown by number.

import { addressOf } from "../../address.js";
import { createEngine } from "../../node.js";
import { AskedWrongly } from "./values.js";

/** How often a question is asked again when more has come meanwhile, or something else was opened. */
const AGAIN = 3;

/** The group of what belongs to none. */
const DEFAULT_GROUP = "default";

/**
 * @typedef {object} Given
 * @property {import("./folder.js").Allowed} allowed the files that may be opened
 * @property {unknown[]} sources what is opened from the start beside the files that were named: a server, or what is received
 * @property {{ url: string, add: (inputs: object[]) => string[] }} [page] the page that is served
 * @property {string} [live] the address of what is received, on the page
 * @property {string} logs which logs are read
 */

export class Session {
  /** @type {Given} */
  #given;
  #engine;
  /** What is being loaded, or was: questions wait for it. */
  #loading;
  /** What is loaded, for the page: the addresses of files there, or nothing where the page could not show the same. */
  #shown = [];
  /** The findings that were shown last, by what was looked at. */
  #findings = new Map();

  /** @param {Given} given */
  constructor(given) {
    this.#given = given;
    this.#loading = this.#start();
    // Whoever asks hears of it.
    this.#loading.catch(() => {});
  }

  /** Which files may be opened. */
  get allowed() {
    return this.#given.allowed;
  }

  /**
   * Asks the engine, once everything is loaded.
   *
   * @template Answer
   * @param {(engine: import("../../index.js").Engine) => Promise<Answer>} ask
   * @returns {Promise<Answer>}
   */
  async ask(ask) {
    for (let again = 0; ; again++) {
      await this.#loading;
      if (this.#engine === undefined) throw new AskedWrongly("nothing is open yet: call open, which without files lists those that can be opened");
      try {
        return await ask(this.#engine);
      } catch (error) {
        if (again === AGAIN || (error.code !== "stale-handle" && error.code !== "closed")) throw error;
      }
    }
  }

  /**
   * Opens more, or something else.
   *
   * @param {{ files: string[], demo: boolean, replace: boolean, group?: string }} wanted
   * @param {AbortSignal} signal
   * @returns {Promise<object>} what is loaded then
   */
  async open({ files, demo, replace, group }, signal) {
    const before = this.#loading.catch(() => {});
    const loading = before.then(async () => {
      const found = await Promise.all(files.map((name) => this.allowed.find(name)));
      return this.#load({ files: found.map((file) => ({ ...file, group: group ?? file.group })), demo, replace }, signal);
    });
    // What is asked from now on waits for it, whatever comes of it.
    this.#loading = loading.catch(() => {});
    return loading;
  }

  /** Remembers what was shown, so that it can be meant by its number. */
  remember(view, findings) {
    this.#findings.set(nameOf(view), findings);
  }

  /** A finding by the number that it was shown under; of findings that were not shown yet, those of now. */
  async finding(view, number, signal) {
    const name = nameOf(view);
    if (!this.#findings.has(name)) this.remember(view, (await this.ask((engine) => engine.findings(view, { signal }))).findings);
    const findings = this.#findings.get(name);
    if (number <= findings.length) return findings[number - 1];
    throw new AskedWrongly(`there is no finding ${number}: there are ${findings.length} with this population, filter, fail and groups`);
  }

  /** The address of the page that shows the same, if one is served that can. */
  link(shown) {
    const { page } = this.#given;
    return page && this.#shown && `${page.url}page${addressOf({ ...shown, urls: this.#shown })}`;
  }

  async #start() {
    const { allowed, sources, live } = this.#given;
    if (allowed.named.length > 0) await this.#load({ files: allowed.named, demo: false, replace: false });
    if (sources.length === 0) return;
    const engine = await this.#fresh();
    await engine.open(sources);
    this.#shown = live === undefined ? undefined : [live];
  }

  async #load({ files, demo, replace }, signal) {
    if (replace) this.#close();
    const engine = await this.#fresh();
    this.#findings.clear();
    if (demo) {
      const isFirst = (await engine.summary()).files.length === 0;
      await engine.openDemo({ signal });
      this.#shown = isFirst ? [] : undefined;
    }
    if (files.length === 0) return engine.summary({ signal });
    const sources = files.map(({ name, path, group }) => ({ source: path, name, group }));
    const hasGroups = files.some(({ group }) => group !== DEFAULT_GROUP);
    this.#shown = demo || hasGroups ? undefined : this.#shown && this.#given.page && [...this.#shown, ...this.#given.page.add(files)];
    return engine.open(sources, { signal, logs: this.#given.logs });
  }

  async #fresh() {
    this.#engine ??= await createEngine();
    return this.#engine;
  }

  #close() {
    this.#engine?.close();
    this.#engine = undefined;
    this.#shown = [];
  }
}

const nameOf = ({ population, filter, fail, groups }) => JSON.stringify([population, filter, fail, groups]);
