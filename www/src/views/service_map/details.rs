//! What is chosen beside the map: its numbers, what can be done with it, and the calls of a service.

use std::sync::Arc;

use leptos::prelude::*;

use super::map::{Map, Scene};
use super::picture::{edge_name, title};
use crate::service_map::{Part, facts, short};
use crate::words::nouns;

/// How many calls of a service are listed.
const CALLS: usize = 10;

/// What is known of the chosen service or calls.
#[component]
pub(super) fn Details(map: Map) -> impl IntoView {
    let content = move || {
        let scene = map.scene.get()?;
        let Some(part) = map.chosen.get() else {
            return Some(view! { <p class="number">"Choose a service or an arrow to see its numbers."</p> }.into_any());
        };
        let found = part.find(&scene.map)?;
        let (one, _) = nouns(map.session.state.population.get());
        let facts = facts(&scene.map, found, one).into_iter().map(|(name, selection, baseline)| {
            view! { <tr><th scope="row" class="text">{name}</th><td>{selection}</td>{baseline.map(|text| view! { <td class="base">{text}</td> })}</tr> }
        });
        let facts = facts.collect_view();
        let head = scene.map.baseline.map(|_| {
            view! { <thead><tr><td></td><th scope="col">"Selection"</th><th scope="col">"Baseline"</th></tr></thead> }
        });
        let (shown, listed) = (found.filter().to_owned(), found.filter().to_owned());
        let is_node = matches!(part, Part::Node(_));
        let focus = is_node.then(|| {
            let is_focus = scene.focus.is_some();
            let label = if is_focus { "Show all" } else { "Show with neighbours" };
            let press = move |_| if is_focus { map.focus_on(None) } else { map.toggle_focus() };
            view! { <button type="button" on:click=press>{label}</button> }
        });
        Some(
            view! {
                <h2>{title(&part)}</h2>
                <table>{head}<tbody>{facts}</tbody></table>
                <div class="choices">
                    <button type="button" on:click=move |_| map.filter_by(&shown)>"Show only these"</button>
                    <button type="button" on:click=move |_| map.list(&listed)>"Select and list these"</button>
                    {focus}
                </div>
                {is_node.then(|| calls(map, &scene))}
            }
            .into_any(),
        )
    };
    view! { <aside class="map-details" aria-label="Chosen">{content}</aside> }.into_any()
}

/// The calls of the chosen service, each a way to its numbers.
fn calls(map: Map, scene: &Arc<Scene>) -> Option<AnyView> {
    let edges = scene.edges_of(map.chosen_place(scene)?);
    let line = |edge: usize| {
        let shown = &scene.shown.edges[edge];
        let words = short(scene.shown.is_compared, shown.weight_ns, shown.calls);
        let press = move |_| {
            map.choose_edge(edge);
            map.take_keys();
        };
        view! { <li><button type="button" class="link" on:click=press>{edge_name(scene, edge)}</button>" "<span class="number">{words}</span></li> }
    };
    let lines = edges.iter().take(CALLS).map(|&edge| line(edge)).collect_view();
    let left_out = edges.len().saturating_sub(CALLS);
    let rest = (left_out > 0).then(|| view! { <li class="number">{format!("and {left_out} more, in the table")}</li> });
    (!edges.is_empty()).then(|| view! { <h3>"Calls"</h3><ul>{lines}{rest}</ul> }.into_any())
}
