//! OTLP JSON, and Tempo's variants of it: `resourceSpans`, their scopes, their spans, all of which may come in any order.
//!
//! Because a resource and a scope may stand behind their spans, spans are stored without them first; when the entry of
//! `resourceSpans` ends, or the file, [`Origins`](origins::Origins) tells the store whose they are.

mod attributes;
pub(in crate::ingest) mod embedded;
mod keys;
mod origins;
mod outline;
mod span;
mod value;

use super::reader::Reader;
use super::steps::Steps;
use crate::store::SourceRow;
use keys::KeyHints;
use outline::Outline;

/// A step of OTLP JSON.
type Record<'a, 'b> = super::record::Record<'a, 'b, KeyHints>;

/// A reader of OTLP JSON, in all the forms that files have.
pub(super) fn reader(source: SourceRow) -> Box<dyn Reader> {
    Box::new(Steps::new(Outline::new(source)))
}
