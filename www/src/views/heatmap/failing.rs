//! What counts as failing, and how many units more the wider rule counts.

use leptos::prelude::*;
use spanlens::protocol::Sides;
use spanlens::store::Population;
use spanlens::units::FailureRule;

use super::interaction::Interaction;
use crate::format;
use crate::words::nouns;

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
    let added = Memo::new(move |_| added(state.fail.get(), state.population.get(), state.sides.get()?));
    view! {
        <button
            type="button"
            class="chip"
            title="Count as failing what says HTTP 500 to 599, too, whatever its status is"
            aria-pressed=move || is_on().to_string()
            on:click=toggle
        >
            "HTTP 5xx fails"
            <Show when=move || added.with(Option::is_some)>
                <span class="number">{added}</span>
            </Show>
        </button>
    }
}

/// How many units the wider rule adds, or has added, if any.
fn added(rule: FailureRule, population: Population, Sides { failing_by_5xx, .. }: Sides) -> Option<String> {
    let (one, many) = nouns(population);
    (failing_by_5xx > 0).then(|| match rule {
        FailureRule::Status => format!("{} more", format::counted(failing_by_5xx, one, many)),
        FailureRule::StatusOr5xx => format!("{} by that alone", format::counted(failing_by_5xx, one, many)),
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
        };
        let words = |rule, count| added(rule, Population::Requests, sides(count));
        assert_eq!(words(FailureRule::Status, 0), None);
        assert_eq!(words(FailureRule::Status, 1).as_deref(), Some("1 request more"));
        assert_eq!(words(FailureRule::StatusOr5xx, 1_234).as_deref(), Some("1,234 requests by that alone"));
    }
}
