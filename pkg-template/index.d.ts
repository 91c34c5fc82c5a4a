// The API of the engine. What it answers with is generated from the Rust sources: protocol.d.ts.

import type {
  Anomaly as ProtocolAnomaly, AttributeDiff, Attribution, Baseline, CauseKey, ClickhouseTableName, ClickhouseTables, Completions, Coverage, ErrorCauses,
  ErrorCode as EngineErrorCode, ExportContents, ExportFormat, FailureRule, Fate, Findings as ProtocolFindings, FlameGraph,
  FoundTraces, Frames, FrameUnitsAnswer, GroupPair, HeatmapAnswer, KeptLogs, LatencyDiff, MarkSelection, MixControl, Overview, Population, Progress,
  RedactionGroup, Selection as ProtocolSelection, ServiceMap, Sides, SpanDetails, SpanHandle, SpanMatches, Summary, Suspects, Trace,
  TraceApiList, TraceApiNames, TraceColumn, TraceDiff, TraceEventKey, TraceEvents,
  TraceHandle, TraceList,
} from "./protocol.js";

export type * from "./protocol.js";

declare global {
  // For projects whose `lib` is older than `using`.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
}

/** Nanoseconds: since the Unix epoch where it is a time. A number is taken where it is exact, which those of today are not. */
export type Nanoseconds = bigint | number;

/** What went wrong, for programs. The first are the engine's; see the README for the others. */
export type SpanlensErrorCode = EngineErrorCode | "bad-argument" | "busy" | "closed" | "crashed" | "unavailable";

/** Every error that this package throws or rejects with. */
export class SpanlensError extends Error {
  readonly name: "SpanlensError";
  readonly code: SpanlensErrorCode;
  /** The byte that it is about: of the input, or of the text of a filter in UTF-8. */
  readonly offset?: number;
}

/** Where traces come from. A string is an address; in Node, it is a path unless it begins with `http:`, `https:` or `file:`. */
export type Source =
  | Blob
  | Response
  | ReadableStream<Uint8Array>
  | ArrayBufferLike
  | ArrayBufferView
  | string
  | URL
  | NodeReadable
  | ClickhouseSource
  | JaegerSource
  | TempoSource;

/** A stream of Node's own kind. */
export interface NodeReadable {
  readonly readable: boolean;
  read(size?: number): unknown;
}

/** What an `<input type="file">` and a drop give: a `FileList`. */
export interface Files {
  readonly length: number;
  item(index: number): File | null;
}

/** A source with a name, and with the group that it is compared as. */
export interface NamedSource {
  source: Source;
  name?: string;
  group?: string;
}

/** A ClickHouse server, and who asks it. What is said here goes before what stands in the address. */
export interface ClickhouseServer {
  /** Over HTTP, such as `http://localhost:8123`; `https://user@host:8443/database` works, too. */
  url: string | URL;
  user?: string;
  password?: string;
  /** Instead of a user and a password. */
  token?: string;
  database?: string;
  /**
   * Puts user and password into the addresses of requests, for servers that do not answer what browsers ask before they send a header.
   * What stands between, such as a proxy, may write them down.
   */
  credentialsInUrl?: boolean;
}

/** The traces of a range of time in a table of a server: whole traces, of which a root starts in `[from, to)`. */
export interface ClickhouseRange extends ClickhouseServer {
  /** As `database.table`, or the table alone where a database is given. The best that the server has if absent. */
  table?: string | ClickhouseTableName;
  range: { from: Nanoseconds | Date; to: Nanoseconds | Date };
  /** If there are more spans, or more logs, nothing is read, and the promise rejects with the code `over-budget`. 1,000,000 if absent. */
  maxSpans?: number;
  /**
   * If there are more spans, the server counts the requests instead: `heatmap`, `overview` and `count` are answered by it, exactly, with filters, too,
   * and for what compares the spans of two sides their traces are fetched: the answer has a {@link Coverage}. `traces` is of all requests where the server can
   * tell their order, and `findTrace` looks in all of the range. What else needs spans, such as
   * `findings`, rejects with the code `needs-spans`. `summary.counted` says what is known of the range. Such a range
   * stands by itself: nothing is opened with it, and it is opened with nothing. Explorers always do so.
   */
  countsOnServer?: boolean;
  /**
   * Whether traces without a root are among the requests of such a range, however many spans it has: the server looks at every trace to find
   * them. If absent they are up to two million spans. `summary.counted.hasIncomplete` says whether they are.
   */
  countsRootless?: boolean;
  /** The most spans that are fetched of such a range at once, of both sides together, and the most logs. As `maxSpans` if absent, 0 for none. */
  maxFetchedSpans?: number;
}

/** A range of a database as a source. */
export interface ClickhouseSource {
  clickhouse: ClickhouseRange;
}

/** A server of Jaeger or Tempo. */
export interface TraceServer {
  /**
   * Such as `http://localhost:16686` of Jaeger, `http://localhost:3200` of Tempo, or that of a data source behind Grafana,
   * `https://grafana.example.org/api/datasources/proxy/uid/UID`.
   */
  url: string | URL;
  /** What all requests are sent with, such as `Authorization` or `X-Scope-OrgID`. */
  headers?: HeadersInit;
}

/**
 * The traces that a server of Jaeger finds, read whole; or one by its id. `search` of the file in the summary says how many there were and what
 * was left out. Finding nothing is no error.
 */
export interface JaegerSearch extends TraceServer {
  service?: string;
  operation?: string;
  /** Keys and values of attributes. */
  tags?: Record<string, string> | [string, string][];
  /** In nanoseconds: of a span in Jaeger, of a trace in Tempo. */
  minDuration?: Nanoseconds;
  maxDuration?: Nanoseconds;
  /** Jaeger needs it, but for a trace by its id. */
  range?: { from: Nanoseconds | Date; to: Nanoseconds | Date };
  /**
   * The most traces that are asked for: 20 where nothing is said. Which of them the server finds, where there are more, is its own choice.
   */
  limit?: number;
  /** One trace, in hexadecimal digits. Nothing else is asked for then. */
  traceId?: string;
  /** The most spans that are read: traces beyond are left out. 1,000,000 if absent. */
  maxSpans?: number;
}

/** The same of Tempo, which looks through what is recent where no range is given. */
export interface TempoSearch extends JaegerSearch {
  /** In TraceQL. Services, operations, tags and durations are left to it then. */
  query?: string;
}

/** A search of Jaeger as a source. */
export interface JaegerSource {
  jaeger: JaegerSearch;
}

/** A search of Tempo as a source. */
export interface TempoSource {
  tempo: TempoSearch;
}

/** Which list of which server. `of` is the service whose operations, or the key whose values are listed. Only Tempo lists `tags` and `values`. */
export type TraceApiNamesQuery =
  & ({ jaeger: string | URL | TraceServer; tempo?: undefined } | { tempo: string | URL | TraceServer; jaeger?: undefined })
  & { list: TraceApiList; of?: string };

export interface Abortable {
  /** Ends the work. The promise rejects with the code `cancelled`, and with the reason of the signal as `cause`. */
  signal?: AbortSignal;
}

export interface OpenOptions extends Abortable {
  /** Is called now and then while bytes are read. */
  onProgress?: (progress: Progress) => void;
}

export interface OpenSourceOptions extends OpenOptions {
  /** How the source is called in the summary, where it is one. */
  name?: string;
  /** The group that the sources belong to, "default" if absent. Traces are joined within a group, and compared between groups. */
  group?: string;
  /** Which logs are kept of those in the sources, all that belong to a trace if absent. */
  logs?: KeptLogs;
  /** With which addresses are fetched. No other credentials are sent. */
  headers?: Headers | Record<string, string> | [name: string, value: string][];
}

/** Part of the time and of the durations, half open: `[from, to)`, `[minDuration, maxDuration)`. What is absent is no bound. */
export interface Bounds {
  from?: Nanoseconds;
  to?: Nanoseconds;
  minDuration?: Nanoseconds;
  maxDuration?: Nanoseconds;
}

/** Which of the events and logs of a trace: the first 100 of all if nothing is said. */
export interface TraceEventsQuery {
  /** Those of a lower severity, from 1 to 24, are left out, unless they tell of an exception. */
  severity?: number;
  /** Those that do not contain this text are left out, in whatever case. */
  text?: string;
  offset?: number;
  limit?: number;
  /** One that the page is to have: of pages of `limit`, the one that it is on. */
  around?: TraceEventKey;
}

/** A frame of a flame graph, as {@link frameKey} names it, with the options that the graph was made with. */
export interface FrameCondition {
  path: [service: string, name: string][];
  inTransitTo?: string;
  templates?: boolean;
  attributes?: string[];
}

/** A row of the error causes by its key, and what became of the error: "cause" if absent. */
export type CauseCondition = CauseKey & { fate?: Fate };

/** Which units. All conditions hold. */
export interface Selection extends Bounds {
  /** Only units that failed. */
  errors?: boolean;
  filter?: string;
  cause?: CauseCondition;
  group?: string;
  frame?: FrameCondition;
  /** The operations of the unit's own span: it has one of them. */
  operations?: [service: string, name: string][];
  /** What the unit spends on rows of the suspects: the `marks` of one of their kinds. */
  marks?: MarkSelection;
}

/** An answer, with of how many requests it is where the traces of some were fetched for it. Absent where it is of all. */
export type Covered<Answer> = Answer & { coverage?: Coverage };

/** What is counted, and where. */
export interface View {
  /** "requests" if absent. */
  population?: Population;
  /** Holds for both sides of a comparison. */
  filter?: string;
  /** What counts as failing: "status" if absent, the status of a span alone. By "5xx" an HTTP status of 500 to 599 fails, too. */
  fail?: FailureRule;
}

export interface Query extends View {
  /** All units if absent. */
  selection?: Selection;
  /** The units to compare with: "rest" if absent, all others. "before" is the time just before the selection, as long as it is. */
  baseline?: Extract<Baseline, string> | Selection;
}

/** Something that stands out, with its selection and its baseline as queries take them. */
export interface Anomaly extends Omit<ProtocolAnomaly, "selection" | "baseline"> {
  selection: Selection;
  baseline: Extract<Baseline, string> | Selection;
}

/** What is wrong, the costliest first. */
export interface Findings extends Omit<ProtocolFindings, "findings"> {
  findings: Anomaly[];
}

export interface FindingsQuery extends View {
  /** Two groups that are compared, operation by operation. If absent, each group is looked at by itself. */
  groups?: GroupPair;
}

/** What can be asked of all there was before spans were sampled, beside what was stored. */
export interface Estimable {
  /**
   * Whether the answer has `estimates`, too: of all there was, where spans say by `ot=th:…` in their trace state or by `sampling.probability`
   * with which probability they were kept. All other numbers stay those of stored units. Not where a server counts the requests.
   */
  weighted?: boolean;
}

export interface EstimableQuery extends Query, Estimable {}

export interface HeatmapQuery extends View, Bounds, Estimable {
  /** The group whose units are counted, all groups if absent. */
  group?: string;
  /** At most so many: from 2 to 10,000, 200 if absent. */
  columns?: number;
  /** At most so many: from 3 to 1,000, 60 if absent. */
  rows?: number;
  /** Whether time without units has no columns, where it is longer than a tenth of what is shown: `breaks` of the answer. */
  leaveOutGaps?: boolean;
}

export interface TracesQuery extends Query {
  /** "start" if absent. */
  sort?: TraceColumn;
  descending?: boolean;
  offset?: number;
  /** 100 if absent. */
  limit?: number;
}

export interface AttributeDiffQuery extends EstimableQuery {
  /** Spans are counted, not units. */
  countSpans?: boolean;
  /** 200 if absent. */
  maxRows?: number;
}

export interface FlameGraphQuery extends Query {
  /** Whose time it is when several spans run at once: "criticalPath" if absent. */
  attribution?: Attribution;
  /** Whether names that differ in numbers and ids only are one frame: they are if absent. */
  templates?: boolean;
  /** Keys of attributes whose values make frames of their own. */
  attributes?: string[];
}

export interface FlameDiffQuery extends FlameGraphQuery {
  /** What requests must share to be compared: "rootAndCalls" if absent. */
  mix?: MixControl;
}

export interface FrameUnitsQuery extends FlameGraphQuery {
  key: Pick<FrameCondition, "path" | "inTransitTo">;
  /** How many samples to give: 10 if absent. */
  samples?: number;
}

/** What is hidden in an export: keys of attributes, of which one that ends with `*` stands for all that begin so, and groups of keys. */
export interface Hidden {
  keys?: string[];
  groups?: RedactionGroup[];
}

export interface ExportContentsQuery extends Query {
  /**
   * Whether as many traces of the baseline are there as the selection has, chosen by a hash of their ids: what the selection is compared
   * with, in little room. They are not if absent.
   */
  withBaseline?: boolean;
  /** What is left out, with its keys. */
  remove?: Hidden;
  /** What is written as a keyed hash, so that equal values stay equal. A key that is named itself counts before its group. */
  hash?: Hidden;
  /** The keys of attributes that are kept whatever their group. */
  keep?: string[];
}

export interface ExportQuery extends ExportContentsQuery {
  /** "otlp-json" if absent: a trace a line. "otlp-proto" is one message, or many one after the other. */
  format?: ExportFormat;
  /** Whether it is compressed: it is not if absent. */
  gzip?: boolean;
  /** The key of the hashes as 64 hexadecimal digits, to be given only where hashes of two exports shall be comparable. */
  hashKey?: string;
}

export interface ExportStreamOptions extends Abortable {
  /** Is called with the number of spans that have been taken from the stream. */
  onProgress?: (spans: number) => void;
}

/** Traces as a file. */
export interface Export {
  /** The bytes of the file. Each piece of it, of about 256 KiB, is made when the one before it has been taken. */
  stream: ReadableStream<Uint8Array>;
  /**
   * The key of the hashes, where there are any: drawn at random for this export, unless it was given, and stored nowhere. A hash is
   * `hmac:` and the first 16 bytes of HMAC-SHA-256 of the text of a value.
   */
  hashKey?: string;
}

/** What is in a file with the page, the engine and traces, and what it opens with. */
export interface HtmlQuery extends Omit<ExportContentsQuery, "withBaseline"> {
  /**
   * Which traces are in it: all that are in view, and that if absent; those of the selection alone; or both the selection and as many of the
   * baseline.
   */
  traces?: "all" | "selection" | "both";
  /**
   * What is shown when it is opened, as `state` of an element has it. If absent, what the query says. What it says of sources and groups is not
   * in the file.
   */
  state?: string;
  /** The key of the hashes as 64 hexadecimal digits, to be given only where hashes of two exports shall be comparable. */
  hashKey?: string;
}

export interface HtmlOptions extends ExportStreamOptions {
  /** The address of the files of the package, with a slash at its end, where they do not lie beside its JavaScript. */
  packageUrl?: string | URL;
}

/** A file with the page, the engine and traces, which opens from the disk without a network. */
export interface HtmlFile {
  html: Blob;
  /** Whether it opens with all of the state. Where something is hidden, filters with a text, errors and calls are left out, which could say it. */
  isStateWhole: boolean;
  /** What its traces give away. */
  contents: ExportContents;
  /** The key of the hashes, as that of an {@link Export}. */
  hashKey?: string;
}

/**
 * A trace by its handle, or by its id or the beginning of it, where that means one trace.
 *
 * A handle is what answers name a trace by. It is of use until something else is opened; an old one rejects with the code
 * `stale-handle`, and never means another trace. An id outlives that.
 */
export type TraceReference = TraceHandle | string;

/** How a source without an end goes on, and how much of it is kept. */
export interface LiveOptions {
  /** Whether what comes waits, so that what is loaded stays as it is. */
  paused?: boolean;
  /** The most spans that are kept; a log counts as one. 200,000 if nothing is said. Whole traces go, those that started first before the others. */
  maxSpans?: number;
  /** How long before the latest trace a trace may have started, in nanoseconds. */
  maxAge?: bigint;
}

export interface EngineEventMap {
  /** Somebody else who shares the engine has opened something, or more has come of a source without an end: `detail` is what is loaded now. */
  change: CustomEvent<Summary>;
  /** The engine is gone, with all that was loaded. */
  crash: CustomEvent<SpanlensError>;
}

/**
 * An engine, with what it has loaded. Every promise rejects with a {@link SpanlensError}. Any number of questions may be asked at once:
 * each is answered.
 */
export class Engine extends EventTarget {
  private constructor();

  /**
   * Adds sources to what is loaded. One that cannot be read to its end does not make it fail: what was read is kept, and
   * `files[n].report.fault` says why. A range of a database is loaded whole or not at all, and then the promise rejects.
   *
   * A signal stops it: what was read until then stays, and is ready when the promise rejects.
   */
  open(source: Source | NamedSource | Files | readonly (Source | NamedSource)[], options?: OpenSourceOptions): Promise<Summary>;
  /** Adds the demo: 23,805 traces of a web shop with a few incidents. */
  openDemo(options?: OpenOptions): Promise<Summary>;
  /** What is loaded. */
  summary(options?: Abortable): Promise<Summary>;
  /**
   * Says how a source without an end goes on, which is an address that answers with `application/vnd.spanlens.live`, as that of
   * `spanlens --listen`. `open` gives what is loaded as soon as it begins; each time that more is, there is a `change`. Handles are of no
   * use after that, ids are. What is not said is as at first.
   */
  live(how?: LiveOptions, options?: Abortable): Promise<Summary>;
  /** Which tables of spans a ClickHouse server has for a user, the best first. Nothing is loaded. */
  clickhouseTables(server: ClickhouseServer, options?: Abortable): Promise<ClickhouseTables>;
  /** What a server of Jaeger or Tempo can be searched for. Nothing is loaded. */
  traceApiNames(query: TraceApiNamesQuery, options?: Abortable): Promise<TraceApiNames>;

  /** Units by time and duration. While something is being opened, provisional counts. */
  heatmap(query?: HeatmapQuery, options?: Abortable): Promise<HeatmapAnswer>;
  /** Rate, errors and durations by operation. */
  overview(query?: EstimableQuery, options?: Abortable): Promise<Covered<Overview>>;
  /** How many units are meant. */
  count(query?: EstimableQuery, options?: Abortable): Promise<Covered<Sides>>;
  /** Where the errors of the selected units began. */
  errorCauses(query?: EstimableQuery, options?: Abortable): Promise<Covered<ErrorCauses>>;
  /** What is wrong, the costliest first: each with the query that shows it. Of two groups, what is worse, new or gone in the second. */
  findings(query?: FindingsQuery, options?: Abortable): Promise<Findings>;
  /** What sets the selected units apart. */
  attributeDiff(query?: AttributeDiffQuery, options?: Abortable): Promise<Covered<AttributeDiff>>;
  /** Where the time of the selected units is spent. */
  flameGraph(query?: FlameGraphQuery, options?: Abortable): Promise<Covered<FlameGraph>>;
  /** What made the selected units slower than the baseline's, and the suspects. */
  flameDiff(query?: FlameDiffQuery, options?: Abortable): Promise<Covered<LatencyDiff>>;
  /** Which service is to blame, and what different units wait for: the suspects of {@link flameDiff} with their kinds. */
  suspects(query?: FlameDiffQuery, options?: Abortable): Promise<Covered<Suspects>>;
  /** Which services and peers the selected units go through, which calls lead from one to another, and what each of both takes. */
  serviceMap(query?: Query, options?: Abortable): Promise<Covered<ServiceMap>>;
  /** The selected units that have a frame. */
  frameUnits(query: FrameUnitsQuery, options?: Abortable): Promise<Covered<FrameUnitsAnswer>>;
  /** A page of the selected units. */
  traces(query?: TracesQuery, options?: Abortable): Promise<Covered<TraceList>>;

  /** What an export of the whole traces of the selected units would give away: its keys, what becomes of each, what else is said. */
  exportContents(query?: ExportContentsQuery, options?: Abortable): Promise<ExportContents>;
  /** The whole traces of the selected units as a file. It is given once its first piece is there; opening something ends the stream. */
  export(query?: ExportQuery, options?: ExportStreamOptions): Promise<Export>;

  /**
   * One file with the page, the engine and traces. It rejects with the code `limit-exceeded` where they are more than 150 MB even when they are
   * compressed, which no page holds.
   */
  toHtml(query?: HtmlQuery, options?: HtmlOptions): Promise<HtmlFile>;

  /** The traces that an id means, or the beginning of one. */
  findTrace(id: string, options?: Abortable): Promise<FoundTraces>;
  /** All spans of a trace. */
  trace(trace: TraceReference, options?: Abortable): Promise<Trace>;
  /** Two traces, compared by path. */
  traceDiff(left: TraceReference, right: TraceReference, options?: Abortable): Promise<TraceDiff>;
  /** Everything that is known of a span. Its handle is of use until something else is opened, as that of a trace. */
  span(handle: SpanHandle, options?: Abortable): Promise<SpanDetails>;
  /** The spans of a trace that contain a text, in whatever case. */
  searchTrace(trace: TraceReference, text: string, options?: Abortable): Promise<SpanMatches>;
  /** The spans of a trace that failed. */
  traceErrors(trace: TraceReference, fail?: FailureRule, options?: Abortable): Promise<SpanMatches>;
  /** The events and logs of a trace in the order of their times, a page of them. */
  traceEvents(trace: TraceReference, query?: TraceEventsQuery, options?: Abortable): Promise<TraceEvents>;

  /** What can come next in a filter that is being written. `cursor`, `from` and `to` are indexes of the string. */
  complete(filter: string, cursor?: number, options?: Abortable): Promise<Completions>;
  /** The canonical spelling of a filter. */
  parseFilter(filter: string, options?: Abortable): Promise<string>;
  /** How many units match a filter. */
  matching(filter: string, population?: Population, options?: Abortable): Promise<number>;

  /** A port for an element, or for `createEngine({ port })`, that shares what is loaded. */
  connect(): MessagePort;
  /** Ends the engine. What has not been answered is rejected with the code `closed`. */
  close(): void;
  [Symbol.dispose](): void;

  addEventListener<K extends keyof EngineEventMap>(
    type: K, listener: (event: EngineEventMap[K]) => void, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof EngineEventMap>(
    type: K, listener: (event: EngineEventMap[K]) => void, options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions,
  ): void;
}

export interface EngineOptions extends Abortable {
  /** The address of `engine/worker.js`, where a bundler does not find it. It may be of another origin. */
  workerUrl?: string | URL;
  /** The address of `engine/spanlens_bg.wasm`, where it does not lie beside its JavaScript. */
  wasmUrl?: string | URL;
  /**
   * How many workers read a large file of JSON Lines together: from 1 to 16, and 1 if absent. On two processors more are slower, as the
   * browser needs one of them to get at the bytes. In Node the engine reads by itself.
   */
  parseWorkers?: number;
  /** A port of another engine, to share what that has loaded. */
  port?: MessagePort;
}

/** Starts an engine: in a worker in browsers, in this process in Node. It is given once it answers. */
export function createEngine(options?: EngineOptions): Promise<Engine>;

/** The name of a frame, to be used as `frame` of a selection or as `key` of `frameUnits`. */
export function frameKey(frames: Frames, row: number): Pick<FrameCondition, "path" | "inTransitTo">;

/** The protocol's words for a selection. */
export function toSelection(selection: Selection): ProtocolSelection;

/** A selection in the words of the API. */
export function fromSelection(selection: ProtocolSelection): Selection;
