//! The words of the page: what its state, its address and its views speak of alike.

mod failure;
mod origin;
mod population;
mod tab;
mod trace_name;
mod word;
mod zoom;

pub(crate) use failure::failure_rule;
pub(crate) use origin::{AFTER, BEFORE, DEFAULT_GROUP, Origin};
pub(crate) use population::{POPULATIONS, nouns};
pub(crate) use tab::Tab;
pub(crate) use trace_name::{OpenTrace, TraceName};
pub(crate) use word::{meaning, word};
pub(crate) use zoom::Zoom;
