//! The heatmap: when requests started, how long they took, which failed.

mod by_time;
mod failing;
mod interaction;
mod keyboard;
mod legend;
mod painting;
mod pointer;
mod readout;
mod saving;
mod zooming;

use leptos::html;
use leptos::prelude::*;

use crate::format;
use crate::session::Session;
use crate::state::Phase;
use crate::words::nouns;
use by_time::TimeTable;
use interaction::Interaction;
use legend::Toolbar;
use readout::{Readout, ReadoutBox};

/// The heatmap with its toolbar, its readout and its text equivalent.
#[component]
pub(crate) fn HeatmapView() -> impl IntoView {
    let session = expect_context::<Session>();
    let interaction = Interaction::new(session);
    let (frame, base, overlay) = (NodeRef::<html::Div>::new(), NodeRef::new(), NodeRef::<html::Canvas>::new());
    painting::follow_size(interaction, frame);
    painting::follow(interaction, base, overlay);
    pointer::follow_wheel(interaction, overlay);
    keyboard::follow_page_keys(interaction);

    view! {
        <section class="heatmap" part="heatmap" aria-label="Heatmap">
            <Toolbar interaction canvases=(base, overlay)/>
            <div class="plot" node_ref=frame>
                <canvas node_ref=base aria-hidden="true"></canvas>
                <canvas
                    node_ref=overlay
                    tabindex="0"
                    role="application"
                    aria-roledescription="heatmap"
                    aria-label=move || label(session)
                    aria-describedby="heatmap-summary"
                    on:pointerdown=move |event| pointer::press(interaction, &event)
                    on:pointermove=move |event| pointer::track(interaction, &event)
                    on:pointerup=move |_| pointer::release(interaction)
                    on:pointercancel=move |_| interaction.cancel_drag()
                    on:pointerleave=move |_| interaction.pointer.set(None)
                    on:dblclick=move |_| { interaction.zoom_out(); }
                    on:keydown=move |event| keyboard::press(interaction, &event)
                    on:blur=move |_| interaction.is_focused.set(false)
                    on:focus=move |_| interaction.is_focused.set(true)
                ></canvas>
                <ReadoutBox interaction/>
                <Show when=move || is_without_units(session)>
                    <p class="empty">{move || empty_words(session)}</p>
                </Show>
            </div>
            <p class="sr-only" id="heatmap-summary">{move || summary(session)}</p>
            <TimeTable/>
            <p class="sr-only" role="status" aria-label="Cell">
                {move || interaction.cursor_readout().map(|readout| readout.sentence())}
            </p>
        </section>
    }
}

fn label(session: Session) -> String {
    let (_, units) = nouns(session.state.population.get());
    format!("Heatmap of {units} by time and duration")
}

/// The text equivalent of the picture.
fn summary(session: Session) -> String {
    let Some(answer) = session.state.heatmap.get() else { return String::new() };
    let zone = session.state.zone.get();
    let (map, (one, many)) = (&answer.heatmap, nouns(session.state.population.get()));
    if map.units == 0 {
        return format!("No {many}.");
    }
    let busiest = map.column_errors.iter().enumerate().max_by_key(|&(_, errors)| errors);
    let worst = busiest.filter(|&(_, &errors)| errors > 0).map(|(column, &errors)| {
        let column = u32::try_from(column).unwrap_or(u32::MAX - 1);
        let when = format::zoned_time_range(map.time_of(column..column + 1), zone);
        format!(" Most failures at {when}: {}.", format::count(errors))
    });
    let slowest = map.p99_ns.iter().copied().max().unwrap_or(0);
    format!(
        "{} shown, {} failing, from {}. The 99th percentile of duration reaches {}.{} Arrow keys move a cell cursor, Shift \
         extends a selection, Enter selects the cell.",
        format::counted(map.units, one, many),
        format::count(map.failing),
        format::zoned_time_range(map.range, zone),
        format::duration(slowest),
        worst.unwrap_or_default(),
    )
}

fn is_without_units(session: Session) -> bool {
    let state = session.state;
    let is_empty = state.heatmap.with(|answer| answer.as_ref().is_none_or(|answer| answer.heatmap.units == 0));
    is_empty && matches!(state.phase.get(), Phase::Ready | Phase::Failed(_))
}

fn empty_words(session: Session) -> String {
    let (_, units) = nouns(session.state.population.get());
    let is_zoomed = session.state.zoom.with(|zoom| zoom.time.is_some());
    if is_zoomed { format!("No {units} in this time. Esc shows all.") } else { format!("No {units} to show.") }
}
