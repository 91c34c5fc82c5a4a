//! The names of OTLP's fields, in camel case as the specification has them, in snake case as protobuf has them, and in older words.

use crate::ingest::record::{Hints, keys};

/// What is remembered of objects of each kind.
#[derive(Debug, Default)]
pub(crate) struct KeyHints {
    origin: Hints<OriginKey>,
    span: Hints<SpanKey>,
    event: Hints<EventKey>,
    log: Hints<LogKey>,
    link: Hints<LinkKey>,
    status: Hints<StatusKey>,
    attribute: Hints<AttributeKey>,
    value: Hints<ValueKey>,
    list: Hints<ListKey>,
}

keys! {
    /// A document, which may be an entry of `resourceSpans` by itself.
    DocumentKey {
        ResourceSpans: b"resourceSpans" | b"resource_spans",
        Batches: b"batches",
        Trace: b"trace",
        Logs: b"resourceLogs" | b"resource_logs",
        Metrics: b"resourceMetrics" | b"resource_metrics",
        Profiles: b"resourceProfiles" | b"resource_profiles",
        Resource: b"resource",
        ScopeSpans: b"scopeSpans" | b"scope_spans" | b"instrumentationLibrarySpans" | b"instrumentation_library_spans",
        ScopeLogs: b"scopeLogs" | b"scope_logs" | b"instrumentationLibraryLogs" | b"instrumentation_library_logs",
        SchemaUrl: b"schemaUrl" | b"schema_url",
    }
}

keys! {
    /// An entry of `resourceSpans` or of `resourceLogs`.
    ResourceKey {
        Resource: b"resource",
        ScopeSpans: b"scopeSpans" | b"scope_spans" | b"instrumentationLibrarySpans" | b"instrumentation_library_spans",
        ScopeLogs: b"scopeLogs" | b"scope_logs" | b"instrumentationLibraryLogs" | b"instrumentation_library_logs",
        SchemaUrl: b"schemaUrl" | b"schema_url",
    }
}

keys! {
    /// An entry of `scopeSpans` or of `scopeLogs`.
    ScopeKey {
        Scope: b"scope" | b"instrumentationLibrary" | b"instrumentation_library",
        Spans: b"spans",
        Logs: b"logRecords" | b"log_records" | b"logs",
        SchemaUrl: b"schemaUrl" | b"schema_url",
    }
}

keys! {
    /// A resource or a scope.
    OriginKey in origin of KeyHints {
        Name: b"name",
        Version: b"version",
        Attributes: b"attributes",
        DroppedAttributes: b"droppedAttributesCount" | b"dropped_attributes_count",
    }
}

keys! {
    /// A span.
    SpanKey in span of KeyHints {
        TraceId: b"traceId" | b"trace_id",
        SpanId: b"spanId" | b"span_id",
        ParentSpanId: b"parentSpanId" | b"parent_span_id",
        TraceState: b"traceState" | b"trace_state",
        Flags: b"flags",
        Name: b"name",
        Kind: b"kind",
        Start: b"startTimeUnixNano" | b"start_time_unix_nano",
        End: b"endTimeUnixNano" | b"end_time_unix_nano",
        Attributes: b"attributes",
        DroppedAttributes: b"droppedAttributesCount" | b"dropped_attributes_count",
        Events: b"events",
        DroppedEvents: b"droppedEventsCount" | b"dropped_events_count",
        Links: b"links",
        DroppedLinks: b"droppedLinksCount" | b"dropped_links_count",
        Status: b"status",
    }
}

keys! {
    /// An event.
    EventKey in event of KeyHints {
        Time: b"timeUnixNano" | b"time_unix_nano",
        Name: b"name",
        Attributes: b"attributes",
        DroppedAttributes: b"droppedAttributesCount" | b"dropped_attributes_count",
    }
}

keys! {
    /// A log record.
    LogKey in log of KeyHints {
        Time: b"timeUnixNano" | b"time_unix_nano",
        ObservedTime: b"observedTimeUnixNano" | b"observed_time_unix_nano",
        Severity: b"severityNumber" | b"severity_number",
        SeverityText: b"severityText" | b"severity_text",
        EventName: b"eventName" | b"event_name",
        Body: b"body",
        Attributes: b"attributes",
        DroppedAttributes: b"droppedAttributesCount" | b"dropped_attributes_count",
        TraceId: b"traceId" | b"trace_id",
        SpanId: b"spanId" | b"span_id",
    }
}

keys! {
    /// A link.
    LinkKey in link of KeyHints {
        TraceId: b"traceId" | b"trace_id",
        SpanId: b"spanId" | b"span_id",
        TraceState: b"traceState" | b"trace_state",
        Attributes: b"attributes",
        DroppedAttributes: b"droppedAttributesCount" | b"dropped_attributes_count",
        Flags: b"flags",
    }
}

keys! {
    /// A status.
    StatusKey in status of KeyHints {
        Code: b"code",
        Message: b"message",
    }
}

keys! {
    /// An attribute, or an entry of a map.
    AttributeKey in attribute of KeyHints {
        Key: b"key",
        Value: b"value",
    }
}

keys! {
    /// A value.
    ValueKey in value of KeyHints {
        String: b"stringValue" | b"string_value",
        Bool: b"boolValue" | b"bool_value",
        Int: b"intValue" | b"int_value",
        Double: b"doubleValue" | b"double_value",
        Bytes: b"bytesValue" | b"bytes_value",
        Array: b"arrayValue" | b"array_value",
        Map: b"kvlistValue" | b"kvlist_value",
    }
}

keys! {
    /// The list within a value.
    ListKey in list of KeyHints {
        Values: b"values",
    }
}
