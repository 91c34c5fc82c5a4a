//! The names of Zipkin's fields, of both versions.

use crate::ingest::record::{Hints, keys};

/// What is remembered of objects of each kind.
#[derive(Debug, Default)]
pub(crate) struct KeyHints {
    span: Hints<SpanKey>,
    endpoint: Hints<EndpointKey>,
    annotation: Hints<AnnotationKey>,
}

keys! {
    /// An object around others.
    WrapperKey {
        Wrapper: b"data" | b"traces" | b"result" | b"results" | b"spans",
    }
}

keys! {
    /// A span.
    SpanKey in span of KeyHints {
        TraceId: b"traceId",
        Id: b"id",
        ParentId: b"parentId",
        Kind: b"kind",
        Name: b"name",
        Timestamp: b"timestamp",
        Duration: b"duration",
        Shared: b"shared",
        LocalEndpoint: b"localEndpoint",
        RemoteEndpoint: b"remoteEndpoint",
        Annotations: b"annotations",
        Tags: b"tags",
        BinaryAnnotations: b"binaryAnnotations",
    }
}

keys! {
    /// An endpoint.
    EndpointKey in endpoint of KeyHints {
        ServiceName: b"serviceName",
        Ipv4: b"ipv4",
        Ipv6: b"ipv6",
        Port: b"port",
    }
}

keys! {
    /// An annotation of either version, or a binary annotation.
    AnnotationKey in annotation of KeyHints {
        Timestamp: b"timestamp",
        Key: b"key",
        Value: b"value",
        Endpoint: b"endpoint",
    }
}
