//! The page as a whole.

use leptos::ev;
use leptos::prelude::*;

use crate::questions::follow_all;
use crate::session::Session;
use crate::state::{State, Tab};
use crate::theme::Themes;
use crate::views::{DropTarget, HeatmapView, Help, HelpOpen, Notices, SelectionLine, SourceBar, Tabs};
use crate::zone;

/// The page: the sources, the heatmap, what is selected of it, and the answers about that.
#[component]
pub(crate) fn App() -> impl IntoView {
    let session = Session::new(State::new());
    let help = HelpOpen(RwSignal::new(false));
    provide_context(session);
    provide_context(Themes::new());
    provide_context(help);
    zone::follow(session.state.zone);
    follow_all(session);
    session.open_demo();
    let keys = window_event_listener(ev::keydown, move |event| {
        if is_plain(&event) {
            match event.key().as_str() {
                "?" => help.0.update(|open| *open = !*open),
                key => pick_tab(session, key),
            }
        }
    });
    on_cleanup(move || keys.remove());

    view! {
        <SourceBar/>
        <main>
            <Notices/>
            <HeatmapView/>
            <SelectionLine/>
            <Tabs/>
        </main>
        <footer>"Everything stays in this tab: nothing is sent anywhere."</footer>
        <DropTarget/>
        <Help/>
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
    use wasm_bindgen::JsCast;
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let is_typing = target.is_some_and(|target| matches!(target.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA"));
    !(is_typing || event.ctrl_key() || event.meta_key() || event.alt_key())
}
