//! The flame graph on its canvas, with the way to what is zoomed into.

use std::sync::Arc;

use leptos::prelude::*;

use super::flame::Flame;
use super::readout::{self, ReadoutBox};
use super::{canvas_keys, pointer};
use crate::effect::reactive;
use crate::format;
use crate::geometry::flame::ROW_PX;
use crate::latency::{Tree, frame_title, largest_change_ns};
use crate::paint::{FlameColors, FlamePicture, Surface, paint_flame};
use crate::signals::Memo;
use crate::views::canvas::{colors, follow_scroll, follow_size, once_a_frame};

/// The least and the most rows for which there is room without scrolling.
const ROWS: (f64, f64) = (6.0, 22.0);
/// How many of the frames around what is zoomed into are named.
const CRUMBS: usize = 4;

/// The canvas.
#[component]
pub(super) fn Chart(flame: Flame) -> impl IntoView {
    let canvas = flame.canvas;
    let colors = colors(canvas, FlameColors::of);
    follow_size(flame.size, flame.scroller);
    paint(flame, colors);
    let rows = Memo::new(move |_| {
        let view = flame.view();
        f64::from(flame.layout.with(|layout| layout.rows(view)))
    });
    view! {
        <div class="chart">
            <Crumbs flame/>
            <div class="frames">
                <div
                    class="rows"
                    tabindex="-1"
                    node_ref=flame.scroller
                    style:height=move || format!("{}px", rows.get().clamp(ROWS.0, ROWS.1) * ROW_PX)
                    on:scroll=follow_scroll(flame.scroll, flame.scroller)
                >
                    <div style:height=move || format!("{}px", rows.get() * ROW_PX)>
                        <canvas
                            node_ref=canvas
                            tabindex="0"
                            role="application"
                            aria-roledescription="flame graph"
                            aria-label="Flame graph of latency"
                            aria-describedby="flame-summary"
                            style:height=move || format!("{:.0}px", flame.size.get().1)
                            on:pointermove=move |event| pointer::track(flame, &event)
                            on:pointerleave=move |_| flame.pointer.set(None)
                            on:click=move |event| pointer::click(flame, &event)
                            on:keydown=move |event| canvas_keys::press(flame, &event)
                            on:focus=move |_| flame.has_focus.set(true)
                            on:blur=move |_| flame.has_focus.set(false)
                        ></canvas>
                    </div>
                </div>
                <ReadoutBox flame/>
            </div>
            <p class="sr-only" id="flame-summary">{reactive(move || summary(flame))}</p>
            <p class="sr-only" role="status" aria-label="Frame">{reactive(move || readout::sentence(flame))}</p>
        </div>
    }
    .into_any()
}

/// The frames around what is zoomed into, each a way back.
#[component]
fn Crumbs(flame: Flame) -> impl IntoView {
    let crumbs = move || {
        let zoom = flame.zoom.get()?;
        let above = flame.layout.with(|layout| layout.above(zoom));
        let hidden = above.len().saturating_sub(CRUMBS);
        let button = |frame: u32| {
            let title = flame.with(|latency| frame_title(latency, frame));
            view! { <li><button type="button" class="link" on:click=move |_| flame.zoom_to(frame)>{title}</button></li> }
        };
        Some(view! {
            <li><button type="button" class="link" on:click=move |_| { flame.zoom_out(); }>"All"</button></li>
            {(hidden > 0).then(|| view! { <li class="number">{format!("{} more", format::count(hidden as u64))}</li> })}
            {above[hidden..].iter().map(|&frame| button(frame)).collect_view()}
            <li aria-current="true"><b>{flame.with(|latency| frame_title(latency, zoom))}</b></li>
        })
    };
    view! {
        <nav class="crumbs" aria-label="Zoom">
            <ol>{reactive(move || crumbs().map_or_else(|| view! { <li><b>"All"</b></li> }.into_any(), IntoAny::into_any))}</ol>
        </nav>
    }
    .into_any()
}

/// The text equivalent of the picture.
fn summary(flame: Flame) -> Option<String> {
    let tree = flame.tree.get();
    flame.with(|latency| {
        let frames = latency.frames();
        let deepest = frames.depths.iter().copied().max().unwrap_or(0);
        let what = match tree {
            Tree::Within => "of time",
            Tree::Outside => "of time outside the parent",
        };
        format!(
            "{} on {}, {} {what}. What contributes most is in the tables below. Arrow keys move from frame to frame, Enter zooms in, \
             Esc zooms out.",
            format::counted(u32::try_from(frames.len()).unwrap_or(u32::MAX), "frame", "frames"),
            format::counted(deepest + 1, "level", "levels"),
            format::mean_duration(latency.whole_ns(tree)),
        )
    })
}

/// Paints whenever what is shown changes, at most once a frame.
fn paint(flame: Flame, colors: Memo<Option<Arc<FlameColors>>>) {
    let latency = flame.session.state.latency;
    let scale = Memo::new(move |_| {
        let tree = flame.tree.get();
        latency.with(|latency| largest_change_ns(latency.as_ref()?, tree))
    });
    once_a_frame(move || {
        let (size, view, layout, tree) = (flame.size.get(), flame.view(), flame.layout.get(), flame.tree.get());
        let (latency, scale_ns, matches) = (latency.get(), scale.get(), flame.matches.get());
        let (selected, pointed, has_focus) = (flame.selected.get(), flame.pointed(), flame.has_focus.get());
        let (scroll, canvas, colors) = (flame.scroll.get(), flame.canvas.get(), colors.get());
        move || {
            let (Some(canvas), Some(latency), Some(colors)) = (canvas, latency, colors) else { return };
            let Some(surface) = Surface::prepare(&canvas, size.0, size.1) else { return };
            let matches = matches.as_deref().map(Vec::as_slice);
            let picture = FlamePicture {
                latency: &latency,
                tree,
                layout: &layout,
                view,
                scale_ns,
                matches,
                selected,
                pointed,
                has_focus,
                colors: &colors,
            };
            paint_flame(&surface, &picture, scroll, size.1);
        }
    });
}
