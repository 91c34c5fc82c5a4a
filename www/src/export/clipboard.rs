//! The clipboard.

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Puts text on the clipboard. Gives whether the browser allowed it.
pub(crate) async fn copy(text: &str) -> bool {
    // Pages that are not served securely have no clipboard.
    let navigator = window().navigator();
    let clipboard = Reflect::get(&navigator, &"clipboard".into());
    if clipboard.is_ok_and(|clipboard| clipboard.is_undefined()) {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

/// Puts a picture on the clipboard, once it is there. Gives whether the browser allowed it.
pub(crate) async fn copy_picture(picture: Promise) -> bool {
    match write_picture(&picture) {
        Ok(written) => JsFuture::from(written).await.is_ok(),
        Err(_) => false,
    }
}

/// An older browser knows no pictures on the clipboard.
fn write_picture(picture: &Promise) -> Result<Promise, JsValue> {
    let content = Object::new();
    Reflect::set(&content, &"image/png".into(), picture)?;
    let constructor = Reflect::get(&window(), &"ClipboardItem".into())?.dyn_into::<Function>()?;
    let item = Reflect::construct(&constructor, &Array::of1(&content))?;
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into())?;
    let write = Reflect::get(&clipboard, &"write".into())?.dyn_into::<Function>()?;
    write.call1(&clipboard, &Array::of1(&item))?.dyn_into()
}
