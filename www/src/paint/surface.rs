//! A canvas at the resolution of the screen.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::geometry::Rect;

/// A cleared canvas, to be drawn on in CSS pixels.
pub(crate) struct Surface {
    pub(super) context: CanvasRenderingContext2d,
    /// Pixels of the screen for one of CSS.
    pixel_ratio: f64,
}

impl Surface {
    /// Clears a canvas and fits it to a size in CSS pixels.
    pub(crate) fn prepare(canvas: &HtmlCanvasElement, width: f64, height: f64) -> Option<Self> {
        let pixel_ratio = window().device_pixel_ratio().max(1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it saturates, and screens are small"
        )]
        let device = |length: f64| (length * pixel_ratio).round() as u32;
        if (canvas.width(), canvas.height()) != (device(width), device(height)) {
            canvas.set_width(device(width));
            canvas.set_height(device(height));
        }
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
        context.set_transform(pixel_ratio, 0.0, 0.0, pixel_ratio, 0.0, 0.0).ok()?;
        context.clear_rect(0.0, 0.0, width, height);
        Some(Self { context, pixel_ratio })
    }

    /// The nearest place at which a pixel of the screen begins: edges drawn there are sharp.
    pub(super) fn snap(&self, length: f64) -> f64 {
        (length * self.pixel_ratio).round() / self.pixel_ratio
    }

    /// The rectangle with its edges at pixels of the screen, and at least one of these wide and high.
    pub(super) fn snapped(&self, Rect { left, top, width, height }: Rect) -> Rect {
        let pixel = 1.0 / self.pixel_ratio;
        let (right, bottom) = (self.snap(left + width), self.snap(top + height));
        let (left, top) = (self.snap(left), self.snap(top));
        Rect { left, top, width: (right - left).max(pixel), height: (bottom - top).max(pixel) }
    }

    /// Draws with the corner of a rectangle as the origin, and not beyond its edges.
    pub(super) fn within(&self, rect: Rect, draw: impl FnOnce()) {
        self.context.save();
        let _ = self.context.translate(rect.left, rect.top);
        self.context.begin_path();
        self.context.rect(0.0, 0.0, rect.width, rect.height);
        self.context.clip();
        draw();
        self.context.restore();
    }

    /// Sets the dashes of the lines that follow.
    pub(super) fn dashes(&self, lengths: &[f64]) {
        // Only negative lengths are refused.
        let _ = self
            .context
            .set_line_dash(&lengths.iter().copied().map(wasm_bindgen::JsValue::from_f64).collect::<js_sys::Array>());
    }

    /// Writes a word.
    pub(super) fn text(&self, text: &str, x: f64, y: f64) {
        let _ = self.context.fill_text(text, x, y);
    }

    /// The width of a word in the font that is set.
    pub(super) fn width_of(&self, text: &str) -> f64 {
        self.context.measure_text(text).map_or(0.0, |metrics| metrics.width())
    }
}
