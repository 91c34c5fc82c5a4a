//! What every finding says of itself: the data, both sides, the filter, the way back.

use leptos::prelude::*;
use spanlens::analysis::Selection;

use super::selection_line::sides_in_words;
use super::share::link;
use crate::export::Finding;
use crate::format;
use crate::session::Session;
use crate::state::State;
use crate::words::{NotePlace, failure_rule, note_about, nouns};

/// The rows that are told: more are read in the table itself.
pub(super) const ROWS: usize = 10;

/// A finding without its rows. `facts` come behind what was selected and what it was compared with.
pub(super) fn begun(session: Session, title: &str, facts: impl IntoIterator<Item = String>) -> Finding {
    let state = session.state;
    let (one, many) = nouns(state.population.get_untracked());
    let (selection, baseline) = sides_in_words(state);
    let units = state.sides.get_untracked().map_or(0, |sides| sides.units);
    let selection = selection.unwrap_or_else(|| format!("Selection: all {}", format::counted(units, one, many)));
    let both = std::iter::once(selection).chain(baseline).chain(of_view(state));
    Finding {
        title: titled(state, title),
        note: noted(state, state.selection.get_untracked()),
        facts: both.chain(facts).collect(),
        link: link(session),
        ..Finding::default()
    }
}

/// What was noted about a selection: a title and a text.
pub(super) fn noted(state: State, selection: Option<Selection>) -> Option<(String, String)> {
    let place = NotePlace::Selection(Box::new(selection?));
    state.notes.with_untracked(|notes| note_about(notes, &place).map(|note| (note.title.clone(), note.text.clone())))
}

/// A title with the name of the data.
pub(super) fn titled(state: State, title: &str) -> String {
    format!("{title}: {}", state.source.get_untracked())
}

/// What holds for both sides: the filter, and what counts as failing where that is not the status alone.
pub(super) fn of_view(state: State) -> impl Iterator<Item = String> {
    let filter = untrack(|| state.view_filter()).map(|filter| format!("Filter: {filter}"));
    let rule = failure_rule(state.fail.get_untracked()).map(str::to_owned);
    filter.into_iter().chain(rule)
}
