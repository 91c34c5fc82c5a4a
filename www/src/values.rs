//! What a click on a value does: a change of the filter, or a selection.

use leptos::prelude::*;
use spanlens::analysis::AttributeValue;
use spanlens::filter::Field;
use spanlens::protocol::EditFilterQuestion;

use crate::service_map::with_filter;
use crate::session::Session;
use crate::state::State;
use crate::words::Tab;

/// What can be done with a value, or with what a filter selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueAction {
    /// Leaves units with it in view.
    Filter,
    /// Takes units with it out of view.
    Exclude,
    /// Lists the selected units with it.
    List,
}

impl ValueAction {
    /// Does it with the units that a filter selects.
    pub(crate) fn apply_filter(self, state: State, filter: &str) {
        match self {
            Self::Filter => state.filter.update(|text| *text = with_filter(text, filter)),
            Self::Exclude => state.filter.update(|text| *text = with_filter(text, &format!("!({filter})"))),
            Self::List => {
                state.change_selection(|selection| {
                    let known = selection.filter.take().unwrap_or_default();
                    selection.filter = Some(with_filter(&known, filter));
                });
                state.tab.set(Tab::Traces);
            }
        }
    }

    /// Does it. Without a value it is about units of which no span has the field.
    pub(crate) fn apply(self, session: Session, field: Field, value: Option<AttributeValue>) {
        let state = session.state;
        let (is_absence, value) = (value.is_none(), value.unwrap_or(AttributeValue::Empty));
        session.spawn(async move {
            // Of two quick clicks, the second changes what the first has made.
            let _turn = session.turn_to_edit().await;
            let listed = || state.selection.with_untracked(|selection| selection.as_ref()?.filter.clone());
            let filter = match self {
                Self::Filter | Self::Exclude => state.filter.get_untracked(),
                Self::List => listed().unwrap_or_default(),
            };
            let edit = EditFilterQuestion { filter, field, value, excludes: self == Self::Exclude, is_absence };
            // Only a filter that is none cannot be changed, and that is said where it is written.
            let Ok(filter) = session.ask(edit).await else { return };
            if self == Self::List {
                state.change_selection(|selection| selection.filter = Some(filter));
                state.tab.set(Tab::Traces);
            } else {
                state.filter.set(filter);
            }
        });
    }
}
