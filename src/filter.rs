//! Filters: a subset of TraceQL's spanset filters, evaluated on columns.
//!
//! ```text
//! { resource.service.name = "cart" && span.http.response.status_code >= 500 && duration > 250ms } && !{ status = ok }
//! ```
//!
//! A *spanset* `{ … }` matches a unit where a single span of it satisfies all of it. `{ }` matches every unit. `{A} && {B}`, `{A} || {B}`,
//! `!{A}` and parentheses combine over units. An empty text is `{ }`.
//!
//! # Fields
//!
//! | field | what it is |
//! |---|---|
//! | `span.key` `resource.key` `event.key` `link.key` `instrumentation.key` | the attribute `key` of the span, its resource, its events and logs, its links, its instrumentation scope |
//! | `.key` | an attribute of the span or of its resource |
//! | `span."any key"` | keys with white space or one of ``{}()=~!<>&\|^,"` `` are in double quotes |
//! | `name` `status` `statusMessage` `kind` `duration`, also `span:name` … | of the span |
//! | `traceDuration` `rootName` `rootServiceName`, also `trace:duration` `trace:rootName` `trace:rootService` | of its trace: latest end − earliest start; name and service of its first request |
//! | `trace:id` `span:id` `span:parentID` | as hexadecimal digits; without leading zeros and in any case when compared by `=` or `!=` |
//! | `event:name` `event:severity` `event:body` `event:line` | of an event or a log of the span: its name, its severity, what it says, and this as a [template](crate::analysis::template()) |
//! | `instrumentation:name` `instrumentation:version` | |
//!
//! # Literals
//!
//! Text `"…"` with `\" \\ \n \r \t \u00e9`, or `` `…` `` without escapes; integers of 64 bits; decimal fractions; durations such as `1.5ms`
//! or `1h30m` (`ns us µs ms s m h`; beside attributes a duration is its number of nanoseconds); `true`, `false`, `nil`;
//! `error ok unset`; `server client producer consumer internal unspecified`; `trace debug info warn error fatal`, each of which stands for four
//! severities, which are also numbers from 1 to 24.
//!
//! # Operators
//!
//! `= != > >= < <=`, and `=~ !~` with a regular expression that must match the whole text. The literal decides how values are read,
//! see [`Condition`]. Text is ordered by its bytes. `= nil` and `!= nil` ask whether there is a value. An attribute by itself is to be
//! true: `{ span.cache.hit }`. `!` binds tightest, even tighter than comparisons, which have to be in parentheses after it. **`&&` and
//! `||` bind alike, from left to right**: `a || b && c` is `(a || b) && c`. All of this is TraceQL's.
//!
//! A comparison with an absent attribute is false, that with `!=` too, as in TraceQL: `{ span.x != 1 }` is about spans that have an `x`.
//! Spans without it are in `{ !(span.x = 1) }`, and units without any such span in `!{ span.x = 1 }`.

mod bits;
mod block;
mod chip;
mod complete;
mod completion;
mod condition;
mod fault;
mod field;
mod fold;
mod index;
mod intrinsics;
mod literal;
mod parse;
mod pattern;
mod predicate;
mod prepare;
mod quoted;
mod ranking;
mod token;
mod tree;
mod value_search;

use std::fmt;
use std::str::FromStr;

pub(crate) use bits::{Bits, GrowingBits};
pub use chip::HEALTH_CHECKS;
pub use completion::{Completion, CompletionKind, Completions};
pub use condition::Condition;
pub(crate) use condition::Operator;
pub use field::{Field, Intrinsic, Scope};
pub use fold::FilterFold;
pub use index::FilterIndex;
pub(crate) use literal::{Literal, is_decimal};
pub(crate) use tree::Tree;

use crate::error::{Error, Result};
use crate::store::{RowSet, Store};
use tree::Leaf;

/// A filter over units. See [the module](self) for the language.
///
/// Filters are equal if they differ in no more than spelling: white space, parentheses without effect, names that mean the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    units: Tree<Spanset>,
}

/// What a single span has to satisfy.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spanset(Tree<Condition>);

impl Spanset {
    /// What of it has to hold for one span.
    pub(crate) fn conditions(&self) -> &Tree<Condition> {
        &self.0
    }
}

impl Filter {
    /// Reads a filter. O(length).
    ///
    /// # Errors
    ///
    /// `BadFilter`, with the place of the first character that cannot be read on from, what was expected there, and what is there.
    /// Parentheses and `!` may be nested 64 deep.
    ///
    /// # Example
    ///
    /// ```
    /// use spanlens::error::ErrorCode;
    /// use spanlens::filter::Filter;
    ///
    /// let filter = Filter::parse("{span.http.route=`/cart`&&(duration>250ms||status=error)}")?;
    /// assert_eq!(filter.to_string(), r#"{ span.http.route = "/cart" && (duration > 250ms || status = error) }"#);
    ///
    /// let error = Filter::parse("{ resource.service.name = cart }").unwrap_err();
    /// assert_eq!((error.code(), error.offset()), (ErrorCode::BadFilter, Some(26)));
    /// assert_eq!(error.to_string(), "expected text in quotes, a number, a duration, true, false or nil, found `cart`");
    /// # Ok::<(), spanlens::error::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self> {
        parse::parse(text).map(|units| Self { units }).map_err(|fault| fault.into_error(text))
    }

    /// The units that match. The detached spans of a trace are searched with its first request.
    ///
    /// O(distinct values + spans) for each condition, with few operations each; nested units cost no more than others.
    ///
    /// # Example
    ///
    /// ```
    /// use spanlens::filter::Filter;
    /// use spanlens::sketch::sketch;
    ///
    /// let store = sketch(
    ///     "shop GET /cart   0..120
    ///        cart get      20..110 http.response.status_code=503 !
    ///
    ///      shop GET /cart   0..90
    ///        cart get      20..80  http.response.status_code=200",
    /// )?;
    /// let count = |text: &str| Filter::parse(text).map(|filter| filter.select(&store, store.requests()).count());
    /// assert_eq!(count("{ span.http.response.status_code >= 500 }")?, 1);
    /// assert_eq!(count("{ resource.service.name = `shop` && status = error }")?, 0);
    /// assert_eq!(count("{ resource.service.name = `shop` } && { status = error }")?, 1);
    /// assert_eq!(count("!{ status = error }")?, 1);
    /// # Ok::<(), spanlens::error::Error>(())
    /// ```
    #[must_use]
    pub fn select(&self, store: &Store, units: &RowSet) -> RowSet {
        let mut fold = FilterFold::new(self, store);
        while fold.step(store, u32::MAX) {}
        fold.select(store, units)
    }

    /// The spansets that have to hold for a unit.
    pub(crate) fn spansets(&self) -> &Tree<Spanset> {
        &self.units
    }

    /// The conditions from left to right.
    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.units.leaves().into_iter().flat_map(|Spanset(conditions)| conditions.leaves())
    }
}

impl FromStr for Filter {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

/// Canonical text: reading it gives an equal filter.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.units.fmt(f)
    }
}

impl Leaf for Spanset {
    const IS_CLOSED: bool = true;
}

impl fmt::Display for Spanset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(conditions) = self;
        if *conditions == Tree::TRUE { f.write_str("{ }") } else { write!(f, "{{ {conditions} }}") }
    }
}
