//! The answers, one tab each.

use leptos::prelude::*;

use super::attributes::AttributesView;
use super::causes::CausesView;
use super::clickhouse::{Fetching, NeedsSpans};
use super::findings::FindingsView;
use super::latency::LatencyView;
use super::overview::OverviewTable;
use super::report::Report;
use super::service_map::MapView;
use super::traces::TraceTable;
use crate::effect::{effect, reactive};
use crate::format;
use crate::host::Host;
use crate::latency::tab_title;
use crate::questions::{is_listed, is_told_by_spans, may_fetch};
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::state::State;
use crate::words::{Tab, nouns};

/// What a tab is called now.
fn title(state: State, tab: Tab) -> String {
    match tab {
        // What was found out about a selection is not true of another one.
        Tab::Latency if state.selection.with(Option::is_some) => {
            state.latency.with(|latency| tab_title(latency.as_deref()))
        }
        tab => tab.title().to_owned(),
    }
}

/// What a tab has found, in brackets after its name. While a side is being drawn only the open tab knows.
fn found(state: State, tab: Tab) -> Option<String> {
    let number = match tab {
        Tab::Findings => return findings_found(state),
        Tab::Causes => state.causes.with(|causes| causes.as_ref().map(|causes| causes.causes))?,
        // Without a baseline nothing was compared.
        Tab::Attributes => {
            state.attributes.with(|diff| Some(diff.as_ref().filter(|diff| diff.baseline > 0)?.notable))?
        }
        _ => return None,
    };
    // For other tabs no traces are fetched.
    let is_known = state.tab.get() == tab || !(state.is_drawing.get() || state.counted().is_some());
    Some(if is_known { format!(" ({})", format::count(number)) } else { " (…)".to_owned() })
}

/// How many findings there are, whatever is selected. Dots until that is known, so that the other tabs stay where they are.
fn findings_found(state: State) -> Option<String> {
    match state.findings.with(|found| found.as_ref().map(|found| found.findings.len() as u64)) {
        Some(number) => Some(format!(" ({})", format::count(number))),
        None => (state.is_looking.get() || state.is_loading()).then(|| " (…)".to_owned()),
    }
}

fn content(tab: Tab) -> AnyView {
    match tab {
        Tab::Findings => view! { <FindingsView/> }.into_any(),
        Tab::Overview => view! { <OverviewTable/> }.into_any(),
        Tab::Traces => view! { <TraceTable/> }.into_any(),
        Tab::Causes => view! { <CausesView/> }.into_any(),
        Tab::Attributes => view! { <AttributesView/> }.into_any(),
        Tab::Latency => view! { <LatencyView/> }.into_any(),
        Tab::Map => view! { <MapView/> }.into_any(),
        Tab::Report => view! { <Report/> }.into_any(),
    }
}

/// The tabs and the one that is open.
#[component]
pub(crate) fn Tabs() -> impl IntoView {
    let Session { state, host, .. } = expect_context();
    let open = state.tab;
    let is_left = Memo::new(move |_| state.counted().is_some());
    effect(move || bring_into_sight(host, open.get()));
    view! {
        <section class="answers" part="answers">
            <div role="tablist" aria-label="Answers" on:keydown=move |event| step(host, open, &event)>
                {Tab::ALL.map(|tab| view! {
                    <button
                        type="button"
                        role="tab"
                        id=format!("tab-{}", tab.name())
                        aria-controls=format!("panel-{}", tab.name())
                        aria-selected=move || (open.get() == tab).to_string()
                        tabindex=move || if open.get() == tab { "0" } else { "-1" }
                        on:click=move |_| open.set(tab)
                    >
                        {reactive(move || title(state, tab))}
                        <span class="number">{reactive(move || found(state, tab))}</span>
                    </button>
                })}
            </div>
            {Tab::ALL.map(|tab| {
                let needs_fetching = Memo::new(move |_| {
                    let needs_spans = match tab {
                        Tab::Overview => is_told_by_spans(state),
                        Tab::Traces => !is_listed(state),
                        tab => tab.needs_spans(),
                    };
                    is_left.get() && needs_spans
                });
                let may_fetch = Memo::new(move |_| needs_fetching.get() && may_fetch(state, tab));
                view! {
                <div
                    role="tabpanel"
                    id=format!("panel-{}", tab.name())
                    aria-labelledby=format!("tab-{}", tab.name())
                    hidden=move || open.get() != tab
                >
                    <Show when=move || state.is_weighted() && !is_estimated(tab)>
                        <p class="note">{reactive(move || format!("This tab uses stored {} only, not estimates.", nouns(state.population.get()).1))}</p>
                    </Show>
                    {reactive(move || match (needs_fetching.get(), may_fetch.get()) {
                        (true, false) => view! { <NeedsSpans tab/> }.into_any(),
                        (true, true) => view! { <Fetching tab/>{content(tab)} }.into_any(),
                        (false, _) => content(tab),
                    })}
                </div>
                }
            })}
        </section>
    }
}

/// Whether a tab tells estimates where these are asked for.
fn is_estimated(tab: Tab) -> bool {
    matches!(tab, Tab::Overview | Tab::Causes | Tab::Attributes)
}

/// Scrolls the row of tabs, where it is too long for the window, so that one of them is in sight.
fn bring_into_sight(host: Host, tab: Tab) {
    if let Some(tab) = host.by_id(&format!("tab-{}", tab.name()))
        && let Some(row) = tab.parent_element()
    {
        let (tab_px, row_px) = (tab.get_bounding_client_rect().left(), row.get_bounding_client_rect().left());
        #[expect(clippy::cast_possible_truncation, reason = "it saturates, and rows are short")]
        let offset_px = (tab_px - row_px) as i32;
        row.set_scroll_left(row.scroll_left() + offset_px - row.client_width() / 3);
    }
}

/// Arrows go from tab to tab.
fn step(host: Host, open: RwSignal<Tab>, event: &leptos::ev::KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowLeft" => Tab::ALL.len() - 1,
        "ArrowRight" => 1,
        _ => return,
    };
    let at = Tab::ALL.iter().position(|&tab| tab == open.get_untracked()).unwrap_or(0);
    let tab = Tab::ALL[(at + step) % Tab::ALL.len()];
    open.set(tab);
    if let Some(tab) = host.by_id(&format!("tab-{}", tab.name())) {
        // A button can take the focus.
        let _ = tab.focus();
    }
}
