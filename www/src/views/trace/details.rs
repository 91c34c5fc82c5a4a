//! The details of the selected span, beside the waterfall.

mod sections;

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{AttributeValue, SpanDetails};
use spanlens::error::ErrorCode;
use spanlens::filter::Field;
use spanlens::protocol::SpanQuestion;

use super::close;
use super::waterfall::Waterfall;
use crate::format;
use crate::session::Session;
use crate::values::ValueAction;
use crate::views::copy_button::CopyButton;
use crate::words::OpenTrace;
use sections::{Fact, Section, sections};

/// How many sections are shown at first: spans can have thousands of events.
const FIRST_SECTIONS: usize = 40;

/// What came of asking.
type Told = Result<Arc<SpanDetails>, String>;

/// The details, while they are shown.
#[component]
pub(super) fn Details(waterfall: Waterfall) -> impl IntoView {
    let is_shown = Memo::new(move |_| {
        waterfall.session.state.open_trace.with(|open| open.as_ref().is_some_and(|open| open.span.is_some()))
    });
    let told = RwSignal::new(None::<Told>);
    ask_whenever(waterfall, is_shown, told);
    view! {
        <Show when=move || is_shown.get()>
            <aside class="details" aria-label="Span details">
                {move || told.get().map(|told| match told {
                    Ok(details) => shown(waterfall, &details).into_any(),
                    Err(words) => view! { <p class="fault">{words}</p> }.into_any(),
                })}
            </aside>
        </Show>
    }
}

/// Asks for the selected span. What was told of the one before stays until there is an answer.
fn ask_whenever(waterfall: Waterfall, is_shown: Memo<bool>, told: RwSignal<Option<Told>>) {
    Effect::new(move |_| {
        if !is_shown.get() {
            told.set(None);
            return;
        }
        let span = waterfall.model.with_value(|model| model.trace.first_span).plus(waterfall.selected.get());
        waterfall.session.spawn_until_next(async move {
            match waterfall.session.ask(SpanQuestion { span }).await {
                Ok(details) => drop(told.try_set(Some(Ok(Arc::new(details))))),
                // The engine was replaced: the trace is asked for again, and then this.
                Err(failure) if failure.code == ErrorCode::Cancelled => {}
                Err(failure) => drop(told.try_set(Some(Err(format::sentence(&failure.message))))),
            }
        });
    });
}

fn shown(waterfall: Waterfall, details: &SpanDetails) -> impl IntoView + use<> {
    let (origin_ns, oddities) = waterfall.model.with_value(|model| {
        let span = details.handle.rows_after(model.trace.first_span).filter(|&span| (span as usize) < model.len());
        (model.trace.origin_ns, span.map(|span| format::oddities(model.marks(span))).unwrap_or_default())
    });
    let mut all = sections(details, origin_ns, waterfall.session.state.zone.get(), &oddities);
    let more = StoredValue::new(all.split_off(all.len().min(FIRST_SECTIONS)));
    let shows_more = RwSignal::new(false);
    let name = if details.name.is_empty() { "(no name)".to_owned() } else { details.name.clone() };
    view! {
        <div class="bar">
            <h3>{name}</h3>
            <button
                type="button"
                class="quiet close"
                aria-label="Close the details"
                title="Close (Esc)"
                on:click=move |_| {
                    waterfall.hide_details();
                    waterfall.focus();
                }
            >
                "×"
            </button>
        </div>
        {all.into_iter().map(|section| section_view(waterfall, section)).collect_view()}
        {move || {
            let count = more.with_value(Vec::len);
            match (count, shows_more.get()) {
                (0, _) => Vec::new(),
                (_, true) => more.get_value().into_iter().map(|section| section_view(waterfall, section)).collect(),
                (_, false) => vec![view! {
                    <button type="button" on:click=move |_| shows_more.set(true)>{format!("Show {count} more")}</button>
                }.into_any()],
            }
        }}
    }
}

fn section_view(waterfall: Waterfall, section: Section) -> AnyView {
    let Section { title, note, facts, text, link } = section;
    let copied = text.clone();
    view! {
        <section>
            {(!title.is_empty()).then(|| view! { <h4>{title}</h4> })}
            {(!note.is_empty()).then(|| view! { <p class="note">{note}</p> })}
            {link.map(|(trace_id, span_id)| view! {
                <button type="button" on:click=move |_| open_link(waterfall, &trace_id, &span_id)>"Open the linked span"</button>
            })}
            <dl>{facts.into_iter().map(|fact| fact_view(waterfall, fact)).collect_view()}</dl>
            {(!text.is_empty()).then(|| view! {
                <div class="stack">
                    <CopyButton text=copied what="the stack trace".to_owned()/>
                    <pre tabindex="0" aria-label="Stack trace">{text}</pre>
                </div>
            })}
        </section>
    }
    .into_any()
}

fn fact_view(waterfall: Waterfall, Fact { key, text, value, target }: Fact) -> AnyView {
    let copied = text.clone();
    let what = key.clone();
    let first_span = waterfall.model.with_value(|model| model.trace.first_span);
    let session = waterfall.session;
    view! {
        <div>
            <dt>{key.clone()}</dt>
            <dd>
                <span class="value">{text.clone()}</span>
                <span class="acts">
                    {target.and_then(|parent| parent.rows_after(first_span)).map(|span| view! {
                        <button type="button" on:click=move |_| waterfall.select(span)>"Parent"</button>
                    })}
                    {value.map(|value| [
                        act_view(session, &value, (ValueAction::Filter, "+", format!("Filter by {key} = {text}"))),
                        act_view(session, &value, (ValueAction::Exclude, "−", format!("Exclude {key} = {text}"))),
                    ])}
                    <CopyButton text=copied what/>
                </span>
            </dd>
        </div>
    }
    .into_any()
}

fn act_view(
    session: Session,
    value: &(Field, AttributeValue),
    (action, sign, label): (ValueAction, &'static str, String),
) -> AnyView {
    let value = value.clone();
    let run = move |_| {
        action.apply(session, value.0.clone(), Some(value.1.clone()));
        // What comes of it is below the panel.
        close(session);
    };
    view! { <button type="button" class="sign" title=label.clone() aria-label=label on:click=run>{sign}</button> }
        .into_any()
}

/// Opens what a link leads to: a span of this trace, or another trace, in this group if it is there.
fn open_link(waterfall: Waterfall, trace_id: &str, span_id: &str) {
    let (is_here, group) =
        waterfall.model.with_value(|model| (model.trace.trace_id == trace_id, model.trace.group.clone()));
    let span = is_here.then(|| waterfall.model.with_value(|model| model.span_with_id(span_id))).flatten();
    match span {
        Some(span) => waterfall.select(span),
        None => waterfall.session.state.open_trace.set(Some(OpenTrace {
            trace_id: trace_id.to_owned(),
            group,
            span: Some(span_id.to_owned()),
            handle: None,
        })),
    }
}
