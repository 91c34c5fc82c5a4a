//! The map as tables: its calls, and its services.

use std::rc::Rc;

use leptos::prelude::*;
use spanlens::analysis::{MapNumbers, ServiceMap};

use super::map::Map;
use crate::effect::reactive;
use crate::export::Table;
use crate::format;
use crate::service_map::{Part, calls_table, edge_title, is_compared, node_title, services_table, weight_ns};
use crate::signals::{Memo, RwSignal};
use crate::views::{CopyTable, TableSource};
use crate::words::nouns;
use spanlens::sort::sort_by;

/// Rows that are shown before more are asked for.
const ROWS: usize = 50;

/// A row: what it is about, and its numbers.
struct Row {
    part: Option<Part>,
    title: String,
    selection: MapNumbers,
    baseline: Option<MapNumbers>,
    change_ns: Option<f64>,
}

/// The calls, those first that take most of the time or of its change.
#[component]
pub(super) fn CallTable(map: Map) -> impl IntoView {
    let rows = |map: &ServiceMap| -> Vec<Row> {
        let row = |(at, edge): (usize, &spanlens::analysis::MapEdge)| Row {
            part: Part::edge(map, at),
            title: edge_title(map, edge.from, edge.to),
            selection: edge.selection,
            baseline: edge.baseline,
            change_ns: edge.change_ns,
        };
        map.edges.iter().enumerate().map(row).collect()
    };
    table(map, ("Calls", "calls", "kinds of calls"), rows, calls_table)
}

/// The services and peers, likewise.
#[component]
pub(super) fn ServiceTable(map: Map) -> impl IntoView {
    let rows = |map: &ServiceMap| -> Vec<Row> {
        let row = |(at, node): (usize, &spanlens::analysis::MapNode)| Row {
            part: Part::node(map, at),
            title: node_title(node),
            selection: node.selection,
            baseline: node.baseline,
            change_ns: node.change_ns,
        };
        map.nodes.iter().enumerate().map(row).collect()
    };
    table(map, ("Services", "services", "services"), rows, services_table)
}

fn table(
    map: Map,
    (title, of, noun): (&'static str, &'static str, &'static str),
    rows: fn(&ServiceMap) -> Vec<Row>,
    copied: fn(&ServiceMap) -> Table,
) -> AnyView {
    let answer = map.session.state.service_map;
    let shows_all = RwSignal::new(false);
    let source: TableSource = Rc::new(move || {
        let table = answer.get_untracked().map(|map| copied(&map));
        Box::pin(std::future::ready(table))
    });
    let hidden = Memo::new(move |_| {
        let all = answer.with(|map| map.as_ref().map_or(0, |map| rows(map).len()));
        if shows_all.get() { 0 } else { all.saturating_sub(ROWS) }
    });
    let body = move || {
        let answer = answer.get()?;
        let is_compared = is_compared(&answer);
        let mut rows = rows(&answer);
        let weight = |row: &Row| weight_ns(&answer, &row.selection, row.change_ns);
        sort_by(&mut rows, |a, b| weight(b).abs().total_cmp(&weight(a).abs()));
        let most = if shows_all.get() { rows.len() } else { ROWS };
        Some(rows.into_iter().take(most).map(|row| line(map, row, is_compared)).collect_view())
    };
    let head = move || {
        let is_compared = answer.with(|map| map.as_ref().is_some_and(|map| is_compared(map)));
        let change = is_compared.then(|| view! { <th scope="col">"Change"</th> });
        let baseline = is_compared.then(|| view! { <th scope="col">"baseline"</th> });
        let (one, _) = nouns(map.session.state.population.get());
        view! {
            {change}
            <th scope="col">"On the path"</th>
            {baseline}
            <th scope="col">{format!("Calls per {one}")}</th>
            <th scope="col">"Failing"</th>
            <th scope="col">"p50"</th>
            <th scope="col">"p95"</th>
        }
    };
    view! {
        <section aria-label=title>
            <div class="computed">
                <h2>{title}</h2>
                <CopyTable table=source of=of/>
            </div>
            <div class="scroll" tabindex="0" role="region" aria-label=format!("Table of {of}")>
                <table>
                    <thead><tr><th scope="col" class="text">{title}</th>{reactive(head)}</tr></thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
            <Show when=move || hidden.get() != 0>
                <button type="button" on:click=move |_| shows_all.set(true)>
                    {reactive(move || format!("Show {} more {noun}", format::count(hidden.get() as u64)))}
                </button>
            </Show>
        </section>
    }
    .into_any()
}

fn line(map: Map, Row { part, title, selection, baseline, change_ns }: Row, is_compared: bool) -> AnyView {
    let baseline = baseline.filter(|_| is_compared);
    let press = move |_| {
        map.choose(part.clone());
        map.take_keys();
    };
    let change = change_ns.filter(|_| is_compared).map(|ns| view! { <td>{format::signed_duration(ns)}</td> });
    let before = baseline.map(|baseline| view! { <td class="base">{format::mean_duration(baseline.path_ns)}</td> });
    let duration = |ns: u64| if selection.calls == 0 { "–".to_owned() } else { format::duration(ns) };
    view! {
        <tr>
            <th scope="row" class="text"><button type="button" class="link" on:click=press>{title}</button></th>
            {change}
            <td>{format::mean_duration(selection.path_ns)}</td>
            {before}
            <td>{format::mean_count(selection.calls_per_unit)}</td>
            <td class:errors=selection.failing != 0>{format::share(selection.failing, selection.calls)}</td>
            <td>{duration(selection.p50_ns)}</td>
            <td>{duration(selection.p95_ns)}</td>
        </tr>
    }
    .into_any()
}
