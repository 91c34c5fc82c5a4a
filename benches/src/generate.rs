//! The file that everything is measured on: OTLP JSON of any size, the same bytes on every machine.
//!
//! It has the shape of what the collector's file exporter writes for a small web shop, and the sizes that real files have: ten
//! spans a trace, fifteen attributes a span, about 1,314 bytes a span, and about 1.1 strings a span that were not there before
//! (an address with an id for each span, a session for each trace). One trace in fifty fails, with an exception event.

use std::io::{self, Write};

use crate::random::Random;

/// How the text is put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A document a line, as the collector writes.
    Lines,
    /// One document.
    Object,
}

/// The spans of a trace.
pub const SPANS_PER_TRACE: u32 = 10;
/// The attributes of a span, resource and scope not counted.
pub const ATTRIBUTES_PER_SPAN: usize = ATTRIBUTES.len();
/// The traces that come together, as the collector batches them: grouped by service.
const TRACES_PER_BATCH: u32 = 50;
/// 2026-03-17T14:00:00Z.
const EPOCH_NS: u64 = 1_773_756_000_000_000_000;

pub(crate) const SERVICES: [&str; 4] = ["frontend", "cart", "productcatalog", "currency"];

/// One of the spans that every trace has. Its time is given in thousandths of the trace's.
pub(crate) struct Step {
    parent: Option<u64>,
    pub(crate) service: usize,
    name: &'static str,
    kind: u8,
    pub(crate) from: u64,
    pub(crate) to: u64,
}

const fn step(
    (parent, service): (Option<u64>, usize),
    (name, kind): (&'static str, u8),
    (from, to): (u64, u64),
) -> Step {
    Step { parent, service, name, kind, from, to }
}

const INTERNAL: u8 = 1;
const SERVER: u8 = 2;
const CLIENT: u8 = 3;

pub(crate) const STEPS: [Step; SPANS_PER_TRACE as usize] = [
    step((None, 0), ("GET /product", SERVER), (0, 1000)),
    step((Some(0), 0), ("oteldemo.CartService/GetCart", CLIENT), (20, 310)),
    step((Some(1), 1), ("oteldemo.CartService/GetCart", SERVER), (40, 290)),
    step((Some(2), 1), ("HGETALL", CLIENT), (60, 270)),
    step((Some(0), 0), ("oteldemo.ProductCatalogService/GetProduct", CLIENT), (320, 790)),
    step((Some(4), 2), ("oteldemo.ProductCatalogService/GetProduct", SERVER), (350, 760)),
    step((Some(5), 2), ("SELECT catalog.products", CLIENT), (380, 740)),
    step((Some(0), 0), ("oteldemo.CurrencyService/Convert", CLIENT), (800, 960)),
    step((Some(7), 3), ("oteldemo.CurrencyService/Convert", SERVER), (820, 940)),
    step((Some(8), 3), ("convert", INTERNAL), (830, 930)),
];

/// The steps that fail where a trace fails: the origin and those above it.
const FAILING: [usize; 4] = [6, 5, 4, 0];

/// What an attribute's value is made from.
enum Content {
    /// One of a few texts, as JSON has them: with their escapes.
    Text(&'static [&'static str]),
    /// A text of the span's own.
    Address,
    /// A text of the trace's own.
    Session,
    Int(u64),
    Hundredths(u64),
    Bool,
}

const ATTRIBUTES: [(&str, Content); 15] = [
    ("http.request.method", Content::Text(&["GET", "GET", "GET", "POST", "PUT"])),
    ("http.route", Content::Text(&["/api/v1/products/{productId}", "/api/v1/cart", "/api/v1/checkout", "/"])),
    ("http.response.status_code", Content::Int(5)),
    ("url.full", Content::Address),
    ("server.address", Content::Text(&["frontend-proxy", "productcatalog"])),
    ("server.port", Content::Int(8)),
    ("network.protocol.version", Content::Text(&["1.1", "2"])),
    (
        "user_agent.original",
        Content::Text(&[
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0",
            "python-requests/2.32.3",
            "grpc-go/1.69.2",
        ]),
    ),
    ("http.request.body.size", Content::Int(4096)),
    (
        "db.query.text",
        Content::Text(&[
            r#"SELECT id, name, price FROM \"products\" WHERE id = $1 ORDER BY name"#,
            r#"SELECT * FROM \"orders\" WHERE customer_id = $1"#,
            "HGETALL cart:$1",
        ]),
    ),
    ("session.id", Content::Session),
    ("app.cache.hit", Content::Bool),
    ("app.cart.total", Content::Hundredths(10_000)),
    ("thread.name", Content::Text(&["http-exec-1", "http-exec-2", "grpc-executor-7"])),
    ("cloud.availability_zone", Content::Text(&["eu-central-1a", "eu-central-1b", "eu-central-1c"])),
];

/// What the spans of a trace have in common.
pub(crate) struct Trace {
    number: u64,
    pub(crate) start_ns: u64,
    pub(crate) duration_ns: u64,
    fails: bool,
}

impl Trace {
    /// Traces start a few milliseconds after each other and take from 1 ms to half a second.
    fn new(number: u64) -> Self {
        let mut random = Random(number.wrapping_mul(0x5851_f42d_4c95_7f2d));
        let scale_ns = 1_000_000 << random.below(9);
        Self {
            number,
            start_ns: EPOCH_NS + number * 3_000_000 + random.below(3_000_000),
            duration_ns: scale_ns + random.below(scale_ns),
            fails: random.below(50) == 0,
        }
    }

    pub(crate) fn span_id(&self, step: u64) -> u64 {
        Random(self.number * 16 + step).bits() | 1
    }

    /// The trace id as it is written.
    pub(crate) fn id(&self) -> String {
        format!("{:032x}", u128::from(Random(self.number).bits()) << 64 | 1)
    }
}

/// Writes `spans` spans, rounded up to whole traces. Never holds more than a batch.
///
/// # Errors
///
/// Those of `out`.
pub fn generate(spans: u32, layout: Layout, out: &mut impl Write) -> io::Result<()> {
    let (before, between, after) = match layout {
        Layout::Lines => (r#"{"resourceSpans":["#, "]}\n{\"resourceSpans\":[", "]}\n"),
        Layout::Object => (r#"{"resourceSpans":["#, ",", "]}\n"),
    };
    let mut batch = Vec::new();
    for (traces, at) in batches(spans).zip(0..) {
        out.write_all(if at == 0 { before } else { between }.as_bytes())?;
        batch.clear();
        write_batch(&traces, &mut batch)?;
        out.write_all(&batch)?;
    }
    out.write_all(after.as_bytes())
}

/// The traces of so many spans, as they come together.
pub(crate) fn batches(spans: u32) -> impl Iterator<Item = Vec<Trace>> {
    let traces = spans.div_ceil(SPANS_PER_TRACE);
    let batch =
        move |first: u32| (first..traces.min(first + TRACES_PER_BATCH)).map(|at| Trace::new(at.into())).collect();
    (0..traces).step_by(TRACES_PER_BATCH as usize).map(batch)
}

pub(crate) fn write_batch(traces: &[Trace], out: &mut Vec<u8>) -> io::Result<()> {
    for (service, name) in SERVICES.iter().enumerate() {
        write!(
            out,
            r#"{comma}{{"resource":{{"attributes":[{{"key":"service.name","value":{{"stringValue":"{name}"}}}},{{"key":"service.version","value":{{"stringValue":"2.1.{service}"}}}},{{"key":"host.name","value":{{"stringValue":"{name}-7d4b9c-x2x{service}"}}}},{{"key":"process.pid","value":{{"intValue":"{service}"}}}}]}},"scopeSpans":[{{"scope":{{"name":"io.opentelemetry.{name}","version":"1.4.0"}},"spans":["#,
            comma = if service == 0 { "" } else { "," },
        )?;
        let steps = || STEPS.iter().enumerate().filter(|(_, step)| step.service == service);
        let mut comma = "";
        for (trace, (at, step)) in traces.iter().flat_map(|trace| steps().map(move |step| (trace, step))) {
            out.extend_from_slice(comma.as_bytes());
            write_span(trace, at, step, out)?;
            comma = ",";
        }
        out.extend_from_slice(b"]}]}");
    }
    Ok(())
}

fn write_span(trace: &Trace, at: usize, step: &Step, out: &mut Vec<u8>) -> io::Result<()> {
    let id = trace.span_id(at as u64);
    write!(out, r#"{{"traceId":"{}","spanId":"{id:016x}","#, trace.id())?;
    match step.parent {
        Some(parent) => write!(out, r#""parentSpanId":"{:016x}","#, trace.span_id(parent))?,
        None => write!(out, r#""parentSpanId":"","#)?,
    }
    let time_ns = |thousandths: u64| trace.start_ns + trace.duration_ns / 1000 * thousandths;
    write!(
        out,
        r#""flags":257,"name":"{}","kind":{},"startTimeUnixNano":"{}","endTimeUnixNano":"{}","attributes":["#,
        step.name,
        step.kind,
        time_ns(step.from),
        time_ns(step.to),
    )?;
    let mut random = Random(id);
    let mut comma = "";
    for (key, content) in &ATTRIBUTES {
        write!(out, r#"{comma}{{"key":"{key}","value":{{"#)?;
        write_value(content, trace, &mut random, out)?;
        out.extend_from_slice(b"}}");
        comma = ",";
    }
    let origin = trace.fails && at == FAILING[0];
    if origin {
        write!(
            out,
            r#"],"events":[{{"timeUnixNano":"{}","name":"exception","attributes":[{{"key":"exception.type","value":{{"stringValue":"java.sql.SQLTransientConnectionException"}}}},{{"key":"exception.message","value":{{"stringValue":"connection 10.4.0.{} timed out after {} ms"}}}}]}}"#,
            time_ns(step.to),
            random.below(32),
            trace.duration_ns / 1_000_000,
        )?;
    }
    let status = match (origin, trace.fails && FAILING.contains(&at)) {
        (true, _) => r#"{"message":"connection timed out","code":2}"#,
        (false, true) => r#"{"code":2}"#,
        (false, false) => "{}",
    };
    write!(out, r#"],"status":{status}}}"#)
}

fn write_value(content: &Content, trace: &Trace, random: &mut Random, out: &mut Vec<u8>) -> io::Result<()> {
    let bits = random.bits();
    match content {
        Content::Text(texts) => {
            let count = texts.len() as u64;
            let text = texts.iter().zip(0..).find(|&(_, at)| at == bits % count).map_or("", |(text, _)| text);
            write!(out, r#""stringValue":"{text}""#)
        }
        Content::Address => write!(out, r#""stringValue":"https://shop.example.com/products/{bits:016x}""#),
        Content::Session => write!(out, r#""stringValue":"sess-{:016x}""#, Random(trace.number + 7).bits()),
        Content::Int(bound) => write!(out, r#""intValue":"{}""#, bits % bound),
        Content::Hundredths(bound) => {
            write!(out, r#""doubleValue":{}.{:02}"#, bits % bound / 100, bits % 100)
        }
        Content::Bool => write!(out, r#""boolValue":{}"#, bits.is_multiple_of(2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contender::Contender;
    use crate::input::Input;
    use crate::peers::columns;

    fn text(spans: u32, layout: Layout) -> Vec<u8> {
        let mut text = Vec::new();
        generate(spans, layout, &mut text).unwrap();
        text
    }

    #[test]
    fn a_span_has_the_size_of_a_real_one() {
        let bytes_per_span = text(7_620, Layout::Lines).len() / 7_620;
        assert!((1_309..1_319).contains(&bytes_per_span), "{bytes_per_span}");
    }

    #[test]
    fn every_contender_reads_every_span_of_both_layouts() {
        for layout in [Layout::Lines, Layout::Object] {
            for contender in Contender::ALL.into_iter().filter(|contender| contender.input == Input::Lines) {
                let decoded = contender.decode(&text(1_230, layout)).unwrap();
                assert_eq!(decoded.spans(), 1_230, "{contender:?} {layout:?}");
            }
        }
    }

    #[test]
    fn strings_are_as_new_as_in_real_files() {
        let columns = columns::decode(&text(10_000, Layout::Lines)).unwrap();
        let new_per_hundred = columns.distinct_strings() / 100;
        assert!((109..113).contains(&new_per_hundred), "{new_per_hundred}");
    }
}
