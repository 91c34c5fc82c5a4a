//! Spans of both versions, field by field.

use super::Record;
use super::ids::EitherId;
use super::keys::{SpanKey, StatusKey};
use crate::ingest::ids::{hex_span_id, hex_trace_id};
use crate::ingest::json::{Kind, Parse, parse_int};
use crate::ingest::record::ReadValue;
use crate::ingest::report::Reason;
use crate::store::{PairRow, SpanDraft, Sym};
use crate::units::{SpanId, SpanKind, StatusCode};

/// A span while it is read. Reused so that nothing is allocated.
#[derive(Debug, Default)]
pub(super) struct Span {
    pub(super) draft: SpanDraft,
    pub(super) resource: Vec<PairRow>,
    /// What it says of its service, the surest first.
    pub(super) services: [Sym; 5],
    pub(super) project: Sym,
    pub(super) id: EitherId,
    pub(super) parent: EitherId,
    /// The id in its full name.
    pub(super) named_id: SpanId,
    /// Zero where there is none.
    pub(super) http_status: i64,
    pub(super) has_error: bool,
    pub(super) error_message: Option<PairRow>,
    /// Whether anything was read that only version 2 has.
    pub(super) is_v2: bool,
    /// Whether anything was read that only spans have.
    pub(super) is_one: bool,
}

impl Span {
    fn clear(&mut self) {
        let Self { mut draft, mut resource, .. } = std::mem::take(self);
        draft.clear();
        resource.clear();
        *self = Self { draft, resource, ..Self::default() };
    }
}

/// The bit of the trace flags that says that the next one means something, and that one: the parent is remote.
const KNOWS_REMOTE: u32 = 0x100;
const IS_REMOTE: u32 = 0x200;

const KINDS: [&str; 6] = ["SPAN_KIND_UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];

/// The kinds of version 1, by their numbers.
const V1_KINDS: [(&str, SpanKind); 3] = [
    ("SPAN_KIND_UNSPECIFIED", SpanKind::Unspecified),
    ("RPC_SERVER", SpanKind::Server),
    ("RPC_CLIENT", SpanKind::Client),
];

/// The code of gRPC that OpenTelemetry's exporters write for a span that failed, as they know no better.
const UNKNOWN: i64 = 2;

impl Record<'_, '_> {
    /// Reads a span, of which the opening brace is next.
    pub(super) fn span(&mut self, span: &mut Span) -> Parse<()> {
        span.clear();
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(key) = self.next_field::<SpanKey>(previous)? {
            previous = Some(key);
            self.span_field(key, span)?;
        }
        Ok(())
    }

    fn span_field(&mut self, key: SpanKey, span: &mut Span) -> Parse<()> {
        let draft = &mut span.draft;
        match key {
            SpanKey::Name => self.name(span)?,
            SpanKey::SpanId => {
                span.is_one = true;
                span.id = self.either_id()?;
            }
            SpanKey::ParentSpanId => span.parent = self.either_id()?,
            SpanKey::Kind => {
                let names = V1_KINDS.map(|(name, _)| name);
                draft.kind = V1_KINDS[self.choice(&names, Reason::UnknownKind)?].1;
            }
            SpanKey::SpanKind => draft.kind = SpanKind::ALL[self.choice(&KINDS, Reason::UnknownKind)?],
            SpanKey::StartTime => draft.start_ns = self.date_ns()?,
            SpanKey::EndTime => draft.end_ns = self.date_ns()?,
            SpanKey::Labels => self.labels(span)?,
            SpanKey::DisplayName => {
                span.is_v2 = true;
                if let Some(raw) = self.truncatable()? {
                    draft.name = self.intern_often(raw)?;
                }
            }
            SpanKey::Attributes => {
                let dropped = self.attributes(|record, key, value| record.label(key, value, span))?;
                span.draft.dropped.attributes = dropped;
            }
            SpanKey::TimeEvents => self.time_events(draft)?,
            SpanKey::Links => self.links(draft)?,
            SpanKey::Status => self.status(draft)?,
            SpanKey::StackTrace => {
                let value = self.any_value(0)?;
                self.push_attribute("code.stacktrace", value, &mut draft.attributes)?;
            }
            SpanKey::SameProcess => {
                draft.flags |= KNOWS_REMOTE | if self.flag()? { 0 } else { IS_REMOTE };
            }
            SpanKey::Other => self.cursor.skip_value()?,
        }
        Ok(())
    }

    /// Reads a name: of version 1 that of the operation, of version 2 `projects/…/traces/…/spans/…`.
    fn name(&mut self, span: &mut Span) -> Parse<()> {
        if self.cursor.kind()? != Kind::String {
            span.draft.name = self.text()?;
            return Ok(());
        }
        let raw = self.cursor.string()?;
        let parts: Vec<&[u8]> = raw.bytes.split(|&byte| byte == b'/').collect();
        let [b"projects", project, b"traces", trace, b"spans", id] = parts.as_slice() else {
            span.draft.name = self.intern_often(raw)?;
            return Ok(());
        };
        (span.is_v2, span.is_one) = (true, true);
        span.draft.trace_id = hex_trace_id(trace).id;
        span.named_id = hex_span_id(id).id;
        span.project = self.builder.intern(&String::from_utf8_lossy(project))?;
        Ok(())
    }

    /// Reads a status, of which the code is gRPC's. One without a code is of code 0.
    fn status(&mut self, draft: &mut SpanDraft) -> Parse<()> {
        if !self.open(Kind::Object)? {
            return Ok(());
        }
        let mut code = 0;
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            match self.field(key) {
                StatusKey::Code => {
                    let at = self.cursor.at;
                    code = self.digits_or_number()?.and_then(parse_int).unwrap_or_default();
                    if code < 0 {
                        self.flaw(Reason::UnknownStatus, at);
                    }
                }
                StatusKey::Message => draft.status_message = self.text()?,
                StatusKey::Other => self.cursor.skip_value()?,
            }
        }
        draft.status = if code == 0 { StatusCode::Ok } else { StatusCode::Error };
        if code != 0 && code != UNKNOWN {
            self.push_attribute("rpc.grpc.status_code", ReadValue::Int(code), &mut draft.attributes)?;
        }
        Ok(())
    }
}
