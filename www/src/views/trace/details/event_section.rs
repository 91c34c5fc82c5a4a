//! What is known of an event, of a log, of an exception.

use spanlens::analysis::{Attribute, EventDetails, Exception, LogDetails};
use spanlens::filter::{Field, Intrinsic, Scope};

use super::super::events::{exception_words, level_of};
use super::facts::{Fact, Section, attribute_fact, dropped_fact, plain, word};
use crate::format;

/// An event or a log, of a span that starts at a time, of a trace that starts at another.
pub(super) fn event_section(event: &EventDetails, start_ns: u64, origin_ns: u64) -> Section {
    let sign = if event.time_ns < start_ns { "−" } else { "+" };
    let offset = format::exact_duration(event.time_ns.abs_diff(start_ns));
    let in_trace = format::exact_duration(event.time_ns.saturating_sub(origin_ns));
    let mut section = exception_section(event.exception.as_ref());
    section.title = event_title(event);
    section.level = Some(level_of(event));
    section.note = if event.time_ns == 0 {
        "no time".to_owned()
    } else if start_ns == origin_ns {
        format!("{sign}{offset}")
    } else {
        format!("{sign}{offset}, in the trace at {in_trace}")
    };
    // The stack trace is shown by itself.
    let told = |attribute: &&Attribute| section.stack.is_empty() || attribute.key != "exception.stacktrace";
    let facts = event.attributes.iter().filter(told).map(|attribute| attribute_fact(attribute, Scope::Event));
    section.facts = event.log.as_ref().map(|log| log_facts(event, log)).unwrap_or_default();
    section.facts.extend(facts);
    section.facts.extend(dropped_fact(event.dropped_attributes));
    section.said = event.log.as_ref().map(|log| log.text.clone()).unwrap_or_default();
    section
}

/// What a log says beside its text and its attributes.
fn log_facts(event: &EventDetails, log: &LogDetails) -> Vec<Fact> {
    let facts = [
        word("severity", &log.level, Field::Intrinsic(Intrinsic::EventSeverity)),
        word("event name", &event.name, Field::Intrinsic(Intrinsic::EventName)),
        plain("logger", &log.logger),
        plain("service", &log.service),
    ];
    facts.into_iter().flatten().collect()
}

/// What an event or a log is called.
fn event_title(event: &EventDetails) -> String {
    let Some(log) = &event.log else { return format!("Event: {}", event.name) };
    let words = ["Log", &log.level];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(": ")
}

/// What the attributes do not show well: that there is an exception, and its stack trace.
pub(super) fn exception_section(exception: Option<&Exception>) -> Section {
    exception.map_or_else(Section::default, |exception| Section {
        title: "Exception".to_owned(),
        note: exception_words(exception),
        stack: exception.stack_trace.clone(),
        ..Section::default()
    })
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::{AttributeValue, span_details};
    use spanlens::sketch::{ORIGIN_NS, sketch};
    use spanlens::store::SpanRow;

    use super::*;
    use crate::words::Level;

    fn texts(section: &Section) -> Vec<String> {
        section.facts.iter().map(|fact| format!("{}={}", fact.key, fact.text)).collect()
    }

    #[test]
    fn a_log_is_told_with_its_severity_and_its_text() {
        let store = sketch("shop GET /  0..100 ^begin\n  cart get  10..60 ~\"warn: cache miss for cart 17\"").unwrap();
        let details = span_details(&store, SpanRow(1), None).unwrap();
        let log = event_section(&details.events[0], details.start_ns, ORIGIN_NS);
        assert_eq!((&log.title[..], &log.note[..]), ("Log: warn", "+0, in the trace at 10 ms"));
        assert_eq!((&log.said[..], log.level), ("cache miss for cart 17", Some(Level::Warn)));
        assert_eq!(texts(&log)[0], "severity=warn");
    }

    #[test]
    fn an_exception_shows_its_stack_trace_once() {
        let attribute = |key: &str, text: &str| Attribute {
            key: key.to_owned(),
            value: AttributeValue::String(text.to_owned()),
            text: text.to_owned(),
        };
        let event = EventDetails {
            time_ns: 150,
            offset_ns: 50,
            name: "exception".to_owned(),
            attributes: vec![attribute("exception.type", "Oops"), attribute("exception.stacktrace", "at a\nat b")],
            exception: Some(Exception {
                type_name: "Oops".to_owned(),
                stack_trace: "at a\nat b".to_owned(),
                ..Exception::default()
            }),
            dropped_attributes: 2,
            log: None,
        };
        let section = event_section(&event, 100, 0);
        assert_eq!(
            (section.title.as_str(), section.note.as_str()),
            ("Event: exception", "+50 ns, in the trace at 150 ns")
        );
        assert_eq!(texts(&section), ["exception.type=Oops", "dropped by the sender=2 attributes"]);
        assert_eq!((section.stack.as_str(), section.level), ("at a\nat b", Some(Level::Error)));
    }
}
