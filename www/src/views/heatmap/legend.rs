//! The toolbar of the heatmap: what is counted, and what its colours mean.

use leptos::prelude::*;
use spanlens::analysis::Heatmap;
use spanlens::protocol::HeatmapAnswer;
use spanlens::store::Population;

use super::aligned::AlignChoice;
use super::axis::AxisChoice;
use super::failing::FailureChoice;
use super::gaps::GapChoice;
use super::interaction::Interaction;
use super::saving::{Canvases, picture};
use crate::effect::reactive;
use crate::format;
use crate::geometry::{Scale, color_cap};
use crate::signals::Memo;
use crate::state::State;
use crate::views::save_chart::save_menu;
use crate::words::{Zoom, nouns};

const POPULATIONS: [(Population, &str); 3] = [
    (Population::Requests, "Roots with everything below them: one for each trace"),
    (Population::Entries, "Spans at which a service is entered"),
    (Population::Spans, "All spans"),
];

/// The population, what rows are of, what is shown, what counts as failing, what time is left out, the legend, the scale, the way out of a zoom and into files.
#[component]
pub(super) fn Toolbar(interaction: Interaction, canvases: Canvases) -> impl IntoView {
    let state = interaction.session.state;
    let is_zoomed = move || state.zoom.with(|zoom| *zoom != Zoom::default());
    view! {
        <div class="toolbar">
            <fieldset class="segments">
                <legend class="sr-only">"What is counted"</legend>
                {POPULATIONS.map(|(population, title)| view! {
                    <label title=title>
                        <input
                            type="radio"
                            name="population"
                            prop:checked=move || state.population.get() == population
                            on:change=move |_| state.population.set(population)
                        />
                        <span>{nouns(population).1}</span>
                    </label>
                })}
            </fieldset>
            <AxisChoice interaction/>
            <span class="shown">{reactive(move || shown(interaction))}</span>
            <FailureChoice interaction/>
            <GapChoice interaction/>
            <AlignChoice interaction/>
            <Show when=is_zoomed>
                <button type="button" on:click=move |_| { interaction.zoom_out(); }>"Show all"</button>
            </Show>
            <Legend interaction/>
            <Show when=move || !state.is_aligned()>
                {save_menu(interaction.session, picture(interaction, canvases))}
            </Show>
        </div>
    }
}

/// How many units are shown, and how many per second: not so where groups are shown one over the other, which have no time together.
fn shown(interaction: Interaction) -> Option<impl IntoView> {
    let state = interaction.session.state;
    let (one, many) = nouns(state.population.get());
    let (units, failing, rate, is_estimate) = if state.is_aligned() {
        let aligned = state.aligned.get()?;
        let each = |of: fn(&Heatmap) -> u32| aligned.strips.iter().map(move |strip| of(&strip.heatmap));
        let sum = |of| each(of).fold(0, u32::saturating_add);
        let is_estimate = aligned.strips.iter().any(|strip| strip.heatmap.estimates.is_some());
        (sum(|map| map.units), sum(|map| map.failing), None, is_estimate)
    } else {
        let answer = state.heatmap.get()?;
        let map = &answer.heatmap;
        (map.units, map.failing, Some(format::rate_over(map.units, map.range)), map.estimates.is_some())
    };
    let about = move |text| format::about(is_estimate, text);
    let title = state.heatmap.with(|answer| {
        let estimates = answer.as_ref()?.heatmap.estimates.as_ref().filter(|_| !state.is_aligned())?;
        Some(format::count_interval(estimates.units))
    });
    let without = without_number(state);
    Some(view! {
        <b title=title>{about(format::counted(units, one, many))}</b>
        {rate.map(|rate| format!(" · {}", about(rate)))}
        " · "<span class:errors={failing > 0}>{about(format!("{} failing", format::count(failing)))}</span>
        {without.map(|words| view! { " · "<span class="without">{words}</span> })}
    })
}

/// How many units are not drawn, as they do not have the number that rows are of.
fn without_number(state: State) -> Option<String> {
    let (_, many) = nouns(state.population.get());
    let of_map = |map: &Heatmap| map.numbers.as_ref().map(|numbers| numbers.units_without);
    let stored = |map: &Heatmap| map.column_counts.iter().copied().fold(0, u32::saturating_add);
    let sums = |maps: &mut dyn Iterator<Item = &Heatmap>| {
        maps.fold((0, 0_u32), |(without, with), map| {
            (without + of_map(map).unwrap_or_default(), with.saturating_add(stored(map)))
        })
    };
    let (without, with) = if state.is_aligned() {
        state.aligned.with(|all| sums(&mut all.iter().flat_map(|all| &all.strips).map(|strip| &strip.heatmap)))
    } else {
        state.heatmap.with(|answer| sums(&mut answer.iter().map(|answer| &answer.heatmap)))
    };
    (without > 0).then(|| format::without_number(without, with.saturating_add(without), many))
}

/// What colours stand for, with the numbers at both ends, and how counts become colours.
#[component]
fn Legend(interaction: Interaction) -> impl IntoView {
    let state = interaction.session.state;
    let cap = Memo::new(move |_| {
        let cap = |answer: &HeatmapAnswer| color_cap(answer.heatmap.color_cap);
        let of_strips = || state.aligned.with(|aligned| Some(cap(aligned.as_ref()?.strips.first()?)));
        let aligned = state.is_aligned().then(of_strips).flatten();
        aligned.or_else(|| state.heatmap.with(|answer| answer.as_deref().map(cap)))
    });
    let is_rounded = move || state.heatmap.with(|answer| answer.as_ref().is_some_and(|answer| answer.rounded));
    let is_provisional = move || state.heatmap.with(|answer| answer.as_ref().is_some_and(|answer| answer.provisional));
    let is_estimate = Memo::new(move |_| {
        let of_map = |answer: &HeatmapAnswer| answer.heatmap.estimates.is_some();
        let of_strips = || {
            state
                .aligned
                .with(|aligned| aligned.as_ref().is_some_and(|all| all.strips.iter().any(|strip| of_map(strip))))
        };
        if state.is_aligned() {
            of_strips()
        } else {
            state.heatmap.with(|answer| answer.as_deref().is_some_and(of_map))
        }
    });
    let toggle = move |_| {
        state.scale.update(|scale| {
            *scale = if *scale == Scale::SquareRoot { Scale::Logarithm } else { Scale::SquareRoot };
        });
    };
    view! {
        <div class="legend">
            <Show when=move || is_estimate.get()>
                <span class="badge" title="Each stored request counts as the inverse of the probability with which it was kept. Numbers with ≈ are estimates; what stands beside the pointer says how sure they are.">
                    "≈ estimated from sampled spans"
                </span>
            </Show>
            <Show when=is_rounded>
                <span class="badge" title="There are more durations than the server can hold at once: percentiles are rounded down to three digits. Counts are exact.">
                    "percentiles rounded"
                </span>
            </Show>
            <Show when=is_provisional>
                <span class="badge" title="Counts of spans without a parent that have been read so far">"provisional"</span>
            </Show>
            <span class="errors-key" title="The share of a cell that failed is filled from below">"failing"</span>
            <span class="ramp" title="Units in a cell. The strongest colour begins where only one cell in twenty has as many.">
                <span>"1"</span>
                <i aria-hidden="true"></i>
                <span>{reactive(move || cap.get().map(|cap| format!("≥ {}", format::about(is_estimate.get(), format::count(cap)))))}</span>
            </span>
            <button
                type="button"
                class="scale"
                title="How counts become colours: by their square root, or by their logarithm"
                on:click=toggle
            >
                {reactive(move || if state.scale.get() == Scale::SquareRoot { "√ scale" } else { "log scale" })}
            </button>
        </div>
    }
}
