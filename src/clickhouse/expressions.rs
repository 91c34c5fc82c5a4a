//! What the columns of a table of spans mean, as expressions: one set for each table, so that each query is written once.

use super::schema::{Schema, is_json};
use crate::units::{FailureRule, SpanKind, StatusCode};

/// What the engine reads as a number, and as one without a fraction.
pub(super) const IS_DECIMAL: &str = r"'^-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?\\z'";
pub(super) const IS_INTEGER: &str = r"'^-?[0-9]+\\z'";

/// The attributes that say what the status of an HTTP response was.
const HTTP_STATUS: [&str; 2] = ["http.response.status_code", "http.status_code"];

impl Schema {
    fn of(&self, column: &str) -> &str {
        self.columns.get(column).map_or("", String::as_str)
    }

    /// The start of a span in nanoseconds since the epoch, as `UInt64`.
    pub(super) fn start(&self) -> &'static str {
        if self.of("Timestamp").contains("DateTime64") {
            "toUInt64(toUnixTimestamp64Nano(Timestamp))"
        } else {
            "toUInt64(toUnixTimestamp64Nano(toDateTime64(Timestamp, 9)))"
        }
    }

    /// The duration of a span in nanoseconds, as `UInt64`: zero where start and duration together come round the end of 64 bits, which is
    /// what exporters make of a span that ends before it starts, or never. `start` is what its start is called.
    pub(super) fn duration(&self, start: &str) -> String {
        let duration = match self.of("Duration") {
            "UInt64" => "Duration",
            of if of.starts_with("Nullable") => "toUInt64(ifNull(Duration, 0))",
            _ => "toUInt64(Duration)",
        };
        format!("if({start} + {duration} < {start}, 0, {duration})")
    }

    /// Whether a span fails by a rule.
    pub(super) fn failing(&self, rule: FailureRule) -> String {
        let by_status = statuses(self, StatusCode::Error);
        match rule {
            FailureRule::Status => by_status,
            FailureRule::StatusOr5xx => format!("({by_status} OR {})", self.is_5xx()),
        }
    }

    /// Whether an attribute of a span says that the status of an HTTP response is 500 to 599.
    pub(super) fn is_5xx(&self) -> String {
        let of = self.of("SpanAttributes");
        let value = |key: &str| match () {
            () if of.starts_with("Map(") => format!("toString(SpanAttributes['{key}'])"),
            () if is_json(of) => format!("ifNull(toString(SpanAttributes.{key}), '')"),
            () => "''".to_owned(),
        };
        let [new, old] = HTTP_STATUS.map(|key| format!("match({}, '^5[0-9][0-9]\\\\z')", value(key)));
        format!("({new} OR {old})")
    }

    /// The name of the service of a span, as text.
    pub(super) fn service(&self) -> String {
        match (self.of("ServiceName"), self.of("ResourceAttributes")) {
            ("String" | "LowCardinality(String)", _) => "ServiceName".to_owned(),
            ("", of) if of.starts_with("Map(") => "toString(ResourceAttributes['service.name'])".to_owned(),
            ("", of) if is_json(of) => "ifNull(toString(ResourceAttributes.service.name), '')".to_owned(),
            ("", _) => "''".to_owned(),
            _ => "ifNull(toString(ServiceName), '')".to_owned(),
        }
    }

    /// The name of a span, as text.
    pub(super) fn name(&self) -> &'static str {
        match self.of("SpanName") {
            "String" | "LowCardinality(String)" => "SpanName",
            _ => "ifNull(toString(SpanName), '')",
        }
    }

    /// The id of the trace of a span as hexadecimal digits. A column of text stands as it is, so that its index is of use.
    pub(super) fn trace_digits(&self) -> &'static str {
        match self.of("TraceId") {
            "UUID" => "replaceAll(toString(TraceId), '-', '')",
            "FixedString(16)" => "lower(hex(TraceId))",
            _ => "TraceId",
        }
    }

    /// What rows are told apart by that were stored twice: all columns that no two spans of one id share by accident.
    pub(super) fn identity(&self) -> String {
        const COLUMNS: [&str; 9] = [
            "TraceId",
            "SpanId",
            "Timestamp",
            "Duration",
            "SpanName",
            "ServiceName",
            "SpanKind",
            "StatusCode",
            "StatusMessage",
        ];
        let there = COLUMNS.into_iter().filter(|column| self.columns.contains_key(*column));
        there.collect::<Vec<_>>().join(", ")
    }
}

/// The condition that a span has a status, in all spellings of exporters and people.
pub(super) fn statuses(schema: &Schema, status: StatusCode) -> String {
    let word = match status {
        StatusCode::Unset => "Unset",
        StatusCode::Ok => "Ok",
        StatusCode::Error => "Error",
    };
    let spellings = spellings(word, "STATUS_CODE_");
    match schema.of("StatusCode") {
        "" => "0".to_owned(),
        "String" | "LowCardinality(String)" => format!("(StatusCode IN {spellings})"),
        of if of.starts_with("UInt") || of.starts_with("Int") => format!("(StatusCode = {})", status as u8),
        _ => format!("(ifNull(toString(StatusCode), '') IN {spellings})"),
    }
}

/// The condition that a span has a kind, likewise. What is no other kind is unspecified.
pub(super) fn kinds(kind: SpanKind) -> String {
    let is = |kind: SpanKind| {
        let word = kind.word();
        let name = format!("{}{}", word[..1].to_uppercase(), &word[1..]);
        format!("ifNull(toString(SpanKind), '') IN {}", spellings(&name, "SPAN_KIND_"))
    };
    if kind == SpanKind::Unspecified {
        let others: Vec<String> = SpanKind::ALL.into_iter().skip(1).map(is).collect();
        format!("(NOT ({}))", others.join(" OR "))
    } else {
        format!("({})", is(kind))
    }
}

/// A name as it is, in capitals and in small letters, each with a prefix and without, as a list.
fn spellings(name: &str, prefix: &str) -> String {
    let cases = [name.to_owned(), name.to_uppercase(), name.to_lowercase()];
    let with = |prefix: &str| cases.clone().map(|name| format!("'{prefix}{name}'")).join(", ");
    format!("({}, {})", with(""), with(prefix))
}
