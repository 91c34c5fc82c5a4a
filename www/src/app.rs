//! The page as a whole.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::history;
use crate::questions::follow_all;
use crate::session::Session;
use crate::state::{State, Tab};
use crate::theme::Themes;
use crate::views::{
    DropTarget, FilterBar, HeatmapView, Help, HelpOpen, Notices, SelectionLine, SourceBar, Tabs, TracePanel, TwoTraces,
    UrlForm, UrlFormOpen, ValueMenu, ValueMenuOpen,
};
use crate::zone;

/// The page: the sources, the heatmap, what is selected of it, and the answers about that.
#[component]
pub(crate) fn App() -> impl IntoView {
    let session = Session::new(State::new());
    let help = HelpOpen(RwSignal::new(false));
    provide_context(session);
    provide_context(Themes::new());
    provide_context(help);
    provide_context(ValueMenuOpen(RwSignal::new(None)));
    provide_context(UrlFormOpen(RwSignal::new(false)));
    zone::follow(session.state.zone);
    follow_all(session);
    history::follow(session);
    let keys = window_event_listener(ev::keydown, move |event| {
        if is_plain(&event) {
            match event.key().as_str() {
                "?" => help.0.update(|open| *open = !*open),
                // What lies over the answers has keys of its own.
                key if !session.state.is_covered() => pick_tab(session, key),
                _ => {}
            }
        }
    });
    on_cleanup(move || keys.remove());

    view! {
        <SourceBar/>
        <main aria-busy=move || (session.state.waiting.get() > 0).to_string()>
            <Notices/>
            <FilterBar/>
            <HeatmapView/>
            <SelectionLine/>
            <Tabs/>
        </main>
        <footer>"Everything stays in this tab: no span is sent anywhere."</footer>
        <TwoTraces/>
        <TracePanel/>
        <DropTarget/>
        <Help/>
        <UrlForm/>
        <ValueMenu/>
    }
}

/// Shows the answer whose number was pressed, counted from 1.
fn pick_tab(session: Session, key: &str) {
    let number = key.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    if let Some(&tab) = number.and_then(|number| Tab::ALL.get(number)) {
        session.state.tab.set(tab);
    }
}

/// Whether a key is meant for the page: nothing is being typed, and the browser has no other use for it.
pub(crate) fn is_plain(event: &ev::KeyboardEvent) -> bool {
    !(is_typing(event) || event.ctrl_key() || event.meta_key() || event.alt_key())
}

/// Whether an event is meant for what is being typed.
pub(crate) fn is_typing(event: &web_sys::Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| match target.tag_name().as_str() {
        "INPUT" => !matches!(target.get_attribute("type").as_deref(), Some("radio" | "checkbox" | "button" | "file")),
        name => matches!(name, "SELECT" | "TEXTAREA"),
    })
}
