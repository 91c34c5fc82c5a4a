//! The picture of the map, drawn by the browser.

use leptos::ev::PointerEvent;
use leptos::prelude::*;

use super::keys;
use super::map::{Map, Scene};
use crate::effect::reactive;
use crate::format;
use crate::paint::{MapBox, MapDrawing, MapLine};
use crate::service_map::{Part, edge_title, facts};
use crate::signals::RwSignal;
use crate::views::canvas::follow_size;
use crate::words::nouns;

/// A drag begins where the pointer has moved so far.
const DRAG_PX: i32 = 4;

/// The picture, with its text equivalent.
#[component]
pub(super) fn Picture(map: Map) -> impl IntoView {
    follow_size(map.size, map.scroller);
    // Where a drag began, and how far was scrolled then.
    let drag: RwSignal<Option<[i32; 4]>> = RwSignal::new(None);
    let begin = move |event: PointerEvent| {
        if let Some(scroller) = map.scroller.get_untracked().filter(|_| event.button() == 0) {
            drag.set(Some([event.client_x(), event.client_y(), scroller.scroll_left(), scroller.scroll_top()]));
        }
    };
    let pan = move |event: PointerEvent| {
        let (Some([x, y, left, top]), Some(scroller)) = (drag.get_untracked(), map.scroller.get_untracked()) else {
            return;
        };
        let (dx, dy) = (event.client_x() - x, event.client_y() - y);
        if dx.abs().max(dy.abs()) >= DRAG_PX {
            scroller.set_scroll_left(left - dx);
            scroller.set_scroll_top(top - dy);
        }
    };
    let zoom = move |event: leptos::ev::WheelEvent| {
        if event.ctrl_key() || event.meta_key() {
            event.prevent_default();
            map.zoom_by(if event.delta_y() < 0.0 { 1 } else { -1 });
        }
    };
    view! {
        <div class="canvas">
            <div
                class="scroller"
                node_ref=map.scroller
                tabindex="0"
                role="application"
                aria-roledescription="service map"
                aria-label="Map of services"
                aria-describedby="map-summary"
                on:keydown=move |event| keys::press(map, &event)
                on:pointerdown=begin
                on:pointermove=pan
                on:pointerup=move |_| drag.set(None)
                on:pointerleave=move |_| drag.set(None)
                on:wheel=zoom
            >
                {reactive(move || map.drawing.get().map(|drawing| svg(map, &drawing)))}
            </div>
            <p class="sr-only" id="map-summary">{reactive(move || map.scene.get().map(|scene| summary(map, &scene)))}</p>
            <p class="sr-only" role="status" aria-label="Chosen">{reactive(move || sentence(map))}</p>
        </div>
    }
    .into_any()
}

fn svg(map: Map, drawing: &MapDrawing) -> AnyView {
    let (width, height) = (drawing.width_px, drawing.height_px);
    let lines = drawing.lines.iter().enumerate().map(|(at, shape)| line(map, at, shape)).collect_view();
    let boxes = drawing.boxes.iter().enumerate().map(|(at, shape)| node(map, at, shape)).collect_view();
    let labels = drawing.lines.iter().filter_map(|line| line.label.clone()).map(|(label, x, y)| {
        view! { <text class="label" x=px(x) y=px(y)>{label}</text> }
    });
    let labels = labels.collect_view();
    view! {
        <svg
            aria-hidden="true"
            viewBox=format!("0 0 {width:.1} {height:.1}")
            style:width=move || format!("{:.1}px", width * map.scale())
            style:height=move || format!("{:.1}px", height * map.scale())
        >
            <g>{lines}</g>
            <g>{boxes}</g>
            <g>{labels}</g>
        </svg>
    }
    .into_any()
}

fn line(map: Map, at: usize, line: &MapLine) -> AnyView {
    let part = map.scene.with_untracked(|scene| {
        let scene = scene.as_ref()?;
        Part::edge(&scene.map, *scene.shown.edges.get(at)?.of.first()?)
    });
    let is_chosen = move || part.is_some() && map.chosen.with(|chosen| *chosen == part);
    let (stroke, fill) = (line.stroke.clone(), line.stroke.clone());
    view! {
        <g class="edge" class:chosen=is_chosen data-edge=line.title.clone() on:click=move |_| map.choose_edge(at)>
            <path class="hit" d=line.path.clone()></path>
            <path class="way" d=line.path.clone() style:stroke=stroke stroke-width=px(line.width_px) stroke-dasharray=line.dashes></path>
            <path class="head" d=line.head.clone() style:fill=fill></path>
        </g>
    }
    .into_any()
}

fn node(map: Map, at: usize, shape: &MapBox) -> AnyView {
    let part = map.scene.with_untracked(|scene| {
        let scene = scene.as_ref()?;
        match scene.shown.nodes.get(at)?.of.as_slice() {
            [node] => Part::node(&scene.map, *node),
            _ => None,
        }
    });
    let is_chosen = move || part.is_some() && map.chosen.with(|chosen| *chosen == part);
    let choose = move |_| map.choose_node(at);
    let focus = move |_| {
        map.choose_node(at);
        map.toggle_focus();
    };
    let (rect, bar) = (shape.rect, shape.bar);
    view! {
        <g
            class="node"
            class:chosen=is_chosen
            class:outline=shape.is_outline
            data-node=shape.title.clone()
            on:click=choose
            on:dblclick=focus
        >
            <rect class="box" x=px(rect.left) y=px(rect.top) width=px(rect.width) height=px(rect.height) rx="5" style:fill=shape.fill.clone()></rect>
            <rect class="bar" x=px(bar.left) y=px(bar.top) width=px(bar.width) height=px(bar.height)></rect>
            <text class="name" x=px(rect.left + 9.0) y=px(rect.top + 15.0)>{shape.name.clone()}</text>
            <text class="facts" x=px(rect.left + 9.0) y=px(rect.top + 30.0)>{shape.facts.clone()}</text>
        </g>
    }
    .into_any()
}

fn px(number: f64) -> String {
    format!("{number:.1}")
}

/// The text equivalent of the picture.
fn summary(map: Map, scene: &Scene) -> String {
    let layers = scene.layered.layers.iter().max().map_or(0, |last| last + 1);
    let back = scene.layered.ways.iter().filter(|way| way.is_back).count();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let cycles = if back == 0 {
        String::new()
    } else {
        format!(" {} a cycle.", format::counted(count(back), "kind of call closes", "kinds of calls close"))
    };
    let (one, _) = nouns(map.session.state.population.get());
    format!(
        "{} in {}, {}.{cycles} All numbers per {one} are in the tables below. Arrow keys move from service to service, c goes to its calls, \
         Enter shows it with its neighbours, Esc backs out.",
        format::counted(count(scene.shown.nodes.len()), "service or peer", "services and peers"),
        format::counted(count(layers), "layer", "layers"),
        format::counted(count(scene.shown.edges.len()), "kind of call", "kinds of calls"),
    )
}

/// What is chosen, in a sentence.
fn sentence(map: Map) -> Option<String> {
    let scene = map.scene.get()?;
    let part = map.chosen.get()?;
    let found = part.find(&scene.map)?;
    let (one, _) = nouns(map.session.state.population.get());
    let facts = facts(&scene.map, found, one).into_iter().map(|(name, selection, baseline)| {
        let baseline = baseline.map(|baseline| format!(", in the baseline {baseline}")).unwrap_or_default();
        format!("{name}: {selection}{baseline}")
    });
    Some(format!("{}. {}.", title(&part), facts.collect::<Vec<_>>().join(". ")))
}

/// What a part is called.
pub(super) fn title(part: &Part) -> String {
    match part {
        Part::Node(name) => format::service_name(name).to_owned(),
        Part::Edge(from, to) => format!("{} → {}", format::service_name(from), format::service_name(to)),
    }
}

/// The titles of edges of a scene with what they weigh.
pub(super) fn edge_name(scene: &Scene, edge: usize) -> Option<String> {
    let edge = scene.map.edges.get(*scene.shown.edges.get(edge)?.of.first()?)?;
    Some(edge_title(&scene.map, edge.from, edge.to))
}
