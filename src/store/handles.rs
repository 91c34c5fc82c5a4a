//! Handles: identify spans and traces to clients that do not have the store.
//!
//! A handle includes the generation of its store, so that a handle of an older store is an error, never another span. In JavaScript it is a
//! number: an integer below 2⁵³, which a number represents exactly.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{SpanRow, Store, TraceRow};
use crate::error::{ErrorKind, Result};

/// Generations count up to here and then from zero: a number holds so many bits beside those of a row.
const GENERATIONS: u32 = 1 << 21;

/// Which of the stores that an engine has had, one after the other, a handle is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Generation(u32);

impl Generation {
    pub(crate) fn new(number: u32) -> Self {
        Self(number % GENERATIONS)
    }

    /// That of the store that comes after.
    pub(crate) fn next(self) -> Self {
        Self::new(self.0 + 1)
    }
}

/// Identifies a span of one store. It is a number, also in columns, and valid only for the same engine, until something else is opened.
/// After that it gives the error `stale-handle`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SpanHandle(u64);

/// Identifies a trace of one store. It is a number, also in columns, and valid only for the same engine, until something else is opened.
/// After that it gives the error `stale-handle`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TraceHandle(u64);

impl TraceHandle {
    /// The number that the stores of an engine are told apart by.
    pub(crate) fn generation(self) -> u32 {
        generation_of(self.0)
    }
}

impl SpanHandle {
    /// The number that the stores of an engine are told apart by.
    pub(crate) fn generation(self) -> u32 {
        generation_of(self.0)
    }

    /// The span so many rows later. For the first span of a trace, that is the span with this number in the trace.
    #[must_use]
    pub fn plus(self, rows: u32) -> Self {
        Self(self.0 + u64::from(rows))
    }

    /// How many rows it comes after another span. `None` if it does not.
    #[must_use]
    pub fn rows_after(self, first: Self) -> Option<u32> {
        self.0.checked_sub(first.0).and_then(|rows| u32::try_from(rows).ok())
    }
}

impl Store {
    /// The number that its handles have.
    pub(crate) fn generation(&self) -> u32 {
        self.tables.generation.0
    }

    /// The handle of a span.
    #[must_use]
    pub fn span_handle(&self, span: SpanRow) -> SpanHandle {
        SpanHandle(pack(self.tables.generation, span.0))
    }

    /// The handle of a trace.
    #[must_use]
    pub fn trace_handle(&self, trace: TraceRow) -> TraceHandle {
        TraceHandle(pack(self.tables.generation, trace.0))
    }

    /// The span of a handle.
    ///
    /// # Errors
    ///
    /// `StaleHandle` if it is of another store, `BadOption` if it is of none.
    pub fn span(&self, handle: SpanHandle) -> Result<SpanRow> {
        let expected = "the handle of a span that is loaded";
        self.unpack(handle.0, self.spans().len(), ("the span", expected)).map(SpanRow)
    }

    /// The trace of a handle.
    ///
    /// # Errors
    ///
    /// `StaleHandle` if it is of another store, `BadOption` if it is of none.
    pub fn trace(&self, handle: TraceHandle) -> Result<TraceRow> {
        let expected = "the handle of a trace that is loaded";
        self.unpack(handle.0, self.traces().len(), ("the trace", expected)).map(TraceRow)
    }

    fn unpack(&self, handle: u64, rows: u32, (option, expected): (&'static str, &'static str)) -> Result<u32> {
        let Some(row) = handle.checked_sub(pack(self.tables.generation, 0)).and_then(|row| u32::try_from(row).ok())
        else {
            return Err(ErrorKind::StaleHandle.into());
        };
        if row < rows { Ok(row) } else { Err(ErrorKind::BadOption { option, expected }.into()) }
    }
}

fn generation_of(handle: u64) -> u32 {
    u32::try_from(handle >> 32).unwrap_or(u32::MAX)
}

fn pack(Generation(generation): Generation, row: u32) -> u64 {
    u64::from(generation) << 32 | u64::from(row)
}

/// The number that a handle crosses as.
#[expect(clippy::cast_precision_loss, reason = "handles have 53 bits")]
fn to_number(handle: u64) -> f64 {
    handle as f64
}

/// The handle that a number is, if it can be one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is checked to be a whole number of 53 bits"
)]
fn from_number(number: f64) -> Option<u64> {
    let is_one = number >= 0.0 && number < to_number(1 << 53) && number.fract() == 0.0;
    is_one.then_some(number as u64)
}

macro_rules! cross_as_numbers {
    ($($handle:ident)*) => {$(
        #[cfg(all(target_arch = "wasm32", feature = "js"))]
        impl crate::column::Element for $handle {
            fn to_array(column: &[Self]) -> wasm_bindgen::JsValue {
                let numbers: Vec<f64> = column.iter().map(|handle| to_number(handle.0)).collect();
                f64::to_array(&numbers)
            }

            fn from_array(array: &wasm_bindgen::JsValue) -> Option<Vec<Self>> {
                f64::from_array(array)?.into_iter().map(|number| from_number(number).map(Self)).collect()
            }
        }

        impl Serialize for $handle {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_f64(to_number(self.0))
            }
        }

        impl<'de> Deserialize<'de> for $handle {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let number = f64::deserialize(deserializer)?;
                from_number(number).map(Self).ok_or_else(|| de::Error::custom("expected a handle, which is a whole number"))
            }
        }
    )*};
}

cross_as_numbers!(SpanHandle TraceHandle);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;
    use crate::store::{SpanDraft, StoreBuilder};

    fn store(generation: u32) -> Store {
        let mut builder = StoreBuilder::with_generation(generation);
        let source = builder.add_source("made", "default");
        for start_ns in [1, 2] {
            let draft = SpanDraft { start_ns, end_ns: 9, ..SpanDraft::default() };
            builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
        }
        builder.seal()
    }

    #[test]
    fn a_handle_is_of_one_store() {
        let old = store(GENERATIONS - 1);
        let (span, trace) = (old.span_handle(SpanRow(1)), old.trace_handle(TraceRow(0)));
        assert_eq!((old.span(span), old.trace(trace)), (Ok(SpanRow(1)), Ok(TraceRow(0))));
        assert_eq!(span.rows_after(old.span_handle(SpanRow(0))), Some(1));
        let new = old.into_builder().seal();
        assert_eq!(new.span(span).unwrap_err().code(), ErrorCode::StaleHandle);
        assert_eq!(new.trace(trace).unwrap_err().code(), ErrorCode::StaleHandle);
        assert_eq!(new.span(new.span_handle(SpanRow(2))).unwrap_err().code(), ErrorCode::BadOption);
    }

    #[test]
    fn handles_cross_as_whole_numbers() {
        let handle = store(GENERATIONS - 1).span_handle(SpanRow(u32::MAX));
        let number = serde_json::to_value(handle).unwrap();
        assert_eq!(number, serde_json::json!(9_007_199_254_740_991.0));
        assert_eq!(serde_json::from_value::<SpanHandle>(number).unwrap(), handle);
        for bad in ["-1", "0.5", "9007199254740992", "1e300"] {
            assert!(serde_json::from_str::<TraceHandle>(bad).is_err(), "{bad}");
        }
    }
}
