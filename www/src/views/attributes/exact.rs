//! Values as the server counts them, where the comparison is of a part of the requests: found in the part, and then counted in all of them.

use leptos::prelude::*;
use spanlens::analysis::{AttributeDiff, AttributeValue, Signal};
use spanlens::error::{ErrorCode, Failure};
use spanlens::protocol::{Comparison, CountQuestion, EditFilterQuestion, Sides};

use super::ROWS;
use super::signal::field;
use crate::effect::{effect, reactive};
use crate::format;
use crate::questions::{comparison, is_told_by_spans};
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::state::State;

/// What the server says of a value.
#[derive(Debug, Clone, PartialEq)]
enum Exact {
    Asked,
    /// How many requests of both sides have it.
    Counted(Sides),
    /// Why it was not counted.
    Not(Failure),
}

/// What the server says of values, each once it was asked.
#[derive(Clone, Copy)]
pub(super) struct ExactCounts {
    session: Session,
    is_wanted: RwSignal<bool>,
    counted: RwSignal<Vec<(Signal, Exact)>>,
}

impl ExactCounts {
    /// Nothing yet. What is asked for is asked for as long as the owner lives and the comparison stays the same.
    pub(super) fn new(session: Session) -> Self {
        let exact = Self { session, is_wanted: RwSignal::new(false), counted: RwSignal::new(Vec::new()) };
        let attributes = session.state.attributes;
        effect(move || {
            attributes.track();
            exact.is_wanted.set(false);
            exact.counted.set(Vec::new());
        });
        effect(move || {
            let is_wanted = exact.is_wanted.get();
            let Some(diff) = attributes.get_untracked().filter(|_| is_wanted) else { return };
            let (sides, signals) = (untrack(|| comparison(session)), shown(&diff));
            session.spawn_until_next(async move {
                for signal in signals {
                    exact.note(&signal, Exact::Asked);
                    let outcome = count(session, sides.clone(), &signal).await;
                    exact.note(&signal, outcome.map_or_else(Exact::Not, Exact::Counted));
                }
            });
        });
        exact
    }

    fn note(self, signal: &Signal, said: Exact) {
        self.counted.update(|counted| match counted.iter_mut().find(|(known, _)| known == signal) {
            Some((_, known)) => *known = said,
            None => counted.push((signal.clone(), said)),
        });
    }

    /// The button that has the values counted.
    pub(super) fn button(self) -> AnyView {
        let state = self.session.state;
        let is_offered = Memo::new(move |_| can_be_counted(state));
        view! {
            <Show when=move || is_offered.get()>
                <button
                    type="button"
                    disabled=move || self.is_wanted.get()
                    title="Counts the requests with each value exactly, on both sides. The server runs one query per value over the attributes of all spans"
                    on:click=move |_| self.is_wanted.set(true)
                >
                    "Count these values exactly"
                </button>
            </Show>
        }
        .into_any()
    }

    /// What the server says of a value, below its shares.
    pub(super) fn of(self, signal: &Signal) -> AnyView {
        let (exact, signal) = (self.counted, signal.clone());
        let words = move || {
            exact.with(|counted| counted.iter().find(|(known, _)| *known == signal).map(|(_, exact)| said(exact)))
        };
        view! { {reactive(move || words().map(|words| view! { <span class="exact number">{words}</span> }))} }
            .into_any()
    }
}

/// The values that are counted: the notable ones that are shown first or, where there are none, the first of the others.
fn shown(diff: &AttributeDiff) -> Vec<Signal> {
    let signals = |notable: bool, most: usize| {
        let rows = diff.values.iter().filter(move |row| row.notable == notable);
        rows.take(most).map(|row| row.signal.clone()).collect::<Vec<_>>()
    };
    let notable = signals(true, ROWS.0);
    if notable.is_empty() { signals(false, ROWS.1) } else { notable }
}

/// Whether the comparison is of a part of the requests, and the server can tell which requests are on its sides.
fn can_be_counted(state: State) -> bool {
    let is_part = state.covered.with(|covered| covered.is_some_and(|covered| !covered.is_exact()));
    let has_both =
        state.attributes.with(|diff| diff.as_ref().is_some_and(|diff| diff.baseline > 0 && !diff.counts_spans));
    state.counted().is_some() && is_part && has_both && !is_told_by_spans(state)
}

/// How many requests of both sides have a value.
async fn count(session: Session, sides: Comparison, signal: &Signal) -> Result<Sides, Failure> {
    let edit = EditFilterQuestion {
        filter: sides.filter.clone().unwrap_or_default(),
        field: field(signal.origin, &signal.key),
        value: signal.value.clone().unwrap_or(AttributeValue::Empty),
        excludes: false,
        is_absence: signal.value.is_none(),
    };
    let filter = Some(session.ask(edit).await?);
    session.ask(CountQuestion(Comparison { filter, ..sides })).await
}

fn said(exact: &Exact) -> String {
    match exact {
        Exact::Asked => "The server is counting…".to_owned(),
        Exact::Counted(Sides { selected, baseline, .. }) => {
            format!("Of all requests: {} and {}", format::count(*selected), format::count(*baseline))
        }
        Exact::Not(Failure { code: ErrorCode::NeedsSpans, .. }) => {
            "The server cannot tell which requests have it".to_owned()
        }
        Exact::Not(failure) => format::sentence(&failure.message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_says_is_of_both_sides() {
        let sides = Sides {
            all: 9_000,
            units: 5_010,
            failing: 0,
            failing_by_5xx: None,
            selected: 10,
            selected_failing: 0,
            baseline: 5_000,
            estimates: None,
        };
        assert_eq!(said(&Exact::Counted(sides)), "Of all requests: 10 and 5,000");
        let failure = |code| Failure { code, message: "the server has no memory left".to_owned(), offset: None };
        assert_eq!(said(&Exact::Not(failure(ErrorCode::NeedsSpans))), "The server cannot tell which requests have it");
        assert_eq!(said(&Exact::Not(failure(ErrorCode::ServerMemoryLimit))), "The server has no memory left.");
    }
}
