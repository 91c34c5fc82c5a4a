//! Pictures of pixels, made of SVG by the browser.

use leptos::prelude::document;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, Url};

use super::download::text_file;

/// Pixels of the picture for one of CSS: it stays sharp where it is shown larger.
const SCALE: u32 = 2;

/// SVG as a PNG. `None` if the browser cannot draw it, as where it is too large.
pub(crate) async fn png_of(svg: &str) -> Option<Blob> {
    let url = Url::create_object_url_with_blob(&text_file(svg, "image/svg+xml")?).ok()?;
    let canvas = drawn(&url).await;
    // It is an address of this page.
    let _ = Url::revoke_object_url(&url);
    let canvas = canvas.ok()?;
    let file = js_sys::Promise::new(&mut |resolve, _| {
        let done = Closure::once_into_js(move |file: Option<Blob>| resolve.call1(&JsValue::NULL, &file.into()));
        // A picture of our own can be read.
        let _ = canvas.to_blob(done.unchecked_ref());
    });
    JsFuture::from(file).await.ok()?.dyn_into().ok()
}

async fn drawn(url: &str) -> Result<HtmlCanvasElement, JsValue> {
    let image = HtmlImageElement::new()?;
    image.set_src(url);
    JsFuture::from(image.decode()).await?;
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    let (width, height) = (image.natural_width() * SCALE, image.natural_height() * SCALE);
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.unchecked_into::<CanvasRenderingContext2d>();
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width.into(), height.into())?;
    Ok(canvas)
}
