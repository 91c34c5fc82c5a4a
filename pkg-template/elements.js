// The custom elements of Spanlens. Importing this registers them; without a document, as on a server, it does nothing.
//
// An element holds its settings, and while it is in a document also a view: the Rust of ./views/, mounted in its shadow tree. Taken
// out of the document it ends the view, and an engine of its own with it; put back it begins anew with the same settings.

import { toClickhouse } from "./clickhouse.js";
import { startWorker } from "./index.js";
import { fromBaseline, fromSelection, fromUnitNumber, toBaseline, toSelection, toUnitNumber } from "./query.js";
import { APIS, toSearch } from "./search.js";
import style from "./views/style.js";

const Base = globalThis.HTMLElement ?? class {};

/** Attributes, each with the property of the view that it sets. */
const SETTINGS = {
  theme: "theme",
  "time-zone": "zone",
  population: "population",
  fail: "fail",
  filter: "filter",
  tab: "tab",
  weighted: "weighted",
};
/** Those of them that no state says. */
const STATELESS = ["theme", "time-zone"];
const TRACE = ["trace-id", "trace-group", "span-id"];
const SOURCES = ["src", "demo"];
/** Properties that attributes cannot say. */
const OBJECTS = ["engine", "files", "clickhouse", ...APIS, "selection", "baseline", "axis", "state"];
/** Those of them that say what is opened from which server, the first that is given before the others. */
const SERVERS = ["clickhouse", ...APIS];

/** The name of the property of an attribute. */
const property = (attribute) => attribute.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

let urls = {};

/**
 * Says where bundlers or hosts have put things: `workerUrl` and `wasmUrl` as for `createEngine`, `viewsUrl` is that of
 * views/spanlens_views_bg.wasm, and `packageUrl` that of all files of the package, with a slash at its end, for files that are saved with the
 * page in them. To be called before the first element is in a document.
 */
export function configure({ workerUrl, wasmUrl, parseWorkers, viewsUrl, packageUrl }) {
  urls = { workerUrl, wasmUrl, parseWorkers, viewsUrl, packageUrl };
}

/** Makes one file of the page, the engine and traces. */
async function html(content) {
  const [{ fetched, htmlFile }, { partsOfPackage }] = await Promise.all([import("./html/file.js"), import("./html/parts.js")]);
  return htmlFile(await partsOfPackage(urls.packageUrl, fetched), content);
}

let loading;

/** Loads the views once for all elements; after a failure, once more. */
function loadViews() {
  loading ??= import("./views/spanlens_views.js").then(async (views) => {
    await views.default(urls.viewsUrl && { module_or_path: urls.viewsUrl });
    return views;
  });
  loading.catch(() => (loading = undefined));
  return loading;
}

const sheets = new WeakMap();

/** The style sheet that all elements of a document share. */
function styleSheet(document) {
  let sheet = sheets.get(document);
  if (!sheet) {
    sheet = new document.defaultView.CSSStyleSheet();
    sheet.replaceSync(style);
    sheets.set(document, sheet);
  }
  return sheet;
}

/** The question that opens what a server is asked for. */
function questionFor(server, wanted) {
  const { name, clickhouse, search } = server === "clickhouse" ? toClickhouse(server, wanted) : toSearch(server, server, wanted);
  return { source: { name, group: "default" }, ...(clickhouse ?? search) };
}

class SpanlensElement extends Base {
  static observedAttributes = [...Object.keys(SETTINGS), ...TRACE, ...SOURCES];

  #view;
  #engine;
  /** The engine that the view was begun for. */
  #viewEngine;
  #files = [];
  /** What is opened from a server, by the name of the property. */
  #asked = {};
  /** What of `files`, the servers, `src` and `demo` the view has opened. */
  #opened;
  /** Whether attributes are made to say what the view shows. */
  #isReflecting = false;
  #selection;
  #baseline;
  #axis;
  #state;
  /** What was set while there was no view to be told, and so is newer than the state of the last one. */
  #unsaid = new Set();
  /** Counts what would make a view that is being prepared out of date. */
  #generation = 0;

  get engine() {
    return this.#engine;
  }

  set engine(engine) {
    if (engine != null && typeof engine.connect !== "function") {
      throw new TypeError("engine must be an Engine, as createEngine() gives it");
    }
    if (engine === this.#engine) return;
    this.#engine = engine ?? undefined;
    // Not at once: this may be a listener that the view is calling.
    queueMicrotask(() => {
      if (this.#viewEngine !== this.#engine) this.#end();
      this.#settle();
    });
  }

  get files() {
    return this.#files;
  }

  set files(files) {
    this.#files = [...(files ?? [])];
    this.#open();
  }

  get clickhouse() {
    return this.#asked.clickhouse;
  }

  set clickhouse(range) {
    this.#ask("clickhouse", range);
  }

  get jaeger() {
    return this.#asked.jaeger;
  }

  set jaeger(search) {
    this.#ask("jaeger", search);
  }

  get tempo() {
    return this.#asked.tempo;
  }

  set tempo(search) {
    this.#ask("tempo", search);
  }

  get selection() {
    if (!this.#view) return this.#selection;
    const { selection } = this.#view;
    return selection && fromSelection(selection);
  }

  set selection(selection) {
    if (selection != null) toSelection(selection);
    this.#selection = selection ?? undefined;
    this.#say("selection");
  }

  get baseline() {
    if (!this.#view) return this.#baseline;
    const { baseline } = this.#view;
    return baseline && fromBaseline(baseline);
  }

  set baseline(baseline) {
    if (baseline != null) toBaseline("baseline", baseline);
    this.#baseline = baseline ?? undefined;
    this.#say("baseline");
  }

  get axis() {
    if (!this.#view) return this.#axis;
    const { axis } = this.#view;
    return axis && fromUnitNumber(axis);
  }

  set axis(axis) {
    if (axis != null) toUnitNumber("axis", axis);
    this.#axis = axis ?? undefined;
    this.#say("axis");
  }

  get state() {
    return this.#view?.state ?? this.#state ?? "";
  }

  set state(state) {
    this.#state = String(state ?? "");
    if (this.#view) this.#view.state = this.#state;
    else this.#unsaid.clear();
  }

  connectedCallback() {
    this.#adoptEarlyProperties();
    // An element that is moved is taken out and put back at once, and keeps its view.
    queueMicrotask(() => this.#settle());
  }

  disconnectedCallback() {
    queueMicrotask(() => this.#settle());
  }

  attributeChangedCallback(name) {
    if (this.#isReflecting) return;
    if (SOURCES.includes(name)) this.#open();
    else this.#say(TRACE.includes(name) ? "trace" : name);
  }

  /** What was set before the element was defined is a property of its own until it is set once more. */
  #adoptEarlyProperties() {
    for (const name of [...OBJECTS, ...SpanlensElement.observedAttributes.map(property)]) {
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    }
  }

  #settle() {
    if (!this.isConnected) this.#end();
    else if (!this.#view) this.#begin();
  }

  async #begin() {
    const generation = ++this.#generation;
    let views;
    try {
      views = await loadViews();
    } catch (fault) {
      this.#tell("error", { code: "unavailable", message: String(fault?.message ?? fault) });
      return;
    }
    // Meanwhile it may have been taken out, or begun for another engine.
    if (generation !== this.#generation || !this.isConnected) return;
    let engine;
    try {
      engine = this.#engine ? this.#engine.connect() : () => startWorker(urls);
    } catch ({ code, message }) {
      this.#tell("error", { code, message });
      return;
    }
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [styleSheet(this.ownerDocument)];
    this.#viewEngine = this.#engine;
    this.#opened = undefined;
    this.#view = new views.View(this.constructor.part, shadow, engine, (name, detail) => this.#tell(name, detail), { html });
    this.#open();
    for (const name of STATELESS) this.#say(name);
    if (this.#state) this.#view.state = this.#state;
    this.#unsaid.forEach((name) => this.#say(name));
    this.#unsaid.clear();
  }

  #end() {
    this.#generation += 1;
    if (!this.#view) return;
    [this.#state, this.#selection, this.#baseline, this.#axis] = [this.#view.state, this.selection, this.baseline, this.axis];
    this.#view.free();
    this.#view = undefined;
  }

  /** Takes what a server is to be asked for, if it can be asked that. */
  #ask(server, wanted) {
    if (wanted != null) questionFor(server, wanted);
    this.#asked[server] = wanted ?? undefined;
    this.#open();
  }

  /** Opens what the element names, if that is another source than the one shown and the engine is its own. */
  #open() {
    if (!this.#view || this.#engine) return;
    const src = this.getAttribute("src");
    const server = SERVERS.find((name) => this.#asked[name]);
    const wanted = this.#files.length > 0 ? this.#files : this.#asked[server] ?? (src || this.hasAttribute("demo"));
    if (!wanted || wanted === this.#opened) return;
    this.#opened = wanted;
    if (wanted === this.#files) {
      this.#view.openFiles(this.#files);
    } else if (wanted === this.#asked[server]) {
      const question = questionFor(server, wanted);
      if (server === "clickhouse") this.#view.openClickhouse(question);
      else this.#view.openSearch(question);
    } else if (wanted === true) {
      this.#view.openDemo();
    } else if (URL.canParse(src, this.baseURI)) {
      this.#view.openUrl(new URL(src, this.baseURI).href);
    } else {
      this.#tell("error", { code: "bad-argument", message: `src must be an address, got ${src}` });
    }
  }

  /** Tells the view what the element has under a name. */
  #say(name) {
    if (!this.#view) {
      this.#unsaid.add(name);
      return;
    }
    try {
      this.#view.set(SETTINGS[name] ?? name, this.#value(name));
    } catch (fault) {
      this.#tell("error", { code: "bad-argument", message: String(fault) });
    }
  }

  #value(name) {
    if (name === "trace") return this.#trace();
    if (name === "selection") return this.#selection && toSelection(this.#selection);
    if (name === "baseline") return this.#baseline && toBaseline(name, this.#baseline);
    if (name === "axis") return this.#axis && toUnitNumber(name, this.#axis);
    if (name === "weighted") return this.hasAttribute(name);
    return this.getAttribute(name) ?? undefined;
  }

  #trace() {
    const [traceId, group, spanId] = TRACE.map((name) => this.getAttribute(name) ?? undefined);
    return traceId ? { traceId, group: group ?? "", spanId } : undefined;
  }

  /** Lets an attribute say what a person has changed. */
  #reflect(name, value) {
    this.#isReflecting = true;
    if (value === undefined) this.removeAttribute(name);
    else this.setAttribute(name, value);
    this.#isReflecting = false;
  }

  #tell(name, detail) {
    if (name === "selection") {
      const { selection, baseline } = detail;
      detail = { selection: selection && fromSelection(selection), baseline: fromBaseline(baseline) };
    }
    if (name === "filter") {
      this.#reflect("filter", detail || undefined);
      detail = { filter: detail };
    }
    if (name === "trace") {
      [detail?.traceId, detail?.group, detail?.spanId].forEach((value, at) => this.#reflect(TRACE[at], value || undefined));
    }
    if (name === "state") detail = { state: detail };
    if (name === "crash") [name, detail] = ["error", { code: "crashed", message: detail }];
    if (typeof detail?.offset === "bigint") detail = { ...detail, offset: Number(detail.offset) };
    this.dispatchEvent(new CustomEvent(`spanlens-${name}`, { detail, bubbles: true, composed: true }));
  }
}

for (const name of [...Object.keys(SETTINGS), "src", ...TRACE]) {
  Object.defineProperty(SpanlensElement.prototype, property(name), {
    get() {
      return this.getAttribute(name) ?? "";
    },
    set(value) {
      // Also where it is said already: a person may have changed it since.
      this.setAttribute(name, value ?? "");
      if (value == null) this.removeAttribute(name);
    },
    configurable: true,
    enumerable: true,
  });
}
for (const name of ["demo", "weighted"]) {
  Object.defineProperty(SpanlensElement.prototype, name, {
    get() {
      return this.hasAttribute(name);
    },
    set(value) {
      this.toggleAttribute(name, Boolean(value));
    },
    configurable: true,
    enumerable: true,
  });
}

/** Everything: the heatmap, the answers, the traces. */
export class SpanlensExplorer extends SpanlensElement {
  static part = "explorer";
}

/** The heatmap alone. */
export class SpanlensHeatmap extends SpanlensElement {
  static part = "heatmap";
}

/** The flame graph alone; of a selection, its difference from the baseline. */
export class SpanlensFlamegraph extends SpanlensElement {
  static part = "flamegraph";
}

/** The service map alone; of a selection, what is other than in the baseline. */
export class SpanlensServicemap extends SpanlensElement {
  static part = "servicemap";
}

/** The waterfall of one trace. */
export class SpanlensWaterfall extends SpanlensElement {
  static part = "waterfall";
}

const ELEMENTS = [SpanlensExplorer, SpanlensHeatmap, SpanlensFlamegraph, SpanlensServicemap, SpanlensWaterfall];
for (const element of globalThis.customElements ? ELEMENTS : []) {
  const name = `spanlens-${element.part}`;
  if (!customElements.get(name)) customElements.define(name, element);
}
