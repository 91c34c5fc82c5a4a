// What `spanlens report --json` and `spanlens compare --json` write, in terms of the protocol: schemas are made of it.

export interface Report {
  schemaVersion: 1;
  summary: Summary;
  findings: WrittenFindings;
  overview: Overview;
  errorCauses: WrittenErrorCauses;
  failingBy5xx: number;
}

export interface Comparison {
  schemaVersion: 1;
  summary: Summary;
  findings: WrittenFindings;
  /** Of the costliest changes, in their order. */
  evidence: Evidence[];
  /** The numbers of changes that are beyond `--fail-on`, from one on. */
  tooMuch: number[];
}

export interface WrittenErrorCauses extends Omit<ErrorCauses, "rows"> {
  rows: WrittenErrorCause[];
}

/** Handles mean nothing outside of the engine. */
export interface WrittenErrorCause extends Omit<ErrorCause, "sampleUnit" | "sampleSpan" | "sampleTrace"> {
}

export interface WrittenFindings extends Omit<Findings, "findings"> {
  findings: WrittenAnomaly[];
}

/** Sides are as queries of the API take them. */
export interface WrittenAnomaly extends Omit<Anomaly, "selection" | "baseline"> {
  selection: WrittenSelection;
  baseline: WrittenBaseline;
}

export type WrittenBaseline =
  | "rest"
  | "before"
  | WrittenSelection;

export interface WrittenSelection {
  from?: bigint;
  to?: bigint;
  minDuration?: bigint;
  maxDuration?: bigint;
  errors?: boolean;
  filter?: string;
  cause?: WrittenCause;
  group?: string;
  frame?: WrittenFrame;
  operations?: [string, string][];
  marks?: MarkSelection;
}

export interface WrittenCause extends Omit<CauseKey, ""> {
  fate: Fate;
}

export interface WrittenFrame extends Omit<FrameKey, ""> {
  templates: boolean;
  attributes?: string[];
}

export interface Evidence {
  suspects: Suspect[];
  causes: GrownCause[];
  attributes: NotableAttribute[];
}

export interface GrownCause {
  key: CauseKey;
  failing: number;
  share: number;
  beforeShare: number;
}

export interface NotableAttribute {
  key: string;
  value: string;
  share: number;
  otherShare: number;
}
