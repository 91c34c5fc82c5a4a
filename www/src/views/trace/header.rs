//! What trace it is.

use leptos::prelude::*;
use spanlens::analysis::TraceMarks;

use super::hand_on::HandOn;
use super::link_out::{LOGS, LinkOut, OTHER_TOOL};
use super::model::TraceModel;
use super::waterfall::Waterfall;
use super::{CanClose, CloseButton};
use crate::effect::reactive;
use crate::format::{self, Precision, Zone};
use crate::views::copy_button::CopyButton;
use crate::views::export_traces::ExportButton;

/// The name of the trace, its numbers, and what is odd about all of it.
#[component]
pub(super) fn Header(waterfall: Waterfall) -> impl IntoView {
    let (session, model) = (waterfall.session, waterfall.model.get_value());
    let CanClose(can_close) = expect_context();
    let (name, service) = if model.len() > 0 { model.names(0) } else { ("", "") };
    let (name, service) = (name.to_owned(), service.to_owned());
    let trace_id = model.trace.trace_id.clone();
    let logged = Some(model.trace.logged_errors).filter(|&errors| errors > 0);
    let totals = move || waterfall.model.with_value(|model| totals(model, session.state.zone.get()));
    view! {
        <div class="bar">
            <h2 id="trace-title"><span class="number">{service}</span>" "{name}</h2>
            <span class="id"><code>{trace_id.clone()}</code><CopyButton text=trace_id.clone() what="the trace id".to_owned()/></span>
            <HandOn waterfall/>
            <LinkOut waterfall target=&LOGS/>
            <LinkOut waterfall target=&OTHER_TOOL/>
            {waterfall.group().map(|group| view! { <span class="badge">{group}</span> })}
            <p class="totals">
                {reactive(move || totals().into_iter().map(|words| view! { <span>{words}</span> }).collect_view())}
                {logged.map(|errors| view! { <span class="errors">{format::counted(errors, "error logged", "errors logged")}</span> })}
                {oddities(&model).into_iter().map(|words| view! { <span class="badge">{words}</span> }).collect_view()}
            </p>
            {can_close.then(|| view! { <ExportButton/> })}
            <CloseButton/>
        </div>
    }
}

fn totals(model: &TraceModel, zone: Zone) -> Vec<String> {
    let (trace, start_ns) = (&model.trace, model.trace.origin_ns);
    let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    vec![
        format::moment(start_ns, Precision::Milliseconds, zone),
        format::precise_duration(trace.duration_ns),
        format::counted(number(model.len()), "span", "spans"),
        format::counted(number(trace.services.len()), "service", "services"),
    ]
}

fn oddities(model: &TraceModel) -> Vec<String> {
    let has_no_root = model.len() > 0 && {
        let marks = model.marks(0);
        marks.contains(TraceMarks::REQUEST) && marks.contains(TraceMarks::ORPHAN)
    };
    let detached = model.trace.heads.iter().filter(|&&head| !model.marks(head).contains(TraceMarks::REQUEST)).count();
    let detached = u32::try_from(detached).unwrap_or(u32::MAX);
    let words = [
        has_no_root.then(|| "incomplete: its root is missing".to_owned()),
        (detached > 0).then(|| format::counted(detached, "detached part", "detached parts")),
    ];
    words.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::super::model::tests::model;
    use super::*;

    #[test]
    fn a_trace_is_told_by_its_numbers() {
        let model = model("shop GET /  0..100\n  cart get  5..10");
        assert_eq!(totals(&model, Zone::Utc)[1..], ["100 ms", "2 spans", "2 services"]);
        assert_eq!(oddities(&model), Vec::<String>::new());
    }
}
