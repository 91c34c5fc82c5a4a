import type { ClickhouseRange, Engine, FailureRule, JaegerSearch, Population, Query, Selection, SpanlensErrorCode, Summary, TempoSearch, UnitNumber } from "./index.js";

/** What a selection is compared with. */
type Baseline = NonNullable<Query["baseline"]>;
type Theme = "system" | "light" | "dark";
type Zone = "utc" | "local";
/** The tabs of the explorer. */
type Tab = "findings" | "overview" | "traces" | "causes" | "attributes" | "latency" | "map" | "report";

/** An error in an element: nothing to show, a source that cannot be read, an engine that has crashed. */
export interface ElementError {
  /** A stable code, the same as in rejections of {@link Engine}. */
  code: SpanlensErrorCode;
  /** A sentence for people. */
  message: string;
  /** The byte offset of the error: in the input, or in the text of a filter. */
  offset?: number | undefined;
}

/** The events that elements dispatch. All of them bubble and cross shadow boundaries. Changes that the page makes itself send no events. */
export interface SpanlensEventMap {
  /** Something was loaded, and questions can be asked. */
  "spanlens-load": CustomEvent<Summary>;
  "spanlens-error": CustomEvent<ElementError>;
  /** A person has changed the selection or the baseline; for a rectangle, when it is complete. Both can be passed to the methods of {@link Engine}. */
  "spanlens-selection": CustomEvent<{ selection: Selection | undefined; baseline: Baseline }>;
  /** A filter was applied. */
  "spanlens-filter": CustomEvent<{ filter: string }>;
  /** A trace was opened, or, without a detail, closed. */
  "spanlens-trace": CustomEvent<{ traceId: string; group: string; spanId: string | undefined } | undefined>;
  /** {@link SpanlensElement.state} has changed. */
  "spanlens-state": CustomEvent<{ state: string }>;
}

/** What the elements have in common. */
declare class SpanlensElement extends HTMLElement {
  /** An engine to use instead of one of the element's own. Others may share it. Its owner opens the data. */
  get engine(): Engine | undefined;
  set engine(engine: Engine | null | undefined);
  /** Files to open in place of everything, if the engine is the element's own. Removing them does not change what is shown. */
  get files(): readonly File[];
  set files(files: Iterable<File> | null | undefined);
  /** A range of a ClickHouse server to open in place of everything, likewise. Files take precedence. There is no attribute for it, as it may contain a password. */
  get clickhouse(): ClickhouseRange | undefined;
  set clickhouse(range: ClickhouseRange | null | undefined);
  /** A search of a Jaeger server to open in place of everything, likewise. A range of ClickHouse takes precedence. */
  get jaeger(): JaegerSearch | undefined;
  set jaeger(search: JaegerSearch | null | undefined);
  /** A search of a Tempo server, likewise. A search of Jaeger takes precedence. */
  get tempo(): TempoSearch | undefined;
  set tempo(search: TempoSearch | null | undefined);
  /** The selected units, as set by the page or by a person. */
  get selection(): Selection | undefined;
  set selection(selection: Selection | null | undefined);
  /** The units to compare with. By default, the time before if the selection has only a time, otherwise the rest. */
  get baseline(): Baseline | undefined;
  set baseline(baseline: Baseline | null | undefined);
  /** What is upwards in the heatmap: the duration where nothing is said. */
  get axis(): UnitNumber | undefined;
  set axis(axis: UnitNumber | null | undefined);
  /** Filter, zoom, axis, selection, baseline, tab and open trace as one text, as in the address of the page after `#`. */
  get state(): string;
  set state(state: string | null | undefined);
  /** The attribute `src`: an address with traces, relative to the document. */
  get src(): string;
  set src(src: string | null | undefined);
  /** The attribute `demo`: opens the generated demo if no other source is given. */
  get demo(): boolean;
  set demo(demo: boolean);
  /** The attribute `theme`: that of the system if absent. */
  get theme(): "" | Theme;
  set theme(theme: Theme | null | undefined);
  /** The attribute `time-zone`: UTC if absent. */
  get timeZone(): "" | Zone;
  set timeZone(zone: Zone | null | undefined);
  /** The attribute `population`: the units to count. Requests if absent. */
  get population(): "" | Population;
  set population(population: Population | null | undefined);
  /** The attribute `fail`: what counts as failing. Only the status of a span if absent. */
  get fail(): "" | FailureRule;
  set fail(rule: FailureRule | null | undefined);
  /** The attribute `weighted`: shows estimates for all units before sampling, if spans have sampling probabilities. */
  get weighted(): boolean;
  set weighted(weighted: boolean);
  /** The attribute `filter`: shows only matching units. It changes when a person applies a filter. */
  get filter(): string;
  set filter(filter: string | null | undefined);
  /** The attribute `tab` of `<spanlens-explorer>`: the open tab. */
  get tab(): "" | Tab;
  set tab(tab: Tab | null | undefined);
  /** The attribute `trace-id`: the open trace, 32 hexadecimal digits. It changes when a person opens or closes a trace. */
  get traceId(): string;
  set traceId(id: string | null | undefined);
  /** The attribute `trace-group`: the group of that trace, if several groups have one with this id. */
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

/** `<spanlens-explorer>`: the whole page. */
export class SpanlensExplorer extends SpanlensElement {}
/** `<spanlens-heatmap>`: only the heatmap. */
export class SpanlensHeatmap extends SpanlensElement {}
/** `<spanlens-flamegraph>`: only the flame graph; with a selection, its difference from the baseline. */
export class SpanlensFlamegraph extends SpanlensElement {}
/** `<spanlens-servicemap>`: only the service map; with a selection, its changes from the baseline. */
export class SpanlensServicemap extends SpanlensElement {}
/** `<spanlens-waterfall>`: the waterfall of the trace that `trace-id` names. */
export class SpanlensWaterfall extends SpanlensElement {}

/**
 * Sets the addresses of files that a bundler or host has moved. Call it before the first element is in a document: `workerUrl` and `wasmUrl` as for
 * `createEngine`, `viewsUrl`, the address of `views/spanlens_views_bg.wasm`, and `packageUrl`, the address of all files of the package, with a slash at
 * its end, from which pages that are saved as one file take their parts.
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
