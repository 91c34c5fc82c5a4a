//! What is said about one row: beside the pointer, and to who does not see it.

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{NO_PARENT, TraceEvent, TraceEventKey};
use spanlens::units::SpanKind;

use super::events::{Events, said, short, word_of};
use super::model::TraceModel;
use super::pointer::{dot_at, span_at};
use super::waterfall::Waterfall;
use crate::effect::effect;
use crate::format;
use crate::geometry::waterfall::Dot;
use crate::signals::{Memo, RwSignal};
use crate::views::beside_pointer::beside_pointer;

/// Letters of what an event says that are shown beside the pointer.
const MOST_LETTERS: usize = 160;

/// The name of a span, and what else there is to say of it in a few words each.
pub(super) fn lines(model: &TraceModel, span: u32) -> Vec<String> {
    let (at, trace, (name, service)) = (span as usize, &model.trace, model.names(span));
    let kind = SpanKind::ALL.get(trace.kinds[at] as usize).copied().unwrap_or_default();
    let on_path_ns = model.path.total_ns(trace, span);
    let mut oddities = format::oddities(model.marks(span));
    if model.is_error(span) {
        oddities.insert(0, "failed");
    }
    let counts = [(trace.event_counts[at], "event", "events"), (trace.link_counts[at], "link", "links")];
    let counts =
        counts.into_iter().filter(|(count, ..)| *count > 0).map(|(count, one, many)| format::counted(count, one, many));
    let duration = format::precise_duration(trace.span_duration_ns[at]);
    let mut lines = vec![
        name.to_owned(),
        [service, kind.word()].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", "),
        format!("takes {duration}, self time {}", format::precise_duration(trace.self_ns[at])),
        format!("starts at {}", format::exact_duration(trace.offset_ns[at])),
    ];
    lines.extend((on_path_ns > 0).then(|| format!("{} of the critical path", format::precise_duration(on_path_ns))));
    lines.extend(oddities.into_iter().map(str::to_owned));
    lines.extend(counts);
    lines
}

/// What is said of the selected row as one moves to it.
pub(super) fn sentence(waterfall: Waterfall) -> String {
    let span = waterfall.selected.get();
    let is_collapsed = waterfall.collapsed.with(|collapsed| collapsed.contains(span));
    waterfall.model.with_value(|model| {
        let trace = &model.trace;
        let below = trace.subtree_sizes[span as usize] - 1;
        let mut words = lines(model, span);
        words.push(format!("level {}", format::count(trace.depths[span as usize] + 1)));
        if below > 0 {
            let state = if is_collapsed { "hidden" } else { "shown" };
            words.push(format!("{} below it, {state}", format::counted(below, "span", "spans")));
        }
        if trace.parents[span as usize] == NO_PARENT && trace.heads.len() > 1 {
            words.push(format!("one of {} trees of this trace", format::count(trace.heads.len() as u64)));
        }
        words.join(", ")
    })
}

/// The readout beside the pointer.
#[component]
pub(super) fn ReadoutBox(events: Events) -> impl IntoView {
    let waterfall = events.waterfall;
    let pointed = Memo::new(move |_| {
        waterfall.scroll.track();
        waterfall.rows.track();
        // Over the names it would hide those below.
        let ((x, y), panes) = (waterfall.pointer.get()?, waterfall.panes.get()?);
        let is_wanted = x >= panes.timeline.left && waterfall.drag.get().is_none();
        if is_wanted { span_at(waterfall, y) } else { None }
    });
    let dot = Memo::new(move |_| {
        waterfall.window.track();
        let (span, (x, _)) = (pointed.get()?, waterfall.pointer.get()?);
        Some((span, dot_at(waterfall, span, x)?))
    });
    let said = what_it_says(events, dot);
    beside_pointer(waterfall.pointer, waterfall.size, move || {
        let span = pointed.get()?;
        let mut lines = waterfall.model.with_value(|model| lines(model, span));
        if let Some((_, dot)) = dot.get() {
            let event = said.get().filter(|event| event.span == Some(span) && event.number == dot.worst);
            lines.splice(1..1, dot_lines(&dot, event.as_deref()));
        }
        Some(lines)
    })
}

/// The event of the dot under the pointer, as soon as it is known.
fn what_it_says(events: Events, dot: Memo<Option<(u32, Dot)>>) -> RwSignal<Option<Arc<TraceEvent>>> {
    let said = RwSignal::new(None::<Arc<TraceEvent>>);
    let key = Memo::new(move |_| dot.get().map(|(span, dot)| TraceEventKey { span: Some(span), number: dot.worst }));
    effect(move || {
        let Some(key) = key.get() else { return };
        events.waterfall.session.spawn_until_next(async move {
            if let Some(event) = events.one(key).await {
                said.set(Some(event));
            }
        });
    });
    said
}

/// What the worst event of a dot says, and how many others there are.
fn dot_lines(dot: &Dot, event: Option<&TraceEvent>) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(TraceEvent { event, .. }) = event {
        lines.push(format!("{}: {}", word_of(event), short(&said(event), MOST_LETTERS)));
    }
    if dot.count > 1 {
        lines.push(format!("{} here, this the worst", format::counted(dot.count, "event or log", "events and logs")));
    }
    lines
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::EventDetails;

    use crate::words::Level;

    use super::super::model::tests::model;
    use super::*;

    #[test]
    fn a_row_is_told_in_a_few_words() {
        let model = model("shop GET /cart  0..100 @server ! ^retry\n  cart get  10..60 @client");
        assert_eq!(
            lines(&model, 0).join("; "),
            "GET /cart; shop, server; takes 100 ms, self time 50 ms; starts at 0; 50 ms of the critical path; failed; 1 event"
        );
        assert_eq!(
            lines(&model, 1).join("; "),
            "get; cart, client; takes 50 ms, self time 50 ms; starts at 10 ms; 50 ms of the critical path"
        );
    }

    #[test]
    fn a_dot_is_told_by_its_worst_event() {
        let dot = |count| Dot { px: 5.0, level: Level::Quiet, worst: 3, count };
        let event = |name: &str| TraceEvent {
            event: EventDetails { name: name.to_owned(), ..EventDetails::default() },
            ..TraceEvent::default()
        };
        assert_eq!(dot_lines(&dot(1), Some(&event("retry"))), ["event: retry"]);
        assert_eq!(dot_lines(&dot(1), None), [""; 0]);
        let long = dot_lines(&dot(1200), Some(&event(&"x".repeat(999))));
        assert_eq!(
            long,
            [format!("event: {}…", "x".repeat(MOST_LETTERS)), "1,200 events and logs here, this the worst".to_owned()]
        );
    }
}
