//! Recognises exceptions by OpenTelemetry's semantic conventions.

use super::Store;
use super::events::Event;
use super::rows::{PairRow, Sym};
use super::tables::Tables;

/// The keys of attributes that tell of an exception: its type, its message, where it came from.
pub(crate) const EXCEPTION_KEYS: [&str; 3] = ["exception.type", "exception.message", "exception.stacktrace"];

/// Whether the name of an event says that it tells of an exception: `exception`, or one with that ending, as the semantic conventions have
/// `http.client.request.exception`.
pub(crate) fn names_exception(name: &str) -> bool {
    name == "exception" || name.ends_with(".exception")
}

impl Store {
    /// Whether an event or a log is an exception, by its name or by one of its attributes. O(its attributes).
    #[must_use]
    pub fn tells_exception(&self, event: &Event) -> bool {
        self.tables.tells_exception(event.name, self.event_attributes(event))
    }
}

impl Tables {
    /// Whether a name tells of an exception, or one of some attributes. O(attributes).
    pub(super) fn tells_exception(&self, name: Sym, attributes: &[PairRow]) -> bool {
        let Self { strings, pairs, .. } = self;
        names_exception(strings.text(name))
            || attributes.iter().any(|&pair| EXCEPTION_KEYS.contains(&strings.text(pairs.key(pair))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_are_known_by_the_end_of_a_name() {
        for (name, expected) in [
            ("exception", true),
            ("http.client.request.exception", true),
            ("db.client.operation.exception", true),
            ("exception.handled", false),
            ("noexception", false),
            ("", false),
        ] {
            assert_eq!(names_exception(name), expected, "{name}");
        }
    }
}
