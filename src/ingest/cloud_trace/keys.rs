//! The names of Cloud Trace's fields, of both versions, in camel case as its API has them, and in snake case as protobuf has them.

use crate::ingest::record::{Hints, keys};

/// What is remembered of objects of each kind.
#[derive(Debug, Default)]
pub(crate) struct KeyHints {
    span: Hints<SpanKey>,
    value: Hints<ValueKey>,
    text: Hints<TextKey>,
}

keys! {
    /// An answer, or a trace.
    AroundKey {
        Traces: b"traces" | b"result" | b"results",
        Spans: b"spans",
        TraceId: b"traceId" | b"trace_id",
        ProjectId: b"projectId" | b"project_id",
        NextPage: b"nextPageToken" | b"next_page_token",
    }
}

keys! {
    /// A span.
    SpanKey in span of KeyHints {
        Name: b"name",
        SpanId: b"spanId" | b"span_id",
        ParentSpanId: b"parentSpanId" | b"parent_span_id",
        Kind: b"kind",
        SpanKind: b"spanKind" | b"span_kind",
        StartTime: b"startTime" | b"start_time",
        EndTime: b"endTime" | b"end_time",
        Labels: b"labels",
        DisplayName: b"displayName" | b"display_name",
        Attributes: b"attributes",
        TimeEvents: b"timeEvents" | b"time_events",
        Links: b"links",
        Status: b"status",
        StackTrace: b"stackTrace" | b"stack_trace",
        SameProcess: b"sameProcessAsParentSpan" | b"same_process_as_parent_span",
    }
}

keys! {
    /// A text that may have been cut.
    TextKey in text of KeyHints {
        Value: b"value",
        Truncated: b"truncatedByteCount" | b"truncated_byte_count",
    }
}

keys! {
    /// A list of attributes.
    AttributesKey {
        Map: b"attributeMap" | b"attribute_map",
        Dropped: b"droppedAttributesCount" | b"dropped_attributes_count",
    }
}

keys! {
    /// The value of an attribute.
    ValueKey in value of KeyHints {
        String: b"stringValue" | b"string_value",
        Int: b"intValue" | b"int_value",
        Bool: b"boolValue" | b"bool_value",
    }
}

keys! {
    /// A status.
    StatusKey {
        Code: b"code",
        Message: b"message",
    }
}

keys! {
    /// Events.
    EventsKey {
        List: b"timeEvent" | b"time_event",
        Dropped: b"droppedAnnotationsCount" | b"dropped_annotations_count" | b"droppedMessageEventsCount" | b"dropped_message_events_count",
    }
}

keys! {
    /// An event, or what is in it.
    EventKey {
        Time: b"time",
        Annotation: b"annotation",
        Message: b"messageEvent" | b"message_event",
        Description: b"description",
        Attributes: b"attributes",
        Type: b"type",
        Id: b"id",
        Size: b"uncompressedSizeBytes" | b"uncompressed_size_bytes",
        Compressed: b"compressedSizeBytes" | b"compressed_size_bytes",
    }
}

keys! {
    /// Links.
    LinksKey {
        List: b"link",
        Dropped: b"droppedLinksCount" | b"dropped_links_count",
    }
}

keys! {
    /// A link.
    LinkKey {
        TraceId: b"traceId" | b"trace_id",
        SpanId: b"spanId" | b"span_id",
        Type: b"type",
        Attributes: b"attributes",
    }
}
