//! What a span says of its error, by the conventions of today and by those before.

mod exceptions;

use std::borrow::Cow;

use crate::store::{PairRow, RawValue, SpanRow, Store, Sym, Value};
use crate::units::Severity;
use exceptions::Exceptions;

#[derive(Debug, Clone, Copy)]
enum Says {
    ExceptionType,
    ExceptionMessage,
    ErrorType,
    GrpcStatus,
    HttpStatus,
    ErrorMessage,
}

const KEYS: [(&str, Says); 10] = [
    ("exception.type", Says::ExceptionType),
    ("exception.message", Says::ExceptionMessage),
    ("error.type", Says::ErrorType),
    ("rpc.response.status_code", Says::GrpcStatus),
    ("rpc.grpc.status_code", Says::GrpcStatus),
    ("grpc.status_code", Says::GrpcStatus),
    ("http.response.status_code", Says::HttpStatus),
    ("http.status_code", Says::HttpStatus),
    ("error.message", Says::ErrorMessage),
    ("otel.status_description", Says::ErrorMessage),
];

/// The names of the gRPC statuses by their numbers.
const GRPC: [&str; 17] = [
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

/// A text, and its symbol if the store has it as it is.
pub(super) type Text<'a> = (Option<Sym>, Cow<'a, str>);

/// The pairs that say something, the first of each kind.
type Said = [Option<PairRow>; 6];

/// The keys of the conventions in one store.
#[derive(Debug)]
pub(super) struct Conventions {
    keys: Vec<(Sym, Says)>,
    exceptions: Exceptions,
}

impl Conventions {
    pub(super) fn new(store: &Store) -> Self {
        let known = |(key, says): (&str, Says)| Some((store.strings().find(key)?, says));
        Self { keys: KEYS.into_iter().filter_map(known).collect(), exceptions: Exceptions::of(store) }
    }

    /// Whether the event or log at a position tells of an exception.
    pub(super) fn is_exception(&self, store: &Store, position: u32) -> bool {
        self.exceptions.has(store, position)
    }

    /// The type of the error of a span, and its message, either empty where nothing is said. O(what the span says).
    ///
    /// The type is that of the exception that an event or a log of the span tells of, of several the one of the highest severity, of these the
    /// latest, and of these the last; else that of an exception in the span's own attributes, else `error.type`, else the gRPC status, else an
    /// HTTP status from 400. The message is that of the exception, else the one beside the status, else `error.message`, else what the latest
    /// log says that is an error or worse.
    pub(super) fn read<'a>(&self, store: &'a Store, span: SpanRow) -> (Text<'a>, Text<'a>) {
        let mut said = Said::default();
        let severity = |at| store.log(at).map_or(Severity::NONE, |log| log.severity);
        let events = store.events().of(span.0..span.0 + 1);
        let exceptions = events.clone().filter(|&at| self.is_exception(store, at));
        if let Some(at) = exceptions.max_by_key(|&at| (severity(at), store.events().value(at).time_ns)) {
            self.hear(store, store.event_attributes(store.events().value(at)), &mut said);
        }
        self.hear(store, store.attributes(span), &mut said);

        let text = |says: Says| text_of(store, store.pairs().value(said[says as usize]?));
        let status = |says: Says, read: fn(Value) -> Option<Cow<str>>| {
            let text = read(store.value(said[says as usize]?))?;
            Some((None, Cow::Owned(text.into_owned())))
        };
        let error_type = text(Says::ExceptionType)
            .or_else(|| text(Says::ErrorType).filter(|(_, text)| text != "_OTHER"))
            .or_else(|| status(Says::GrpcStatus, grpc_status))
            .or_else(|| status(Says::HttpStatus, http_status));
        let beside_status = || {
            let message = store.spans().status_message(span);
            (message != Sym::EMPTY).then(|| (Some(message), Cow::Borrowed(store.text(message))))
        };
        let message = text(Says::ExceptionMessage)
            .or_else(beside_status)
            .or_else(|| text(Says::ErrorMessage))
            .or_else(|| {
                // Logs are in the order of their times.
                let mut logs = events.rev().filter_map(|at| store.log(at));
                text_of(store, store.bodies().value(logs.find(|log| log.severity >= Severity::ERROR)?.body))
            })
            .unwrap_or_default();
        (error_type.unwrap_or_default(), message)
    }

    fn hear(&self, store: &Store, pairs: &[PairRow], said: &mut Said) {
        for &pair in pairs {
            let key = store.pairs().key(pair);
            if let Some((_, says)) = self.keys.iter().find(|(other, _)| *other == key) {
                said[*says as usize].get_or_insert(pair);
            }
        }
    }
}

/// The value of a pair as text. None where that is empty.
fn text_of(store: &Store, value: RawValue) -> Option<Text<'_>> {
    let text = match value.resolve(store.strings()) {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    };
    (!text.is_empty()).then(|| (value.text(), text))
}

fn number(value: Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(number),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// The name of a gRPC status that is not OK, which the conventions of today give as text and earlier ones as a number.
fn grpc_status(value: Value) -> Option<Cow<str>> {
    let name = match (number(value), value) {
        (Some(number), _) => {
            let name = usize::try_from(number).ok().and_then(|at| GRPC.get(at));
            name.map_or_else(|| Cow::Owned(number.to_string()), |&name| Cow::Borrowed(name))
        }
        (None, Value::String(name)) => Cow::Borrowed(name),
        _ => return None,
    };
    (!name.is_empty() && name != "OK").then_some(name)
}

fn http_status(value: Value) -> Option<Cow<str>> {
    number(value).filter(|&status| status >= 400).map(|status| Cow::Owned(status.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::sketch;

    #[test]
    fn old_and_new_conventions_say_the_same() {
        for (marks, expected) in [
            ("", ("", "")),
            ("!\"no luck\"", ("", "no luck")),
            ("exception.type=E exception.message=m error.type=500 !\"beside\"", ("E", "m")),
            ("error.type=timeout http.response.status_code=504", ("timeout", "")),
            ("error.type=_OTHER http.status_code=504", ("504", "")),
            ("http.response.status_code=200", ("", "")),
            ("rpc.grpc.status_code=14", ("UNAVAILABLE", "")),
            ("rpc.response.status_code=UNAVAILABLE", ("UNAVAILABLE", "")),
            ("rpc.grpc.status_code=0 http.status_code=500", ("500", "")),
            ("rpc.grpc.status_code=99", ("99", "")),
            ("error.type=\"\" error.message=m", ("", "m")),
            ("error.type=500", ("500", "")),
            ("! ~\"error: disk full\"", ("", "disk full")),
            ("! ~\"fatal: disk full\" ~\"warn: retrying\"", ("", "disk full")),
            ("! ~\"warn: disk full\"", ("", "")),
            ("!\"beside\" ~\"error: disk full\"", ("", "beside")),
            ("error.message=m ! ~\"error: disk full\"", ("", "m")),
        ] {
            let store = sketch(&format!("shop GET 0..1 {marks}")).unwrap();
            let ((_, error_type), (_, message)) = Conventions::new(&store).read(&store, SpanRow(0));
            assert_eq!((&error_type[..], &message[..]), expected, "{marks}");
        }
    }
}
