//! The event or the log that is looked at.

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{TraceEvent, TraceEventKey};

use super::events::key_of;
use super::waterfall::Waterfall;

impl Waterfall {
    /// Shows an event or a log, on the bar of its span and in the details.
    pub(super) fn show_event(&self, event: Arc<TraceEvent>) {
        let offset_ns = u64::try_from(event.event.offset_ns).unwrap_or(0);
        let span = event.span;
        if let Some(span) = span {
            self.select(span);
            self.window.update(|window| *window = window.showing(offset_ns, 0));
        }
        self.event.set(Some(event));
        match span {
            Some(_) => self.show_details(),
            None => self.set_span(None),
        }
    }

    /// Which event or log is looked at.
    pub(super) fn event_key(&self) -> Option<TraceEventKey> {
        self.event.with(|event| event.as_deref().map(key_of))
    }

    /// Whether a log of no span is looked at.
    pub(super) fn has_spanless(&self) -> bool {
        self.event.with(|event| event.as_ref().is_some_and(|event| event.span.is_none()))
    }
}
