//! How much of the time is shown.

use leptos::prelude::*;

use super::waterfall::Waterfall;
use crate::geometry::waterfall::Window;

impl Waterfall {
    /// Zooms about the pointer, or about the selected span.
    pub(super) fn zoom(&self, factor: f64) {
        let window = self.window.get_untracked();
        let range = window.range();
        let pointed = self.pointer.get_untracked().zip(self.panes.get_untracked()).and_then(|((x, _), panes)| {
            let x = x - panes.timeline.left;
            (x >= 0.0).then(|| window.axis(panes.timeline.width).ns_from_px(x))
        });
        let selected = self.model.with_value(|model| {
            let at = self.selected.get_untracked() as usize;
            model.trace.offset_ns[at].saturating_add(model.trace.span_duration_ns[at] / 2)
        });
        let middle = range.from_ns + (range.to_ns - range.from_ns) / 2;
        let selected = Some(selected).filter(|ns| (range.from_ns..range.to_ns).contains(ns));
        self.window.set(window.zoomed(pointed.or(selected).unwrap_or(middle), factor));
    }

    /// Shows the time of a span and a little around it.
    pub(super) fn zoom_to(&self, span: u32) {
        let (offset_ns, duration_ns) = self
            .model
            .with_value(|model| (model.trace.offset_ns[span as usize], model.trace.span_duration_ns[span as usize]));
        self.window.update(|window| *window = window.around(offset_ns, duration_ns));
    }

    /// Shows all the time of the trace. Gives whether less was shown.
    pub(super) fn zoom_out(&self) -> bool {
        let was_zoomed = self.window.with_untracked(|window| !window.is_whole());
        if was_zoomed {
            self.window.set(Window::whole(self.model.with_value(|model| model.trace.duration_ns)));
        }
        was_zoomed
    }
}
