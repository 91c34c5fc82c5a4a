//! The services that may have made units slower, each opening to its evidence.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{RowSide, Suspect, SuspectRow, Suspects};

use super::flame::Flame;
use crate::effect::reactive;
use crate::format;
use crate::latency::{Evidence, Latency, aside, evidence, kind_name, row_title, suspects_table};
use crate::signals::{Memo, RwSignal};
use crate::views::{CopyTable, TableSource};
use crate::words::nouns;

/// How many suspects are listed, and how many rows of evidence of each.
const SUSPECTS: usize = 5;
const ROWS: usize = 12;

/// The heading under which everything else is that changed.
const ASIDE: &str = "\u{0}aside";

/// The list, where something is compared.
#[component]
pub(super) fn SuspectList(flame: Flame) -> impl IntoView {
    let latency = flame.session.state.latency;
    // Whose evidence is shown.
    let opened: RwSignal<Option<String>> = RwSignal::new(None);
    let copied: TableSource = Rc::new(move || {
        let table = latency.get_untracked().map(|latency| suspects_table(&latency));
        Box::pin(std::future::ready(table))
    });
    let has_suspects = Memo::new(move |_| flame.with(|latency| latency.suspects().is_some()) == Some(true));
    let items = move || {
        let latency = latency.get()?;
        let suspects = latency.suspects()?;
        // Beside the first, those who have to do with a hundredth of the change.
        let least_ns = 0.01 * suspects.delta_mean_ns.abs();
        let is_shown = |suspect: &Suspect| suspect.certain_ns.abs().max(suspect.expected_ns.abs()) >= least_ns;
        let shown = suspects.suspects.iter().enumerate().filter(|(rank, suspect)| *rank == 0 || is_shown(suspect));
        let shown = shown.take(SUSPECTS).map(|(_, suspect)| {
            let name = format::service_name(&suspect.service);
            let certain = if suspect.certain_ns == 0.0 {
                "nothing certain".to_owned()
            } else {
                format!("at least {} for certain", format::signed_duration(suspect.certain_ns))
            };
            let words = format!("{certain}, {} expected", format::signed_duration(suspect.expected_ns));
            item(opened, &suspect.service, name.to_owned(), words, charges(flame, &latency, suspects, &suspect.service))
        });
        Some(shown.chain(beside(flame, &latency, suspects, opened)).collect_view())
    };
    view! {
        <section class="suspects" class:hidden=move || !has_suspects.get() aria-label="Suspects">
            <div class="computed"><h2>"Suspects"</h2><span>{reactive(move || of(flame))}</span><CopyTable table=copied of="suspects"/></div>
            <ol>{items}</ol>
        </section>
    }
    .into_any()
}

/// What the suspects are suspected of.
fn of(flame: Flame) -> Option<String> {
    let (one, _) = nouns(flame.session.state.population.get());
    let delta_ns = flame.with(|latency| latency.suspects().map(|suspects| suspects.delta_mean_ns))??;
    Some(format!("of the {} per {one}", format::signed_duration(delta_ns)))
}

/// A line that opens to a table. The table is made when it is wanted.
fn item(
    opened: RwSignal<Option<String>>,
    key: &str,
    name: String,
    words: String,
    table: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let own = key.to_owned();
    let is_open = Memo::new(move |_| opened.with(|opened| opened.as_deref() == Some(&*own)));
    let key = key.to_owned();
    let toggle = move |_| {
        let next = (!is_open.get_untracked()).then(|| key.clone());
        opened.set(next);
    };
    view! {
        <li>
            <button type="button" class="opener" aria-expanded=move || is_open.get().to_string() on:click=toggle>
                <b>{name}</b>
                <span>{words}</span>
            </button>
            {reactive(move || is_open.get().then(&table))}
        </li>
    }
    .into_any()
}

/// What a service is charged with.
fn charges(flame: Flame, latency: &Arc<Latency>, suspects: &Suspects, service: &str) -> impl Fn() -> AnyView + use<> {
    let (latency, rows) = (Arc::clone(latency), evidence(suspects, service));
    move || {
        let Some(suspects) = latency.suspects() else { return ().into_any() };
        let shown = rows.iter().take(ROWS).map(|&Evidence { row, expected_ns, certain_ns }| {
            line(flame, &latency, suspects, row, [certain_ns, expected_ns])
        });
        table(["Certain", "Expected"], shown.collect(), rows.len())
    }
}

/// What else changed: calls that became more or fewer, and calls that one side does not have. Nothing where there is nothing.
fn beside(
    flame: Flame,
    latency: &Arc<Latency>,
    suspects: &Suspects,
    opened: RwSignal<Option<String>>,
) -> Option<AnyView> {
    let aside = aside(suspects);
    if aside.rows.is_empty() {
        return None;
    }
    let words = format!(
        "{} by calls that became more or fewer, {} by calls that only one side has",
        format::signed_duration(aside.call_count_ns),
        format::signed_duration(aside.one_sided_ns)
    );
    let latency = Arc::clone(latency);
    let rows = move || {
        let Some(suspects) = latency.suspects() else { return ().into_any() };
        let shown = aside.rows.iter().take(ROWS).map(|&row| {
            let SuspectRow { call_count_ns, one_sided_ns, .. } = suspects.rows[row];
            line(flame, &latency, suspects, row, [call_count_ns, one_sided_ns])
        });
        table(["More or fewer", "One side only"], shown.collect(), aside.rows.len())
    };
    Some(item(opened, ASIDE, "Other effects".to_owned(), words, rows))
}

fn table([first, second]: [&'static str; 2], lines: Vec<AnyView>, all: usize) -> AnyView {
    let hidden = all.saturating_sub(lines.len());
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Evidence">
            <table>
                <thead>
                    <tr>
                        <th scope="col" class="text">"Time of"</th>
                        <th scope="col" class="text">"Kind"</th>
                        <th scope="col">{first}</th>
                        <th scope="col">{second}</th>
                        <th scope="col">"Calls"</th>
                        <th scope="col">"Mean"</th>
                        <th scope="col">"Baseline calls"</th>
                        <th scope="col">"Baseline mean"</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
        {(hidden > 0).then(|| view! { <p class="number">{format!("and {} smaller ones, which the copied table has", format::count(hidden as u64))}</p> })}
    }
    .into_any()
}

/// A row of evidence. Its name leads to its frame.
fn line(flame: Flame, latency: &Latency, suspects: &Suspects, row: usize, figures: [f64; 2]) -> AnyView {
    let known = &suspects.rows[row];
    let frame = latency.row_frames().get(row).copied();
    let show = move |_| {
        if let Some(frame) = frame {
            flame.zoom_to(frame);
            flame.focus();
        }
    };
    let side = |side: RowSide| {
        let mean = if side.calls == 0 { "–".to_owned() } else { format::mean_duration(side.mean_ns) };
        view! { <td>{format::count(side.calls)}</td><td>{mean}</td> }
    };
    view! {
        <tr>
            <th scope="row" class="text"><button type="button" class="link" on:click=show>{row_title(known)}</button></th>
            <td class="text">{kind_name(known.kind)}</td>
            {figures.map(|ns| view! { <td>{format::signed_duration(ns)}</td> })}
            {side(known.selection)}
            {side(known.baseline)}
        </tr>
    }
    .into_any()
}
