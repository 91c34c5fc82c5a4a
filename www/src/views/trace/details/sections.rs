//! What is known of a span, put in order: sections of facts, to be shown one like the other.

use spanlens::analysis::{Attribute, LinkDetails, LinkSource, LinkedFrom, ModelCall, SpanDetails};
use spanlens::filter::{Field, Intrinsic, Scope};

use super::event_section::{event_section, exception_section};
use super::facts::{Fact, Section, attribute_fact, dropped_fact, plain, word};
use crate::format::{self, Precision, Zone};

/// All that is known of a span of a trace that starts at a time. Facts that are not there are left out.
pub(super) fn sections(details: &SpanDetails, origin_ns: u64, zone: Zone, oddities: &[&str]) -> Vec<Section> {
    let mut sections = vec![
        Section { facts: span_facts(details, origin_ns, zone, oddities), ..Section::default() },
        exception_section(details.exception.as_ref()),
    ];
    sections.extend(details.model_call.iter().flat_map(model_sections));
    sections.push(attribute_section("Attributes", &details.attributes, Scope::Span, details.dropped_attributes));
    sections.extend(
        (0..).zip(&details.events).map(|(number, event)| Section {
            event: Some(number),
            ..event_section(event, details.start_ns, origin_ns)
        }),
    );
    sections.push(more_events(details));
    sections.push(dropped_section(details.dropped_events, "event", "events"));
    sections.extend(details.links.iter().map(link_section));
    sections.push(dropped_section(details.dropped_links, "link", "links"));
    sections.extend(details.linked_from.spans.iter().map(source_section));
    sections.push(more_sources(&details.linked_from));
    let resource = &details.resource;
    let mut of_resource =
        attribute_section("Resource", &resource.attributes, Scope::Resource, resource.dropped_attributes);
    of_resource.facts.extend(plain("schema URL", &resource.schema_url));
    sections.push(of_resource);
    sections.push(scope_section(details));
    let is_empty = |section: &Section| {
        section.facts.is_empty() && section.note.is_empty() && section.said.is_empty() && section.stack.is_empty()
    };
    sections.retain(|section| !is_empty(section));
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

/// A span that has a link to this one.
fn source_section(source: &LinkSource) -> Section {
    let facts = [
        word("service", &source.service, Field::Attribute(Scope::Resource, "service.name".to_owned())),
        word("name", &source.name, Field::Intrinsic(Intrinsic::Name)),
        plain("trace id", id(&source.trace_id)),
        plain("span id", id(&source.span_id)),
    ];
    Section {
        title: "Linked from".to_owned(),
        facts: facts.into_iter().flatten().collect(),
        link: Some((source.trace_id.clone(), source.span_id.clone())),
        ..Section::default()
    }
}

/// That more spans have links to this one than are told.
fn more_sources(LinkedFrom { total, spans }: &LinkedFrom) -> Section {
    let more = total.saturating_sub(u32::try_from(spans.len()).unwrap_or(u32::MAX));
    let note = format!("{} to this one", format::counted(more, "more span has a link", "more spans have links"));
    Section { note: if more == 0 { String::new() } else { note }, ..Section::default() }
}

/// A call of a language model, and each of its messages.
fn model_sections(call: &ModelCall) -> Vec<Section> {
    let tokens = |count: Option<u64>| count.map(format::count).unwrap_or_default();
    let facts = [
        plain("model", &call.model),
        plain("provider", &call.provider),
        plain("operation", &call.operation),
        plain("tokens in", &tokens(call.input_tokens)),
        plain("tokens out", &tokens(call.output_tokens)),
    ];
    let call_section = Section {
        title: "Call of a language model".to_owned(),
        facts: facts.into_iter().flatten().collect(),
        ..Section::default()
    };
    let message = |message: &spanlens::analysis::ModelMessage| Section {
        title: if message.role.is_empty() { "Message".to_owned() } else { format!("Message: {}", message.role) },
        said: message.text.clone(),
        ..Section::default()
    };
    std::iter::once(call_section).chain(call.messages.iter().map(message)).collect()
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

/// That there are more events and logs than are told.
fn more_events(details: &SpanDetails) -> Section {
    let more = details.event_count.saturating_sub(u32::try_from(details.events.len()).unwrap_or(u32::MAX));
    let note = format!("{} more in the list of the trace", format::counted(more, "event or log", "events and logs"));
    Section { note: if more == 0 { String::new() } else { note }, ..Section::default() }
}

fn dropped_section(dropped: u32, one: &str, many: &str) -> Section {
    let note = format!("{} dropped by the sender", format::counted(dropped, one, many));
    Section { note: if dropped == 0 { String::new() } else { note }, ..Section::default() }
}

/// An id, or nothing where it is all zero.
fn id(text: &str) -> &str {
    if text.bytes().all(|digit| digit == b'0') { "" } else { text }
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::{AttributeValue, span_details};
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
        let details = span_details(&store, SpanRow(1), None).unwrap();
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
