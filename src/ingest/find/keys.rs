//! Tells which format JSON is of, by its keys.

use super::{Found, MakeReader, look, skip_blank};
use crate::ingest::json::{Cursor, Kind, Parse, Stop, find_byte};
use crate::ingest::{
    app_insights, clickhouse, cloud_trace, jaeger_json, otlp_json, sdk_console, xray_json, zipkin_json,
};

/// The keys that tell a format which is read, wherever they are met, each with its reader.
const KEYS: [(&[&[u8]], MakeReader); 7] = [
    (
        &[
            b"resourceSpans",
            b"resource_spans",
            b"resourceLogs",
            b"resource_logs",
            b"resourceMetrics",
            b"resource_metrics",
            b"resourceProfiles",
            b"resource_profiles",
            b"batches",
            b"trace",
            b"scopeSpans",
            b"scope_spans",
            b"scopeLogs",
            b"scope_logs",
        ],
        otlp_json::reader,
    ),
    (&[b"spanID", b"operationName", b"processes", b"processID"], jaeger_json::reader),
    (&[b"localEndpoint", b"remoteEndpoint", b"binaryAnnotations"], zipkin_json::reader),
    (&[b"Traces", b"Segments", b"subsegments", b"in_progress"], xray_json::reader),
    (&[b"SpanContext"], sdk_console::reader),
    (
        &[
            b"baseType",
            b"baseData",
            b"itemType",
            b"operation_Id",
            b"operation_ParentId",
            b"cloud_RoleName",
            b"AppRoleName",
            b"AppRoleInstance",
        ],
        app_insights::reader,
    ),
    (&[b"ParentSpanId", b"SpanAttributes", b"LogAttributes"], clickhouse::json_reader),
];

/// Keys that tell a format if all of them are in one object.
const TOGETHER: [(&[&[u8]], MakeReader); 12] = [
    (&[b"traceId", b"id"], zipkin_json::reader),
    (&[b"trace_id", b"id", b"start_time"], xray_json::reader),
    (&[b"projectId", b"traceId"], cloud_trace::reader),
    (&[b"traceId", b"spans"], cloud_trace::reader),
    (&[b"spanId", b"labels"], cloud_trace::reader),
    (&[b"spanId", b"displayName"], cloud_trace::reader),
    (&[b"span_id", b"display_name"], cloud_trace::reader),
    (&[b"context", b"parent_id"], sdk_console::reader),
    (&[b"OperationId", b"ParentId"], app_insights::reader),
    (&[b"columns", b"rows"], app_insights::reader),
    (&[b"Columns", b"Rows"], app_insights::reader),
    (&[b"TraceId", b"SpanId", b"SpanName"], clickhouse::json_reader),
];

// Each of them has a bit of `Frame::seen`.
const _: () = {
    let (mut at, mut keys) = (0, 0);
    while at < TOGETHER.len() {
        keys += TOGETHER[at].0.len();
        at += 1;
    }
    assert!(keys <= u32::BITS as usize, "there are more keys than bits");
};

/// The reader of JSON that nothing tells apart, which then says what it misses.
pub(super) const ANY_JSON: MakeReader = otlp_json::reader;

/// The keys of objects and arrays that several formats lie in. They are looked into; others are skipped.
const WRAPPERS: [&[u8]; 10] =
    [b"data", b"traces", b"spans", b"result", b"results", b"hits", b"_source", b"tables", b"Tables", b"records"];

/// How many of them are looked into.
const MAX_WRAPPERS: usize = 8;

/// An array or object that is open.
#[derive(Debug, Clone, Copy)]
struct Frame {
    is_array: bool,
    first: bool,
    /// Whether it lies in a list of traces.
    in_traces: bool,
    /// Which keys of `TOGETHER` were met, a bit each.
    seen: u32,
}

impl Frame {
    /// Takes note of a key; the reader of the format, if the keys so far tell it together.
    fn see(&mut self, key: &[u8]) -> Option<MakeReader> {
        let mut shift = 0;
        for (keys, make) in TOGETHER {
            if let Some(at) = keys.iter().position(|&other| other == key) {
                self.seen |= 1 << (shift + at);
            }
            let all = (1 << keys.len()) - 1;
            if (self.seen >> shift) & all == all {
                return Some(make);
            }
            shift += keys.len();
        }
        None
    }
}

/// What the keys so far tell.
#[derive(Debug, Default)]
struct Keys {
    open: Vec<Frame>,
    /// What it is if nothing tells better.
    hint: Option<Found>,
}

/// Tells which format JSON is of. `complete` says that there will not be more of it.
pub(super) fn find_json(mut cursor: Cursor<'_>, complete: bool) -> Found {
    let mut keys = Keys::default();
    let found = keys.find(&mut cursor);
    let any = keys.hint.unwrap_or(Found::Reader(ANY_JSON));
    match found {
        Ok(Some(found)) => found,
        Ok(None) if complete => any,
        Ok(None) => Found::More,
        Err(Stop::Syntax { at, .. }) if at >= cursor.bytes.len() && !complete => Found::More,
        // What is malformed gets a better message from the reader, unless it is text in brackets before a document.
        Err(_) => find_in_lines(cursor.bytes, complete).unwrap_or(match complete {
            true if look::is_inspected(cursor.bytes) => Found::Unknown { looks_like: Some(look::INSPECTED) },
            true => any,
            false => Found::More,
        }),
    }
}

/// Tells which format the documents are of that stand behind text on their lines. `None` where nothing tells by now.
pub(super) fn find_in_lines(bytes: &[u8], complete: bool) -> Option<Found> {
    let mut rest = bytes;
    while !rest.is_empty() {
        let line_end = find_byte(rest, b'\n').map_or(rest.len(), |at| at + 1);
        let line = &rest[..line_end];
        let starts = line.windows(2).enumerate().filter(|(_, pair)| *pair == b"{\"").map(|(start, _)| start);
        // A brace alone on its line is the start of an object that is indented.
        let indented = (line.trim_ascii_end() == b"{").then_some(0);
        for start in indented.into_iter().chain(starts.take(MOST_STARTS)) {
            match Keys::default().find(&mut Cursor::new(&rest[start..])) {
                Ok(Some(found @ Found::Reader(_))) => return Some(found),
                Err(Stop::Syntax { at, .. }) if start + at >= rest.len() && !complete => return Some(Found::More),
                _ => {}
            }
        }
        rest = &rest[line_end..];
    }
    None
}

/// How many places on a line are looked at where a document may begin.
const MOST_STARTS: usize = 4;

impl Keys {
    /// Looks at the keys of documents, and of what lies in those that are around others, for one that tells the format.
    fn find(&mut self, cursor: &mut Cursor<'_>) -> Parse<Option<Found>> {
        loop {
            let Some(frame) = self.open.last().copied() else {
                skip_blank(cursor);
                match cursor.peek() {
                    None => return Ok(None),
                    Some(_) => self.enter(cursor, false)?,
                }
                continue;
            };
            if let Some(innermost) = self.open.last_mut() {
                innermost.first = false;
            }
            if frame.is_array {
                if cursor.next_item(frame.first, b']', "a comma or the end of a list")? {
                    self.enter(cursor, frame.in_traces)?;
                } else {
                    self.open.pop();
                }
                continue;
            }
            let Some(key) = cursor.next_key(frame.first)? else {
                self.open.pop();
                continue;
            };
            if let Some(found) = self.verdict(key.bytes) {
                return Ok(Some(found));
            }
            if WRAPPERS.contains(&key.bytes) {
                self.enter(cursor, key.bytes == b"traces")?;
            } else if is_embedded(cursor)? {
                return Ok(Some(Found::Reader(otlp_json::reader)));
            }
        }
    }

    /// Opens an array or object, or skips what else a value is.
    fn enter(&mut self, cursor: &mut Cursor<'_>, in_traces: bool) -> Parse<()> {
        let is_array = match cursor.kind()? {
            _ if self.open.len() == MAX_WRAPPERS => return cursor.skip_value(),
            Kind::Array => true,
            Kind::Object => false,
            _ => return cursor.skip_value(),
        };
        cursor.at += 1;
        self.open.push(Frame { is_array, first: true, in_traces, seen: 0 });
        Ok(())
    }

    /// What a key of the innermost object tells.
    fn verdict(&mut self, key: &[u8]) -> Option<Found> {
        if let Some(&(_, make)) = KEYS.iter().find(|(keys, _)| keys.contains(&key)) {
            return Some(Found::Reader(make));
        }
        let frame = self.open.last_mut()?;
        if let Some(make) = frame.see(key) {
            return Some(Found::Reader(make));
        }
        let looks_like = match key {
            b"traceID" if !frame.in_traces => return Some(Found::Reader(jaeger_json::reader)),
            b"rootServiceName" | b"rootTraceName" | b"spanSet" | b"spanSets" => "a list of Tempo's search results",
            b"traceId" if frame.in_traces => return Some(Found::Reader(cloud_trace::reader)),
            b"traceEvents" => "a Chrome trace",
            b"segmentId" => "SkyWalking",
            b"data" => {
                self.hint.get_or_insert(Found::Reader(jaeger_json::reader));
                return None;
            }
            b"traces" => {
                let looks_like = Some("Google Cloud Trace or a list of Tempo's search results");
                self.hint.get_or_insert(Found::Unknown { looks_like });
                return None;
            }
            _ => return None,
        };
        Some(Found::Unknown { looks_like: Some(looks_like) })
    }
}

/// Skips a value. Whether it is a text with documents in it.
fn is_embedded(cursor: &mut Cursor<'_>) -> Parse<bool> {
    match cursor.kind()? {
        Kind::Null => cursor.take_null().map(|_| false),
        Kind::String => {
            let text = cursor.string()?;
            Ok(text.escaped && otlp_json::embedded::is_in(text.bytes))
        }
        _ => cursor.skip_value().map(|()| false),
    }
}
