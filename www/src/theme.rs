//! Light, dark, or as the system has it. The choice stays on this machine.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{MutationObserver, MutationObserverInit, ShadowRoot};

use crate::effect::effect;
use crate::host::Host;
use crate::signals::RwSignal;

const KEY: &str = "spanlens-theme";

/// What a person prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    /// In the order in which one follows the other.
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// As it is written on the element of the views and on the machine.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// As people read it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::System => "Auto",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// The one after.
    pub(crate) fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }
}

/// The theme, kept in step with the views and with what is remembered.
#[derive(Clone, Copy)]
pub(crate) struct Themes {
    pub(crate) chosen: RwSignal<Theme>,
    /// Ticks when colours change, be it by choice or with the system.
    pub(crate) changes: RwSignal<u32>,
}

impl Themes {
    /// Reads what is remembered and follows the choice from now on.
    pub(crate) fn new(host: Host) -> Self {
        let remembered = host.remembered(KEY);
        let known = Theme::ALL.into_iter().find(|theme| remembered.as_deref() == Some(theme.name()));
        let (chosen, changes) = (RwSignal::new(known.unwrap_or(Theme::System)), RwSignal::new(0_u32));
        let change = move || changes.update(|changes| *changes = changes.wrapping_add(1));
        effect(move || {
            let theme = chosen.get();
            // An element without attributes cannot be.
            let _ = host.root().set_attribute("data-theme", theme.name());
            host.remember(KEY, theme.name());
            change();
        });
        if let Ok(Some(system)) = window().match_media("(prefers-color-scheme: dark)") {
            let listener = Closure::<dyn Fn()>::new(change);
            system.set_onchange(Some(listener.as_ref().unchecked_ref()));
            let kept = StoredValue::new_local((system, listener));
            on_cleanup(move || {
                kept.try_with_value(|(system, _)| system.set_onchange(None));
            });
        }
        if !host.is_page {
            follow_attributes(host, change);
        }
        Self { chosen, changes }
    }
}

/// Calls `change` when the page that an element is in may have given it other custom properties: when attributes of the element, the body or the root of the
/// document change, such as their style or class.
fn follow_attributes(host: Host, change: impl Fn() + 'static) {
    let listener = Closure::<dyn Fn()>::new(change);
    let Ok(observer) = MutationObserver::new(listener.as_ref().unchecked_ref()) else { return };
    let attributes = MutationObserverInit::new();
    attributes.set_attributes(true);
    let shadow = host.root().get_root_node().dyn_into::<ShadowRoot>().ok();
    let followed =
        [shadow.map(|shadow| shadow.host()), document().body().map(Into::into), document().document_element()];
    for element in followed.into_iter().flatten() {
        // Attributes can always be observed.
        let _ = observer.observe_with_options(&element, &attributes);
    }
    let kept = StoredValue::new_local((observer, listener));
    on_cleanup(move || {
        kept.try_with_value(|(observer, _)| observer.disconnect());
    });
}
