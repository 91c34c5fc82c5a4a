//! Which numbers the units of a store can have.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::reader::CalleesOf;
use crate::analysis::Fold;
use crate::analysis::units_ahead::in_depth;
use crate::filter::{FilterIndex, Scope};
use crate::sort::sort_by;
use crate::store::{SpanRow, Store, Sym};

/// What there is to choose from where a number of units is asked for, beside the number of their spans.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NumberChoices {
    /// The attributes most of whose values are numbers, those of spans first, then by key.
    pub attributes: Vec<NumberAttribute>,
    /// What is called, the most often called first, then by name.
    pub callees: Vec<NumberCallee>,
}

/// An attribute whose values are numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NumberAttribute {
    /// Whose attribute it is.
    pub scope: Scope,
    /// Its key.
    pub key: String,
    /// How many distinct numbers it has.
    pub numbers: u32,
}

/// Something that is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NumberCallee {
    /// The name of the service, or of what records no spans.
    pub service: String,
    /// How many calls of it there are in all spans.
    pub calls: u32,
}

/// These choices, in the making.
#[derive(Debug)]
pub struct NumberChoicesFold {
    attributes: Vec<NumberAttribute>,
    callees: CalleesOf,
    calls: BTreeMap<Sym, u32>,
    /// The next span to look at.
    next: u32,
}

impl NumberChoicesFold {
    /// Looks at the distinct values of attributes. The index is that of the store. O(distinct values).
    #[must_use]
    pub fn new(store: &Store, index: &FilterIndex) -> Self {
        let of_scope = |scope: Scope| {
            let keys = index.number_keys(store, scope).into_iter();
            keys.map(move |(key, numbers)| NumberAttribute { scope, key, numbers })
        };
        let scopes = Scope::ALL.into_iter().filter(|&scope| scope != Scope::Any);
        let attributes = scopes.flat_map(of_scope).collect();
        Self { attributes, callees: CalleesOf::new(store), calls: BTreeMap::new(), next: 0 }
    }
}

impl Fold for NumberChoicesFold {
    type Out = NumberChoices;

    fn step(mut self, store: &Store, spans: u32) -> ControlFlow<NumberChoices, Self> {
        let all = store.spans().len();
        let end = self.next.saturating_add((spans / in_depth(1)).max(1)).min(all);
        for span in (self.next..end).map(SpanRow) {
            self.callees.for_each(store, span, |name| *self.calls.entry(name).or_default() += 1);
        }
        self.next = end;
        if end < all {
            return ControlFlow::Continue(self);
        }
        let named = self.calls.into_iter().filter(|&(name, _)| name != Sym::EMPTY);
        let callee = |(name, calls)| NumberCallee { service: store.text(name).to_owned(), calls };
        let mut callees: Vec<NumberCallee> = named.map(callee).collect();
        sort_by(&mut callees, |a, b| b.calls.cmp(&a.calls).then_with(|| a.service.cmp(&b.service)));
        ControlFlow::Break(NumberChoices { attributes: self.attributes, callees })
    }
}

/// What there is to choose from where a number of units is asked for. O(spans + distinct values).
///
/// # Example
///
/// ```
/// use spanlens::analysis::number_choices;
/// use spanlens::filter::FilterIndex;
/// use spanlens::sketch::sketch;
///
/// let store = sketch("shop GET / 0..9 @server size=7 user=ann\n cart get 1..8 @server")?;
/// let choices = number_choices(&store, &FilterIndex::new(&store));
/// assert_eq!(choices.attributes.len(), 1);
/// assert_eq!((choices.attributes[0].key.as_str(), choices.attributes[0].numbers), ("size", 1));
/// assert_eq!(choices.callees.iter().map(|callee| callee.service.as_str()).collect::<Vec<_>>(), ["cart", "shop"]);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn number_choices(store: &Store, index: &FilterIndex) -> NumberChoices {
    NumberChoicesFold::new(store, index).run(store)
}
