import type { ClickhouseRange, Engine, FailureRule, JaegerSearch, Population, Query, Selection, SpanlensErrorCode, Summary, TempoSearch } from "./index.js";

/** What a selection is compared with. */
type Baseline = NonNullable<Query["baseline"]>;
type Theme = "system" | "light" | "dark";
type Zone = "utc" | "local";
/** The answers of the explorer. */
type Tab = "findings" | "overview" | "traces" | "causes" | "attributes" | "latency" | "map" | "report";

/** What goes wrong in an element: nothing to show, a source that cannot be read, an engine that is gone. */
export interface ElementError {
  /** A stable name, the same as {@link Engine} rejects with. */
  code: SpanlensErrorCode;
  /** A sentence for people. */
  message: string;
  /** The byte that it is about: of the input, or of the text of a filter. */
  offset?: number | undefined;
}

/** The events that elements dispatch. All of them bubble and leave shadow trees. What the page sets itself is not told. */
export interface SpanlensEventMap {
  /** Something was loaded, and can be asked about. */
  "spanlens-load": CustomEvent<Summary>;
  "spanlens-error": CustomEvent<ElementError>;
  /** A person has selected, or chosen another baseline. A rectangle is told when it is drawn. Both suit the methods of {@link Engine}. */
  "spanlens-selection": CustomEvent<{ selection: Selection | undefined; baseline: Baseline }>;
  /** A filter was applied. */
  "spanlens-filter": CustomEvent<{ filter: string }>;
  /** A trace was opened; nothing where one was closed. */
  "spanlens-trace": CustomEvent<{ traceId: string; group: string; spanId: string | undefined } | undefined>;
  /** Anything was changed that {@link SpanlensElement.state} says. */
  "spanlens-state": CustomEvent<{ state: string }>;
}

/** What the elements have in common. */
declare class SpanlensElement extends HTMLElement {
  /** An engine that is asked instead of one of the element's own, and that others may share. Its owner opens what is shown. */
  get engine(): Engine | undefined;
  set engine(engine: Engine | null | undefined);
  /** Files to open in place of everything, if the engine is the element's own. Taking them away leaves what is shown. */
  get files(): readonly File[];
  set files(files: Iterable<File> | null | undefined);
  /** A range of a ClickHouse server to open in place of everything, likewise. Files go before it. No attribute says it: it may have a password. */
  get clickhouse(): ClickhouseRange | undefined;
  set clickhouse(range: ClickhouseRange | null | undefined);
  /** A search of a Jaeger server to open in place of everything, likewise. A range of ClickHouse goes before it. */
  get jaeger(): JaegerSearch | undefined;
  set jaeger(search: JaegerSearch | null | undefined);
  /** A search of a Tempo server, likewise. One of Jaeger goes before it. */
  get tempo(): TempoSearch | undefined;
  set tempo(search: TempoSearch | null | undefined);
  /** The units in question, as the page or a person has chosen them. */
  get selection(): Selection | undefined;
  set selection(selection: Selection | null | undefined);
  /** What they are compared with: if nothing is said, the time before a selection of time alone, and else the rest. */
  get baseline(): Baseline | undefined;
  set baseline(baseline: Baseline | null | undefined);
  /** Filter, zoom, selection, baseline, tab and open trace as one text, as the address of the page has it after `#`. */
  get state(): string;
  set state(state: string | null | undefined);
  /** The attribute `src`: an address that answers with traces, as seen from the document. */
  get src(): string;
  set src(src: string | null | undefined);
  /** The attribute `demo`: opens the generated demo where nothing else is named. */
  get demo(): boolean;
  set demo(demo: boolean);
  /** The attribute `theme`: as the system has it where nothing is said. */
  get theme(): "" | Theme;
  set theme(theme: Theme | null | undefined);
  /** The attribute `time-zone`: UTC where nothing is said. */
  get timeZone(): "" | Zone;
  set timeZone(zone: Zone | null | undefined);
  /** The attribute `population`: what is counted. Requests where nothing is said. */
  get population(): "" | Population;
  set population(population: Population | null | undefined);
  /** The attribute `fail`: what counts as failing. The status of a span alone where nothing is said. */
  get fail(): "" | FailureRule;
  set fail(rule: FailureRule | null | undefined);
  /** The attribute `weighted`: where spans say that they were sampled, numbers are estimates of all there was. */
  get weighted(): boolean;
  set weighted(weighted: boolean);
  /** The attribute `filter`: only what matches is in view. It follows what a person applies. */
  get filter(): string;
  set filter(filter: string | null | undefined);
  /** The attribute `tab` of `<spanlens-explorer>`: the answer that is open. */
  get tab(): "" | Tab;
  set tab(tab: Tab | null | undefined);
  /** The attribute `trace-id`: the trace that is open, 32 hexadecimal digits. It follows what a person opens and closes. */
  get traceId(): string;
  set traceId(id: string | null | undefined);
  /** The attribute `trace-group`: the group of that trace, where several have one with this id. */
  get traceGroup(): string;
  set traceGroup(group: string | null | undefined);
  /** The attribute `span-id`: the selected span of that trace, 16 hexadecimal digits. */
  get spanId(): string;
  set spanId(id: string | null | undefined);

  addEventListener<K extends keyof SpanlensEventMap>(
    type: K,
    listener: (this: this, event: SpanlensEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** `<spanlens-explorer>`: everything. */
export class SpanlensExplorer extends SpanlensElement {}
/** `<spanlens-heatmap>`: the heatmap alone. */
export class SpanlensHeatmap extends SpanlensElement {}
/** `<spanlens-flamegraph>`: the flame graph alone; of a selection, its difference from the baseline. */
export class SpanlensFlamegraph extends SpanlensElement {}
/** `<spanlens-servicemap>`: the service map alone; of a selection, what is other than in the baseline. */
export class SpanlensServicemap extends SpanlensElement {}
/** `<spanlens-waterfall>`: the waterfall of the trace that `trace-id` names. */
export class SpanlensWaterfall extends SpanlensElement {}

/**
 * Says where bundlers or hosts have put things, before the first element is in a document: `workerUrl` and `wasmUrl` as for
 * `createEngine`, `viewsUrl`, the address of `views/spanlens_views_bg.wasm`, and `packageUrl`, that of all files of the package, with a slash at
 * its end, for files that are saved with the page in them.
 */
export function configure(urls: {
  workerUrl?: string | URL | undefined;
  wasmUrl?: string | URL | undefined;
  parseWorkers?: number | undefined;
  viewsUrl?: string | URL | undefined;
  packageUrl?: string | URL | undefined;
}): void;

declare global {
  interface HTMLElementTagNameMap {
    "spanlens-explorer": SpanlensExplorer;
    "spanlens-heatmap": SpanlensHeatmap;
    "spanlens-flamegraph": SpanlensFlamegraph;
    "spanlens-servicemap": SpanlensServicemap;
    "spanlens-waterfall": SpanlensWaterfall;
  }
}

export {};
