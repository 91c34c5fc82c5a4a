//! Filters made by a click: on a value, or on a chip.

use super::claim::Claim;
use super::condition::{Condition, Operator, can_compare};
use super::field::{Field, Type};
use super::literal::Literal;
use super::pattern::Pattern;
use super::spans::Spans;
use super::tree::Tree;
use super::{Filter, Part, Spanset};
use crate::store::Value;

/// Hides health checks and scrapes: requests with the path or user agent of a probe, a load balancer or a scraper.
///
/// # Example
///
/// ```
/// use spanlens::filter::{Filter, HEALTH_CHECKS};
/// use spanlens::sketch::sketch;
///
/// let store = sketch("a GET /healthz 0..1 @server http.route=/healthz\n\n a GET / 0..9 @server http.route=/")?;
/// assert_eq!(Filter::parse(HEALTH_CHECKS)?.select(&store, store.requests()).count(), 1);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
pub const HEALTH_CHECKS: &str = "!{ kind = server && (\
    span.http.route =~ \"(/.*)?/(health|healthz|healthcheck|livez|readyz|ready|ping|metrics)(/.*)?\" || \
    span.url.path =~ \"(/.*)?/(health|healthz|healthcheck|livez|readyz|ready|ping|metrics)(/.*)?\" || \
    span.http.target =~ \"(/.*)?/(health|healthz|healthcheck|livez|readyz|ready|ping|metrics)([/?].*)?\" || \
    span.user_agent.original =~ \"kube-probe.*|ELB-HealthChecker.*|GoogleHC.*|Prometheus.*\" || \
    span.http.user_agent =~ \"kube-probe.*|ELB-HealthChecker.*|GoogleHC.*|Prometheus.*\") }";

impl Condition {
    /// The condition that a field has this value or, for an empty value, no value. `None` if the field cannot have such values.
    ///
    /// Statuses and kinds are given by their words, durations in nanoseconds.
    #[must_use]
    pub fn equal(field: Field, value: Value<'_>) -> Option<Self> {
        Self::new(field, Operator::Equal, value)
    }

    /// The condition that a field has another value than this or, for an empty value, any value. `None` if the field cannot have such
    /// values.
    #[must_use]
    pub fn not_equal(field: Field, value: Value<'_>) -> Option<Self> {
        Self::new(field, Operator::NotEqual, value)
    }

    /// The condition that the text of a field matches a pattern as a whole. `None` if the field has no text, or if that is no pattern.
    pub(crate) fn matching(field: Field, pattern: &str) -> Option<Self> {
        let literal = Literal::Pattern(Pattern::new(pattern).ok()?);
        can_compare(&field, Operator::Matches, &literal).then_some(Self { field, operator: Operator::Matches, literal })
    }

    fn new(field: Field, operator: Operator, value: Value<'_>) -> Option<Self> {
        let literal = match (field.has_type(), value) {
            (Type::Status | Type::Kind, Value::String(word)) => Literal::from_word(word)?,
            (Type::Severities, Value::String(word)) => Literal::from_severity(word)?,
            (Type::Duration, Value::Int(duration_ns)) => Literal::Duration(duration_ns),
            _ => literal_of(value),
        };
        can_compare(&field, operator, &literal).then_some(Self { field, operator, literal })
    }
}

/// Values of types without a literal, and floats that no literal reaches, are compared as text.
pub(super) fn literal_of(value: Value<'_>) -> Literal {
    match value {
        Value::Empty => Literal::Nil,
        Value::Int(value) => Literal::Int(value),
        Value::Double(value) if value.is_finite() => Literal::Float(value),
        Value::Double(value) => Literal::Text(value.to_string()),
        Value::Bool(value) => Literal::Bool(value),
        Value::String(text) | Value::Bytes(text) | Value::Array(text) | Value::Map(text) => {
            Literal::Text(text.to_owned())
        }
    }
}

impl Filter {
    /// The units in which some span satisfies a condition.
    #[must_use]
    pub fn of(condition: Condition) -> Self {
        let spanset = Spanset(Tree::Leaf(Claim::Own(condition)));
        Self { units: Tree::Leaf(Part::Spans(Spans::Where(spanset))) }
    }

    /// Adds a condition on the same span: inside the one spanset of the filter, if it has one. Otherwise as one more spanset.
    ///
    /// # Example
    ///
    /// ```
    /// use spanlens::filter::{Condition, Field, Filter, Scope};
    /// use spanlens::store::Value;
    ///
    /// let key = Field::Attribute(Scope::Span, "http.route".to_owned());
    /// let route = Condition::equal(key, Value::String("/cart")).ok_or("text is what attributes can have")?;
    /// let filter = Filter::parse("{ status = error || duration > 1s }")?;
    /// let narrower = filter.clone().and_same_span(route.clone());
    /// assert_eq!(narrower.to_string(), r#"{ (status = error || duration > 1s) && span.http.route = "/cart" }"#);
    /// let excluded = filter.and_no_span(route);
    /// assert_eq!(excluded.to_string(), r#"{ status = error || duration > 1s } && !{ span.http.route = "/cart" }"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn and_same_span(mut self, condition: Condition) -> Self {
        match self.only_spanset() {
            Some(Spanset(claims)) => {
                let before = std::mem::replace(claims, Tree::TRUE);
                *claims = before.and(Tree::Leaf(Claim::Own(condition)));
                self
            }
            None => self.and_some_span(condition),
        }
    }

    /// Adds a condition on any span of the unit.
    #[must_use]
    pub fn and_some_span(self, condition: Condition) -> Self {
        self.and(Self::of(condition).units)
    }

    /// Excludes the units in which some span satisfies a condition.
    #[must_use]
    pub fn and_no_span(self, condition: Condition) -> Self {
        self.and(Self::of(condition).units.negated())
    }

    /// Joins another part by `&&`, in place of a filter that matches everything.
    fn and(self, part: Tree<Part>) -> Self {
        let is_everything = self.units == Tree::Leaf(Part::Spans(Spans::Where(Spanset(Tree::TRUE))));
        Self { units: if is_everything { part } else { self.units.and(part) } }
    }

    /// The one spanset that is not negated, where the filter is that alone or joins it by `&&` to negated ones.
    fn only_spanset(&mut self) -> Option<&mut Spanset> {
        match &mut self.units {
            Tree::Leaf(part) => part.spanset_mut(),
            Tree::All(parts) if parts.iter().all(|part| matches!(part, Tree::Leaf(_) | Tree::Not(_))) => {
                let mut positive = parts.iter_mut().filter_map(|part| match part {
                    Tree::Leaf(part) => Some(part),
                    _ => None,
                });
                positive.next().filter(|_| positive.next().is_none())?.spanset_mut()
            }
            _ => None,
        }
    }
}
