//! References to other spans: one is the parent, the others are links.

use super::Record;
use super::keys::ReferenceKey;
use crate::ingest::json::{Kind, Parse};
use crate::ingest::record::plain;
use crate::ingest::report::Reason;
use crate::ingest::words::{Word, Words};
use crate::store::{LinkDraft, RawValue, SpanDraft};
use crate::units::{SpanId, TraceId};

/// How a span depends on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    ChildOf,
    FollowsFrom,
}

/// A reference to another span.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reference {
    kind: Type,
    /// The trace, unless nothing is said of it.
    trace: Option<TraceId>,
    span: SpanId,
}

impl Reference {
    /// Whether it leads to a span of a trace.
    fn is_in(&self, trace: TraceId) -> bool {
        self.trace.is_none_or(|other| other == trace)
    }

    fn is(&self, kind: Type, trace: TraceId) -> bool {
        self.kind == kind && self.is_in(trace)
    }
}

impl Record<'_, '_> {
    /// Reads a list of references. What they may hold of the other spans is skipped.
    pub(super) fn references(&mut self, out: &mut Vec<Reference>) -> Parse<()> {
        out.clear();
        self.collect(out, Self::reference)
    }

    fn reference(&mut self) -> Parse<Reference> {
        let mut reference = Reference { kind: Type::ChildOf, trace: None, span: SpanId::NONE };
        self.cursor.at += 1;
        let mut previous = None;
        while let Some(key) = self.next_field::<ReferenceKey>(previous)? {
            previous = Some(key);
            match key {
                ReferenceKey::Type => reference.kind = self.reference_type()?,
                ReferenceKey::TraceId => reference.trace = Some(self.hex_trace_id()?).filter(|trace| !trace.is_none()),
                ReferenceKey::SpanId => reference.span = self.hex_span_id()?,
                ReferenceKey::Other => self.cursor.skip_value()?,
            }
        }
        Ok(reference)
    }

    fn reference_type(&mut self) -> Parse<Type> {
        if self.cursor.kind()? != Kind::String {
            self.skip_unexpected(Reason::UnexpectedValue)?;
            return Ok(Type::ChildOf);
        }
        let raw = self.cursor.string()?;
        Ok(if *plain(raw) == *b"FOLLOWS_FROM" { Type::FollowsFrom } else { Type::ChildOf })
    }

    /// Finds the parent of a span, unless it is known, and makes links of all other references.
    pub(super) fn link(&mut self, words: &Words, references: &[Reference], draft: &mut SpanDraft) -> Parse<()> {
        let trace = draft.trace_id;
        if draft.parent_id.is_none() {
            let first = |kind| references.iter().find(|reference| reference.is(kind, trace));
            let parent = first(Type::ChildOf).or_else(|| first(Type::FollowsFrom));
            draft.parent_id = parent.map_or(SpanId::NONE, |parent| parent.span);
        }
        for reference in references {
            if reference.is(Type::ChildOf, trace) && reference.span == draft.parent_id || reference.span.is_none() {
                continue;
            }
            let kind = match reference.kind {
                Type::ChildOf => "child_of",
                Type::FollowsFrom => "follows_from",
            };
            let kind = RawValue::string(self.builder.intern(kind)?);
            let start = draft.nested.len();
            draft.nested.push(self.builder.intern_pair(words.sym(Word::ReferenceType), kind)?);
            draft.links.push(LinkDraft {
                trace_id: reference.trace.unwrap_or(trace),
                span_id: reference.span,
                attributes: start..start + 1,
                ..LinkDraft::default()
            });
        }
        Ok(())
    }
}
