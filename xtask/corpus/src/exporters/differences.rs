//! What each exporter says otherwise than OpenTelemetry's own protocol, and why that is so.

/// A file beside another one that says all there is to say.
pub(super) struct Comparison {
    pub(super) file: &'static str,
    pub(super) reference: &'static str,
    /// The first that fits a difference explains it.
    pub(super) differences: &'static [Difference],
}

/// A difference that has to be there.
pub(super) struct Difference {
    /// Which fact it is about. A star at its end stands for anything.
    pub(super) fact: &'static str,
    pub(super) change: Change,
    /// How often it is there.
    pub(super) count: usize,
    pub(super) why: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Only the other file says it.
    Lost,
    /// Only this file says it.
    Added,
    /// This file says it as text.
    Text,
    /// Both say something of it.
    Other,
}

use Change::{Added, Lost, Other, Text};

const fn difference(fact: &'static str, change: Change, count: usize, why: &'static str) -> Difference {
    Difference { fact, change, count, why }
}

/// A line for each file. Of a new exporter, add one without differences, run the command, and explain what it shows.
pub(super) const COMPARISONS: &[Comparison] = &[
    Comparison { file: "exporters/zipkin-v2.json", reference: OTLP, differences: ZIPKIN_V2 },
    Comparison { file: "exporters/zipkin-v1.json", reference: OTLP, differences: ZIPKIN_V1 },
    Comparison { file: "exporters/cloudtrace-v2.json", reference: OTLP, differences: CLOUD_TRACE },
    Comparison { file: "exporters/python-console.txt", reference: OTLP, differences: PYTHON_CONSOLE },
    Comparison { file: "exporters/azure-envelopes.jsonl", reference: OTLP, differences: APP_INSIGHTS },
    // These are other requests than those of the other files.
    Comparison {
        file: "exporters/xray-daemon.txt",
        reference: "exporters/xray-batch-get-traces.json",
        differences: &[],
    },
];

const OTLP: &str = "exporters/otlp.pb";

const NO_FLAGS: Difference = difference("flags", Lost, 60, "Zipkin has no flags of traces");
const NO_LINKS: Difference =
    difference("link *", Lost, 22, "Zipkin has no links, and OpenTelemetry's exporter for Python packs none");
const TAGS_ARE_TEXT: Difference = difference("attribute *", Text, 84, "tags are text");

const ZIPKIN_V2: &[Difference] = &[NO_FLAGS, NO_LINKS, TAGS_ARE_TEXT];

const ZIPKIN_V1: &[Difference] = &[
    NO_FLAGS,
    NO_LINKS,
    TAGS_ARE_TEXT,
    difference(
        "kind",
        Lost,
        60,
        "it follows from the annotations cs, cr, sr and ss, which the exporter does not write",
    ),
    difference("frame", Lost, 2, "what is no CLIENT calls nobody, so no time is in transit"),
    difference("frame", Other, 1, "and what it took is its own"),
];

const CLOUD_TRACE: &[Difference] = &[
    difference("flags", Lost, 60, "Cloud Trace has no flags of traces"),
    difference("link 0 flags", Lost, 11, "nor of links"),
    difference(
        "attribute ratio",
        Other,
        12,
        "Cloud Trace has no doubles, and the exporter writes four decimals of them as text",
    ),
    difference("scope*", Lost, 120, "Cloud Trace has no scopes, and the exporter writes none"),
    difference("resource attribute g.co/agent", Added, 60, "the exporter names itself"),
    difference("resource attribute cloud.account.id", Added, 60, "the project that the trace is in"),
];

const PYTHON_CONSOLE: &[Difference] = &[
    difference("flags", Lost, 60, "Python prints no flags of traces"),
    difference("link 0 flags", Lost, 11, "nor of links"),
    difference("scope*", Lost, 120, "nor scopes"),
];

const APP_INSIGHTS: &[Difference] = &[
    difference("flags", Lost, 60, "Application Insights has no flags of traces"),
    difference("link 0 flags", Lost, 11, "nor of links"),
    difference("scope*", Lost, 120, "nor scopes"),
    difference("message", Lost, 4, "nor messages beside a status"),
    difference("end", Other, 60, "the exporter rounds how long a span took to milliseconds"),
    difference("frame", Lost, 8, "the exporter names requests by their route, and calls by HTTP by their path"),
    difference("frame", Added, 8, "and these are those names"),
    difference("name", Other, 24, "so are the spans"),
    difference(
        "attribute *",
        Lost,
        84,
        "the exporter leaves out what the semantic conventions name and its fields have no place for",
    ),
    difference("attribute user.vip", Other, 12, "properties are text, and Python writes True"),
    difference("attribute *", Text, 24, "properties are text"),
    difference("event 0 attribute rows", Text, 12, "those of events, too"),
    difference("event 1 attribute exception.escaped", Lost, 4, "exceptions have no such field"),
    difference("resource attribute telemetry.sdk.*", Lost, 180, "the version of the SDK is one text of its own"),
    difference("resource attribute *", Added, 360, "that text, and what the exporter knows of the machine"),
];
