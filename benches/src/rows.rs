//! The spans of two halves as rows of JSON, a line each: what the peers of the analyses get.
//!
//! Rows are kinder to peers than what they would have to read otherwise. Ids are small numbers; what is no root has its parent, or
//! is detached; the side of a request stands in each of its spans; all values are text; and an event's attributes are those of its span.

use std::io::{self, Write};

use serde_json::{Map, Value, json};
use spanlens::store::{PairRow, SpanRow, Store};

use crate::halves::Halves;

impl Halves {
    /// The requests of both sides, in the order of the store.
    pub(crate) fn requests(&self) -> impl Iterator<Item = SpanRow> + '_ {
        let is_in = |&unit: &SpanRow| self.selection.contains(unit) || self.baseline.contains(unit);
        self.store.requests().iter().filter(is_in)
    }

    /// Writes the rows of a request, those of its detached spans included.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub(crate) fn write_rows(&self, unit: SpanRow, out: &mut impl Write) -> io::Result<()> {
        let rows = [self.store.subtree(unit), self.store.detached(unit)];
        rows.into_iter().flatten().try_for_each(|row| writeln!(out, "{}", self.row(unit, SpanRow(row))))
    }

    fn row(&self, unit: SpanRow, span: SpanRow) -> Value {
        let Self { store, selection, .. } = self;
        let spans = store.spans();
        let resource = store.resource_attributes(store.scopes().resource(spans.scope(span)));
        let events = store.events().of(span.0..span.0 + 1).map(|at| store.events().value(at));
        let event_pairs = events.flat_map(|event| store.event_attributes(event));
        json!({
            "trace": spans.trace(span).0,
            "span": span.0,
            "parent": store.parent(span).map(|parent| parent.0),
            "root": span == unit,
            "selected": selection.contains(unit),
            "service": store.text(store.service(span)),
            "name": store.text(spans.name(span)),
            "kind": format!("{:?}", spans.kind(span)),
            "status": format!("{:?}", spans.status(span)),
            "message": store.text(spans.status_message(span)),
            "start": spans.start_ns(span),
            "duration": spans.duration_ns(span),
            "resourceAttributes": attributes(store, resource.iter()),
            "spanAttributes": attributes(store, store.attributes(span).iter()),
            "eventAttributes": attributes(store, event_pairs),
        })
    }
}

fn attributes<'a>(store: &Store, pairs: impl Iterator<Item = &'a PairRow>) -> Map<String, Value> {
    let text = |&pair: &PairRow| {
        (store.text(store.pairs().key(pair)).to_owned(), Value::String(store.value(pair).to_string()))
    };
    pairs.map(text).collect()
}

/// Writes all rows.
///
/// # Errors
///
/// Those of `out`.
pub fn write_rows(halves: &Halves, out: &mut impl Write) -> io::Result<()> {
    halves.requests().try_for_each(|unit| halves.write_rows(unit, out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_the_first_of_its_rows_and_has_no_parent() {
        let halves = Halves::of_demos(10_000).unwrap();
        let mut text = Vec::new();
        write_rows(&halves, &mut text).unwrap();
        let rows: Vec<Value> =
            text.split(|&byte| byte == b'\n').filter_map(|row| serde_json::from_slice(row).ok()).collect();
        let of = |trace: &Value| rows.iter().find(|row| row["trace"] == *trace);
        assert!((9_500..10_500).contains(&rows.len()), "{}", rows.len());
        assert!(rows.iter().all(|row| of(&row["trace"]).is_some_and(|first| first["root"] == true)));
        assert!(rows.iter().all(|row| row["root"] == false || row["parent"].is_null()));
        let requests = rows.iter().filter(|row| row["root"] == true).count();
        assert_eq!(requests, halves.requests().count());
    }
}
