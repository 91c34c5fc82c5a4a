//! A menu below the button that opens it.

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDetailsElement, Node};

/// A menu, to be closed by what is in it. Copies are the same menu.
#[derive(Clone, Copy, Default)]
pub(super) struct MenuPlace {
    menu: NodeRef<html::Details>,
    button: NodeRef<html::Summary>,
}

impl MenuPlace {
    /// Closes the menu, with the focus on its button: what is hidden cannot have it.
    pub(super) fn close(self) {
        let Some(menu) = self.shown() else { return };
        if let Some(button) = self.button.get_untracked() {
            // A summary can take the focus.
            let _ = button.focus();
        }
        menu.set_open(false);
    }

    fn is_open(self) -> bool {
        self.shown().is_some_and(|menu| menu.open())
    }

    /// The menu, unless it is being taken away: with the focus in it, that takes the focus away, too.
    fn shown(self) -> Option<HtmlDetailsElement> {
        self.menu.try_get_untracked().flatten()
    }
}

/// A button with a menu. It closes when the focus leaves it, and by Esc.
#[component]
pub(super) fn Dropdown(
    place: MenuPlace,
    class: &'static str,
    label: &'static str,
    /// What it is called where its label alone does not say enough.
    #[prop(optional, into)]
    name: Option<String>,
    children: Children,
) -> impl IntoView {
    let leave = move |event: FocusEvent| {
        let goes_to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
        if let Some(menu) = place.shown().filter(|menu| !menu.contains(goes_to.as_ref())) {
            menu.set_open(false);
        }
    };
    let press = move |event: KeyboardEvent| {
        if event.key() == "Escape" && place.is_open() {
            event.prevent_default();
            event.stop_propagation();
            place.close();
        }
    };
    view! {
        <details class=format!("dropdown {class}") node_ref=place.menu on:focusout=leave on:keydown=press>
            <summary node_ref=place.button role="button" aria-label=name>{label}</summary>
            <div class="menu">{children()}</div>
        </details>
    }
    .into_any()
}
