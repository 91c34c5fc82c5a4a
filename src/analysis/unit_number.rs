//! Numbers that units have beside their duration: how many spans, how many calls of a service, the largest value of an attribute.

mod choices;
mod fold;
mod reader;

use serde::{Deserialize, Serialize};

use super::Fold;
use crate::filter::{Field, Scope};
use crate::store::{RowSet, Store};

pub use choices::{NumberAttribute, NumberCallee, NumberChoices, NumberChoicesFold, number_choices};
pub use fold::{NumberUnitsFold, UnitNumbers, UnitNumbersFold};

/// A number that a unit may have.
///
/// It is a 64-bit float: whole numbers are exact up to 2⁵³, larger ones are the nearest that there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum UnitNumber {
    /// How many spans it has, its own among them. Every unit has this number.
    Spans,
    /// How many calls of a service it has, by the name of the service: as many as [the service map](super::ServiceMap) counts at the node of
    /// that name. These are the spans at which the service is entered. Of what records no spans, such as a database, they are the spans
    /// that call it. Every unit has this number, and it can be zero.
    Calls(String),
    /// The largest value of an attribute of its spans, of those that are numbers or texts of decimal digits. A unit without such a value
    /// does not have the number, and what is no number, NaN, is none.
    Attribute(Scope, String),
}

/// A number of units, and a range of it: `[min, max)`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NumberRange {
    /// Which number.
    pub of: UnitNumber,
    /// The smallest number inside. `None` where there is no lower bound.
    #[serde(default)]
    pub min: Option<f64>,
    /// The smallest number above. `None` where there is no upper bound.
    #[serde(default)]
    pub max: Option<f64>,
}

impl NumberRange {
    /// All values of a number.
    #[must_use]
    pub fn all(of: UnitNumber) -> Self {
        Self { of, min: None, max: None }
    }

    /// Whether a number is inside. What is no number never is.
    #[must_use]
    #[inline]
    pub fn contains(&self, number: f64) -> bool {
        !number.is_nan() && self.min.is_none_or(|min| min <= number) && self.max.is_none_or(|max| number < max)
    }
}

impl UnitNumber {
    /// Whether every unit has it.
    #[must_use]
    pub fn is_of_all(&self) -> bool {
        !matches!(self, Self::Attribute(..))
    }

    /// The attribute that is meant, as filters write it, if it is one.
    #[must_use]
    pub fn attribute(&self) -> Option<Field> {
        match self {
            Self::Attribute(scope, key) => Some(Field::Attribute(*scope, key.clone())),
            Self::Spans | Self::Calls(_) => None,
        }
    }
}

/// The number of each of some units, in the order of the store. `None` where a unit has no such number.
///
/// # Complexity
///
/// O(spans in units), and their attributes where these are asked for; each span is looked at once, however many units it is in.
/// O(units) for the number of spans.
///
/// # Example
///
/// ```
/// use spanlens::analysis::{UnitNumber, unit_numbers};
/// use spanlens::filter::Scope;
/// use spanlens::sketch::sketch;
///
/// let store = sketch(
///     "shop GET / 0..9 @server
///        cart get 1..4 @server size=7
///        cart get 5..8 @server size=9
///
///      shop GET / 0..9 @server",
/// )?;
/// let numbers = |of| unit_numbers(&store, store.requests(), &of);
/// assert_eq!(numbers(UnitNumber::Spans), [Some(3.0), Some(1.0)]);
/// assert_eq!(numbers(UnitNumber::Calls("cart".to_owned())), [Some(2.0), Some(0.0)]);
/// assert_eq!(numbers(UnitNumber::Attribute(Scope::Span, "size".to_owned())), [Some(9.0), None]);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn unit_numbers(store: &Store, units: &RowSet, of: &UnitNumber) -> Vec<Option<f64>> {
    let numbers = UnitNumbersFold::new(store, units.clone(), of).run(store);
    numbers.values().iter().map(|&number| (!number.is_nan()).then_some(number)).collect()
}
