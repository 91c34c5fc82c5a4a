//! The same traces written in every format give equal stores, up to what a format cannot carry: `docs/ARCHITECTURE.md` has a table of that.

mod clickhouse;
mod cloud_trace;
mod console;
mod jaeger;
mod model;
mod otlp;
mod xray;
mod zipkin;

use proptest::collection::vec;
use proptest::prelude::*;

use super::dump::{self, SpanText};
use super::read;
use model::{Attributes, Span, spans, with_text};

/// The spans that a text in some format comes to.
fn read_spans(text: &str) -> Vec<SpanText> {
    read_bytes(text.as_bytes())
}

/// The spans that bytes in some format come to.
fn read_bytes(bytes: &[u8]) -> Vec<SpanText> {
    let (store, report) = read([bytes]);
    let text = String::from_utf8_lossy(bytes);
    assert_eq!((&report.fault, report.findings.as_slice()), (&None, &[][..]), "{text}");
    let mut spans = dump::spans(&store);
    for span in &mut spans {
        span.attributes.sort();
    }
    spans.sort();
    spans
}

/// What links say in Jaeger beside where they lead to.
fn without_reference_types(mut spans: Vec<SpanText>) -> Vec<SpanText> {
    for (_, attributes) in spans.iter_mut().flat_map(|span| &mut span.nested) {
        attributes.retain(|attribute| !attribute.starts_with("opentracing.ref_type"));
    }
    spans
}

/// Spans as Zipkin can carry them: attributes are text, but for those of events.
fn as_text(spans: &[Span]) -> Vec<Span> {
    let as_text = |attributes: &Attributes| with_text(attributes, |_| true);
    let text =
        |span: &Span| Span { attributes: as_text(&span.attributes), resource: as_text(&span.resource), ..span.clone() };
    spans.iter().map(text).collect()
}

proptest! {
    #[test]
    fn jaeger_says_what_otlp_says(spans in spans(), shape in 0..5_usize) {
        // Links to spans of other traces only, so that none is taken for a parent.
        let text = jaeger::write(&spans, shape);
        let expected = read_spans(&otlp::write(&spans));
        prop_assert_eq!(without_reference_types(read_spans(&text)), expected, "{}", text);
    }

    #[test]
    fn zipkin_says_what_otlp_says(spans in spans(), shape in 0..3_usize, events in 0..3_usize, old in any::<bool>()) {
        let spans = as_text(&spans);
        let text = if old { zipkin::write_v1(&spans, shape, events) } else { zipkin::write(&spans, shape, events) };
        let expected = read_spans(&otlp::write(&spans));
        prop_assert_eq!(read_spans(&text), expected, "{}", text);
    }

    #[test]
    fn cloud_trace_says_what_otlp_says(spans in spans(), as_list in any::<bool>()) {
        let text = cloud_trace::write(&spans);
        let expected = read_spans(&otlp::write(&cloud_trace::carried(&spans)));
        prop_assert_eq!(read_spans(&text), expected, "{}", text);
        let text = cloud_trace::write_v1(&spans, as_list);
        let expected = read_spans(&otlp::write(&cloud_trace::carried_by_v1(&spans)));
        prop_assert_eq!(read_spans(&text), expected, "{}", text);
    }

    #[test]
    fn xray_says_what_otlp_says(spans in spans(), shape in 0..3_usize, nested in any::<bool>()) {
        let text = xray::write(&spans, shape, nested);
        let text = if text.is_empty() { otlp::write(&[]) } else { text };
        let expected = read_spans(&otlp::write(&xray::carried(&spans)));
        prop_assert_eq!(read_spans(&text), expected, "{}", text);
    }

    #[test]
    fn consoles_say_what_otlp_says(spans in spans(), shape in 0..3_usize, size in 1..400_usize) {
        let plain = console::as_python(&spans);
        for (text, spans) in [(console::write_python(&plain, shape), &plain), (console::write_go(&spans, shape), &spans)] {
            let expected = read_spans(&otlp::write(spans));
            prop_assert_eq!(read_spans(&text), expected, "{}", text);
            prop_assert_eq!(read(text.as_bytes().chunks(size)).1, read([text.as_bytes()]).1, "{}", text);
        }
    }

    #[test]
    fn clickhouse_says_what_otlp_says(spans in spans(), shape in 0..4_usize, rows in 1..4_usize, size in 1..400_usize) {
        let bytes = clickhouse::write(&spans, shape, rows);
        let expected = read_spans(&otlp::write(&clickhouse::carried(&spans, shape)));
        prop_assert_eq!(read_bytes(&bytes), expected.clone(), "{:?}", bytes);
        prop_assert_eq!(read(bytes.chunks(size)).1, read([bytes.as_slice()]).1);
        let text = clickhouse::write_json(&spans, shape, rows == 1);
        prop_assert_eq!(read_spans(&text), expected, "{}", text);
    }

    #[test]
    fn formats_may_lie_in_one_store(parts in vec(spans(), 3)) {
        let texts = [otlp::write(&parts[0]), jaeger::write(&parts[1], 0), zipkin::write(&parts[2], 0, 0)];
        let mut builder = spanlens::store::StoreBuilder::new();
        let mut readers = texts.each_ref().map(|_| spanlens::ingest::FileReader::new(builder.add_source("file", "default")));
        let longest = texts.iter().map(String::len).max().unwrap_or_default();
        for at in (0..longest).step_by(50) {
            for (reader, text) in readers.iter_mut().zip(&texts) {
                let piece = text.as_bytes().get(at..).unwrap_or_default();
                reader.push(&mut builder, &piece[..piece.len().min(50)]).unwrap();
            }
        }
        for (reader, spans) in readers.into_iter().zip(&parts) {
            prop_assert_eq!(reader.finish(&mut builder).spans, spans.len() as u64);
        }
        let sealed = builder.seal();
        spanlens::store::check(&sealed).unwrap();
    }
}
