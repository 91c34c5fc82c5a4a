//! What counts as failing, and how many units more the wider rule counts.

use leptos::prelude::*;
use spanlens::protocol::Sides;
use spanlens::units::FailureRule;

use super::interaction::Interaction;
use crate::format;
use crate::signals::Memo;

/// Lets a status of HTTP count as failing, too, and says how many units that makes.
#[component]
pub(super) fn FailureChoice(interaction: Interaction) -> impl IntoView {
    let state = interaction.session.state;
    let is_on = move || state.fail.get() == FailureRule::StatusOr5xx;
    let toggle = move |_| {
        state.fail.update(|rule| {
            *rule = match rule {
                FailureRule::Status => FailureRule::StatusOr5xx,
                FailureRule::StatusOr5xx => FailureRule::Status,
            }
        });
    };
    let added = Memo::new(move |_| added(state.fail.get(), state.sides.get()?));
    view! {
        <button
            type="button"
            class="chip"
            title="Also counts spans with HTTP status 500 to 599 as failing, whatever their span status"
            aria-pressed=move || is_on().to_string()
            on:click=toggle
        >
            "Count HTTP 5xx"
            <Show when=move || added.with(Option::is_some)>
                <span class="number">{move || added.get()}</span>
            </Show>
        </button>
    }
}

/// How many failing units the wider rule adds, or how many of them it has added, if any. The number of failing ones stands before it.
fn added(rule: FailureRule, Sides { failing_by_5xx, .. }: Sides) -> Option<String> {
    let by_5xx = failing_by_5xx.filter(|&by_5xx| by_5xx > 0)?;
    let count = format::count(by_5xx);
    Some(match rule {
        FailureRule::Status => format!("{count} more"),
        FailureRule::StatusOr5xx => format!("{count} of them"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_wider_rule_adds_is_said_where_it_is_not_nothing() {
        let sides = |failing_by_5xx| Sides {
            all: 9,
            units: 9,
            failing: 0,
            failing_by_5xx,
            selected: 9,
            selected_failing: 0,
            baseline: 0,
            estimates: None,
        };
        let words = |rule, count| added(rule, sides(Some(count)));
        assert_eq!(added(FailureRule::Status, sides(None)), None);
        assert_eq!(words(FailureRule::Status, 0), None);
        assert_eq!(words(FailureRule::Status, 1).as_deref(), Some("1 more"));
        assert_eq!(words(FailureRule::StatusOr5xx, 1_234).as_deref(), Some("1,234 of them"));
    }
}
