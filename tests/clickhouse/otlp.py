"""OTLP in JSON, read into plain objects, with what the exporters make of each value."""

import base64
import json
import re
from dataclasses import dataclass, field

SPACE = re.compile(r"\s*")


@dataclass
class Scope:
    name: str = ""
    version: str = ""
    schema_url: str = ""
    attributes: list = field(default_factory=list)


@dataclass
class Resource:
    schema_url: str = ""
    attributes: list = field(default_factory=list)

    @property
    def service(self):
        """The name of the service: `''` without one, as the exporters have it."""
        return dict(self.attributes).get("service.name", "")


@dataclass
class Event:
    time: int
    name: str
    attributes: list


@dataclass
class Link:
    trace: str
    span: str
    state: str
    attributes: list


@dataclass
class Span:
    resource: Resource
    scope: Scope
    trace: str
    span: str
    parent: str
    state: str
    name: str
    kind: int
    start: int
    end: int
    status: int
    message: str
    attributes: list
    events: list
    links: list


@dataclass
class Log:
    resource: Resource
    scope: Scope
    time: int
    observed: int
    trace: str
    span: str
    flags: int
    severity: int
    severity_text: str
    body: object
    event_name: str
    attributes: list


def spans(text):
    """All spans of a document, or of one document a line."""
    found = []
    for document in documents(text):
        for group in document.get("resourceSpans", []):
            resource = read_resource(group)
            for part in group.get("scopeSpans", []):
                scope = read_scope(part)
                found += [read_span(resource, scope, span) for span in part.get("spans", [])]
    return found


def logs(text):
    """All log records of a document, or of one document a line."""
    found = []
    for document in documents(text):
        for group in document.get("resourceLogs", []):
            resource = read_resource(group)
            for part in group.get("scopeLogs", []):
                scope = read_scope(part)
                found += [read_log(resource, scope, record) for record in part.get("logRecords", [])]
    return found


def documents(text):
    decoder, at = json.JSONDecoder(), 0
    while (at := SPACE.match(text, at).end()) < len(text):
        document, at = decoder.raw_decode(text, at)
        yield document


def read_resource(group):
    return Resource(group.get("schemaUrl", ""), attributes(group.get("resource", {})))


def read_scope(part):
    scope = part.get("scope", {})
    return Scope(scope.get("name", ""), scope.get("version", ""), part.get("schemaUrl", ""), attributes(scope))


def read_span(resource, scope, span):
    status = span.get("status", {})
    return Span(
        resource,
        scope,
        trace=span.get("traceId", "").lower(),
        span=span.get("spanId", "").lower(),
        parent=span.get("parentSpanId", "").lower(),
        state=span.get("traceState", ""),
        name=span.get("name", ""),
        kind=span.get("kind", 0),
        start=int(span.get("startTimeUnixNano", 0)),
        end=int(span.get("endTimeUnixNano", 0)),
        status=status.get("code", 0),
        message=status.get("message", ""),
        attributes=attributes(span),
        events=[
            Event(int(event.get("timeUnixNano", 0)), event.get("name", ""), attributes(event))
            for event in span.get("events", [])
        ],
        links=[
            Link(link.get("traceId", "").lower(), link.get("spanId", "").lower(), link.get("traceState", ""), attributes(link))
            for link in span.get("links", [])
        ],
    )


def read_log(resource, scope, record):
    return Log(
        resource,
        scope,
        time=int(record.get("timeUnixNano", 0)),
        observed=int(record.get("observedTimeUnixNano", 0)),
        trace=record.get("traceId", "").lower(),
        span=record.get("spanId", "").lower(),
        flags=record.get("flags", 0),
        severity=record.get("severityNumber", 0),
        severity_text=record.get("severityText", ""),
        body=value(record.get("body", {})),
        event_name=record.get("eventName", ""),
        attributes=attributes(record),
    )


def attributes(of):
    """Pairs of a key and its value, in order; of a key that comes twice, the last, as in a map."""
    return list({pair["key"]: value(pair.get("value", {})) for pair in of.get("attributes", [])}.items())


def value(of):
    """A value as Python has it."""
    kind, inner = next(iter(of.items()), (None, None))
    match kind:
        case "stringValue" | "boolValue":
            return inner
        case "intValue":
            return int(inner)
        case "doubleValue":
            return float(inner)
        case "bytesValue":
            return base64.b64decode(inner)
        case "arrayValue":
            return [value(one) for one in inner.get("values", [])]
        case "kvlistValue":
            return {pair["key"]: value(pair.get("value", {})) for pair in inner.get("values", [])}
        case _:
            return None


def text(of):
    """A value as the exporters write it into a map of texts."""
    match of:
        case None:
            return ""
        case str():
            return of
        case bool():
            return "true" if of else "false"
        case int():
            return str(of)
        case float():
            return number(of)
        case bytes():
            return base64.b64encode(of).decode()
        case _:
            return json.dumps(plain(of), ensure_ascii=False, separators=(",", ":"))


def plain(of):
    """A value as JSON has it."""
    match of:
        case bytes():
            return base64.b64encode(of).decode()
        case float() if of != of or of in (float("inf"), float("-inf")):
            return number(of)
        case float() if of == int(of) and abs(of) < 1e21:
            return int(of)
        case list():
            return [plain(one) for one in of]
        case dict():
            return {key: plain(inner) for key, inner in of.items()}
        case _:
            return of


def number(of):
    """A floating-point number as Go writes it in JSON: the fewest digits, and an exponent where it is very large or small."""
    if of != of:
        return "NaN"
    if of in (float("inf"), float("-inf")):
        return "+Inf" if of > 0 else "-Inf"
    if of == int(of) and abs(of) < 1e21:
        return str(int(of))
    digits = repr(of)
    if "e" in digits and abs(of) >= 1e-6:
        return f"{of:.20f}".rstrip("0")
    return digits
