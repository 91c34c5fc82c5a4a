//! Whether bytes begin a request of OTLP in protobuf.
//!
//! The fields are followed from the first one down, through messages whose fields are known. The first in each has to have a known number;
//! all that are known have to be written as they should be, and to lie within their message. What a string or a span holds is not
//! looked at. A handful of fields is enough: the lengths of a text or of another binary file do not fit into each other.

use super::fields::{
    AttributeField, Field, MessageField, ResourceField, ResourceSpansField, ScopeField, ScopeSpansField,
};
use super::wire::{Stop, Wire};
use super::wire_type::WireType;

/// How much evidence is enough. A field that is known is one piece of it, and two if its tag is not that of a line end.
const ENOUGH: u32 = 8;

/// How much is where there is no more, or where something is wrong, of which the reader will tell.
const AT_LEAST: u32 = 5;

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
}

/// Looks at the beginning of a request of a known length, or of one that ends where the file does.
pub(in crate::ingest) fn look(bytes: &[u8], len: Option<u64>) -> Look {
    let mut open = vec![(Place::Message, len.unwrap_or(u64::MAX))];
    let (mut at, mut evidence, mut is_first) = (0_u64, 0, true);
    while let Some(&(place, end)) = open.last() {
        if at == end {
            open.pop();
            is_first = false;
            continue;
        }
        let is_whole = at == bytes.len() as u64 && open.len() == 1;
        let likely = evidence >= AT_LEAST || (evidence > 0 && is_whole);
        let rest = usize::try_from(at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
        let room = usize::try_from(end - at).unwrap_or(usize::MAX);
        let is_all = room <= rest.len();
        match field(&rest[..room.min(rest.len())], place, is_first) {
            Ok(Found { weight, head, len, inner }) if len <= (end - at).saturating_sub(head) => {
                evidence += weight;
                if evidence >= ENOUGH {
                    return Look::Request;
                }
                is_first = inner.is_some();
                open.extend(inner.map(|inner| (inner, at + head + len)));
                at += if is_first { head } else { head + len };
            }
            Err(Stop::Cut(_)) if !is_all => return Look::More { likely },
            _ if evidence >= AT_LEAST => return Look::Request,
            _ => return Look::Other,
        }
    }
    if evidence > 0 { Look::Request } else { Look::Other }
}

/// A field: how long it is with its tag and length, and how long what comes then.
struct Found {
    /// How much evidence it is.
    weight: u32,
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
        Some((wire_type, _)) => wire_type == tag.wire_type,
        // One that is new may come after one that is not.
        None => !is_first,
    };
    if !fits || matches!(tag.wire_type, WireType::GroupStart | WireType::GroupEnd) {
        return Err(wire.malformed(0, "a field of a request", String::new()));
    }
    let mut len = 0;
    if tag.wire_type == WireType::Len {
        len = wire.varint()?;
    } else {
        wire.skip(tag, 0)?;
    }
    let inner = known.and_then(|(_, inner)| inner);
    let weight = if known.is_none() { 0 } else { 1 + u32::from(bytes.first() != Some(&super::FIRST_BYTE)) };
    Ok(Found { weight, head: wire.at as u64, len, inner })
}

/// How a field that is known is written, and what kind of message it is if that is looked into.
fn known(place: Place, number: u32) -> Option<(WireType, Option<Place>)> {
    match place {
        Place::Message => {
            let (MessageField::ResourceSpans, wire_type) = MessageField::of(number)?;
            Some((wire_type, Some(Place::ResourceSpans)))
        }
        Place::ResourceSpans => {
            let (known, wire_type) = ResourceSpansField::of(number)?;
            let inner = match known {
                ResourceSpansField::Resource => Some(Place::Resource),
                ResourceSpansField::ScopeSpans | ResourceSpansField::LibrarySpans => Some(Place::ScopeSpans),
                ResourceSpansField::SchemaUrl => None,
            };
            Some((wire_type, inner))
        }
        Place::Resource => {
            let (known, wire_type) = ResourceField::of(number)?;
            Some((wire_type, (known == ResourceField::Attribute).then_some(Place::Attribute)))
        }
        Place::ScopeSpans => {
            let (known, wire_type) = ScopeSpansField::of(number)?;
            Some((wire_type, (known == ScopeSpansField::Scope).then_some(Place::Scope)))
        }
        Place::Scope => {
            let (known, wire_type) = ScopeField::of(number)?;
            Some((wire_type, (known == ScopeField::Attribute).then_some(Place::Attribute)))
        }
        Place::Attribute => AttributeField::of(number).map(|(_, wire_type)| (wire_type, None)),
    }
}
