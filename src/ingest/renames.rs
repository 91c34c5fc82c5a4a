//! Fields that become attributes under other names: a table for each format.

use super::canonical;
use super::json::parse_int;
use super::record::{ReadValue, plain};

/// A field, and the attribute that it becomes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rename {
    from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) on: On,
    pub(crate) form: Form,
}

/// Whose attribute it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    Span,
    Resource,
}

/// What becomes of the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// It stays what it is.
    Same,
    /// It is an integer, be it as text.
    Int,
    /// It is a list, be it of one.
    List,
}

impl Rename {
    /// A field that becomes an attribute of the span.
    pub(crate) const fn span(from: &'static str, to: &'static str) -> Self {
        Self { from, to, on: On::Span, form: Form::Same }
    }

    /// A field that becomes an attribute of the resource.
    pub(crate) const fn resource(from: &'static str, to: &'static str) -> Self {
        Self { on: On::Resource, ..Self::span(from, to) }
    }

    /// The same, with another form.
    pub(crate) const fn of(self, form: Form) -> Self {
        Self { form, ..self }
    }
}

impl Form {
    /// A value in this form, if it can have it.
    pub(crate) fn shape(self, value: ReadValue<'_>) -> ReadValue<'_> {
        match (self, value) {
            (Self::Int, ReadValue::String(raw)) => match parse_int(&plain(raw)) {
                Some(number) => ReadValue::Int(number),
                None => ReadValue::String(raw),
            },
            (Self::List, ReadValue::String(raw)) => {
                let (mut text, mut list) = (String::new(), "[".to_owned());
                raw.unescape(&mut text, |_| {});
                canonical::write_string(&text, &mut list);
                list.push(']');
                ReadValue::Array(list)
            }
            (_, value) => value,
        }
    }
}

/// Finds a field in a table that is sorted by fields. O(log of its length).
pub(crate) fn find(table: &'static [Rename], field: &str) -> Option<&'static Rename> {
    table.binary_search_by(|rename| rename.from.cmp(field)).ok().map(|at| &table[at])
}

/// Whether a table is sorted, each field once.
#[cfg(test)]
pub(crate) fn is_sorted(table: &[Rename]) -> bool {
    table.is_sorted_by(|a, b| a.from < b.from)
}
