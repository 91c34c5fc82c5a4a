//! Reading the colours of the style sheet.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Reads the colours that hold for an element, as `rgb(…)`.
///
/// What a custom property says is text, such as `light-dark(…)`, until it is the colour of something. Registering properties would do as
/// well, but that is the document's, which may be somebody else's.
pub(super) struct Swatch(HtmlElement);

impl Swatch {
    /// In an element that shows no children of its own, such as a canvas.
    pub(super) fn of(element: &Element) -> Option<Self> {
        let swatch: HtmlElement = document().create_element("span").ok()?.unchecked_into();
        element.append_child(&swatch).ok()?;
        Some(Self(swatch))
    }

    /// The colour that a custom property says.
    pub(super) fn color(&self, name: &str) -> String {
        // Custom properties are never refused, and every element has a colour.
        let _ = self.0.style().set_property("color", &format!("var({name})"));
        let style = window().get_computed_style(&self.0).ok().flatten();
        style.and_then(|style| style.get_property_value("color").ok()).unwrap_or_default()
    }
}

impl Drop for Swatch {
    fn drop(&mut self) {
        self.0.remove();
    }
}
