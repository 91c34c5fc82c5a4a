//! OTLP JSON, and Tempo's variants of it: `resourceSpans`, their scopes, their spans, all of which may come in any order; and likewise
//! `resourceLogs`, of which the records that name a trace are kept.
//!
//! Because a resource and a scope may stand behind their spans and logs, these are stored without them first; when the entry of
//! `resourceSpans` ends, or the file, [`Origins`](super::origins::Origins) tells the store whose they are.

mod attributes;
pub(in crate::ingest) mod embedded;
mod keys;
mod log;
mod origin;
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
