//! Zooming, what the colours mean, and saving.

use leptos::prelude::*;

use super::map::Map;
use super::saving::picture;
use crate::effect::reactive;
use crate::format;
use crate::views::save_chart::save_menu;
use crate::words::nouns;

/// The toolbar over the map.
#[component]
pub(super) fn Toolbar(map: Map) -> impl IntoView {
    view! {
        <div class="toolbar">
            <span class="segments" role="group" aria-label="Zoom">
                <button type="button" aria-label="Zoom in" on:click=move |_| map.zoom_by(1)>"+"</button>
                <button type="button" aria-label="Zoom out" on:click=move |_| map.zoom_by(-1)>"−"</button>
                <button type="button" on:click=move |_| map.zoom.set(None)>"Reset"</button>
            </span>
            {reactive(move || focus(map))}
            {reactive(move || legend(map))}
            {save_menu(map.session, picture(map))}
        </div>
    }
    .into_any()
}

/// That not all is shown, and the way back.
fn focus(map: Map) -> Option<AnyView> {
    let scene = map.scene.get()?;
    let name = scene.map.nodes.get(scene.focus?).map(|node| format::service_name(&node.name).to_owned())?;
    Some(
        view! {
            <span class="shown">{format!("{name} with its neighbours ")}
                <button type="button" on:click=move |_| map.focus_on(None)>"Show all"</button>
            </span>
        }
        .into_any(),
    )
}

/// What colours, widths and dashes are.
fn legend(map: Map) -> Option<AnyView> {
    let scene = map.scene.get()?;
    let shown = &scene.shown;
    let (one, _) = nouns(map.session.state.population.get());
    let end = format::mean_duration(shown.scale_ns);
    let scale = if shown.is_compared {
        view! {
            <span class="ramp changes">
                <span>{format!("−{end}")}</span>
                <i aria-hidden="true"></i>
                <span>{format!("+{end} per {one} on the critical path")}</span>
            </span>
        }
        .into_any()
    } else {
        view! { <span>{format!("Bars and widths: time on the critical path, up to {end} per {one}")}</span> }.into_any()
    };
    let has_messages = shown.edges.iter().any(|edge| edge.is_messages);
    let has_cycle = scene.layered.ways.iter().any(|way| way.is_back);
    Some(
        view! {
            <div class="legend" role="group" aria-label="Legend">
                {scale}
                {has_messages.then(|| view! { <span>"··· messages"</span> })}
                {has_cycle.then(|| view! { <span>"– – closes a cycle"</span> })}
            </div>
        }
        .into_any(),
    )
}
