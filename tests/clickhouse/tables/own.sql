-- A table that somebody made by hand (`create_schema: false`): other types for the same columns, events and links in one column each.
SET flatten_nested = 0;

CREATE TABLE {table} (
    Timestamp DateTime64(9, 'Europe/Berlin'),
    TraceId FixedString(32),
    SpanId FixedString(16),
    ParentSpanId String,
    TraceState LowCardinality(Nullable(String)),
    SpanName String,
    SpanKind Enum8('Unspecified' = 0, 'Internal' = 1, 'Server' = 2, 'Client' = 3, 'Producer' = 4, 'Consumer' = 5),
    ServiceName LowCardinality(String),
    ResourceAttributes Map(String, String),
    ScopeName LowCardinality(String),
    ScopeVersion LowCardinality(String),
    SpanAttributes Map(LowCardinality(String), LowCardinality(String)),
    Duration UInt64,
    StatusCode Enum8('Unset' = 0, 'Ok' = 1, 'Error' = 2),
    StatusMessage Nullable(String),
    Events Nested(Timestamp DateTime64(9), Name LowCardinality(String), Attributes Map(LowCardinality(String), String)),
    Links Nested(TraceId String, SpanId String, TraceState String, Attributes Map(LowCardinality(String), String))
) ENGINE = MergeTree
PARTITION BY toYYYYMM(Timestamp)
ORDER BY (ServiceName, toStartOfHour(Timestamp), TraceId)
