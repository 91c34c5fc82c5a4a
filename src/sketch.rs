//! Sketches: traces drawn as text, for tests and examples.
//!
//! A line is a span: its service, its name, its start and end in milliseconds, and the marks below. Its parent is the nearest line above
//! that is indented less. An empty line starts another trace. (The first line of a string literal shows no indentation: a trace with two
//! roots starts with a line break.)
//!
//! ```text
//! shop GET /cart     0..120   @server http.response.status_code=500 !
//!   cart get        20..110   @server !"cart is locked"
//!     redis GET     25..105   @client db.system.name=redis
//! ```
//!
//! | mark | meaning |
//! |---|---|
//! | `!`, `!"message"` | the status is ERROR, with a message |
//! | `ok` | the status is OK |
//! | `@kind` | the span kind: `@client`, `@server`, … |
//! | `key=value` | an attribute; `true`, `12` and `1.5` are typed, `"a b"` and anything else is a string |
//! | `^name` | an event at the start of the span |
//! | `~"text"`, `~"warn: text"` | a log at the start of the span, with a severity |
//! | `->2/7` | a link to span 7 of trace 2 |
//! | `?` | the span names a parent that is not there |
//! | `20..` | the span is unfinished |

use crate::error::{ErrorKind, Result};
use crate::store::{
    EventDraft, LinkDraft, LogDraft, RawValue, ResourceDraft, ScopeDraft, ScopeRow, SpanDraft, Store, StoreBuilder,
};
use crate::units::{Severity, SpanId, SpanKind, StatusCode, TraceId};

/// The time of `0` in a sketch, in nanoseconds since the Unix epoch.
pub const ORIGIN_NS: u64 = 1_700_000_000_000_000_000;

/// Draws a store. Spans get the ids 1, 2, 3, … in the order of their lines, traces likewise.
///
/// # Errors
///
/// `Malformed`, with the offset of the line that cannot be read.
///
/// # Example
///
/// ```
/// use spanlens::sketch::sketch;
///
/// let store = sketch(
///     "shop GET /   0..100
///        cart get  20..90 !
///
///      shop GET /   5..10",
/// )?;
/// assert_eq!((store.counts().traces, store.counts().errors), (2, 1));
/// # Ok::<(), spanlens::error::Error>(())
/// ```
pub fn sketch(text: &str) -> Result<Store> {
    let mut builder = StoreBuilder::new();
    sketch_into(&mut builder, text, "default", 0)?;
    Ok(builder.seal())
}

/// Draws spans into a group of a builder. Ids start after `first_id`.
///
/// # Errors
///
/// As [`sketch`].
pub fn sketch_into(builder: &mut StoreBuilder, text: &str, group: &str, first_id: u64) -> Result<()> {
    let source = builder.add_source("sketch", group);
    let (mut trace, mut id, mut offset) = (first_id + 1, first_id, 0);
    // Indentation and id of the ancestors of the line.
    let mut open: Vec<(usize, u64)> = Vec::new();
    for line in text.split('\n') {
        if line.trim().is_empty() {
            trace += u64::from(!open.is_empty());
            open.clear();
        } else {
            let indent = line.len() - line.trim_start().len();
            open.retain(|&(other, _)| other < indent);
            id += 1;
            let parent = open.last().map_or(0, |&(_, parent)| parent);
            let (draft, scope) = read_line(builder, line, (trace, id, parent))
                .map_err(|reason| reason.unwrap_or_else(|| malformed(offset, line)))?;
            builder.push(&draft, scope, source)?;
            for log in logs_of(builder, line, &draft)? {
                builder.push_log(&log, scope, source)?;
            }
            open.push((indent, id));
        }
        offset += line.len() + 1;
    }
    Ok(())
}

fn malformed(offset: usize, line: &str) -> crate::error::Error {
    let expected = "a span as `service name from..to marks`";
    ErrorKind::Malformed { offset: offset as u64, expected, found: line.trim().to_owned() }.into()
}

/// `None` as an error means that the line makes no sense.
type Read<T> = std::result::Result<T, Option<crate::error::Error>>;

fn read_line(
    builder: &mut StoreBuilder,
    line: &str,
    (trace, id, parent): (u64, u64, u64),
) -> Read<(SpanDraft, ScopeRow)> {
    let words = split_words(line);
    let range = words.iter().position(|word| read_range(word).is_some()).ok_or(None)?;
    let (&[service, ref name @ ..], [range, marks @ ..]) = (words.split_at(range).0, words.split_at(range).1) else {
        return Err(None);
    };
    let (start_ns, end_ns) = read_range(range).ok_or(None)?;
    let mut draft = SpanDraft {
        trace_id: TraceId(u128::from(trace).to_be_bytes()),
        span_id: SpanId(id),
        parent_id: SpanId(parent),
        name: builder.intern(&name.join(" ")).map_err(Some)?,
        start_ns,
        end_ns,
        ..SpanDraft::default()
    };
    marks.iter().try_for_each(|mark| read_mark(builder, mark, &mut draft))?;
    let scope = scope_of(builder, service).map_err(Some)?;
    Ok((draft, scope))
}

fn read_mark(builder: &mut StoreBuilder, mark: &str, draft: &mut SpanDraft) -> Read<()> {
    let mut intern = |text: &str| builder.intern(text).map_err(Some);
    if let Some(message) = mark.strip_prefix('!') {
        draft.status = StatusCode::Error;
        draft.status_message = intern(message.trim_matches('"'))?;
    } else if mark == "ok" {
        draft.status = StatusCode::Ok;
    } else if mark == "?" {
        draft.parent_id = SpanId(u64::MAX);
    } else if let Some(kind) = mark.strip_prefix('@') {
        let named = |of: &SpanKind| format!("{of:?}").eq_ignore_ascii_case(kind);
        draft.kind = SpanKind::ALL.into_iter().find(named).ok_or(None)?;
    } else if let Some(link) = mark.strip_prefix("->") {
        let (trace, span) = link.split_once('/').ok_or(None)?;
        let (trace, span) = (trace.parse::<u64>().map_err(|_| None)?, span.parse().map_err(|_| None)?);
        let trace_id = TraceId(u128::from(trace).to_be_bytes());
        draft.links.push(LinkDraft { trace_id, span_id: SpanId(span), ..LinkDraft::default() });
    } else if mark.starts_with("~\"") {
        // A log comes by itself.
    } else if let Some(name) = mark.strip_prefix('^') {
        let name = intern(name)?;
        draft.events.push(EventDraft { time_ns: draft.start_ns, name, ..EventDraft::default() });
    } else {
        let (key, value) = mark.split_once('=').ok_or(None)?;
        let key = intern(key)?;
        let value = match (value.parse(), value.parse(), value.parse()) {
            (Ok(value), ..) => RawValue::bool(value),
            (_, Ok(value), _) => RawValue::int(value),
            (.., Ok(value)) => RawValue::double(value),
            _ => RawValue::string(intern(value.trim_matches('"'))?),
        };
        draft.attributes.push(builder.intern_pair(key, value).map_err(Some)?);
    }
    Ok(())
}

/// The logs that a line draws of its span.
fn logs_of(builder: &mut StoreBuilder, line: &str, span: &SpanDraft) -> Result<Vec<LogDraft>> {
    let texts = split_words(line).into_iter().filter_map(|mark| Some(mark.strip_prefix("~\"")?.trim_end_matches('"')));
    let draft = |text: &str| {
        let level = text.split_once(": ").and_then(|(word, rest)| Some((Severity::from_word(word)?, rest)));
        let (severity, text) = level.unwrap_or((Severity::NONE, text));
        let body = RawValue::string(builder.intern(text)?);
        let &SpanDraft { trace_id, span_id, start_ns: time_ns, .. } = span;
        Ok(LogDraft { trace_id, span_id, time_ns, severity, body, ..LogDraft::default() })
    };
    texts.map(draft).collect()
}

fn scope_of(builder: &mut StoreBuilder, service: &str) -> Result<ScopeRow> {
    let key = builder.intern("service.name")?;
    let service = RawValue::string(builder.intern(service)?);
    let attributes = vec![builder.intern_pair(key, service)?];
    let resource = builder.intern_resource(&mut ResourceDraft { attributes, ..ResourceDraft::default() })?;
    builder.intern_scope(resource, &mut ScopeDraft::default())
}

/// Splits at spaces that are outside double quotes.
fn split_words(line: &str) -> Vec<&str> {
    let mut quoted = false;
    line.split(|c: char| {
        quoted ^= c == '"';
        c.is_whitespace() && !quoted
    })
    .filter(|word| !word.is_empty())
    .collect()
}

fn read_range(word: &str) -> Option<(u64, u64)> {
    let (from, to) = word.split_once("..")?;
    let end_ns = if to.is_empty() { 0 } else { ORIGIN_NS.checked_add_signed(ns_from_ms(to)?)? };
    Some((ORIGIN_NS.checked_add_signed(ns_from_ms(from)?)?, end_ns))
}

/// Reads milliseconds with up to six decimals, exactly.
fn ns_from_ms(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = format!("{fraction:0<6}");
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.len() > 6 || !is_number(&fraction) || !is_number(whole) {
        return None;
    }
    Some(sign * (whole.parse::<i64>().ok()?.checked_mul(1_000_000)? + fraction.parse::<i64>().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{SpanRow, Value};

    #[test]
    fn a_line_is_a_span_with_its_marks() {
        let store = sketch("a GET /x y 1.5..20 @client !\"no luck\" n=12 f=1.5 b=true s=\"x y\" ^retry").unwrap();
        let (spans, row) = (store.spans(), SpanRow(0));
        assert_eq!(store.text(store.service(row)), "a");
        assert_eq!(store.text(spans.name(row)), "GET /x y");
        assert_eq!((spans.start_ns(row) - ORIGIN_NS, spans.duration_ns(row)), (1_500_000, 18_500_000));
        assert_eq!((spans.kind(row), spans.status(row)), (SpanKind::Client, StatusCode::Error));
        assert_eq!(store.text(spans.status_message(row)), "no luck");
        let values: Vec<Value> = store.attributes(row).iter().map(|&pair| store.value(pair)).collect();
        assert_eq!(values, [Value::Int(12), Value::Double(1.5), Value::Bool(true), Value::String("x y")]);
        assert_eq!(store.text(store.events().value(0).name), "retry");
    }

    #[test]
    fn an_arrow_is_a_link() {
        let store = sketch("a x 0..1\n\n b y 2..3 @consumer ->1/1").unwrap();
        let link = store.links().value(0);
        assert_eq!((link.trace_id, link.span_id), (store.traces().id(store.spans().trace(SpanRow(0))), SpanId(1)));
    }

    #[test]
    fn indentation_makes_children() {
        let store = sketch(
            "a root 0..9
               b first 1..5
                 c leaf 2..3
               d second 6..7
               ",
        )
        .unwrap();
        let parents: Vec<Option<u32>> = (0..4).map(|row| store.parent(SpanRow(row)).map(|row| row.0)).collect();
        assert_eq!(parents, [None, Some(0), Some(1), Some(0)]);
    }

    #[test]
    fn a_line_without_sense_is_an_error_with_its_offset() {
        for (text, offset) in [("a b", 0), ("a b 1..2 nonsense", 0), ("a b 1..2\n\nx 0..y", 10), ("1..2", 0)] {
            assert_eq!(sketch(text).unwrap_err().offset(), Some(offset), "{text}");
        }
    }
}
