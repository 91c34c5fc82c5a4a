// The API of the engine. What it answers with is generated from the Rust sources: protocol.d.ts.

import type {
  Anomaly as ProtocolAnomaly, AttributeDiff, Attribution, Baseline, CallList, CauseKey, ClickhouseTableName, ClickhouseTables, Completions, Coverage, ErrorCauses,
  ErrorCode as EngineErrorCode, ExportContents, ExportFormat, FailureRule, Fate, Findings as ProtocolFindings, FlameGraph,
  FoundTraces, Frames, FrameUnitsAnswer, GroupPair, HeatmapAnswer, KeptLogs, LatencyDiff, MarkSelection, MixControl, NumberCallee, Overview, Population, Progress,
  RedactionGroup, Scope, Selection as ProtocolSelection, ServiceMap, Sides, SpanDetails, SpanHandle, SpanMatches, Summary, Suspects, Trace,
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

/** Nanoseconds; times are since the Unix epoch. A number is accepted only if it is exact, which present times are not. */
export type Nanoseconds = bigint | number;

/** Error codes. The first are the engine's; see the README for the others. */
export type SpanlensErrorCode = EngineErrorCode | "bad-argument" | "busy" | "closed" | "crashed" | "unavailable";

/** Every error that this package throws or rejects with. */
export class SpanlensError extends Error {
  readonly name: "SpanlensError";
  readonly code: SpanlensErrorCode;
  /** The byte offset of the error: in the input, or in the text of a filter in UTF-8. */
  readonly offset?: number;
}

/** A source of traces. A string is an address; in Node, it is a path unless it begins with `http:`, `https:` or `file:`. */
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

/** A source with a name and a group for comparisons. */
export interface NamedSource {
  source: Source;
  name?: string;
  group?: string;
}

/** A ClickHouse server with credentials. The other members override what the address contains. */
export interface ClickhouseServer {
  /** Over HTTP, such as `http://localhost:8123`; `https://user@host:8443/database` works, too. */
  url: string | URL;
  user?: string;
  password?: string;
  /** Instead of a user and a password. */
  token?: string;
  database?: string;
  /**
   * Puts user and password into the addresses of requests, for servers that do not answer CORS preflights. Proxies in between may log
   * addresses.
   */
  credentialsInUrl?: boolean;
}

/** The traces of a time range in a table of a server: whole traces, of which a root starts in `[from, to)`. */
export interface ClickhouseRange extends ClickhouseServer {
  /** As `database.table`, or only the table if `database` is given. The server's best table of spans if absent. */
  table?: string | ClickhouseTableName;
  range: { from: Nanoseconds | Date; to: Nanoseconds | Date };
  /** If there are more spans, or more logs, nothing is read, and the promise rejects with the code `over-budget`. 1,000,000 if absent. */
  maxSpans?: number;
  /**
   * If there are more spans, the server counts the requests: it answers `heatmap`, `overview` and `count` exactly, also with filters. For
   * questions that compare the spans of two sides, their traces are fetched, and the answer has a {@link Coverage}. `traces` covers all
   * requests if the server can determine their order, and `findTrace` searches the whole range. Other questions that need spans, such as
   * `findings`, reject with the code `needs-spans`. `summary.counted` says what is known about the range. Such a range cannot be opened
   * together with other sources. Explorers always set this option.
   */
  countsOnServer?: boolean;
  /**
   * Whether traces without a root count as requests of such a range, however many spans it has: the server scans every trace to find
   * them. If absent, they count in a range of up to two million spans. `summary.counted.hasIncomplete` says whether they count.
   */
  countsRootless?: boolean;
  /** The largest number of spans, of both sides together, that are fetched at once from such a range, and of logs. As `maxSpans` if absent; 0 for none. */
  maxFetchedSpans?: number;
}

/** A range of a database as a source. */
export interface ClickhouseSource {
  clickhouse: ClickhouseRange;
}

/** A server of Jaeger or Tempo. */
export interface TraceServer {
  /**
   * Such as `http://localhost:16686` for Jaeger, `http://localhost:3200` for Tempo, or the address of a data source behind Grafana,
   * `https://grafana.example.org/api/datasources/proxy/uid/UID`.
   */
  url: string | URL;
  /** The headers of all requests, such as `Authorization` or `X-Scope-OrgID`. */
  headers?: HeadersInit;
}

/**
 * The traces that a Jaeger server finds, read whole; or one by its id. In the summary, `search` of the file says how many there were and what
 * was left out. An empty result is not an error.
 */
export interface JaegerSearch extends TraceServer {
  service?: string;
  operation?: string;
  /** Keys and values of attributes. */
  tags?: Record<string, string> | [string, string][];
  /** In nanoseconds: of a span in Jaeger, of a trace in Tempo. */
  minDuration?: Nanoseconds;
  maxDuration?: Nanoseconds;
  /** Required, except for a trace by its id. */
  range?: { from: Nanoseconds | Date; to: Nanoseconds | Date };
  /**
   * The largest number of traces to find: 20 if absent. If there are more, the server chooses which it returns.
   */
  limit?: number;
  /** The id of one trace, in hexadecimal digits. Then all other conditions are ignored. */
  traceId?: string;
  /** The largest number of spans to read: traces beyond that are left out. 1,000,000 if absent. */
  maxSpans?: number;
}

/** The same for Tempo, which searches recent traces if no range is given. */
export interface TempoSearch extends JaegerSearch {
  /** In TraceQL. It replaces services, operations, tags and durations. */
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

/** The server and the list. `of` is the service whose operations are listed, or the key whose values are. Only Tempo lists `tags` and `values`. */
export type TraceApiNamesQuery =
  & ({ jaeger: string | URL | TraceServer; tempo?: undefined } | { tempo: string | URL | TraceServer; jaeger?: undefined })
  & { list: TraceApiList; of?: string };

export interface Abortable {
  /** Cancels the work. The promise rejects with the code `cancelled`, and with the signal's reason as `cause`. */
  signal?: AbortSignal;
}

export interface OpenOptions extends Abortable {
  /** Called from time to time while bytes are read. */
  onProgress?: (progress: Progress) => void;
}

export interface OpenSourceOptions extends OpenOptions {
  /** The name of the source in the summary, if it is a single source. */
  name?: string;
  /** The group that the sources belong to, "default" if absent. Traces are assembled within a group; groups can be compared. */
  group?: string;
  /** Which logs of the sources are kept; all that belong to a trace if absent. */
  logs?: KeptLogs;
  /** Headers for fetching addresses. No other credentials are sent. */
  headers?: Headers | Record<string, string> | [name: string, value: string][];
}

/** Part of the time and of the durations, half open: `[from, to)`, `[minDuration, maxDuration)`. An absent member is no bound. */
export interface Bounds {
  from?: Nanoseconds;
  to?: Nanoseconds;
  minDuration?: Nanoseconds;
  maxDuration?: Nanoseconds;
}

/** Which of the events and logs of a trace: the first 100 if absent. */
export interface TraceEventsQuery {
  /** The lowest severity to include, from 1 to 24. Exceptions are always included. */
  severity?: number;
  /** A text that must occur, ignoring case. */
  text?: string;
  offset?: number;
  limit?: number;
  /** An event or log that the page must contain: then the page is the one with it among pages of `limit`. */
  around?: TraceEventKey;
}

/** A frame of a flame graph, as {@link frameKey} names it, with the options that the graph was made with. */
export interface FrameCondition {
  path: [service: string, name: string][];
  inTransitTo?: string;
  templates?: boolean;
  attributes?: string[];
}

/** A row of the error causes by its key, and the fate of the error: "cause" if absent. */
export type CauseCondition = CauseKey & { fate?: Fate };

/**
 * A number that a unit may have: "spans", how many it has; `calls` of a service, as the service map counts them, or of what records no spans;
 * the largest value of an `attribute`, whose key stands behind its scope: `span.size`, `resource.size`, `event.size`, `.size` for spans and resources.
 * Answers have scope and key apart, and are taken so, too.
 */
export type UnitNumber = "spans" | { calls: string } | { attribute: string | [scope: Scope, key: string] };

/** A number of units and a range of it, half open: `[min, max)`. What is absent is no bound. Units without the number are in none. */
export interface NumberRange {
  of: UnitNumber;
  min?: number;
  max?: number;
}

/** What there is to choose from where a number of units is asked for, beside how many spans they have. */
export interface NumberChoices {
  /** Attributes most of whose values are numbers, with how many distinct numbers there are. */
  attributes: { attribute: string; numbers: number }[];
  /** What is called, the most often called first. */
  callees: NumberCallee[];
}

/** Which units are selected: those that meet all conditions. */
export interface Selection extends Bounds {
  /** Only failing units. */
  errors?: boolean;
  filter?: string;
  cause?: CauseCondition;
  group?: string;
  frame?: FrameCondition;
  /** The operations, as service and name, of which the unit's own span has one. */
  operations?: [service: string, name: string][];
  /** A number that the unit has, and the range that it is in. */
  number?: NumberRange;
  /** The times of the unit in rows of the suspects: the `marks` of one of their kinds. */
  marks?: MarkSelection;
}

/** An answer, with how many requests it covers if traces were fetched from a server for it. Absent if it covers all. */
export type Covered<Answer> = Answer & { coverage?: Coverage };

/** Which units are counted. */
export interface View {
  /** "requests" if absent. */
  population?: Population;
  /** Applies to both sides of a comparison. */
  filter?: string;
  /** What counts as failing: "status" if absent, the status of a span alone. With "5xx", an HTTP status of 500 to 599 also counts. */
  fail?: FailureRule;
}

export interface Query extends View {
  /** All units if absent. */
  selection?: Selection;
  /** The units to compare with: "rest" if absent, all others. "before" is the time just before the selection, of the same length. */
  baseline?: Extract<Baseline, string> | Selection;
}

/** A finding, with its selection and its baseline as queries accept them. */
export interface Anomaly extends Omit<ProtocolAnomaly, "selection" | "baseline"> {
  selection: Selection;
  baseline: Extract<Baseline, string> | Selection;
}

/** What is wrong, the costliest first. */
export interface Findings extends Omit<ProtocolFindings, "findings"> {
  findings: Anomaly[];
}

export interface FindingsQuery extends View {
  /** Two groups to compare, operation by operation. If absent, each group is searched by itself. */
  groups?: GroupPair;
}

/** Questions that can also estimate numbers before sampling. */
export interface Estimable {
  /**
   * Whether the answer also has `estimates` for all units before sampling, from the sampling probability that spans carry as `ot=th:…` in
   * their trace state or as `sampling.probability`. All other numbers count stored units. Not possible if a server counts the requests.
   */
  weighted?: boolean;
}

export interface EstimableQuery extends Query, Estimable {}

export interface HeatmapQuery extends View, Bounds, Estimable {
  /** The group whose units are counted, all groups if absent. */
  group?: string;
  /** What rows are of, in place of durations, with what inner rows show of it: `numbers` of the answer. Not where a server counts the requests. */
  number?: NumberRange;
  /** At most so many: from 2 to 10,000, 200 if absent. */
  columns?: number;
  /** At most so many: from 3 to 1,000, 60 if absent. */
  rows?: number;
  /** Whether gaps without units have no columns, if they are longer than a tenth of the shown time: `breaks` of the answer. */
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
  /** Whether to count spans instead of units. */
  countSpans?: boolean;
  /** 200 if absent. */
  maxRows?: number;
}

export interface FlameGraphQuery extends Query {
  /** How time is attributed when several spans run at once: "criticalPath" if absent. */
  attribution?: Attribution;
  /** Whether names that differ in numbers and ids only are one frame: they are if absent. */
  templates?: boolean;
  /** Keys of attributes whose values become part of the names of frames. */
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

/** What is hidden in an export: keys of attributes and groups of keys. A key that ends with `*` stands for all keys with that prefix. */
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
  /** Attributes to remove, together with their keys. */
  remove?: Hidden;
  /** Attributes to write as a keyed hash, so that equal values stay equal. A rule for a key overrides the rule for its group. */
  hash?: Hidden;
  /** The keys of attributes that are kept, whatever their group. */
  keep?: string[];
}

export interface ExportQuery extends ExportContentsQuery {
  /** "otlp-json" if absent: JSON Lines. "otlp-proto" is concatenated messages, which together are one valid message. */
  format?: ExportFormat;
  /** Whether to compress the file: false if absent. */
  gzip?: boolean;
  /** The key of the hashes, 64 hexadecimal digits. Give it only to make the hashes of two exports comparable. */
  hashKey?: string;
}

export interface ExportStreamOptions extends Abortable {
  /** Called with the number of spans that were read from the stream so far. */
  onProgress?: (spans: number) => void;
}

/** Traces as a file. */
export interface Export {
  /** The bytes of the file. Each piece, of about 256 KiB, is made when the one before it has been read. */
  stream: ReadableStream<Uint8Array>;
  /**
   * The key of the hashes, if any: random for this export unless it was given, and not stored. A hash is
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
 * A trace by its handle, by its id, or by a prefix of its id that only one trace has.
 *
 * Answers identify traces by handles. A handle is valid until something else is opened; an old one rejects with the code
 * `stale-handle`, and never means another trace. An id stays valid.
 */
export type TraceReference = TraceHandle | string;

/** Pauses a live source, and sets how much of it is kept. */
export interface LiveOptions {
  /** Whether new data waits, so that the loaded data stays unchanged. */
  paused?: boolean;
  /** The largest number of spans to keep; a log counts as a span. 200,000 by default. Beyond that, whole traces are dropped, the earliest first. */
  maxSpans?: number;
  /** The largest age of a trace, measured from the start of the latest trace, in nanoseconds. */
  maxAge?: bigint;
}

export interface EngineEventMap {
  /** Another client of the engine has opened something, or a live source has new data: `detail` is what is loaded now. */
  change: CustomEvent<Summary>;
  /** The engine has crashed, and all loaded data is lost. */
  crash: CustomEvent<SpanlensError>;
}

/**
 * An engine, with the data that it has loaded. Every promise rejects with a {@link SpanlensError}. Any number of questions may be asked at
 * once: each is answered.
 */
export class Engine extends EventTarget {
  private constructor();

  /**
   * Adds sources to what is loaded. A source that cannot be read completely does not make it fail: the part that was read is kept, and
   * `files[n].report.fault` gives the reason. A range of a database is loaded whole; otherwise nothing is loaded and the promise rejects.
   *
   * A signal stops it: the part that was read stays, and is ready when the promise rejects.
   */
  open(source: Source | NamedSource | Files | readonly (Source | NamedSource)[], options?: OpenSourceOptions): Promise<Summary>;
  /** Adds the demo: 23,805 traces of a web shop with a few incidents. */
  openDemo(options?: OpenOptions): Promise<Summary>;
  /** What is loaded. */
  summary(options?: Abortable): Promise<Summary>;
  /**
   * Pauses or resumes a live source, and sets its window. A live source is an address with the content type
   * `application/vnd.spanlens.live`, such as that of `spanlens --listen`. `open` resolves as soon as the stream begins; new data causes a
   * `change` event. Handles become stale then; ids stay valid. An absent member has its default.
   */
  live(how?: LiveOptions, options?: Abortable): Promise<Summary>;
  /** Which tables of spans a ClickHouse server has for a user, the best first. Nothing is loaded. */
  clickhouseTables(server: ClickhouseServer, options?: Abortable): Promise<ClickhouseTables>;
  /** Lists names that a Jaeger or Tempo server can be searched for. Nothing is loaded. */
  traceApiNames(query: TraceApiNamesQuery, options?: Abortable): Promise<TraceApiNames>;

  /** Units by time and duration. While something is being opened, provisional counts. */
  heatmap(query?: HeatmapQuery, options?: Abortable): Promise<HeatmapAnswer>;
  /** Which numbers units can have: what the rows of a heatmap, or a selection, can be of. */
  numberChoices(options?: Abortable): Promise<NumberChoices>;
  /** Rate, errors and durations by operation. */
  overview(query?: EstimableQuery, options?: Abortable): Promise<Covered<Overview>>;
  /** How many units are on each side. */
  count(query?: EstimableQuery, options?: Abortable): Promise<Covered<Sides>>;
  /** Where the errors of the selected units began. */
  errorCauses(query?: EstimableQuery, options?: Abortable): Promise<Covered<ErrorCauses>>;
  /** What is wrong, the costliest first, each with the query that shows it. For two groups: what is worse, new or gone in the second. */
  findings(query?: FindingsQuery, options?: Abortable): Promise<Findings>;
  /** What sets the selected units apart. */
  attributeDiff(query?: AttributeDiffQuery, options?: Abortable): Promise<Covered<AttributeDiff>>;
  /** Where the selected units spend their time. */
  flameGraph(query?: FlameGraphQuery, options?: Abortable): Promise<Covered<FlameGraph>>;
  /** What made the selected units slower than the baseline, and the suspected services. */
  flameDiff(query?: FlameDiffQuery, options?: Abortable): Promise<Covered<LatencyDiff>>;
  /** The suspects of {@link flameDiff} with their kinds: which services made units slower, and what different units wait for. */
  suspects(query?: FlameDiffQuery, options?: Abortable): Promise<Covered<Suspects>>;
  /** Which services and peers the selected units pass through, the calls between them, and the time of each. */
  serviceMap(query?: Query, options?: Abortable): Promise<Covered<ServiceMap>>;
  /** What is called how often, how long that takes, and what changed of it: by callee and operation. */
  calls(query?: Query, options?: Abortable): Promise<Covered<CallList>>;
  /** The selected units that have a frame. */
  frameUnits(query: FrameUnitsQuery, options?: Abortable): Promise<Covered<FrameUnitsAnswer>>;
  /** A page of the selected units. */
  traces(query?: TracesQuery, options?: Abortable): Promise<Covered<TraceList>>;

  /** What an export of the whole traces of the selected units would reveal: its keys, the treatment of each, names and messages. */
  exportContents(query?: ExportContentsQuery, options?: Abortable): Promise<ExportContents>;
  /** The whole traces of the selected units as a file. Resolves with the first piece; opening something ends the stream. */
  export(query?: ExportQuery, options?: ExportStreamOptions): Promise<Export>;

  /**
   * One file with the page, the engine and traces. It rejects with the code `limit-exceeded` where they are more than 150 MB even when they are
   * compressed, which no page holds.
   */
  toHtml(query?: HtmlQuery, options?: HtmlOptions): Promise<HtmlFile>;

  /** The traces with an id, or with a prefix of one. */
  findTrace(id: string, options?: Abortable): Promise<FoundTraces>;
  /** All spans of a trace. */
  trace(trace: TraceReference, options?: Abortable): Promise<Trace>;
  /** Two traces, compared by path. */
  traceDiff(left: TraceReference, right: TraceReference, options?: Abortable): Promise<TraceDiff>;
  /** All details of a span. Its handle is valid until something else is opened, like that of a trace. */
  span(handle: SpanHandle, options?: Abortable): Promise<SpanDetails>;
  /** The spans of a trace that contain a text, ignoring case. */
  searchTrace(trace: TraceReference, text: string, options?: Abortable): Promise<SpanMatches>;
  /** The spans of a trace that failed. */
  traceErrors(trace: TraceReference, fail?: FailureRule, options?: Abortable): Promise<SpanMatches>;
  /** A page of the events and logs of a trace, by time. */
  traceEvents(trace: TraceReference, query?: TraceEventsQuery, options?: Abortable): Promise<TraceEvents>;

  /** Completions at a position in the text of a filter. `cursor`, `from` and `to` are indexes of the string. */
  complete(filter: string, cursor?: number, options?: Abortable): Promise<Completions>;
  /** The canonical spelling of a filter. */
  parseFilter(filter: string, options?: Abortable): Promise<string>;
  /** How many units match a filter. */
  matching(filter: string, population?: Population, options?: Abortable): Promise<number>;

  /** A port for an element, or for `createEngine({ port })`, that shares what is loaded. */
  connect(): MessagePort;
  /** Ends the engine. Unanswered questions reject with the code `closed`. */
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
  /** The address of `engine/worker.js`, if the bundler does not find it. It may have another origin. */
  workerUrl?: string | URL;
  /** The address of `engine/spanlens_bg.wasm`, if it is not beside its JavaScript. */
  wasmUrl?: string | URL;
  /**
   * How many workers read a large file of JSON Lines together: from 1 to 16, and 1 if absent. On two processors, more are slower, as the
   * browser needs one of them to fetch the bytes. In Node the engine reads alone.
   */
  parseWorkers?: number;
  /** A port of another engine, to share its loaded data. */
  port?: MessagePort;
}

/** Starts an engine: in a worker in browsers, in this process in Node. Resolves when it answers. */
export function createEngine(options?: EngineOptions): Promise<Engine>;

/** The key of a frame, for `frame` of a selection or `key` of `frameUnits`. */
export function frameKey(frames: Frames, row: number): Pick<FrameCondition, "path" | "inTransitTo">;

/** A selection as in the protocol. */
export function toSelection(selection: Selection): ProtocolSelection;

/** A selection as in the API. */
export function fromSelection(selection: ProtocolSelection): Selection;
