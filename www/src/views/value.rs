//! Values that can be acted on, and the menu of what to do with one.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use spanlens::analysis::AttributeValue;
use spanlens::filter::Field;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::effect::{effect, reactive};
use crate::host::Host;
use crate::session::Session;
use crate::signals::RwSignal;
use crate::values::ValueAction;

/// A value of a field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chosen {
    pub(crate) field: Field,
    /// Nothing where it is that no span of a unit has the field.
    pub(crate) value: Option<AttributeValue>,
    /// As people read it.
    pub(crate) text: String,
}

impl Chosen {
    /// What the menu is about.
    fn words(&self) -> String {
        if self.value.is_some() { format!("{} = {}", self.field, self.text) } else { format!("no {}", self.field) }
    }
}

/// What a menu is about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Subject {
    Value(Chosen),
    /// The units that a filter selects, and what it stands for.
    Filter {
        filter: String,
        text: String,
    },
}

impl Subject {
    fn words(&self) -> String {
        match self {
            Self::Value(chosen) => chosen.words(),
            Self::Filter { text, .. } => text.clone(),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Value(Chosen { text, .. }) | Self::Filter { text, .. } => text,
        }
    }

    fn apply(self, action: ValueAction, session: Session) {
        match self {
            Self::Value(Chosen { field, value, .. }) => action.apply(session, field, value),
            Self::Filter { filter, .. } => action.apply_filter(session.state, &filter),
        }
    }
}

/// What the open menu is about, and where it is: CSS pixels from the left and the top of the window.
#[derive(Clone, Copy)]
pub(crate) struct ValueMenuOpen(pub(crate) RwSignal<Option<(Subject, f64, f64)>>);

impl ValueMenuOpen {
    /// Opens the menu below the button that was pressed.
    fn open(self, event: &MouseEvent, subject: Subject) {
        if let Some(button) = event.current_target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
            let place = button.get_bounding_client_rect();
            self.0.set(Some((subject, place.left(), place.bottom())));
        }
    }
}

const ACTIONS: [(ValueAction, &str); 3] = [
    (ValueAction::Filter, "Show only these"),
    (ValueAction::Exclude, "Hide these"),
    (ValueAction::List, "Select and list these"),
];

/// How much room the menu needs.
const MENU_PX: (f64, f64) = (230.0, 150.0);

/// A value that opens the menu.
#[component]
pub(crate) fn Value(chosen: Chosen) -> impl IntoView {
    let text = chosen.text.clone();
    menu_button(Subject::Value(chosen), text.into_any())
}

/// What stands for the units that a filter selects. It opens the same menu.
#[component]
pub(crate) fn FilterValue(filter: String, text: String, children: Children) -> impl IntoView {
    menu_button(Subject::Filter { filter, text }, children())
}

/// The button that opens the menu of what it is about.
fn menu_button(subject: Subject, content: AnyView) -> impl IntoView {
    let menu = expect_context::<ValueMenuOpen>();
    let title = format!("{}: filter, exclude, list", subject.text());
    let press = move |event: MouseEvent| menu.open(&event, subject.clone());
    view! {
        <button type="button" class="value" aria-haspopup="menu" title=title on:click=press>{content}</button>
    }
}

/// What can be done with the value that was clicked.
#[component]
pub(crate) fn ValueMenu() -> impl IntoView {
    let session = expect_context::<Session>();
    let host = session.host;
    let ValueMenuOpen(open) = expect_context();
    let menu = NodeRef::<html::Div>::new();
    effect(move || {
        let (Some(menu), is_open) = (menu.get(), open.with(Option::is_some)) else { return };
        if is_open {
            // Only a popover outside of the document cannot be shown.
            let _ = menu.show_popover();
            focus(&menu, 0);
        }
    });
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            // It may be closed already.
            let _ = menu.hide_popover();
        }
    };
    let act = move |action: ValueAction| {
        let chosen = open.get_untracked();
        close();
        if let Some((subject, _, _)) = chosen {
            subject.apply(action, session);
        }
    };
    let place = move |axis: fn(&(Subject, f64, f64)) -> f64, room: f64, size: f64| {
        let at = open.with(|open| open.as_ref().map_or(0.0, axis));
        format!("{}px", at.min(size - room).max(0.0))
    };
    let left = move || place(|open| open.1, MENU_PX.0, inner(window().inner_width()));
    let top = move || place(|open| open.2 + 2.0, MENU_PX.1, inner(window().inner_height()));
    view! {
        <div
            node_ref=menu
            popover="auto"
            class="menu"
            role="menu"
            aria-label=move || open.with(|open| open.as_ref().map(|(subject, ..)| subject.text().to_owned()))
            style:left=left
            style:top=top
            on:keydown=move |event| if let Some(menu) = menu.get_untracked() { step(host, &menu, &event) }
            on:toggle=move |_| if menu.get_untracked().is_some_and(|menu| !is_shown(&menu)) { open.set(None) }
        >
            <p>{reactive(move || open.with(|open| open.as_ref().map(|(subject, ..)| subject.words())))}</p>
            {ACTIONS.map(|(action, name)| view! {
                <button type="button" role="menuitem" on:click=move |_| act(action)>{name}</button>
            })}
        </div>
    }
}

fn is_shown(menu: &HtmlElement) -> bool {
    menu.matches(":popover-open").unwrap_or(false)
}

fn inner(size: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>) -> f64 {
    size.ok().and_then(|size| size.as_f64()).unwrap_or(f64::MAX)
}

/// Moves the focus to an item.
fn focus(menu: &HtmlElement, index: u32) {
    let Ok(items) = menu.query_selector_all("button") else { return };
    if let Some(item) = items.item(index).and_then(|item| item.dyn_into::<HtmlElement>().ok()) {
        // A button can take the focus.
        let _ = item.focus();
    }
}

/// Arrows go from item to item.
fn step(host: Host, menu: &HtmlElement, event: &KeyboardEvent) {
    let Ok(items) = menu.query_selector_all("button") else { return };
    let count = items.length();
    let current = host.focused();
    let at = (0..count).find(|&at| items.item(at).and_then(|item| item.dyn_into().ok()) == current).unwrap_or(0);
    let to = match event.key().as_str() {
        "ArrowDown" => (at + 1) % count,
        "ArrowUp" => (at + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        _ => return,
    };
    event.prevent_default();
    focus(menu, to);
}
