//! The answers, one tab each.

use leptos::prelude::*;

use super::overview::OverviewTable;
use super::report::Report;

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Overview,
    Report,
}

const TABS: [(Tab, &str, &str); 2] = [(Tab::Overview, "overview", "Overview"), (Tab::Report, "report", "Report")];

/// The tabs and the one that is open.
#[component]
pub(crate) fn Tabs() -> impl IntoView {
    let open = expect_context::<RwSignal<Tab>>();
    view! {
        <section class="answers">
            <div role="tablist" aria-label="Answers" on:keydown=move |event| step(open, &event)>
                {TABS.map(|(tab, id, name)| view! {
                    <button
                        type="button"
                        role="tab"
                        id=format!("tab-{id}")
                        aria-controls=format!("panel-{id}")
                        aria-selected=move || (open.get() == tab).to_string()
                        tabindex=move || if open.get() == tab { "0" } else { "-1" }
                        on:click=move |_| open.set(tab)
                    >
                        {name}
                    </button>
                })}
            </div>
            <div role="tabpanel" id="panel-overview" aria-labelledby="tab-overview" hidden=move || open.get() != Tab::Overview>
                <OverviewTable/>
            </div>
            <div role="tabpanel" id="panel-report" aria-labelledby="tab-report" hidden=move || open.get() != Tab::Report>
                <Report/>
            </div>
        </section>
    }
}

/// Arrows go from tab to tab.
fn step(open: RwSignal<Tab>, event: &leptos::ev::KeyboardEvent) {
    if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight") {
        open.update(|tab| *tab = if *tab == Tab::Overview { Tab::Report } else { Tab::Overview });
        let id = if open.get_untracked() == Tab::Overview { "tab-overview" } else { "tab-report" };
        if let Some(tab) = document().get_element_by_id(id) {
            // A button can take the focus.
            let _ = wasm_bindgen::JsCast::unchecked_ref::<web_sys::HtmlElement>(&tab).focus();
        }
    }
}
