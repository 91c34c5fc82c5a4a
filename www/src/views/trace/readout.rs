//! What is said about one row: beside the pointer, and to who does not see it.

use leptos::prelude::*;
use spanlens::analysis::NO_PARENT;
use spanlens::units::SpanKind;

use super::model::TraceModel;
use super::pointer::span_at;
use super::waterfall::Waterfall;
use crate::format;
use crate::views::beside_pointer::beside_pointer;

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
pub(super) fn ReadoutBox(waterfall: Waterfall) -> impl IntoView {
    let pointed = Memo::new(move |_| {
        waterfall.scroll.track();
        waterfall.rows.track();
        // Over the names it would hide those below.
        let ((x, y), panes) = (waterfall.pointer.get()?, waterfall.panes.get()?);
        let is_wanted = x >= panes.timeline.left && waterfall.drag.get().is_none();
        if is_wanted { span_at(waterfall, y) } else { None }
    });
    beside_pointer(waterfall.pointer, waterfall.size, move || {
        pointed.get().map(|span| waterfall.model.with_value(|model| lines(model, span)))
    })
}

#[cfg(test)]
mod tests {
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
}
