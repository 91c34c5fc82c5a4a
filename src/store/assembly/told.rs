//! Exceptions that two records tell of.

use crate::store::arena::Slice;
use crate::store::events::Event;
use crate::store::exceptions::{EXCEPTION_KEYS, names_exception};
use crate::store::rows::{BodyRow, PairRow, Sym};
use crate::store::tables::Tables;

/// The type and the message of an exception, as pairs; the highest row stands for what is not said.
pub(super) type Exception = [PairRow; 2];

const UNSAID: PairRow = PairRow(u32::MAX);

/// The keys that tell of exceptions.
pub(super) struct ExceptionKeys([Option<Sym>; 2]);

impl ExceptionKeys {
    pub(super) fn of(tables: &Tables) -> Self {
        let [error_type, message, _] = EXCEPTION_KEYS;
        Self([error_type, message].map(|key| tables.strings.find(key)))
    }

    /// The exception that an event tells of, by its attributes or by its name alone.
    pub(super) fn told_by(&self, tables: &Tables, event: &Event) -> Option<Exception> {
        let pairs = tables.lists.slice(event.attributes);
        let said = self.0.map(|key| {
            let of_key = |&&pair: &&PairRow| Some(tables.pairs.key(pair)) == key;
            pairs.iter().find(of_key).copied().unwrap_or(UNSAID)
        });
        (said != [UNSAID; 2] || names_exception(tables.strings.text(event.name))).then_some(said)
    }
}

/// Whether attributes and a body say nothing but of this exception.
pub(super) fn says_only(tables: &Tables, attributes: Slice, ([_, message], body): (Exception, BodyRow)) -> bool {
    let is_of_exception = |&pair: &PairRow| {
        let key = tables.strings.text(tables.pairs.key(pair));
        key.starts_with("exception.") || key == "event.name"
    };
    let body = tables.bodies.value(body);
    let is_message = message != UNSAID && tables.pairs.value(message) == body;
    (body.is_empty() || is_message) && tables.lists.slice(attributes).iter().all(is_of_exception)
}
