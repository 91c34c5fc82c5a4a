//! Whether bytes begin a request of OTLP in protobuf.
//!
//! The fields are followed from the first one down, through messages whose fields are known. Each has to have a known number, be
//! written as such a field is, and lie within its message; what a string holds is not looked at. A handful of them is enough: the
//! lengths of a text or of another binary file do not fit into each other.

use super::fields::{
    AttributeField, Field, MessageField, ResourceField, ResourceSpansField, ScopeField, ScopeSpansField,
};
use super::wire::{Stop, Wire, WireType};

/// How many fields are enough.
const ENOUGH: u32 = 12;

/// How many are, where there is no more to look at.
const AT_LEAST: u32 = 3;

/// What bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Look {
    /// They begin a request.
    Request,
    /// They do not.
    Other,
    /// More would tell. If there is no more, `likely` is the answer.
    More {
        /// Whether it looks like a request as far as it goes.
        likely: bool,
    },
}

/// A kind of message that is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Message,
    ResourceSpans,
    Resource,
    ScopeSpans,
    Scope,
    Attribute,
    /// A span, or a record of another signal: all of its fields are known, and none is looked into.
    Record,
}

/// Looks at the beginning of a request of a known length, or of one that ends where the file does.
pub(in crate::ingest) fn look(bytes: &[u8], len: Option<u64>) -> Look {
    let mut open = vec![(Place::Message, len.unwrap_or(u64::MAX))];
    let (mut at, mut known, mut is_first) = (0_u64, 0, true);
    while let Some(&(place, end)) = open.last() {
        if at == end {
            open.pop();
            is_first = false;
            continue;
        }
        let likely = known >= AT_LEAST || (known > 0 && at == bytes.len() as u64 && open.len() == 1);
        let rest = usize::try_from(at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
        let room = usize::try_from(end - at).unwrap_or(usize::MAX);
        let is_all = room <= rest.len();
        match field(&rest[..room.min(rest.len())], place, is_first) {
            Ok(Found { is_known, head, len, inner }) => {
                let Some(value_end) = at.checked_add(head + len).filter(|&value_end| value_end <= end) else {
                    return Look::Other;
                };
                known += u32::from(is_known);
                if known == ENOUGH {
                    return Look::Request;
                }
                is_first = inner.is_some();
                at = if is_first { at + head } else { value_end };
                open.extend(inner.map(|inner| (inner, value_end)));
            }
            Err(Stop::Cut(_)) if !is_all => return Look::More { likely },
            Err(_) => return Look::Other,
        }
    }
    if known > 0 { Look::Request } else { Look::Other }
}

/// A field: how long it is with its tag and length, and how long what comes then.
struct Found {
    is_known: bool,
    head: u64,
    len: u64,
    /// What is looked into.
    inner: Option<Place>,
}

fn field(bytes: &[u8], place: Place, is_first: bool) -> Result<Found, Stop> {
    let mut wire = Wire::new(bytes, 0);
    let tag = wire.tag()?;
    let known = known(place, tag.number);
    let fits = match known {
        Some((wire_type, _)) => wire_type.is_none_or(|wire_type| wire_type == tag.wire_type),
        // One that is new may come after one that is not.
        None => !is_first,
    };
    if !fits || matches!(tag.wire_type, WireType::GroupStart | WireType::GroupEnd) {
        return Err(wire.malformed(0, "a field of a request", String::new()));
    }
    let len = match tag.wire_type {
        WireType::Len => wire.varint()?,
        _ => {
            wire.skip(tag, 0)?;
            0
        }
    };
    let inner = known.and_then(|(_, inner)| inner);
    Ok(Found { is_known: known.is_some(), head: wire.at as u64, len, inner })
}

/// A field that is known: how it is written if there is but one way, and what kind of message it is if that is looked into.
type Known = (Option<WireType>, Option<Place>);

fn known(place: Place, number: u32) -> Option<Known> {
    let field = |(wire_type, inner)| (Some(wire_type), inner);
    match place {
        Place::Message => MessageField::of(number).map(|(_, wire_type)| field((wire_type, Some(Place::ResourceSpans)))),
        Place::ResourceSpans => ResourceSpansField::of(number).map(|(known, wire_type)| {
            field((
                wire_type,
                match known {
                    ResourceSpansField::Resource => Some(Place::Resource),
                    ResourceSpansField::ScopeSpans | ResourceSpansField::LibrarySpans => Some(Place::ScopeSpans),
                    ResourceSpansField::SchemaUrl => None,
                },
            ))
        }),
        Place::Resource => ResourceField::of(number).map(|(known, wire_type)| {
            field((wire_type, (known == ResourceField::Attribute).then_some(Place::Attribute)))
        }),
        Place::ScopeSpans => ScopeSpansField::of(number).map(|(known, wire_type)| {
            field((
                wire_type,
                match known {
                    ScopeSpansField::Scope => Some(Place::Scope),
                    ScopeSpansField::Span => Some(Place::Record),
                    ScopeSpansField::SchemaUrl => None,
                },
            ))
        }),
        Place::Scope => ScopeField::of(number)
            .map(|(known, wire_type)| field((wire_type, (known == ScopeField::Attribute).then_some(Place::Attribute)))),
        Place::Attribute => AttributeField::of(number).map(|(_, wire_type)| field((wire_type, None))),
        Place::Record => (number <= 20).then_some((None, None)),
    }
}
