//! A trace that has grown while it was open: what was looked at is found again by the ids of its spans.

use std::collections::HashSet;

use leptos::prelude::*;
use spanlens::units::TimeRange;

use super::waterfall::Waterfall;
use crate::geometry::waterfall::Collapsed;

/// What was looked at last, kept beyond the waterfall that it was looked at in. Nothing where another trace was opened since.
#[derive(Clone, Copy, Default)]
pub(super) struct Last(StoredValue<Option<Look>>);

/// What of a trace is looked at. Spans are meant by their ids, and times are nanoseconds since the Unix epoch.
#[derive(Clone)]
struct Look {
    trace_id: String,
    group: String,
    /// What is shown of the time, if it is not all of it.
    shown: Option<TimeRange>,
    selected: u64,
    /// The first row on the screen.
    first: u64,
    collapsed: HashSet<u64>,
    shows_path: bool,
    by_service: bool,
}

impl Last {
    /// Forgets what was looked at.
    pub(super) fn clear(self) {
        self.0.set_value(None);
    }

    /// Shows in a new waterfall what was looked at in the last one, if that was of the same trace, and remembers what is looked at in it once it goes. Gives the row
    /// that was the first on the screen.
    pub(super) fn follow(self, waterfall: Waterfall) -> Option<usize> {
        on_cleanup(move || self.0.set_value(Look::at(&waterfall)));
        self.0.get_value().and_then(|look| look.restore(&waterfall))
    }
}

impl Look {
    /// Nothing where the waterfall is gone already, and where it never was on the screen.
    fn at(waterfall: &Waterfall) -> Option<Self> {
        let (window, selected) = (waterfall.window.try_get_untracked()?, waterfall.selected.try_get_untracked()?);
        let (rows, first) = (waterfall.rows.try_get_untracked()?, waterfall.list().shown().start);
        waterfall.model.try_with_value(|model| {
            let (trace, shown) = (&model.trace, window.range());
            let at = |offset_ns: u64| trace.origin_ns.saturating_add(offset_ns);
            let hidden = |collapsed: &Collapsed| {
                (0..).zip(&trace.span_ids).filter(|&(span, _)| collapsed.contains(span)).map(|(_, &id)| id).collect()
            };
            Some(Self {
                trace_id: trace.trace_id.clone(),
                group: trace.group.clone(),
                shown: (!window.is_whole()).then(|| TimeRange { from_ns: at(shown.from_ns), to_ns: at(shown.to_ns) }),
                selected: *trace.span_ids.get(selected as usize)?,
                first: *trace.span_ids.get(rows.span(first)? as usize)?,
                collapsed: waterfall.collapsed.try_with_untracked(hidden)?,
                shows_path: waterfall.shows_path.try_get_untracked()?,
                by_service: waterfall.by_service.try_get_untracked()?,
            })
        })?
    }

    /// Gives the row that was the first on the screen. O(spans).
    fn restore(&self, waterfall: &Waterfall) -> Option<usize> {
        let first = waterfall.model.with_value(|model| {
            let trace = &model.trace;
            if (&trace.trace_id, &trace.group) != (&self.trace_id, &self.group) {
                return None;
            }
            let row_of =
                |id: u64| trace.span_ids.iter().position(|&known| known == id).and_then(|at| u32::try_from(at).ok());
            waterfall.collapsed.update(|collapsed| {
                let hidden = (0..).zip(&trace.span_ids).filter(|(_, id)| self.collapsed.contains(*id));
                hidden.for_each(|(span, _)| collapsed.set(span, true));
            });
            if let Some(TimeRange { from_ns, to_ns }) = self.shown {
                let offset = |ns: u64| ns.saturating_sub(trace.origin_ns);
                waterfall.window.update(|window| *window = window.between(offset(from_ns), offset(to_ns)));
            }
            if let Some(selected) = row_of(self.selected) {
                waterfall.selected.set(selected);
            }
            waterfall.shows_path.set(self.shows_path);
            waterfall.by_service.set(self.by_service);
            row_of(self.first)
        })?;
        Some(waterfall.rows.with_untracked(|rows| rows.row_of(first)))
    }
}
