//! The names of Jaeger's fields.

use crate::ingest::record::{Hints, keys};

/// What is remembered of objects of each kind.
#[derive(Debug, Default)]
pub(crate) struct KeyHints {
    span: Hints<SpanKey>,
    reference: Hints<ReferenceKey>,
    log: Hints<LogKey>,
    tag: Hints<TagKey>,
    process: Hints<ProcessKey>,
}

keys! {
    /// A document, as far as it is no span.
    DocumentKey {
        Spans: b"spans",
        Processes: b"processes",
        Wrapper: b"data" | b"trace" | b"traces" | b"result" | b"results" | b"hits" | b"_source",
    }
}

keys! {
    /// A span. A trace has an id and warnings, too.
    SpanKey in span of KeyHints {
        TraceId: b"traceID",
        SpanId: b"spanID",
        ParentSpanId: b"parentSpanID",
        Flags: b"flags",
        Name: b"operationName",
        References: b"references",
        Start: b"startTime",
        StartMillis: b"startTimeMillis",
        Duration: b"duration",
        Tags: b"tags",
        TagMap: b"tag",
        Logs: b"logs",
        ProcessId: b"processID",
        Process: b"process",
        Warnings: b"warnings",
    }
}

keys! {
    /// A reference to another span.
    ReferenceKey in reference of KeyHints {
        Type: b"refType",
        TraceId: b"traceID",
        SpanId: b"spanID",
    }
}

keys! {
    /// A log.
    LogKey in log of KeyHints {
        Time: b"timestamp",
        Fields: b"fields",
    }
}

keys! {
    /// A tag, or a field of a log.
    TagKey in tag of KeyHints {
        Key: b"key",
        Type: b"type",
        Value: b"value",
    }
}

keys! {
    /// A process.
    ProcessKey in process of KeyHints {
        ServiceName: b"serviceName",
        Tags: b"tags",
        TagMap: b"tag",
    }
}
