//! The words of the page: what its state, its address and its views speak of alike.

mod axis;
mod clickhouse;
mod failure;
mod host;
mod level;
mod note;
mod origin;
mod period;
mod population;
mod range_move;
mod searched;
mod step;
mod tab;
mod trace_name;
mod word;
mod zoom;

pub(crate) use axis::{attribute_named, attribute_word, number_named, number_word};
pub(crate) use clickhouse::Clickhouse;
pub(crate) use failure::failure_rule;
pub(crate) use host::host_of;
pub(crate) use level::Level;
pub(crate) use note::{Note, NotePlace, length, note_about, put_note};
pub(crate) use origin::{AFTER, BEFORE, COMPARED, DEFAULT_GROUP, Origin};
pub(crate) use period::Period;
pub(crate) use population::{POPULATIONS, nouns};
pub(crate) use range_move::RangeMove;
pub(crate) use searched::Searched;
pub(crate) use step::Step;
pub(crate) use tab::Tab;
pub(crate) use trace_name::{OpenTrace, TraceName};
pub(crate) use word::{meaning, word};
pub(crate) use zoom::Zoom;
