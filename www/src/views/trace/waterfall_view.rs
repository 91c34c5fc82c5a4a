//! The waterfall on its canvas, with all that belongs to it.

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::TraceEvent;

use super::details::Details;
use super::events::{Events, EventsPanel};
use super::grown::Last;
use super::header::Header;
use super::minimap::MinimapView;
use super::model::TraceModel;
use super::readout::{self, ReadoutBox};
use super::toolbar::Toolbar;
use super::waterfall::{Drag, Waterfall};
use super::{canvas_keys, panel_keys, pointer};
use crate::effect::{effect, reactive};
use crate::format;
use crate::geometry::waterfall::Panes;
use crate::paint::{Surface, WaterfallColors, WaterfallPicture, paint_waterfall};
use crate::session::Session;
use crate::signals::Memo;
use crate::views::canvas::{colors, follow_scroll, follow_size, once_a_frame};

/// A trace that was found. Where it is the last one, grown, it is looked at as that was.
#[component]
pub(super) fn Opened(model: Arc<TraceModel>, last: Last) -> impl IntoView {
    let session = expect_context::<Session>();
    let text_equivalent = summary(&model);
    let waterfall = Waterfall::new(session, model);
    let first_row = last.follow(waterfall);
    let events = Events::new(waterfall);
    let canvas = waterfall.canvas;
    let colors = colors(canvas, WaterfallColors::of);
    follow_size(waterfall.size, waterfall.scroller);
    follow_span(waterfall);
    place_rows(waterfall, first_row);
    panel_keys::follow(Some(events));
    pointer::follow_wheel(waterfall, canvas);
    paint(waterfall, colors);
    // In a page of somebody else keys stay where they are, unless they are for these views already.
    if session.host.is_page || session.host.focused().is_some() {
        request_animation_frame(move || waterfall.focus());
    }
    let track_px = move || {
        waterfall.rows.track();
        waterfall.size.track();
        format!("{:.0}px", waterfall.list().track_px() + Panes::RULER_PX)
    };
    view! {
        <Header waterfall/>
        <Toolbar events/>
        <div class="beside">
            <div class="waterfall">
                <MinimapView waterfall colors/>
            <div class="chart">
                <div class="rows" tabindex="-1" node_ref=waterfall.scroller on:scroll=follow_scroll(waterfall.scroll, waterfall.scroller)>
                    <div style:height=track_px>
                        <canvas
                            node_ref=canvas
                            tabindex="0"
                            role="application"
                            aria-roledescription="waterfall"
                            aria-label="Waterfall of the trace"
                            aria-describedby="trace-summary"
                            style:height=move || format!("{:.0}px", waterfall.size.get().1)
                            on:pointerdown=move |event| pointer::press(waterfall, &event)
                            on:pointermove=move |event| pointer::track(waterfall, &event)
                            on:pointerup=move |event| pointer::release(events, &event)
                            on:pointercancel=move |_| waterfall.drag.set(None)
                            on:pointerleave=move |_| waterfall.pointer.set(None)
                            on:dblclick=move |event| pointer::double_click(waterfall, &event)
                            on:keydown=move |event| canvas_keys::press(waterfall, &event)
                            on:focus=move |_| waterfall.has_focus.set(true)
                            on:blur=move |_| waterfall.has_focus.set(false)
                        ></canvas>
                    </div>
                </div>
                <ReadoutBox events/>
            </div>
            </div>
            <Details events/>
        </div>
        <EventsPanel events/>
        <p class="sr-only" id="trace-summary">{text_equivalent}</p>
        <p class="sr-only" role="status" aria-label="Row">{reactive(move || readout::sentence(waterfall))}</p>
    }
}

/// The text equivalent of the picture.
fn summary(model: &TraceModel) -> String {
    let trace = &model.trace;
    let deepest = trace.depths.iter().copied().max().unwrap_or(0);
    format!(
        "{} on {}, {} failed, within {}. Up and down arrows move from row to row, left and right hide and show what is below, Enter \
         shows details, e goes to the next error, n to the next of {}, w a s d zoom and pan.",
        format::counted(u32::try_from(model.len()).unwrap_or(u32::MAX), "span", "spans"),
        format::counted(deepest + 1, "level", "levels"),
        format::count(model.errors.len() as u64),
        format::precise_duration(trace.duration_ns),
        format::counted(model.events(), "event or log", "events and logs"),
    )
}

/// Selects the span that the state names.
fn follow_span(waterfall: Waterfall) {
    effect(move || {
        let id = waterfall.session.state.open_trace.with(|open| open.as_ref().and_then(|open| open.span.clone()));
        let Some(id) = id else { return };
        let named = waterfall.model.with_value(|model| {
            let is_selected = model.span_id(waterfall.selected.get_untracked()) == id;
            if is_selected { None } else { model.span_with_id(&id) }
        });
        if let Some(span) = named {
            waterfall.select(span);
        }
    });
}

/// Once there is a screen, brings the row to its top that was there, or else what is selected onto it.
fn place_rows(waterfall: Waterfall, first_row: Option<usize>) {
    let has_room = Memo::new(move |_| waterfall.panes.with(Option::is_some));
    effect(move || match first_row {
        _ if !has_room.get() => {}
        Some(row) => waterfall.scroll_to(waterfall.list().scroll_to_top(row)),
        None => waterfall.show_selected(),
    });
}

/// Paints whenever what is shown changes, at most once a frame.
fn paint(waterfall: Waterfall, colors: Memo<Option<Arc<WaterfallColors>>>) {
    once_a_frame(move || {
        let (size, panes, window) = (waterfall.size.get(), waterfall.panes.get(), waterfall.window.get());
        let (rows, matches, selected) = (waterfall.rows.get(), waterfall.matches.get(), waterfall.selected.get());
        let (pointer, drag, shows_path) = (waterfall.pointer.get(), waterfall.drag.get(), waterfall.shows_path.get());
        let event = waterfall.event.with(|event| {
            let TraceEvent { span, event, .. } = event.as_deref()?;
            Some(((*span)?, u64::try_from(event.offset_ns).unwrap_or(0)))
        });
        let (has_focus, colors, canvas) = (waterfall.has_focus.get(), colors.get(), waterfall.canvas.get());
        waterfall.scroll.track();
        move || {
            let (Some(canvas), Some(panes), Some(colors)) = (canvas, panes, colors) else { return };
            let Some(surface) = Surface::prepare(&canvas, size.0, size.1) else { return };
            let (list, model) = (waterfall.list(), waterfall.model.get_value());
            waterfall.collapsed.with_untracked(|collapsed| {
                let picture = WaterfallPicture {
                    trace: &model.trace,
                    path: shows_path.then_some(&model.path),
                    first_events: &model.first_events,
                    errors: &model.errors,
                    collapsed,
                    rows: &rows,
                    list,
                    indent: waterfall.indent(),
                    panes,
                    axis: window.axis(panes.timeline.width),
                    matches: &matches,
                    selected: Some(selected),
                    event,
                    pointed: pointer.and_then(|(_, y)| list.row_at(y - Panes::RULER_PX)),
                    pointer_px: pointer.map(|(x, _)| x - panes.timeline.left),
                    brush_px: match drag {
                        Some(Drag::Brush { from_px, to_px }) => Some((from_px, to_px)),
                        _ => None,
                    },
                    has_focus,
                    colors: &colors,
                };
                paint_waterfall(&surface, &picture);
            });
        }
    });
}
