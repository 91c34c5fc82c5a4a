//! What contributes most, by frame and by service.

use std::rc::Rc;

use leptos::prelude::*;
use spanlens::analysis::FlameDiff;

use super::flame::Flame;
use crate::effect::reactive;
use crate::export::Table;
use crate::format;
use crate::latency::{Latency, ServiceTime, contributors_table, frame_place, frame_title, services_table};
use crate::views::{CopyTable, TableSource};
use crate::words::nouns;

/// How many rows are shown; what is copied has all.
const ROWS: usize = 12;

fn source(flame: Flame, table: fn(&Latency) -> Table) -> TableSource {
    Rc::new(move || {
        let table = flame.session.state.latency.get_untracked().map(|latency| table(&latency));
        Box::pin(std::future::ready(table))
    })
}

/// What is beside the title: all that the rows add up to.
fn whole(flame: Flame) -> Option<String> {
    let (one, _) = nouns(flame.session.state.population.get());
    flame.with(|latency| match latency.diff() {
        Some(FlameDiff { delta_mean_ns, mix_ns, .. }) => format!(
            "{} per {one}, {} of it the mix",
            format::signed_duration(*delta_mean_ns),
            format::signed_duration(*mix_ns)
        ),
        None => format!("{} per {one}", format::mean_duration(latency.all_ns())),
    })
}

/// A difference with its sign, or a time.
fn figure(latency: &Latency, ns: f64) -> String {
    if latency.diff().is_some() { format::signed_duration(ns) } else { format::mean_duration(ns) }
}

/// The frames that contribute most by themselves.
#[component]
pub(super) fn FrameTable(flame: Flame) -> impl IntoView {
    let rows = move || {
        flame.with(|latency| {
            let ranked = latency.ranked_frames();
            ranked.into_iter().take(ROWS).map(|frame| frame_row(flame, latency, frame)).collect_view()
        })
    };
    let heads = move || {
        let diff = flame.with(|latency| latency.diff().is_some()) == Some(true);
        let names: &[&'static str] =
            if diff { &["Own time", "± error", "of the change", "now", "baseline"] } else { &["Own time", "of all"] };
        names.iter().map(|&name| view! { <th scope="col">{name}</th> }).collect_view()
    };
    view! {
        <section aria-label="Frames that contribute most">
            <div class="computed">
                <h2>"By frame"</h2>
                <span>{reactive(move || whole(flame))}</span>
                <CopyTable table=source(flame, contributors_table) of="frames"/>
            </div>
            <div class="scroll" tabindex="0" role="region" aria-label="By frame">
                <table>
                    <thead><tr><th scope="col" class="text">"Frame"</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn frame_row(flame: Flame, latency: &Latency, frame: u32) -> AnyView {
    let (at, ns) = (frame as usize, latency.own_ns(frame));
    let path = FramePath(latency, frame).to_string();
    let share = format::signed_share(ns, latency.all_ns()).unwrap_or_else(|| "–".to_owned());
    let sides = latency.diff().map(|diff| {
        let sides = [&diff.selection.self_ns, &diff.baseline.self_ns].map(|column| format::mean_duration(column[at]));
        (format!("± {}", format::mean_duration(diff.deltas.self_error_ns[at])), sides)
    });
    let (error, sides) = sides.map_or((None, None), |(error, sides)| (Some(error), Some(sides)));
    let show = move |_| {
        flame.zoom_to(frame);
        flame.focus();
    };
    view! {
        <tr>
            <th scope="row" class="text" title=path>
                <button type="button" class="link" on:click=show>{frame_title(latency, frame)}</button>
                <span class="number">{format!(" {}", frame_place(latency, frame))}</span>
            </th>
            <td>{figure(latency, ns)}</td>
            {error.map(|error| view! { <td class="number">{error}</td> })}
            <td>{share}</td>
            {sides.map(|sides| sides.map(|side| view! { <td class="number">{side}</td> }).into_iter().collect_view())}
        </tr>
    }
    .into_any()
}

/// The frames from the outermost down to one.
struct FramePath<'a>(&'a Latency, u32);

impl std::fmt::Display for FramePath<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        const MOST: usize = 8;
        let Self(latency, frame) = self;
        let frames = latency.frames();
        let upwards = std::iter::successors(Some(*frame as usize), |&frame| frames.parent(frame)).take(MOST);
        let mut names: Vec<String> =
            upwards.filter_map(|frame| Some(frame_title(latency, u32::try_from(frame).ok()?))).collect();
        names.reverse();
        f.write_str(&names.join(" › "))
    }
}

/// Services by their own time and by the time in transit to them.
#[component]
pub(super) fn ServiceTable(flame: Flame) -> impl IntoView {
    let rows = move || {
        flame.with(|latency| {
            let services = latency.services().into_iter().take(ROWS);
            services.map(|service| service_row(flame, latency, service)).collect_view()
        })
    };
    view! {
        <section aria-label="Services">
            <div class="computed">
                <h2>"By service"</h2>
                <CopyTable table=source(flame, services_table) of="services"/>
            </div>
            <div class="scroll" tabindex="0" role="region" aria-label="By service">
                <table>
                    <thead>
                        <tr>
                            <th scope="col" class="text">"Service"</th>
                            <th scope="col">"Own time"</th>
                            <th scope="col">"In transit to it"</th>
                            <th scope="col">"of all"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// A service. Its name leads to the frame by which it contributes most.
fn service_row(
    flame: Flame,
    latency: &Latency,
    ServiceTime { service, own_ns, in_transit_ns }: ServiceTime,
) -> AnyView {
    let frames = latency.frames();
    let is_of_it = |&frame: &u32| {
        let at = frame as usize;
        frames.callee(at).unwrap_or_else(|| frames.service(at)) == service
    };
    let first = latency.ranked_frames().into_iter().find(is_of_it);
    let share = format::signed_share(own_ns + in_transit_ns, latency.all_ns()).unwrap_or_else(|| "–".to_owned());
    let show = move |_| {
        if let Some(frame) = first {
            flame.zoom_to(frame);
            flame.focus();
        }
    };
    let name = format::service_name(&service).to_owned();
    view! {
        <tr>
            <th scope="row" class="text"><button type="button" class="link" on:click=show>{name}</button></th>
            <td>{figure(latency, own_ns)}</td>
            <td>{figure(latency, in_transit_ns)}</td>
            <td>{share}</td>
        </tr>
    }
    .into_any()
}
