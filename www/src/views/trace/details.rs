//! The details of the selected span, beside the waterfall.

mod event_section;
mod facts;
mod sections;

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{AttributeValue, SpanDetails, TraceEvent, TraceEventKey};
use spanlens::error::ErrorCode;
use spanlens::filter::Field;
use spanlens::protocol::SpanQuestion;

use super::close;
use super::events::{Events, key_of, mark};
use super::waterfall::Waterfall;
use crate::effect::{effect, reactive};
use crate::format;
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::values::ValueAction;
use crate::views::copy_button::CopyButton;
use crate::views::note::Noting;
use crate::words::{NotePlace, OpenTrace, TraceName};
use event_section::event_section;
use facts::{Fact, Section};
use sections::sections;

/// How many sections are shown at first: spans can have thousands of events.
const FIRST_SECTIONS: usize = 40;

/// The most events and logs of a span that are shown with it. All of them are in the list.
const MOST_EVENTS: u32 = 200;

/// What came of asking.
type Told = Result<Arc<SpanDetails>, String>;

/// The details, while they are shown.
#[component]
pub(super) fn Details(events: Events) -> impl IntoView {
    let waterfall = events.waterfall;
    let has_span = Memo::new(move |_| {
        waterfall.session.state.open_trace.with(|open| open.as_ref().is_some_and(|open| open.span.is_some()))
    });
    let is_spanless = Memo::new(move |_| waterfall.has_spanless());
    let told = RwSignal::new(None::<Told>);
    ask_whenever(waterfall, has_span, told);
    let title = Memo::new(move |_| match told.get() {
        _ if is_spanless.get() => Some("Log of the trace".to_owned()),
        Some(Ok(details)) if details.name.is_empty() => Some("(no name)".to_owned()),
        Some(Ok(details)) => Some(details.name.clone()),
        _ => None,
    });
    // The ids of a trace and a span are what is left of them after another load.
    let noted = Memo::new(move |_| {
        let open = waterfall.session.state.open_trace.get().map(TraceName::from)?;
        let has_ids = open.span.is_some() && open.trace_id.bytes().any(|digit| digit != b'0');
        has_ids.then_some(NotePlace::Span(open))
    });
    let noting = Noting::new(waterfall.session, noted, "the span".to_owned());
    let label = move || if is_spanless.get() { "Log details" } else { "Span details" };
    view! {
        <Show when=move || has_span.get() || is_spanless.get()>
            <aside class="details" aria-label=label>
                {reactive(move || title.get().map(|title| bar(waterfall, title)))}
                {noting.add_button()}
                {noting.view()}
                {reactive(move || title.get().and_then(|_| waterfall.event.get()).map(|event| looked_at(events, &event)))}
                {reactive(move || told.get().map(|told| match told {
                    Ok(details) => shown(events, &details).into_any(),
                    Err(words) => view! { <p class="fault">{words}</p> }.into_any(),
                }))}
            </aside>
        </Show>
    }
}

/// What the details are of, and the way out of them.
fn bar(waterfall: Waterfall, title: String) -> AnyView {
    view! {
        <div class="bar">
            <h3>{title}</h3>
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
    }
    .into_any()
}

/// The event or log that is looked at, before all else that is known of its span.
fn looked_at(events: Events, event: &TraceEvent) -> AnyView {
    let (origin_ns, start_ns) = events.waterfall.model.with_value(|model| {
        let trace = &model.trace;
        let offset_ns = event.span.and_then(|span| trace.offset_ns.get(span as usize)).copied().unwrap_or_default();
        (trace.origin_ns, trace.origin_ns.saturating_add(offset_ns))
    });
    let section = event_section(&event.event, start_ns, origin_ns);
    section_view(events, section, Some(key_of(event)), true)
}

/// Asks for the selected span. What was told of the one before stays until there is an answer.
fn ask_whenever(waterfall: Waterfall, is_shown: Memo<bool>, told: RwSignal<Option<Told>>) {
    // Where another event of the same span is looked at, that is known already.
    let selected = Memo::new(move |_| waterfall.selected.get());
    effect(move || {
        if !is_shown.get() {
            told.set(None);
            return;
        }
        let selected = selected.get();
        waterfall.session.spawn_until_next(async move {
            match waterfall
                .ask(|model| SpanQuestion { span: model.first_span().plus(selected), max_events: Some(MOST_EVENTS) })
                .await
            {
                Ok(details) => drop(told.try_set(Some(Ok(Arc::new(details))))),
                // The engine was replaced: the trace is asked for again, and then this.
                Err(failure) if failure.code == ErrorCode::Cancelled => {}
                Err(failure) => drop(told.try_set(Some(Err(format::sentence(&failure.message))))),
            }
        });
    });
}

fn shown(events: Events, details: &SpanDetails) -> impl IntoView + use<> {
    let waterfall = events.waterfall;
    let span = waterfall.model.with_value(|model| {
        details.handle.rows_after(model.first_span()).filter(|&span| (span as usize) < model.len())
    });
    let (origin_ns, oddities) = waterfall.model.with_value(|model| {
        (model.trace.origin_ns, span.map(|span| format::oddities(model.marks(span))).unwrap_or_default())
    });
    let mut all = sections(details, origin_ns, waterfall.session.state.zone.get(), &oddities);
    let more = StoredValue::new(all.split_off(all.len().min(FIRST_SECTIONS)));
    let shows_more = RwSignal::new(false);
    let view = move |section: Section| {
        let key = section.event.map(|number| TraceEventKey { span, number });
        section_view(events, section, key, false)
    };
    view! {
        {all.into_iter().map(view).collect_view()}
        {reactive(move || {
            let count = more.with_value(Vec::len);
            match (count, shows_more.get()) {
                (0, _) => Vec::new(),
                (_, true) => more.get_value().into_iter().map(view).collect(),
                (_, false) => vec![view! {
                    <button type="button" on:click=move |_| shows_more.set(true)>{format!("Show {count} more")}</button>
                }.into_any()],
            }
        })}
    }
}

/// A section; of an event or a log with the way to its line. One that is looked at is shown before the others, and not again.
fn section_view(events: Events, section: Section, key: Option<TraceEventKey>, is_looked_at: bool) -> AnyView {
    let Section { title, note, facts, said, stack, level, link, .. } = section;
    let waterfall = events.waterfall;
    let is_hidden = move || !is_looked_at && key.is_some() && waterfall.event_key() == key;
    view! {
        <section class:looked-at=is_looked_at class:hidden=is_hidden>
            {(!title.is_empty()).then(|| view! { <h4>{level.map(mark)}{title}</h4> })}
            {(!note.is_empty()).then(|| view! { <p class="note">{note}</p> })}
            {link.map(|(trace_id, span_id)| view! {
                <button type="button" on:click=move |_| open_link(waterfall, &trace_id, &span_id)>"Open the linked span"</button>
            })}
            {(!said.is_empty()).then(|| lines_view(said, "said", "Text", "the text"))}
            <dl>{facts.into_iter().map(|fact| fact_view(waterfall, fact)).collect_view()}</dl>
            {(!stack.is_empty()).then(|| lines_view(stack, "stack", "Stack trace", "the stack trace"))}
            {key.map(|key| view! {
                <button type="button" class="to-list" on:click=move |_| events.list(key)>"Show in the list"</button>
            })}
        </section>
    }
    .into_any()
}

/// Text of several lines, to be selected and copied.
fn lines_view(text: String, class: &'static str, label: &'static str, what: &'static str) -> AnyView {
    let copied = text.clone();
    view! {
        <div class=class>
            <CopyButton text=copied what=what.to_owned()/>
            <pre tabindex="0" aria-label=label>{text}</pre>
        </div>
    }
    .into_any()
}

fn fact_view(waterfall: Waterfall, Fact { key, text, value, target }: Fact) -> AnyView {
    let copied = text.clone();
    let what = key.clone();
    let first_span = waterfall.model.with_value(|model| model.first_span());
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
