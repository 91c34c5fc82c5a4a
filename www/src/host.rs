//! Where the views are mounted: on a page of their own, or in an element of somebody else's page.
//!
//! On a page of its own Spanlens has the whole window: keys and drops wherever they happen, the address, and what a machine
//! remembers. In an element it keeps to its box, listens to what happens in it, and touches nothing else.

use js_sys::{Function, Reflect};
use leptos::ev::EventDescriptor;
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event, EventTarget, HtmlElement, ShadowRoot};

/// Where the views are mounted. Copies are the same place.
#[derive(Clone, Copy)]
pub(crate) struct Host {
    /// The element that holds the views, and nothing else.
    root: StoredValue<HtmlElement, LocalStorage>,
    /// Whether there is a whole page for the views.
    pub(crate) is_page: bool,
    /// Whether that is a file with everything in it, which may ask nobody for anything.
    pub(crate) is_file: bool,
    /// What the traces in that file are called, where they are those of a selection with as many of its baseline.
    sample: StoredValue<Option<String>>,
    /// What makes such a file.
    html: StoredValue<Option<Function>, LocalStorage>,
}

/// Left, top, width and height in CSS pixels of the window.
pub(crate) type Bounds = (f64, f64, f64, f64);

impl Host {
    /// `own` is what the script of the place says of it: `{ html, isFile, sample }`, of which nothing needs to be there.
    pub(crate) fn new(root: HtmlElement, is_page: bool, own: &JsValue) -> Self {
        let said = |name: &str| Reflect::get(own, &name.into()).unwrap_or_default();
        Self {
            root: StoredValue::new_local(root),
            is_page,
            is_file: said("isFile").is_truthy(),
            sample: StoredValue::new(said("sample").as_string()),
            html: StoredValue::new_local(said("html").dyn_into().ok()),
        }
    }

    /// Whether the views have the window to themselves: on a page of their own, or in a saved file.
    pub(crate) fn has_window(&self) -> bool {
        self.is_page || self.is_file
    }

    /// Whether something with this name is the traces of a selection with as many of its baseline.
    pub(crate) fn is_sample(&self, name: &str) -> bool {
        self.sample.with_value(|sample| sample.as_deref() == Some(name))
    }

    /// What makes one file of the page, the engine and traces, if the script of the place can.
    pub(crate) fn html(&self) -> Option<Function> {
        self.html.get_value()
    }

    /// The element that holds the views.
    pub(crate) fn root(&self) -> HtmlElement {
        self.root.get_value()
    }

    /// The room for the views.
    pub(crate) fn bounds(&self) -> Bounds {
        if self.is_page {
            let size = |size: Result<wasm_bindgen::JsValue, _>| size.ok().and_then(|size| size.as_f64()).unwrap_or(0.0);
            return (0.0, 0.0, size(window().inner_width()), size(window().inner_height()));
        }
        let bounds = self.root().get_bounding_client_rect();
        (bounds.left(), bounds.top(), bounds.width(), bounds.height())
    }

    /// Listens to all events of a kind that are meant for the views, for as long as the owner lives.
    pub(crate) fn listen<E>(&self, event: &E, handler: impl FnMut(E::EventType) + 'static)
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        self.listen_in(event, false, handler);
    }

    /// The same, before anything in the views is told of them.
    pub(crate) fn listen_first<E>(&self, event: &E, handler: impl FnMut(E::EventType) + 'static)
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        self.listen_in(event, true, handler);
    }

    fn listen_in<E>(&self, event: &E, captures: bool, mut handler: impl FnMut(E::EventType) + 'static)
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        let target: EventTarget = if self.is_page { window().into() } else { self.root().into() };
        let name = event.name().into_owned();
        let listener = Closure::<dyn FnMut(Event)>::new(move |event: Event| handler(event.unchecked_into()));
        // Nothing that takes events refuses a listener.
        let _ = target.add_event_listener_with_callback_and_bool(&name, listener.as_ref().unchecked_ref(), captures);
        let kept = StoredValue::new_local((target, listener));
        on_cleanup(move || {
            kept.try_with_value(|(target, listener)| {
                let listener = listener.as_ref().unchecked_ref();
                let _ = target.remove_event_listener_with_callback_and_bool(&name, listener, captures);
            });
        });
    }

    /// The element of the views with an id. Ids are their own in every shadow tree.
    pub(crate) fn by_id(&self, id: &str) -> Option<HtmlElement> {
        let node = self.root().get_root_node();
        let found = match node.dyn_ref::<ShadowRoot>() {
            Some(shadow) => shadow.get_element_by_id(id),
            None => node.dyn_ref::<Document>()?.get_element_by_id(id),
        };
        found?.dyn_into().ok()
    }

    /// The element of the views that has the focus.
    pub(crate) fn focused(&self) -> Option<Element> {
        let node = self.root().get_root_node();
        match node.dyn_ref::<ShadowRoot>() {
            Some(shadow) => shadow.active_element(),
            None => node.dyn_ref::<Document>()?.active_element(),
        }
    }

    /// What this machine remembers under a name. In somebody else's page, nothing.
    pub(crate) fn remembered(&self, name: &str) -> Option<String> {
        self.storage()?.get_item(name).ok().flatten()
    }

    /// Remembers something on this machine and nowhere else, unless the machine, or the page, remembers nothing.
    pub(crate) fn remember(&self, name: &str, value: &str) {
        let _ = self.storage().map(|storage| storage.set_item(name, value));
    }

    /// Forgets what was remembered under a name.
    pub(crate) fn forget(&self, name: &str) {
        let _ = self.storage().map(|storage| storage.remove_item(name));
    }

    fn storage(&self) -> Option<web_sys::Storage> {
        if self.is_page { window().local_storage().ok().flatten() } else { None }
    }
}
