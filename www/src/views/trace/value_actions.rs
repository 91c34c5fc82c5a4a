//! What can be done with a value that is shown.

use leptos::prelude::*;
use leptos::task::spawn_local;
use spanlens::analysis::AttributeValue;
use spanlens::filter::Field;
use spanlens::protocol::{Answer, FilterEdit, Question};

use crate::session::Session;

/// What is to be done with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueAction {
    /// Show only what has it.
    Filter,
    /// Show only what does not have it.
    Exclude,
}

/// Takes what a person wants to be done with a value, from whatever view shows it. Where nobody provides this as a context, values
/// are only shown.
#[derive(Clone, Copy)]
pub(crate) struct ValueActions(pub(crate) Callback<(Field, AttributeValue, ValueAction)>);

impl ValueActions {
    /// Adds conditions on values to the filter of the view.
    pub(crate) fn new(session: Session) -> Self {
        let filter = session.state.filter;
        Self(Callback::new(move |(field, value, action)| {
            let excludes = action == ValueAction::Exclude;
            let edit = FilterEdit { filter: filter.get_untracked(), field, value, excludes };
            spawn_local(async move {
                // A filter that is being written and has a mistake stays as it is.
                if let Ok(Answer::EditedFilter(text)) = session.ask(Question::EditFilter(edit)).await {
                    filter.set(text);
                }
            });
        }))
    }
}
