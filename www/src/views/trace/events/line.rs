//! A line of the list: when, how bad, where, and what was said.

use leptos::prelude::*;
use spanlens::analysis::{EventDetails, Exception, TraceEvent};

use super::Events;
use crate::effect::reactive;
use crate::format;
use crate::signals::Memo;
use crate::words::Level;

/// Letters of a text that a line has room for, and more. The details have all of it.
const LETTERS: usize = 400;

/// How bad an event or a log is.
pub(in super::super) fn level_of(event: &EventDetails) -> Level {
    Level::new(event.log.as_ref().map_or(0, |log| log.severity), event.exception.is_some())
}

/// A level as a shape of its colour, as on the bars.
pub(in super::super) fn mark(level: Level) -> AnyView {
    view! { <i class=format!("level {}", level.name()) aria-hidden="true"></i> }.into_any()
}

/// The word for the level: that of the log, or what else it is.
pub(in super::super) fn word_of(event: &EventDetails) -> String {
    match &event.log {
        Some(log) if !log.level.is_empty() => log.level.clone(),
        _ if event.exception.is_some() => "exception".to_owned(),
        Some(_) => "log".to_owned(),
        None => "event".to_owned(),
    }
}

/// What an event or a log says first: its text, or else its name, or else its exception.
pub(in super::super) fn said(event: &EventDetails) -> String {
    let text = event.log.as_ref().map(|log| log.text.trim()).filter(|text| !text.is_empty());
    let name = Some(event.name.as_str()).filter(|name| !name.is_empty());
    text.or(name).map_or_else(|| event.exception.as_ref().map(exception_words).unwrap_or_default(), str::to_owned)
}

/// The type and the message of an exception.
pub(in super::super) fn exception_words(exception: &Exception) -> String {
    let words = [&exception.type_name[..], &exception.message];
    words.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(": ")
}

/// What it says besides, in the order of the record: its name, its exception, its attributes.
fn said_besides(event: &EventDetails) -> Vec<String> {
    let first = said(event);
    let name = Some(&event.name).filter(|name| !name.is_empty() && **name != first).cloned();
    let exception = event.exception.as_ref().map(exception_words).filter(|words| !words.is_empty() && *words != first);
    name.into_iter().chain(exception).chain(attribute_words(event)).collect()
}

/// The attributes, but for those that tell of the exception.
pub(super) fn attribute_words(event: &EventDetails) -> impl Iterator<Item = String> {
    let others = event.attributes.iter().filter(|attribute| !attribute.key.starts_with("exception."));
    others.map(|attribute| format!("{}={}", attribute.key, attribute.text))
}

/// The beginning of a text, of so many letters, with an ellipsis if it is not all.
pub(in super::super) fn short(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// When it happened, from the start of the trace.
pub(super) fn offset(event: &EventDetails) -> String {
    let sign = if event.offset_ns < 0 { "−" } else { "" };
    if event.time_ns == 0 {
        "no time".to_owned()
    } else {
        format!("{sign}{}", format::precise_duration(event.offset_ns.unsigned_abs()))
    }
}

/// The line at a place, as soon as it is known.
#[component]
pub(super) fn Line(events: Events, at: u32) -> impl IntoView {
    let line = Memo::new(move |_| events.pages.with(|pages| pages.line(at)));
    let is_current = Memo::new(move |_| line.with(|line| line.as_ref().is_some_and(|line| events.is_current(line))));
    let pressed = StoredValue::new((0, 0));
    let top_px = move || {
        let list = events.window();
        format!("{:.0}px", list.scroll_px + list.top_px(at as usize))
    };
    view! {
        <div
            role="row"
            aria-rowindex=at + 1
            aria-current=move || is_current.get().then_some("true")
            style:top=top_px
            on:pointerdown=move |event| pressed.set_value((event.client_x(), event.client_y()))
            on:click=move |event| {
                if is_click(pressed.get_value(), (event.client_x(), event.client_y())) {
                    events.go(at);
                }
            }
        >
            {reactive(move || line.get().map(|line| cells(&line)))}
        </div>
    }
}

/// Whether the pointer went up where it went down. Elsewhere it has selected some text.
fn is_click(pressed: (i32, i32), released: (i32, i32)) -> bool {
    const CLICK_PX: u32 = 4;
    pressed.0.abs_diff(released.0) <= CLICK_PX && pressed.1.abs_diff(released.1) <= CLICK_PX
}

fn cells(line: &TraceEvent) -> AnyView {
    let event = &line.event;
    let besides = said_besides(event).join("  ");
    let name = if line.span.is_some() { line.span_name.clone() } else { "no span".to_owned() };
    let label = if line.span.is_some() { "Show it and its span" } else { "Show it" };
    view! {
        <span role="cell" class="time">
            <button type="button" class="link" tabindex="-1" title=label>{offset(event)}</button>
        </span>
        <span role="cell" class="how">{mark(level_of(event))}{word_of(event)}</span>
        <span role="cell" class="where"><span class="number">{line.service.clone()}</span>" "{name}</span>
        <span role="cell" class="said">{short(&said(event), LETTERS)}<span class="number">{short(&besides, LETTERS)}</span></span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::{TraceEventsOptions, trace_events};
    use spanlens::sketch::sketch;
    use spanlens::store::TraceRow;

    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let all = trace_events(&sketch(text).unwrap(), TraceRow(0), &TraceEventsOptions::default()).unwrap();
        let line = |line: &TraceEvent| {
            let event = &line.event;
            let level = level_of(event).name();
            format!("{} {level} {}: {} {}", offset(event), word_of(event), said(event), said_besides(event).join(" "))
        };
        all.rows.iter().map(line).map(|line| line.trim_end().to_owned()).collect()
    }

    #[test]
    fn a_line_says_when_how_bad_and_what() {
        assert_eq!(
            lines("shop GET /  0..100 ^retry ^exception ~\"hello\"\n  cart get  10..60 ~\"warn: cache miss\""),
            [
                "0 quiet event: retry",
                "0 error exception: exception",
                "0 quiet log: hello",
                "10 ms warn warn: cache miss",
            ]
        );
    }

    #[test]
    fn an_exception_is_said_where_nothing_else_is() {
        let exception =
            Exception { type_name: "Oops".to_owned(), message: "no luck".to_owned(), ..Exception::default() };
        let event = EventDetails { exception: Some(exception.clone()), ..EventDetails::default() };
        assert_eq!((said(&event), said_besides(&event)), ("Oops: no luck".to_owned(), vec![]));
        let named =
            EventDetails { name: "exception".to_owned(), exception: Some(exception), ..EventDetails::default() };
        assert_eq!((said(&named), said_besides(&named)), ("exception".to_owned(), vec!["Oops: no luck".to_owned()]));
    }

    #[test]
    fn a_pointer_that_was_moved_selects() {
        assert!(is_click((10, 10), (13, 7)));
        assert!(!is_click((10, 10), (15, 10)) && !is_click((10, 10), (10, 90)));
    }

    #[test]
    fn a_long_text_has_an_end() {
        assert_eq!(short("abc", LETTERS), "abc");
        assert_eq!(short(&"ä".repeat(LETTERS + 1), LETTERS), format!("{}…", "ä".repeat(LETTERS)));
    }
}
