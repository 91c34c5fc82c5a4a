//! Filters: TraceQL's spanset language, evaluated on columns. What is about groups and metrics is refused in words.
//!
//! ```text
//! { resource.service.name = "cart" && span.http.response.status_code >= 500 && duration > 250ms } && !{ status = ok }
//! { name = "checkout" } >> { status = error } | count() > 2
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
//! | `childCount`, also `span:childCount` | how many children it has |
//! | `traceDuration` `rootName` `rootServiceName`, also `trace:duration` `trace:rootName` `trace:rootService` | of its trace: latest end − earliest start; name and service of its first request |
//! | `trace:id` `span:id` `span:parentID` `link:traceID` `link:spanID` | as hexadecimal digits; without leading zeros and in any case when compared by `=` or `!=` with a literal |
//! | `event:name` `event:severity` `event:body` `event:line` `event:timeSinceStart` | of an event or a log of the span: its name, its severity, what it says, and this as a [template](crate::analysis::template()), and when it came |
//! | `instrumentation:name` `instrumentation:version` | |
//! | `parent.key` `parent.span.key` `parent.resource.key` `parent.name` … | the same of the parent, be it outside of the unit; nothing without a parent |
//! | `nestedSetParent` `nestedSetLeft` `nestedSetRight` | numbers of a walk over the trace. `nestedSetParent < 0` and `parent = nil` are true of the heads of requests |
//!
//! # Literals
//!
//! Text `"…"` with `\" \\ \n \r \t \u00e9`, or `` `…` `` without escapes; integers of 64 bits; decimal fractions; durations such as `1.5ms`
//! or `1h30m` (`ns us µs ms s m h`; beside attributes a duration is its number of nanoseconds); `true`, `false`, `nil`;
//! `error ok unset`; `server client producer consumer internal unspecified`; `trace debug info warn error fatal`, each of which stands for four
//! severities, which are also numbers from 1 to 24.
//!
//! # Operators of conditions
//!
//! `= != > >= < <=`, and `=~ !~` with a regular expression that must match the whole text. The literal decides how values are read,
//! see [`Condition`]. Text is ordered by its bytes. `= nil` and `!= nil` ask whether there is a value. An attribute by itself is to be
//! true: `{ span.cache.hit }`. `!` binds tightest, even tighter than comparisons, which have to be in parentheses after it. **`&&` and
//! `||` bind alike, from left to right**: `a || b && c` is `(a || b) && c`. All of this is TraceQL's.
//!
//! A comparison with an absent attribute is false, that with `!=` too, as in TraceQL: `{ span.x != 1 }` is about spans that have an `x`.
//! Spans without it are in `{ !(span.x = 1) }`, and units without any such span in `!{ span.x = 1 }`.
//!
//! Two fields are compared where some value of the one and some value of the other compare so: as numbers where one of the fields always is
//! one, as text where one always is text, and else as numbers where both values are. `+ - * / % ^` compute with numbers, in whole numbers
//! where these suffice: `{ duration > 2 * parent.duration }`, `{ span.sent / span.size < 0.5 }`. Of a field that is computed with, the first
//! number counts. What is divided by zero is no number, and no comparison with it holds. After attributes, operators need a space: `span.a-b` is
//! a key.
//!
//! # Structural operators
//!
//! They relate the spans of one unit, each unit by itself, and what they find are spans of the right side.
//!
//! | operator | spans of B that are |
//! |---|---|
//! | `{A} > {B}`, `{A} >> {B}` | a child, a descendant of a span of A |
//! | `{A} < {B}`, `{A} << {B}` | the parent, an ancestor of a span of A |
//! | `{A} ~ {B}` | a sibling of a span of A: another child of its parent |
//! | `!>` `!>>` `!<` `!<<` `!~` | that to no span of A |
//! | `&>` `&>>` `&<` `&<<` `&~` | that to a span of A, and the spans of A that they are it to |
//!
//! They bind tighter than `&&` and `||`, and from left to right. `{A} && {B}` as a side is all spans of both where the unit has some of each,
//! `{A} || {B}` all spans of both. `!{A}` speaks of no spans and cannot be one.
//!
//! # Pipelines
//!
//! `|` looks among the spans found so far: `{A} | {B}`. `count()`, and `avg() min() max() sum()` of a field or of what is computed of fields, compare
//! a number of these spans: `{ status = error } | count() > 2`, `{ } | max(duration) - min(duration) > 1s`. No comparison holds where there are no
//! spans, or no numbers. At the beginning they measure all spans of the unit. `({A} | count()) > ({B} | count())` compares numbers of
//! different spans; there, the count of none is 0. `select(…)` is taken and means nothing.

mod bits;
mod block;
mod chip;
mod claim;
mod complete;
mod completion;
mod condition;
mod derived;
mod expression;
mod fault;
mod field;
mod fold;
mod index;
mod intrinsics;
mod literal;
mod nested_set;
mod number;
mod operand;
mod parse;
mod pattern;
mod predicate;
mod prepare;
mod quoted;
mod ranking;
mod spans;
mod token;
mod tree;
mod unit_search;
mod value_search;
mod window;
mod writing;

use std::fmt;
use std::str::FromStr;

pub(crate) use bits::{Bits, GrowingBits};
pub use chip::HEALTH_CHECKS;
pub(crate) use claim::Claim;
pub use completion::{Completion, CompletionKind, Completions};
pub use condition::Condition;
pub(crate) use condition::Operator;
use expression::Expression as Measure;
pub use field::{Field, Intrinsic, Scope};
pub use fold::{FilterFold, UnitsInQuestion};
pub use index::FilterIndex;
pub(crate) use literal::{Literal, is_decimal};
pub(crate) use operand::NumericAttribute;
pub(crate) use tree::Tree;

use crate::error::{Error, Result};
use crate::store::{RowSet, Store};

/// A filter over units. See [the module](self) for the language.
///
/// Filters are equal if they differ in no more than spelling: white space, parentheses without effect, names that mean the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    units: Tree<Part>,
}

/// What a unit has to have.
pub(crate) type Part = spans::Part<Spanset, Measure>;

/// What a single span has to satisfy.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spanset(Tree<Claim>);

impl Spanset {
    /// What of it has to hold for one span.
    pub(crate) fn claims(&self) -> &Tree<Claim> {
        &self.0
    }
}

impl Filter {
    /// Reads a filter. O(length).
    ///
    /// # Errors
    ///
    /// `BadFilter`, with the place of the first character that cannot be read on from, what was expected there, and what is there.
    /// Parentheses and `!` may be nested 64 deep, and there may be 256 operators between spansets and between numbers beside `&&` and `||`.
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
    /// O(distinct values + spans) for each condition, with few operations each; nested units cost no more than others. Structural operators
    /// and what is measured look at the spans of each unit that has some of every spanset; see [`FilterFold::step_units`] for nested units.
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
    /// assert_eq!(count("{ resource.service.name = `shop` } > { status = error }")?, 1);
    /// assert_eq!(count("{ } | sum(duration) < 160ms")?, 1);
    /// # Ok::<(), spanlens::error::Error>(())
    /// ```
    #[must_use]
    pub fn select(&self, store: &Store, units: &RowSet) -> RowSet {
        let mut fold = FilterFold::new(self, store);
        while fold.step(store, u32::MAX) {}
        fold.select(store, units)
    }

    /// What a unit has to have.
    pub(crate) fn parts(&self) -> &Tree<Part> {
        &self.units
    }

    /// The conditions from left to right.
    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let spansets = self.units.leaves().into_iter().flat_map(Part::leaves);
        spansets.flat_map(|Spanset(claims)| claims.leaves()).filter_map(Claim::condition)
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

impl fmt::Display for Spanset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(conditions) = self;
        if *conditions == Tree::TRUE { f.write_str("{ }") } else { write!(f, "{{ {conditions} }}") }
    }
}
