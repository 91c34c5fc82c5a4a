//! What is known of a span, put in order: sections of facts, to be shown one like the other.

use spanlens::analysis::{Attribute, AttributeValue, EventDetails, Exception, LinkDetails, SpanDetails};
use spanlens::filter::{Field, Intrinsic, Scope};

use spanlens::store::SpanHandle;

use crate::format::{self, Precision, Zone};

/// Some facts with a title.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Section {
    pub(super) title: String,
    /// Beside the title.
    pub(super) note: String,
    pub(super) facts: Vec<Fact>,
    /// Text of several lines: a stack trace.
    pub(super) text: String,
    /// The trace and the span that a link leads to.
    pub(super) link: Option<(String, String)>,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fact {
    pub(super) key: String,
    pub(super) text: String,
    /// What a filter by it is about, if there can be one.
    pub(super) value: Option<(Field, AttributeValue)>,
    /// Where it leads to within the trace.
    pub(super) target: Option<SpanHandle>,
}

/// All that is known of a span of a trace that starts at a time. Facts that are not there are left out.
pub(super) fn sections(details: &SpanDetails, origin_ns: u64, zone: Zone, oddities: &[&str]) -> Vec<Section> {
    let mut sections = vec![
        Section { facts: span_facts(details, origin_ns, zone, oddities), ..Section::default() },
        exception_section(details.exception.as_ref()),
        attribute_section("Attributes", &details.attributes, Scope::Span, details.dropped_attributes),
    ];
    sections.extend(details.events.iter().map(|event| event_section(event, details.start_ns, origin_ns)));
    sections.push(dropped_section(details.dropped_events, "event", "events"));
    sections.extend(details.links.iter().map(link_section));
    sections.push(dropped_section(details.dropped_links, "link", "links"));
    let resource = &details.resource;
    let mut of_resource =
        attribute_section("Resource", &resource.attributes, Scope::Resource, resource.dropped_attributes);
    of_resource.facts.extend(plain("schema URL", &resource.schema_url));
    sections.push(of_resource);
    sections.push(scope_section(details));
    sections.retain(|section| !section.facts.is_empty() || !section.note.is_empty() || !section.text.is_empty());
    sections
}

fn span_facts(details: &SpanDetails, origin_ns: u64, zone: Zone, oddities: &[&str]) -> Vec<Fact> {
    let instant = |ns| format::moment(ns, Precision::Nanoseconds, zone);
    let end_ns = details.start_ns.saturating_add(details.duration_ns);
    let recorded_end = details.end_ns.filter(|&recorded_ns| recorded_ns != end_ns);
    let own = format!("{} ({})", format::exact_duration(details.self_ns), own_share(details));
    let facts = [
        word("service", &details.service, Field::Attribute(Scope::Resource, "service.name".to_owned())),
        word("name", &details.name, Field::Intrinsic(Intrinsic::Name)),
        word("kind", details.kind.word(), Field::Intrinsic(Intrinsic::Kind)),
        word("status", details.status.word(), Field::Intrinsic(Intrinsic::Status)),
        word("status message", &details.status_message, Field::Intrinsic(Intrinsic::StatusMessage)),
        plain("start", &instant(details.start_ns)),
        plain("offset in the trace", &format::exact_duration(details.start_ns.saturating_sub(origin_ns))),
        plain("duration", &format::exact_duration(details.duration_ns)),
        plain("self time", &own),
        recorded_end.and_then(|ns| plain("recorded end", &instant(ns))),
        plain("odd", &oddities.join(", ")),
        plain("span id", id(&details.span_id)),
        plain("parent span id", id(&details.parent_span_id)).map(|fact| Fact { target: details.parent, ..fact }),
        plain("trace state", &details.trace_state),
        plain("flags", &if details.flags == 0 { String::new() } else { format!("0x{:x}", details.flags) }),
        plain("source", &details.source),
    ];
    facts.into_iter().flatten().collect()
}

/// Which part of the span is its own, in percent.
#[expect(clippy::cast_precision_loss, reason = "a percentage is shown")]
fn own_share(details: &SpanDetails) -> String {
    match details.duration_ns {
        0 => "–".to_owned(),
        whole_ns => format!("{:.0} %", 100.0 * details.self_ns as f64 / whole_ns as f64),
    }
}

fn event_section(event: &EventDetails, start_ns: u64, origin_ns: u64) -> Section {
    let sign = if event.offset_ns < 0 { "−" } else { "+" };
    let offset = format::exact_duration(event.offset_ns.unsigned_abs());
    let in_trace = format::exact_duration(event.time_ns.saturating_sub(origin_ns));
    let mut section = exception_section(event.exception.as_ref());
    section.title = format!("Event: {}", event.name);
    section.note = if event.time_ns == 0 {
        "no time".to_owned()
    } else if start_ns == origin_ns {
        format!("{sign}{offset}")
    } else {
        format!("{sign}{offset}, in the trace at {in_trace}")
    };
    // The stack trace is shown by itself.
    let told = |attribute: &&Attribute| section.text.is_empty() || attribute.key != "exception.stacktrace";
    let facts = event.attributes.iter().filter(told).map(|attribute| attribute_fact(attribute, Scope::Event));
    section.facts = facts.collect();
    section.facts.extend(dropped_fact(event.dropped_attributes));
    section
}

/// What the attributes do not show well: that there is an exception, and its stack trace.
fn exception_section(exception: Option<&Exception>) -> Section {
    exception.map_or_else(Section::default, |exception| Section {
        title: "Exception".to_owned(),
        note: [&exception.type_name[..], &exception.message]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(": "),
        text: exception.stack_trace.clone(),
        ..Section::default()
    })
}

fn link_section(link: &LinkDetails) -> Section {
    let facts = [
        plain("trace id", id(&link.trace_id)),
        plain("span id", id(&link.span_id)),
        plain("trace state", &link.trace_state),
    ];
    let attributes = link.attributes.iter().map(|attribute| attribute_fact(attribute, Scope::Link));
    Section {
        title: "Link".to_owned(),
        note: match link.target {
            None => "its trace is not loaded".to_owned(),
            Some(target) if target.span.is_none() => "its span is not loaded".to_owned(),
            Some(_) => String::new(),
        },
        facts: facts.into_iter().flatten().chain(attributes).chain(dropped_fact(link.dropped_attributes)).collect(),
        link: link.target.map(|_| (link.trace_id.clone(), link.span_id.clone())),
        ..Section::default()
    }
}

fn scope_section(details: &SpanDetails) -> Section {
    let scope = &details.scope;
    let mut section = attribute_section("Scope", &scope.attributes, Scope::Instrumentation, scope.dropped_attributes);
    let facts = [
        word("name", &scope.name, Field::Intrinsic(Intrinsic::InstrumentationName)),
        word("version", &scope.version, Field::Intrinsic(Intrinsic::InstrumentationVersion)),
        plain("schema URL", &scope.schema_url),
    ];
    section.facts.splice(0..0, facts.into_iter().flatten());
    section
}

fn attribute_section(title: &str, attributes: &[Attribute], scope: Scope, dropped: u32) -> Section {
    let facts = attributes.iter().map(|attribute| attribute_fact(attribute, scope));
    Section { title: title.to_owned(), facts: facts.chain(dropped_fact(dropped)).collect(), ..Section::default() }
}

fn attribute_fact(attribute: &Attribute, scope: Scope) -> Fact {
    let field = Field::Attribute(scope, attribute.key.clone());
    Fact {
        key: attribute.key.clone(),
        text: attribute.text.clone(),
        value: Some((field, attribute.value.clone())),
        target: None,
    }
}

/// That the sender left something out, where it says so.
fn dropped_fact(dropped: u32) -> Option<Fact> {
    (dropped > 0)
        .then(|| format::counted(dropped, "attribute", "attributes"))
        .and_then(|text| plain("dropped by the sender", &text))
}

fn dropped_section(dropped: u32, one: &str, many: &str) -> Section {
    let note = format!("{} dropped by the sender", format::counted(dropped, one, many));
    Section { note: if dropped == 0 { String::new() } else { note }, ..Section::default() }
}

fn word(key: &str, text: &str, field: Field) -> Option<Fact> {
    let value = Some((field, AttributeValue::String(text.to_owned())));
    plain(key, text).map(|fact| Fact { value, ..fact })
}

fn plain(key: &str, text: &str) -> Option<Fact> {
    (!text.is_empty()).then(|| Fact { key: key.to_owned(), text: text.to_owned(), value: None, target: None })
}

/// An id, or nothing where it is all zero.
fn id(text: &str) -> &str {
    if text.bytes().all(|digit| digit == b'0') { "" } else { text }
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::span_details;
    use spanlens::sketch::{ORIGIN_NS, sketch};
    use spanlens::store::{SpanRow, TraceHandle};

    use super::*;

    fn texts(section: &Section) -> Vec<String> {
        section.facts.iter().map(|fact| format!("{}={}", fact.key, fact.text)).collect()
    }

    #[test]
    fn a_span_is_told_section_by_section() {
        let store =
            sketch("shop GET /  0..100\n  cart get  10..60 @client http.response.status_code=500 !\"no luck\" ^retry")
                .unwrap();
        let details = span_details(&store, SpanRow(1)).unwrap();
        let sections = sections(&details, ORIGIN_NS, Zone::Utc, &["odd"]);
        let titles: Vec<&str> = sections.iter().map(|section| section.title.as_str()).collect();
        assert_eq!(titles, ["", "Attributes", "Event: retry", "Resource"]);
        let facts = texts(&sections[0]);
        for fact in [
            "service=cart",
            "kind=client",
            "status=error",
            "status message=no luck",
            "offset in the trace=10 ms",
            "self time=50 ms (100 %)",
        ] {
            assert!(facts.contains(&fact.to_owned()), "{fact} in {facts:?}");
        }
        assert_eq!(texts(&sections[1]), ["http.response.status_code=500"]);
        let key = Field::Attribute(Scope::Span, "http.response.status_code".to_owned());
        assert_eq!(sections[1].facts[0].value, Some((key, AttributeValue::Int(500))));
        let parent = sections[0].facts.iter().find(|fact| fact.key == "parent span id").unwrap();
        assert_eq!(parent.target, Some(store.span_handle(SpanRow(0))));
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
        };
        let section = event_section(&event, 100, 0);
        assert_eq!(
            (section.title.as_str(), section.note.as_str()),
            ("Event: exception", "+50 ns, in the trace at 150 ns")
        );
        assert_eq!(texts(&section), ["exception.type=Oops", "dropped by the sender=2 attributes"]);
        assert_eq!(section.text, "at a\nat b");
    }

    #[test]
    fn a_link_leads_to_what_is_loaded() {
        let link = |target| {
            link_section(&LinkDetails {
                trace_id: "0a".to_owned(),
                span_id: "00".to_owned(),
                target,
                ..LinkDetails::default()
            })
        };
        assert_eq!((link(None).link, link(None).note.as_str()), (None, "its trace is not loaded"));
        let there = link(Some(spanlens::analysis::LinkTarget { trace: TraceHandle::default(), span: None }));
        assert_eq!(
            (there.link.clone(), texts(&there)),
            (Some(("0a".to_owned(), "00".to_owned())), vec!["trace id=0a".to_owned()])
        );
    }
}
