//! Which part of the heatmap is shown.

use leptos::prelude::*;
use spanlens::analysis::number_of;
use spanlens::units::{DurationRange, TimeRange};

use super::interaction::Interaction;
use crate::geometry::{Grid, panned, zoomed, zoomed_durations, zoomed_numbers};
use crate::words::Zoom;

impl Interaction {
    /// The time that is zoomed about: under the pointer, at the cursor, or in the middle.
    fn zoom_center(&self, grid: &Grid) -> u64 {
        let pointer = self.pointer.get_untracked().map(|(x, _)| grid.time.ns_from_px(x));
        let cursor = self.cursor.get_untracked().filter(|_| self.is_focused.get_untracked());
        let middle = || grid.time.ns_from_px(grid.time.width_px / 2.0);
        self.common_ns(pointer.or(cursor.map(|cursor| cursor.time_ns)).unwrap_or_else(middle))
    }

    /// A time of what is shown as one of all that is shown: where groups are shown one over the other, as one of the first of them.
    fn common_ns(&self, ns: u64) -> u64 {
        let common = |strip| {
            let aligned = self.session.state.aligned.get_untracked()?;
            Some(aligned.alignment.common_ns(strip, ns))
        };
        self.strip.and_then(common).unwrap_or(ns)
    }

    /// All the time there is to see.
    fn all_time(&self) -> Option<TimeRange> {
        if self.strip.is_some() {
            return self.session.state.aligned.with_untracked(|aligned| Some(aligned.as_ref()?.alignment.all()));
        }
        self.session.state.summary.with_untracked(|summary| summary.as_ref()?.range)
    }

    /// Shows less or more time. Gives whether anything changes by it.
    pub(super) fn zoom_time(&self, factor: f64) -> bool {
        let (Some(all), Some(about_ns)) = (self.all_time(), self.with_map(|_, grid| self.zoom_center(grid))) else {
            return false;
        };
        let view = self.session.state.zoom.with_untracked(|zoom| zoom.time);
        self.set_zoom(|zoom| Zoom { time: zoomed(view.unwrap_or(all), all, about_ns, factor), ..zoom })
    }

    /// Shows fewer or more rows about a place of the plot. Gives whether anything changes by it.
    pub(super) fn zoom_rows(&self, y: f64, factor: f64) -> bool {
        let is_of_numbers = self.with_map(|_, grid| grid.rows.number.is_some()).unwrap_or_default();
        if is_of_numbers { self.zoom_numbers(y, factor) } else { self.zoom_durations(y, factor) }
    }

    fn zoom_numbers(&self, y: f64, factor: f64) -> bool {
        let Some(all) = self.all_numbers.get_untracked() else { return false };
        let place = self.with_map(|_, grid| {
            let range = grid.rows.numbers(grid.rows.row_from_px(y))?;
            let about = range.min.or(range.max)?;
            let bounds = grid.rows.bounds.iter().map(|&level| number_of(level).abs());
            Some((about, bounds.filter(|&size| size > 0.0).fold(f64::INFINITY, f64::min)))
        });
        let Some((about, near)) = place.flatten().filter(|(_, near)| near.is_finite()) else { return false };
        let view = self.session.state.zoom.with_untracked(|zoom| zoom.numbers).unwrap_or(all);
        self.set_zoom(|zoom| Zoom { numbers: zoomed_numbers(view, all, about, (near, factor)), ..zoom })
    }

    fn zoom_durations(&self, y: f64, factor: f64) -> bool {
        let Some(all) = self.all_durations.get_untracked() else { return false };
        let about_ns = self.with_map(|_, grid| {
            let DurationRange { min_ns, max_ns } = grid.rows.durations(grid.rows.row_from_px(y));
            middle(min_ns, max_ns.unwrap_or(min_ns))
        });
        let view = self.session.state.zoom.with_untracked(|zoom| zoom.durations).unwrap_or(all);
        about_ns.is_some_and(|about_ns| {
            self.set_zoom(|zoom| Zoom { durations: zoomed_durations(view, all, about_ns, factor), ..zoom })
        })
    }

    /// Shows the time before or after.
    pub(super) fn pan(&self, share: f64) -> bool {
        let Some(all) = self.all_time() else { return false };
        self.set_zoom(|zoom| Zoom { time: zoom.time.map(|view| panned(view, all, share)), ..zoom })
    }

    /// Shows everything.
    pub(super) fn zoom_out(&self) -> bool {
        self.set_zoom(|_| Zoom::default())
    }

    fn set_zoom(&self, change: impl FnOnce(Zoom) -> Zoom) -> bool {
        let old = self.session.state.zoom.get_untracked();
        let new = change(old);
        if new == old {
            return false;
        }
        self.session.state.zoom.set(new);
        true
    }
}

fn middle(a: u64, b: u64) -> u64 {
    a + b.saturating_sub(a) / 2
}
