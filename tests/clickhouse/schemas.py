"""The tables in use, a file in tables/ each, and how a span or a log record becomes a row of them.

A column is its name and what makes bytes (`RowBinary`) of a span. Columns that a table makes itself are not among them.
"""

import json
from pathlib import Path

import otlp
import rowbinary as to
from server.engine import identifier

FOLDER = Path(__file__).parent / "tables"

KINDS = ["Unspecified", "Internal", "Server", "Client", "Producer", "Consumer"]
STATUSES = ["Unset", "Ok", "Error"]


def statements(schema, database, table):
    """The statements that create a table of a schema, and what goes with it."""
    names = {"database": identifier(database), "table": f"{identifier(database)}.{identifier(table)}", "name": identifier(table)}
    for suffix in ["trace_id_ts", "trace_id_ts_mv", "distributed", "trace_id_ts_distributed"]:
        names[f"name_{suffix}"] = identifier(f"{table}_{suffix}")
        names[f"table_{suffix}"] = f"{identifier(database)}.{identifier(f'{table}_{suffix}')}"
    text = (FOLDER / f"{schema}.sql").read_text()
    return [statement.format_map(names) for statement in text.split(";\n\n")]


def texts(pairs):
    """A map of texts: the values as the exporters write them."""
    return to.texts([(key, otlp.text(value)) for key, value in pairs])


def typed(pairs):
    """A column of type JSON, sent as text: the values with their types."""
    return to.string(json.dumps({key: otlp.plain(value) for key, value in pairs}, ensure_ascii=False))


def keys(pairs):
    return to.array(to.string)([key for key, _ in pairs])


def unsigned(span):
    """The exporters subtract in 64 bits: an end before the start comes round at the other end."""
    return to.uint64((span.end - span.start) % 2**64)


def signed(span):
    """Until 2024, a time too far apart was cut at the largest number."""
    return to.int64(max(-(2**63), min(span.end - span.start, 2**63 - 1)))


def with_scope(span):
    """The attributes of a span and, after them, what it was made with: where there are no columns for that."""
    scope = [("otel.scope.name", span.scope.name), ("otel.scope.version", span.scope.version)]
    return list(dict(span.attributes + [(key, value) for key, value in scope if value]).items())


def events(attributes):
    return {
        "Events.Timestamp": lambda span: to.array(to.int64)([event.time for event in span.events]),
        "Events.Name": lambda span: to.array(to.string)([event.name for event in span.events]),
        "Events.Attributes": lambda span: to.array(attributes)([event.attributes for event in span.events]),
    }


def links(attributes):
    return {
        "Links.TraceId": lambda span: to.array(to.string)([link.trace for link in span.links]),
        "Links.SpanId": lambda span: to.array(to.string)([link.span for link in span.links]),
        "Links.TraceState": lambda span: to.array(to.string)([link.state for link in span.links]),
        "Links.Attributes": lambda span: to.array(attributes)([link.attributes for link in span.links]),
    }


IDENTITY = {
    "Timestamp": lambda span: to.int64(span.start),
    "TraceId": lambda span: to.string(span.trace),
    "SpanId": lambda span: to.string(span.span),
    "ParentSpanId": lambda span: to.string(span.parent),
    "TraceState": lambda span: to.string(span.state),
    "SpanName": lambda span: to.string(span.name),
    "ServiceName": lambda span: to.string(otlp.text(span.resource.service)),
    "StatusMessage": lambda span: to.string(span.message),
}

FIRST = IDENTITY | events(texts) | links(texts) | {
    "SpanKind": lambda span: to.string(f"SPAN_KIND_{KINDS[span.kind].upper()}"),
    "ResourceAttributes": lambda span: texts(span.resource.attributes),
    "SpanAttributes": lambda span: texts(with_scope(span)),
    "Duration": signed,
    "StatusCode": lambda span: to.string(f"STATUS_CODE_{STATUSES[span.status].upper()}"),
}

SHORT = IDENTITY | {
    "SpanKind": lambda span: to.string(KINDS[span.kind]),
    "ScopeName": lambda span: to.string(span.scope.name),
    "ScopeVersion": lambda span: to.string(span.scope.version),
    "Duration": unsigned,
    "StatusCode": lambda span: to.string(STATUSES[span.status]),
}

SECOND = SHORT | events(texts) | links(texts) | {
    "ResourceAttributes": lambda span: texts(span.resource.attributes),
    "SpanAttributes": lambda span: texts(span.attributes),
}

JSON = SHORT | events(typed) | links(typed) | {
    "ResourceAttributes": lambda span: typed(span.resource.attributes),
    "ResourceAttributesKeys": lambda span: keys(span.resource.attributes),
    "SpanAttributes": lambda span: typed(span.attributes),
    "SpanAttributesKeys": lambda span: keys(span.attributes),
}

OWN = SHORT | {
    "TraceId": lambda span: to.fixed(32)(span.trace),
    "SpanId": lambda span: to.fixed(16)(span.span),
    # A null is a byte, then nothing.
    "TraceState": lambda span: b"\0" + to.string(span.state) if span.state else b"\1",
    "StatusMessage": lambda span: b"\0" + to.string(span.message) if span.message else b"\1",
    "SpanKind": lambda span: to.int8(span.kind),
    "StatusCode": lambda span: to.int8(span.status),
    "ResourceAttributes": lambda span: texts(span.resource.attributes),
    "SpanAttributes": lambda span: texts(span.attributes),
    "Events": lambda span: to.array(to.structure(to.int64, to.string, texts))(
        [(event.time, event.name, event.attributes) for event in span.events]
    ),
    "Links": lambda span: to.array(to.structure(to.string, to.string, to.string, texts))(
        [(link.trace, link.span, link.state, link.attributes) for link in span.links]
    ),
}

def valued(*types):
    """The attributes of a span whose values are of some types, with what lies in a map under keys of their own."""
    return lambda span: [(key, value) for key, value in flat(span.attributes) if type(value) in types]


def flat(pairs, prefix=""):
    for key, value in pairs:
        match value:
            case dict():
                yield from flat(value.items(), f"{prefix}{key}.")
            case bool() | int() | float():
                yield prefix + key, value
            case _:
                yield prefix + key, otlp.text(value)


def reference(of, kind):
    return {"traceId": of[0], "spanId": of[1], "refType": kind}


def references(span):
    """The parent of a span, whether there is one or not, and its links."""
    links = [reference((link.trace, link.span), "FOLLOWS_FROM") for link in span.links]
    return json.dumps([reference((span.trace, span.parent), "CHILD_OF"), *links])


def told(event):
    """An event as a text of JSON. What is zero or empty is left out."""
    parts = {"name": event.name, "timeUnixNano": event.time, "attributeMap": {key: otlp.text(value) for key, value in event.attributes}}
    return json.dumps({name: value for name, value in parts.items() if value}, ensure_ascii=False)


SIGNOZ = {
    "ts_bucket_start": lambda span: to.uint64(span.start // 1_000_000_000 // 1800 * 1800),
    "resource_fingerprint": lambda span: to.string(f"service.name={otlp.text(span.resource.service)}"),
    "timestamp": lambda span: to.int64(span.start),
    "trace_id": lambda span: to.fixed(32)(span.trace),
    "span_id": lambda span: to.string(span.span),
    "trace_state": lambda span: to.string(span.state),
    "parent_span_id": lambda span: to.string(span.parent),
    "flags": lambda span: to.uint32(0),
    "name": lambda span: to.string(span.name),
    "kind": lambda span: to.int8(span.kind),
    "kind_string": lambda span: to.string(KINDS[span.kind]),
    "duration_nano": unsigned,
    "status_code": lambda span: to.int16(span.status),
    "status_message": lambda span: to.string(span.message),
    "status_code_string": lambda span: to.string(STATUSES[span.status]),
    "attributes_string": lambda span: to.texts(valued(str)(span)),
    "attributes_number": lambda span: to.mapping(to.string, to.float64)(valued(int, float)(span)),
    "attributes_bool": lambda span: to.mapping(to.string, to.uint8)(valued(bool)(span)),
    "resources_string": lambda span: texts(span.resource.attributes),
    "events": lambda span: to.array(to.string)([told(event) for event in span.events]),
    "links": lambda span: to.string(references(span)),
    "has_error": lambda span: to.uint8(span.status == 2),
}

TRACES = {
    "exporter-2023": FIRST,
    "exporter-2024": SECOND,
    "exporter-2026": SECOND,
    "exporter-json": JSON,
    "coroot": FIRST,
    "clickstack": SECOND,
    "own": OWN,
    "signoz": SIGNOZ,
}

RECORD = {
    "Timestamp": lambda log: to.int64(log.time or log.observed),
    "TraceId": lambda log: to.string(log.trace),
    "SpanId": lambda log: to.string(log.span),
    "TraceFlags": lambda log: to.uint8(log.flags % 256),
    "SeverityText": lambda log: to.string(log.severity_text),
    "SeverityNumber": lambda log: to.uint8(log.severity),
    "ServiceName": lambda log: to.string(otlp.text(log.resource.service)),
    "Body": lambda log: to.string(otlp.text(log.body)),
    "ResourceSchemaUrl": lambda log: to.string(log.resource.schema_url),
    "ResourceAttributes": lambda log: texts(log.resource.attributes),
    "ScopeSchemaUrl": lambda log: to.string(log.scope.schema_url),
    "ScopeName": lambda log: to.string(log.scope.name),
    "ScopeVersion": lambda log: to.string(log.scope.version),
    "ScopeAttributes": lambda log: texts(log.scope.attributes),
    "LogAttributes": lambda log: texts(log.attributes),
}

EVENT_NAME = {"EventName": lambda log: to.string(log.event_name)}

WIDE = RECORD | {
    "TraceFlags": lambda log: to.uint32(log.flags),
    "SeverityNumber": lambda log: to.int32(log.severity),
}

LOGS = {
    "logs-2023": WIDE,
    "logs-2024": RECORD,
    "logs-2025": RECORD | EVENT_NAME,
    "logs-coroot": {
        name: write for name, write in WIDE.items() if not name.startswith("Scope") and not name.endswith("SchemaUrl")
    },
    "logs-json": RECORD | EVENT_NAME | {
        "ResourceAttributes": lambda log: typed(log.resource.attributes),
        "ResourceAttributesKeys": lambda log: keys(log.resource.attributes),
        "ScopeAttributes": lambda log: typed(log.scope.attributes),
        "ScopeAttributesKeys": lambda log: keys(log.scope.attributes),
        "LogAttributes": lambda log: typed(log.attributes),
        "LogAttributesKeys": lambda log: keys(log.attributes),
    },
}

SCHEMAS = TRACES | LOGS


def create(connection, schema, database="otel", table="otel_traces"):
    """Creates a table of a schema, with its database if that is not there."""
    connection.query(f"CREATE DATABASE IF NOT EXISTS {identifier(database)}")
    for statement in statements(schema, database, table):
        connection.query(statement)


def fill(connection, schema, rows, database="otel", table="otel_traces"):
    """Inserts spans or log records into such a table."""
    columns = SCHEMAS[schema]
    names = ", ".join(identifier(name) for name in columns)
    connection.query("SET input_format_binary_read_json_as_string = 1")
    data = b"".join(write(row) for row in rows for write in columns.values())
    if data:
        connection.insert(f"INSERT INTO {identifier(database)}.{identifier(table)} ({names})", "RowBinary", [data])
