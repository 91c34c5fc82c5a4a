//! Questions as SQL over the requests of a range, a row each, and the answers as analyses give them: one file a question.
//!
//! All of them go over [`rows`] in one scan of a few narrow columns.

pub(super) mod chosen;
pub(super) mod count;
pub(super) mod extent;
pub(super) mod heatmap;
pub(super) mod listed;
pub(super) mod lookup;
pub(super) mod overview;
pub(super) mod rows;
pub(super) mod sides;
pub(super) mod survey;
