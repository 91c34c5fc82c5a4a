//! One heatmap with its axes: what is painted, what is under the pointer, and the same in words.

use leptos::html;
use leptos::prelude::*;

use super::by_time::TimeTable;
use super::interaction::Interaction;
use super::readout::{Readout, ReadoutBox};
use super::saving::Canvases;
use super::{gaps, keyboard, painting, pointer};
use crate::effect::reactive;
use crate::format;
use crate::session::Session;
use crate::signals::RwSignal;
use crate::state::Phase;
use crate::words::nouns;

/// A heatmap, its readout and its text equivalent.
#[component]
pub(super) fn Plot(
    interaction: Interaction,
    canvases: Canvases,
    /// Which heatmap takes the keys of the page: this one, once it has the focus.
    takes_keys: RwSignal<Interaction>,
    /// Whether another one is shown in its place.
    #[prop(into)]
    is_hidden: Signal<bool>,
) -> impl IntoView {
    let session = interaction.session;
    let (frame, (base, overlay)) = (NodeRef::<html::Div>::new(), canvases);
    let id = format!("heatmap-summary{}", interaction.group().map(|group| format!("-{group}")).unwrap_or_default());
    painting::follow_size(interaction, frame);
    painting::follow(interaction, base, overlay);
    pointer::follow_wheel(interaction, overlay);
    let focus = move |_| {
        interaction.is_focused.set(true);
        takes_keys.set(interaction);
    };
    view! {
        <div class="plot" hidden=is_hidden node_ref=frame>
            <canvas node_ref=base aria-hidden="true"></canvas>
            <canvas
                node_ref=overlay
                tabindex="0"
                role="application"
                aria-roledescription="heatmap"
                aria-label=move || label(interaction)
                aria-describedby=id.clone()
                on:pointerdown=move |event| pointer::press(interaction, &event)
                on:pointermove=move |event| pointer::track(interaction, &event)
                on:pointerup=move |_| pointer::release(interaction)
                on:pointercancel=move |_| interaction.cancel_drag()
                on:pointerleave=move |_| interaction.pointer.set(None)
                on:dblclick=move |_| { interaction.zoom_out(); }
                on:keydown=move |event| keyboard::press(interaction, &event)
                on:blur=move |_| interaction.is_focused.set(false)
                on:focus=focus
            ></canvas>
            <ReadoutBox interaction/>
            <Show when=move || is_without_units(interaction)>
                <p class="empty">{reactive(move || empty_words(session))}</p>
            </Show>
        </div>
        <div hidden=is_hidden>
            <p class="sr-only" id=id.clone()>{reactive(move || summary(interaction))}</p>
            <TimeTable interaction/>
            <p class="sr-only" role="status" aria-label="Cell">
                {reactive(move || Readout::at_cursor(&interaction).map(|readout| readout.sentence()))}
            </p>
        </div>
    }
}

fn label(interaction: Interaction) -> String {
    let (_, units) = nouns(interaction.session.state.population.get());
    format!("Heatmap of {units}{} by time and {}", interaction.of_group(), rows_are_of(interaction))
}

/// What rows are of.
fn rows_are_of(interaction: Interaction) -> String {
    let of = interaction.heatmap.with(|answer| Some(answer.as_ref()?.heatmap.numbers.as_ref()?.of.clone()));
    of.map_or_else(|| "duration".to_owned(), |of| format::number_name(&of))
}

/// The text equivalent of the picture.
fn summary(interaction: Interaction) -> String {
    let state = interaction.session.state;
    let Some(answer) = interaction.heatmap.get() else { return String::new() };
    let zone = state.zone.get();
    let (map, (one, many)) = (&answer.heatmap, nouns(state.population.get()));
    if map.units == 0 {
        return format!("No {many}{}.", interaction.of_group());
    }
    let about = |text| format::about(map.estimates.is_some(), text);
    let busiest = map.column_errors.iter().enumerate().max_by_key(|&(_, errors)| errors);
    let worst = busiest.filter(|&(_, &errors)| errors > 0).map(|(column, &errors)| {
        let column = u32::try_from(column).unwrap_or(u32::MAX - 1);
        let when = format::zoned_time_range(map.time_of(column..column + 1), zone);
        format!(" Most failures at {when}: {}.", about(format::count(errors)))
    });
    let highest = match &map.numbers {
        Some(numbers) => {
            let highest = numbers.p99.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            format::number_of_unit(&numbers.of, highest)
        }
        None => format::duration(map.p99_ns.iter().copied().max().unwrap_or(0)),
    };
    let without = map.numbers.as_ref().filter(|numbers| numbers.units_without > 0).map(|numbers| {
        let words =
            format::without_number(numbers.units_without, map.units.saturating_add(numbers.units_without), many);
        format!(" {words}.")
    });
    format!(
        "{}{} shown, {} failing, from {}{}.{} The 99th percentile of {} reaches {}.{} Arrow keys move a cell cursor, Shift \
         extends a selection, Enter selects the cell.",
        about(format::counted(map.units, one, many)),
        interaction.of_group(),
        about(format::count(map.failing)),
        format::zoned_time_range(map.range, zone),
        gaps::words(map).map(|words| format!(", with gaps left out, {words}")).unwrap_or_default(),
        without.unwrap_or_default(),
        rows_are_of(interaction),
        about(highest),
        worst.unwrap_or_default(),
    )
}

fn is_without_units(interaction: Interaction) -> bool {
    let state = interaction.session.state;
    let is_empty = interaction.heatmap.with(|answer| answer.as_ref().is_none_or(|answer| answer.heatmap.units == 0));
    is_empty && matches!(state.phase.get(), Phase::Ready | Phase::Failed(_))
}

fn empty_words(session: Session) -> String {
    let (_, units) = nouns(session.state.population.get());
    let is_zoomed = session.state.zoom.with(|zoom| zoom.time.is_some());
    let is_filtered = session.state.view_filter().is_some();
    let number = session.state.shown_axis().map(|of| format::number_name(&of));
    match (is_zoomed, number) {
        (true, _) => format!("No {units} in this time. Esc shows all."),
        (false, Some(number)) => format!("No {units} with a number of {number}. Choose another one above the heatmap."),
        (false, None) if is_filtered => format!("No {units} match the filter."),
        (false, None) => format!("No {units} to show."),
    }
}
