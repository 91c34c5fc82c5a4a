//! The names of X-Ray's fields.

use crate::ingest::record::{Hints, keys};

/// What is remembered of objects of each kind.
#[derive(Debug, Default)]
pub(crate) struct KeyHints {
    segment: Hints<SegmentKey>,
    exception: Hints<ExceptionKey>,
    frame: Hints<FrameKey>,
    link: Hints<LinkKey>,
}

keys! {
    /// An answer of the API, a trace in it, or an entry of a list of segments. All of its keys are capitalised, unlike those of segments.
    AnswerKey {
        Traces: b"Traces",
        Segments: b"Segments",
        Document: b"Document",
        LimitExceeded: b"LimitExceeded",
        Unprocessed: b"UnprocessedTraceIds",
        NextToken: b"NextToken",
        Unread: b"Id" | b"Duration",
    }
}

keys! {
    /// A segment or subsegment.
    SegmentKey in segment of KeyHints {
        Id: b"id",
        TraceId: b"trace_id",
        ParentId: b"parent_id",
        Name: b"name",
        Type: b"type",
        Namespace: b"namespace",
        Origin: b"origin",
        StartTime: b"start_time",
        EndTime: b"end_time",
        InProgress: b"in_progress",
        Inferred: b"inferred",
        Fault: b"fault",
        Error: b"error",
        Throttle: b"throttle",
        Cause: b"cause",
        Http: b"http",
        Aws: b"aws",
        Sql: b"sql",
        Service: b"service",
        Annotations: b"annotations",
        Metadata: b"metadata",
        Links: b"links",
        User: b"user",
        ResourceArn: b"resource_arn",
        Traced: b"traced",
        Precursors: b"precursor_ids",
        Subsegments: b"subsegments",
    }
}

keys! {
    /// What is known of why a segment failed.
    CauseKey {
        Exceptions: b"exceptions",
    }
}

keys! {
    /// An exception.
    ExceptionKey in exception of KeyHints {
        Id: b"id",
        Type: b"type",
        Message: b"message",
        Remote: b"remote",
        Truncated: b"truncated",
        Skipped: b"skipped",
        Cause: b"cause",
        Stack: b"stack",
    }
}

keys! {
    /// A frame of a stack.
    FrameKey in frame of KeyHints {
        Path: b"path",
        Line: b"line",
        Label: b"label",
    }
}

keys! {
    /// A link.
    LinkKey in link of KeyHints {
        TraceId: b"trace_id",
        Id: b"id",
        Attributes: b"attributes",
    }
}
