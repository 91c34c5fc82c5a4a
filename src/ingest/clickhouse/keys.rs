//! The names of columns.

use crate::ingest::record::{Hints, keys};

/// What is remembered of objects of each kind.
#[derive(Debug, Default)]
pub(crate) struct KeyHints {
    row: Hints<RowKey>,
}

keys! {
    /// An answer with all rows in one document.
    AroundKey {
        Data: b"data",
        Meta: b"meta",
    }
}

keys! {
    /// A column of spans or of logs.
    RowKey in row of KeyHints {
        Timestamp: b"Timestamp",
        TraceId: b"TraceId",
        SpanId: b"SpanId",
        ParentSpanId: b"ParentSpanId",
        TraceState: b"TraceState",
        SpanName: b"SpanName",
        SpanKind: b"SpanKind",
        ServiceName: b"ServiceName",
        ResourceAttributes: b"ResourceAttributes",
        ScopeName: b"ScopeName",
        ScopeVersion: b"ScopeVersion",
        SpanAttributes: b"SpanAttributes",
        Duration: b"Duration",
        StatusCode: b"StatusCode",
        StatusMessage: b"StatusMessage",
        Events: b"Events",
        EventTimes: b"Events.Timestamp",
        EventNames: b"Events.Name",
        EventAttributes: b"Events.Attributes",
        Links: b"Links",
        LinkTraceIds: b"Links.TraceId",
        LinkSpanIds: b"Links.SpanId",
        LinkTraceStates: b"Links.TraceState",
        LinkAttributes: b"Links.Attributes",
        ResourceSchemaUrl: b"ResourceSchemaUrl",
        ScopeSchemaUrl: b"ScopeSchemaUrl",
        ScopeAttributes: b"ScopeAttributes",
        SeverityText: b"SeverityText",
        SeverityNumber: b"SeverityNumber",
        Body: b"Body",
        LogAttributes: b"LogAttributes",
        EventName: b"EventName",
    }
}

keys! {
    /// A part of an event.
    EventKey {
        Timestamp: b"Timestamp",
        Name: b"Name",
        Attributes: b"Attributes",
    }
}

keys! {
    /// A part of a link.
    LinkKey {
        TraceId: b"TraceId",
        SpanId: b"SpanId",
        TraceState: b"TraceState",
        Attributes: b"Attributes",
    }
}
