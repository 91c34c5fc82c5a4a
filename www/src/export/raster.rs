//! Pictures of pixels, made of SVG by the browser.

use js_sys::Promise;
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, Url};

use super::download::text_file;

/// Pixels of the picture for one of CSS: it stays sharp where it is shown larger.
const SCALE: u32 = 2;

/// SVG as a PNG, once it is there: a `Blob`, or nothing where the browser cannot draw it, as where it is too large.
pub(crate) fn svg_png(svg: String) -> Promise {
    future_to_promise(async move { png_of(&svg).await.map(JsValue::from).ok_or(JsValue::NULL) })
}

async fn png_of(svg: &str) -> Option<Blob> {
    let url = Url::create_object_url_with_blob(&text_file(svg, "image/svg+xml")?).ok()?;
    let canvas = drawn(&url).await;
    // It is an address of this page.
    let _ = Url::revoke_object_url(&url);
    file_of(canvas_png(&canvas.ok()?)).await
}

/// What is on a canvas as a PNG, once it is there: a `Blob`, or nothing where it is too large for the browser.
pub(crate) fn canvas_png(canvas: &HtmlCanvasElement) -> Promise {
    Promise::new(&mut |resolve, reject| {
        if let Err(fault) = canvas.to_blob(&resolve) {
            // What a promise is told cannot fail.
            let _ = reject.call1(&JsValue::NULL, &fault);
        }
    })
}

/// The file that is promised, if there is one.
pub(crate) async fn file_of(picture: Promise) -> Option<Blob> {
    JsFuture::from(picture).await.ok()?.dyn_into().ok()
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
