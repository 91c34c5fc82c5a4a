//! Filters: TraceQL's spanset language, evaluated on columns. Grouping and metrics are not supported; a message says so.
//!
//! ```text
//! { resource.service.name = "cart" && span.http.response.status_code >= 500 && duration > 250ms } && !{ status = ok }
//! { name = "checkout" } >> { status = error } | count() > 2
//! ```
//!
//! A *spanset* `{ … }` matches a unit if a single one of its spans satisfies the whole condition. `{ }` matches every unit. `{A} && {B}`,
//! `{A} || {B}`, `!{A}` and parentheses combine over units. An empty text is `{ }`.
//!
//! # Fields
//!
//! | field | what it is |
//! |---|---|
//! | `span.key` `resource.key` `event.key` `link.key` `instrumentation.key` | the attribute `key` of the span, its resource, its events and logs, its links, its instrumentation scope |
//! | `.key` | an attribute of the span or of its resource |
//! | `span."any key"` | keys with white space or one of ``{}()=~!<>&\|^,"` `` are in double quotes |
//! | `name` `status` `statusMessage` `kind` `duration`, also `span:name` … | of the span |
//! | `childCount`, also `span:childCount` | the number of its children |
//! | `traceDuration` `rootName` `rootServiceName`, also `trace:duration` `trace:rootName` `trace:rootService` | of its trace: latest end − earliest start; name and service of its first request |
//! | `trace:id` `span:id` `span:parentID` `link:traceID` `link:spanID` | as hexadecimal digits; `=` and `!=` with a literal ignore case and leading zeros |
//! | `event:name` `event:severity` `event:body` `event:line` `event:timeSinceStart` | of an event or a log of the span: its name, its severity, what it says, and this as a [template](crate::analysis::template()), and when it came |
//! | `instrumentation:name` `instrumentation:version` | |
//! | `parent.key` `parent.span.key` `parent.resource.key` `parent.name` … | the same of the parent, even if it is outside of the unit; absent without a parent |
//! | `nestedSetParent` `nestedSetLeft` `nestedSetRight` | numbers of a walk over the trace. `nestedSetParent < 0` and `parent = nil` are true for the first span of a request |
//!
//! # Literals
//!
//! Text `"…"` with `\" \\ \n \r \t \u00e9`, or `` `…` `` without escapes; integers of 64 bits; decimal fractions; durations such as `1.5ms` or
//! `1h30m` (`ns us µs ms s m h`; compared with an attribute, a duration is its number of nanoseconds); `true`, `false`, `nil`;
//! `error ok unset`; `server client producer consumer internal unspecified`; `trace debug info warn error fatal`, each of which stands for four
//! severities, which are also numbers from 1 to 24.
//!
//! # Operators of conditions
//!
//! `= != > >= < <=`, and `=~ !~` with a regular expression that must match the whole text. The literal decides how values are read,
//! see [`Condition`]. Text is ordered by its bytes. `= nil` and `!= nil` test whether there is a value. An attribute alone must be
//! true: `{ span.cache.hit }`. `!` binds tightest, even tighter than comparisons, which must be in parentheses after it. **`&&` and
//! `||` have the same precedence, from left to right**: `a || b && c` is `(a || b) && c`. All of this is as in TraceQL.
//!
//! A comparison with an absent attribute is false, also with `!=`, as in TraceQL: `{ span.x != 1 }` matches only spans that have an `x`.
//! `{ !(span.x = 1) }` also matches spans without it, and `!{ span.x = 1 }` matches units without any span whose `x` is 1.
//!
//! A comparison of two fields is true if it is true for any value of the one and any value of the other. Values are compared as numbers if one
//! of the fields is always a number, as text if one is always text, and otherwise as numbers if both values are numbers. `+ - * / % ^` compute
//! with numbers, exactly in integers where possible: `{ duration > 2 * parent.duration }`, `{ span.sent / span.size < 0.5 }`. Arithmetic uses
//! the first number of a field. A division by zero gives no number, and every comparison with it is false. After attributes, operators need a
//! space: `span.a-b` is a key.
//!
//! # Structural operators
//!
//! They relate spans within one unit, and their result is spans of the right side.
//!
//! | operator | spans of B that are |
//! |---|---|
//! | `{A} > {B}`, `{A} >> {B}` | a child, a descendant of a span of A |
//! | `{A} < {B}`, `{A} << {B}` | the parent, an ancestor of a span of A |
//! | `{A} ~ {B}` | a sibling of a span of A: another child of its parent |
//! | `!>` `!>>` `!<` `!<<` `!~` | none of these to any span of A |
//! | `&>` `&>>` `&<` `&<<` `&~` | any of these, together with the related spans of A |
//!
//! They bind tighter than `&&` and `||`, from left to right. As a side of such an operator, `{A} && {B}` means all spans of both if the unit
//! has some of each, and `{A} || {B}` all spans of both. `!{A}` has no spans and cannot be a side.
//!
//! # Pipelines
//!
//! `|` searches the spans found so far: `{A} | {B}`. `count()`, and `avg() min() max() sum()` of a field or of arithmetic on fields, aggregate over
//! these spans: `{ status = error } | count() > 2`, `{ } | max(duration) - min(duration) > 1s`. Every comparison is false if there are no spans, or
//! no numbers. At the beginning of a filter, aggregates cover all spans of the unit. `({A} | count()) > ({B} | count())` compares aggregates of
//! different spans; there, the count of no spans is 0. `select(…)` is accepted and ignored.

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
mod nested_units;
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
/// Filters are equal if they differ only in spelling: white space, redundant parentheses, synonymous names.
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
    /// `BadFilter`, with the position of the first character that cannot be parsed, what was expected there, and what was found.
    /// Parentheses and `!` may be nested 64 deep, and there may be 256 operators between spansets and between numbers, not counting `&&`
    /// and `||`.
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
    /// and aggregates visit the spans of each unit that has some span of every spanset; see [`FilterFold::step_units`] for the nested units that
    /// are visited one by one.
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

/// Canonical text: parsing it gives an equal filter.
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
