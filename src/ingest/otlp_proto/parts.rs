//! The fields of the messages around the spans, and what is done with each.

use super::fields::{Field, MessageField, ResourceSpansField, ScopeSpansField};
use super::wire_type::WireType;

/// A kind of message that is read in more than one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Message,
    ResourceSpans,
    ScopeSpans,
    /// What a `ScopeSpans` was called of old.
    LibrarySpans,
}

/// A message that is read in one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Resource,
    ResourceSchema,
    Scope,
    ScopeSchema,
    Span,
}

/// What a field of the outline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Enter(Level),
    Read(Kind),
    Skip,
}

impl Level {
    /// What the field of a tag that is one byte is, if it is known and written as it should be: as a length and its bytes, as all are that
    /// are known.
    #[inline]
    pub(super) fn part_of_tag(self, tag: u8) -> Option<Part> {
        let (part, wire_type) = self.part(u32::from(tag >> 3))?;
        (tag & 7 == wire_type as u8).then_some(part)
    }

    /// What the field with a number is in messages of this kind, and how it is written. `None` for one that is not known.
    #[inline]
    pub(super) fn part(self, number: u32) -> Option<(Part, WireType)> {
        Some(match self {
            Self::Message => {
                let (MessageField::ResourceSpans, wire_type) = MessageField::of(number)?;
                (Part::Enter(Self::ResourceSpans), wire_type)
            }
            Self::ResourceSpans => {
                let (field, wire_type) = ResourceSpansField::of(number)?;
                let part = match field {
                    ResourceSpansField::Resource => Part::Read(Kind::Resource),
                    ResourceSpansField::SchemaUrl => Part::Read(Kind::ResourceSchema),
                    ResourceSpansField::ScopeSpans => Part::Enter(Self::ScopeSpans),
                    ResourceSpansField::LibrarySpans => Part::Enter(Self::LibrarySpans),
                };
                (part, wire_type)
            }
            Self::ScopeSpans | Self::LibrarySpans => {
                let (field, wire_type) = ScopeSpansField::of(number)?;
                let part = match field {
                    ScopeSpansField::Scope => Part::Read(Kind::Scope),
                    ScopeSpansField::SchemaUrl => Part::Read(Kind::ScopeSchema),
                    ScopeSpansField::Span => Part::Read(Kind::Span),
                };
                (part, wire_type)
            }
        })
    }
}
