//! Where spans come from: resources, instrumentation scopes, sources and groups.

mod resources;
mod scopes;
mod sources;

use super::hash::mix;
use super::rows::PairRow;

pub use resources::{ResourceDraft, ResourceTable};
pub use scopes::{ScopeDraft, ScopeTable};
pub use sources::{Source, SourceTable};

/// Hashes a list of attributes after all else that its owner says.
fn hash_pairs(head: u64, pairs: &[PairRow]) -> u64 {
    pairs.iter().fold(head, |state, pair| mix(state, u64::from(pair.0)))
}
