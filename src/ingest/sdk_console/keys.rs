//! The names of fields, in snake case as Python prints them and capitalised as Go does.

use crate::ingest::record::{Hints, keys};

/// What is remembered of objects of each kind.
#[derive(Debug, Default)]
pub(crate) struct KeyHints {
    span: Hints<SpanKey>,
    context: Hints<ContextKey>,
    event: Hints<EventKey>,
    link: Hints<LinkKey>,
    pair: Hints<PairKey>,
    typed: Hints<TypedKey>,
}

keys! {
    /// An object around spans, of which there are none.
    AroundKey {
        None: b"",
    }
}

keys! {
    /// A span.
    SpanKey in span of KeyHints {
        Name: b"name" | b"Name",
        Context: b"context" | b"SpanContext",
        Parent: b"Parent",
        ParentId: b"parent_id" | b"ParentSpanID",
        RemoteParent: b"HasRemoteParent",
        Kind: b"kind" | b"SpanKind",
        Start: b"start_time" | b"StartTime",
        End: b"end_time" | b"EndTime",
        Status: b"status" | b"Status",
        StatusCode: b"StatusCode",
        StatusMessage: b"StatusMessage",
        Attributes: b"attributes" | b"Attributes",
        DroppedAttributes: b"DroppedAttributes" | b"DroppedAttributeCount",
        Events: b"events" | b"Events" | b"MessageEvents",
        DroppedEvents: b"DroppedEvents" | b"DroppedMessageEventCount",
        Links: b"links" | b"Links",
        DroppedLinks: b"DroppedLinks" | b"DroppedLinkCount",
        Resource: b"resource" | b"Resource",
        Scope: b"InstrumentationScope" | b"InstrumentationLibrary",
    }
}

keys! {
    /// What names a span: itself, its parent, or the other side of a link.
    ContextKey in context of KeyHints {
        TraceId: b"trace_id" | b"TraceID",
        SpanId: b"span_id" | b"SpanID",
        TraceState: b"trace_state" | b"TraceState",
        TraceFlags: b"TraceFlags",
        Remote: b"Remote",
    }
}

keys! {
    /// A status.
    StatusKey {
        Code: b"status_code" | b"Code",
        Description: b"description" | b"Description",
    }
}

keys! {
    /// An event.
    EventKey in event of KeyHints {
        Name: b"name" | b"Name",
        Time: b"timestamp" | b"Time",
        Attributes: b"attributes" | b"Attributes",
        DroppedAttributes: b"DroppedAttributeCount",
    }
}

keys! {
    /// A link. Before 1.0, Go had the fields of its context in the link itself.
    LinkKey in link of KeyHints {
        Context: b"context" | b"SpanContext",
        TraceId: b"TraceID",
        SpanId: b"SpanID",
        Attributes: b"attributes" | b"Attributes",
        DroppedAttributes: b"DroppedAttributeCount",
    }
}

keys! {
    /// An attribute of Go's.
    PairKey in pair of KeyHints {
        Key: b"Key",
        Value: b"Value",
    }
}

keys! {
    /// The value of an attribute of Go's.
    TypedKey in typed of KeyHints {
        Type: b"Type",
        Value: b"Value",
    }
}

keys! {
    /// A resource of Python's.
    ResourceKey {
        Attributes: b"attributes",
        SchemaUrl: b"schema_url",
    }
}

keys! {
    /// A scope of Go's.
    ScopeKey {
        Name: b"Name",
        Version: b"Version",
        SchemaUrl: b"SchemaURL",
        Attributes: b"Attributes",
    }
}

keys! {
    /// What a record of another signal has and no span.
    SignalKey {
        Log: b"body" | b"severity_number" | b"Body" | b"Severity",
        Metrics: b"resource_metrics" | b"ScopeMetrics",
    }
}
