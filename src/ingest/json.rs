//! JSON as bytes: just enough of it for readers that know what they look for.
//!
//! A reader is handed a slice that may end anywhere. Every function here stops with [`Stop::Syntax`] at the very end of the slice
//! when more bytes could change the answer; the caller then tries again with more. Nothing allocates but the unescaping of
//! strings that have escapes.

mod cursor;
mod number;
mod skip;
mod stop;
mod text;

pub(crate) use cursor::{Cursor, Kind};
pub(crate) use number::{parse_double, parse_int, parse_scaled, parse_uint};
pub(crate) use skip::Skip;
pub(crate) use stop::{Parse, Stop};
pub(crate) use text::{Flaw, RawText, find_byte, find_quote, starts_with};
