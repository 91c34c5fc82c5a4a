//! What is selected, and what it is compared with.

use leptos::prelude::*;
use spanlens::analysis::{Baseline, Estimate, Selection};
use spanlens::error::ErrorCode;
use spanlens::protocol::Sides;
use spanlens::units::TimeRange;

use crate::effect::reactive;
use crate::format;
use crate::questions::is_told_by_spans;
use crate::session::Session;
use crate::signals::Memo;
use crate::state::State;
use crate::views::export_traces::ExportButton;
use crate::views::note::Noting;
use crate::words::{NotePlace, nouns};

/// The selection and the baseline with their counts.
#[component]
pub(crate) fn SelectionLine() -> impl IntoView {
    let session = expect_context::<Session>();
    let state = session.state;
    let noted = Memo::new(move |_| Some(NotePlace::Selection(Box::new(state.selection.get()?))));
    let noting = Noting::new(session, noted, "the selection".to_owned());
    let is_selected = Memo::new(move |_| state.selection.with(Option::is_some));
    let rectangle = Memo::new(move |_| baseline_rectangle(state));
    let has_units =
        Memo::new(move |_| state.heatmap.with(|answer| answer.as_ref().is_some_and(|answer| answer.heatmap.units > 0)));
    view! {
        <section class="selection" aria-label="Selection">
            <Show when=move || is_selected.get()>
                <p class="chosen">
                    <span class="mark selected" aria-hidden="true"></span>
                    <b>"Selection "</b>
                    <span>
                        {reactive(move || state.selection.with(|chosen| {
                            chosen.as_ref().map(|chosen| format::rectangle(chosen, state.zone.get()))
                        }))}
                    </span>
                    <span class="number" role="status">{reactive(move || state.sides.get().map(|sides| selected(state, sides)))}</span>
                    <ErrorsOnly/>
                    <ConditionChips/>
                    {noting.add_button()}
                    <ClearButton label="Clear the selection"/>
                </p>
                <BaselineChoice rectangle/>
                {noting.view()}
                <p class="quiet" role="status">{reactive(move || state.sides.get().and_then(|sides| empty_side(state, sides)))}</p>
            </Show>
            <CompareGroups/>
            <p class="fault" role="alert">{reactive(move || trouble(state))}</p>
            <Show when=move || !is_selected.get() && rectangle.with(Option::is_some)>
                <p class="chosen">
                    <span class="mark compared" aria-hidden="true"></span>
                    <b>"Baseline "</b>
                    <span role="status">{move || rectangle.get()}</span>
                    <ClearButton label="Clear the baseline"/>
                </p>
                <p class="quiet">"Drag over the heatmap to select what is compared with it."</p>
            </Show>
            <Show when=move || !is_selected.get() && rectangle.with(Option::is_none) && has_units.get()>
                <p class="quiet">
                    "Drag over the heatmap to select requests. They are compared with all others. Shift-drag selects a baseline instead."
                </p>
            </Show>
            <ExportButton/>
        </section>
    }
}

/// The group, the operations, the filter, the error, the frame and the marks of the selection, which a click takes away.
#[component]
fn ConditionChips() -> impl IntoView {
    let state = expect_context::<Session>().state;
    let of = move |words: fn(&Selection) -> Option<String>| {
        Memo::new(move |_| state.selection.with(|selection| words(selection.as_ref()?)))
    };
    [
        chip(state, of(|selection| selection.group.clone()), |selection| selection.group = None),
        chip(
            state,
            of(|selection| Some(format::operations(&selection.operations)).filter(|words| !words.is_empty())),
            |selection| selection.operations.clear(),
        ),
        chip(state, of(|selection| selection.filter.clone()), |selection| selection.filter = None),
        chip(state, of(|selection| selection.cause.as_ref().map(format::cause)), |selection| selection.cause = None),
        chip(
            state,
            of(|selection| selection.frame.as_ref().map(|frame| format!("with {}", format::frame(frame)))),
            |selection| selection.frame = None,
        ),
        chip(state, of(|selection| selection.marks.as_ref().map(format::waiting)), |selection| selection.marks = None),
    ]
}

fn chip(state: State, words: Memo<Option<String>>, remove: fn(&mut Selection)) -> AnyView {
    let remove = move |_| state.change_selection(remove);
    view! {
        <Show when=move || words.with(Option::is_some)>
            <button type="button" class="chip condition" title=move || words.get().map(|words| format!("Leave this condition out: {words}")) on:click=remove>
                <code>{move || words.get()}</code>
                <span aria-hidden="true">"×"</span>
            </button>
        </Show>
    }
    .into_any()
}

/// Where files are loaded as "before" and "after": compares the ones with the others.
#[component]
fn CompareGroups() -> impl IntoView {
    let state = expect_context::<Session>().state;
    let can_compare = Memo::new(move |_| {
        let is_done = state.selection.with(|selection| selection.as_ref().is_some_and(|chosen| chosen.group.is_some()));
        !is_done && state.has_groups()
    });
    view! {
        <Show when=move || can_compare.get()>
            <button type="button" on:click=move |_| state.compare_groups()>"Compare after with before"</button>
        </Show>
    }
}

/// Clears both sides.
#[component]
fn ClearButton(label: &'static str) -> impl IntoView {
    let state = expect_context::<Session>().state;
    let clear = move |_| {
        state.selection.set(None);
        state.chosen_baseline.set(None);
    };
    view! {
        <button type="button" class="quiet" aria-label=label title="Clear (Esc)" on:click=clear>"×"</button>
    }
}

/// The words of a baseline that is drawn.
fn baseline_rectangle(state: State) -> Option<String> {
    match state.baseline() {
        Baseline::Rectangle(other) => Some(format::selection(&other, state.zone.get())),
        Baseline::Rest | Baseline::Before => None,
    }
}

/// How many units are selected, of how many, and how many of them start in a second of the time that they were selected from.
fn selected(state: State, sides: Sides) -> String {
    let (_, units) = nouns(state.population.get());
    let range = state.selection.with(|selection| {
        let Selection { time, group, .. } = selection.as_ref()?;
        // How long files of a group are is not known here.
        let whole = || state.summary.with(|summary| summary.as_ref()?.range).filter(|_| group.is_none());
        time.or_else(whole)
    });
    let range = range.filter(|_| !is_of_some(state));
    let [selected, all] = match sides.estimates {
        Some(estimates) => [estimates.selected, estimates.units].map(format::about_count),
        None => [sides.selected, sides.units].map(format::count),
    };
    let rate =
        range.map(|range| format!(" · {}", rate_over(sides.estimates.map(|of| of.selected), sides.selected, range)));
    format!("{selected} of {all} {units}{}", rate.unwrap_or_default())
}

/// How many units there are to compare with, and how many of them start in a second.
///
/// A baseline that reaches into the time of the selection has lost the selected units: a rate of those that are left would be that
/// of no time at all.
fn compared(state: State, sides: Sides) -> String {
    let time = state.selection.with(|selection| {
        let selection = selection.as_ref()?;
        let other = state.baseline().as_selection(selection)?.time?;
        are_apart(selection.time?, other).then_some(other)
    });
    let time = time.filter(|_| !is_of_some(state));
    let estimate = sides.estimates.map(|estimates| estimates.baseline);
    let rate = time.map(|range| format!(" · {}", rate_over(estimate, sides.baseline, range))).unwrap_or_default();
    format!("{}{rate}", estimate.map_or_else(|| format::count(sides.baseline), format::about_count))
}

/// How many in a second of a range, by an estimate if there is one.
fn rate_over(estimate: Option<Estimate>, stored: u32, range: TimeRange) -> String {
    match estimate {
        Some(Estimate { value, .. }) if !range.is_instant() => {
            format::about(true, format::rate(value / range.seconds()))
        }
        _ => format::rate_over(stored, range),
    }
}

/// Whether the counts are of some requests only, whose traces were fetched, so that they are no rates of all.
fn is_of_some(state: State) -> bool {
    is_told_by_spans(state) && state.covered.with(|covered| covered.is_some_and(|covered| !covered.is_exact()))
}

fn are_apart(a: TimeRange, b: TimeRange) -> bool {
    a.to_ns <= b.from_ns || b.to_ns <= a.from_ns
}

/// Why there is no answer about what is chosen, unless it is said at the filter.
fn trouble(state: State) -> Option<String> {
    let failure = state.trouble.get()?;
    let is_said = failure.code == ErrorCode::BadFilter && state.filter_failure.with(Option::is_some);
    (!is_said).then(|| format!("There is no answer for this choice: {}", format::sentence(&failure.message)))
}

/// That a side has no units, if so, and what to do about it.
fn empty_side(state: State, sides: Sides) -> Option<String> {
    let (_, units) = nouns(state.population.get());
    match (sides.selected, sides.baseline, state.baseline()) {
        (0, _, _) => Some(format!("No {units} are selected: choose a part of the heatmap that has some.")),
        (_, 1.., _) => None,
        (_, 0, Baseline::Rest) => Some(format!("All {units} are selected: there are no others to compare with.")),
        (_, 0, Baseline::Before) => Some(format!("No {units} start just before: compare with the rest.")),
        (_, 0, Baseline::Rectangle(_)) => {
            Some(format!("No {units} are in the baseline alone: draw another, or compare with the rest."))
        }
    }
}

/// Whether only failing units are selected, with how many these are.
#[component]
fn ErrorsOnly() -> impl IntoView {
    let state = expect_context::<Session>().state;
    let is_on =
        move || state.selection.with(|selection| selection.as_ref().is_some_and(|selection| selection.errors_only));
    let toggle = move |_| state.change_selection(|selection| selection.errors_only = !selection.errors_only);
    view! {
        <button type="button" class="chip" aria-pressed=move || is_on().to_string() on:click=toggle>
            "Errors only"
            <span class="number">{reactive(move || state.sides.get().map(|sides| {
                let estimate = sides.estimates.map(|estimates| estimates.selected_failing);
                estimate.map_or_else(|| format::count(sides.selected_failing), format::about_count)
            }))}</span>
        </button>
    }
}

/// The rest, the time before, or the rectangle that is drawn for it, if any.
#[component]
fn BaselineChoice(rectangle: Memo<Option<String>>) -> impl IntoView {
    let state = expect_context::<Session>().state;
    let choices = [(Baseline::Rest, "the rest"), (Baseline::Before, "just before")];
    view! {
        <fieldset class="chosen" title="Drag with Shift over the heatmap to draw a baseline">
            <span class="mark compared" aria-hidden="true"></span>
            <legend class="sr-only">"Baseline"</legend>
            <b aria-hidden="true">"Baseline"</b>
            <span class="segments">
                {choices.map(|(baseline, name)| {
                    let choice = baseline.clone();
                    view! {
                        <label>
                            <input
                                type="radio"
                                name="baseline"
                                prop:checked=move || state.baseline() == baseline
                                on:change=move |_| state.chosen_baseline.set(Some(choice.clone()))
                            />
                            <span>{name}</span>
                        </label>
                    }
                })}
                <Show when=move || rectangle.with(Option::is_some)>
                    <label>
                        <input type="radio" name="baseline" prop:checked=true/>
                        <span>{move || rectangle.get()}</span>
                    </label>
                </Show>
            </span>
            <span class="number" role="status">{reactive(move || state.sides.get().map(|sides| compared(state, sides)))}</span>
        </fieldset>
    }
}

/// All conditions of both sides with their counts, as lines to be written on what is saved.
pub(super) fn sides_in_words(state: State) -> (Option<String>, Option<String>) {
    let (zone, sides) = (state.zone.get_untracked(), state.sides.get_untracked());
    let Some((selection, sides)) = state.selection.get_untracked().zip(sides) else { return (None, None) };
    let baseline = format::baseline(&untrack(|| state.baseline()), zone);
    let selected =
        format!("Selection: {} · {}", format::selection(&selection, zone), untrack(|| selected(state, sides)));
    let compared = format!("Baseline: {baseline} · {}", untrack(|| compared(state, sides)));
    (Some(selected), Some(compared))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_touch_are_apart() {
        let range = |from_ns, to_ns| TimeRange { from_ns, to_ns };
        assert!(are_apart(range(10, 20), range(20, 30)));
        assert!(are_apart(range(20, 30), range(10, 20)));
        assert!(!are_apart(range(10, 20), range(19, 30)));
        assert!(!are_apart(range(0, 100), range(10, 20)));
    }
}
