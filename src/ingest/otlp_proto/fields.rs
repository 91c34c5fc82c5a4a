//! The fields of OTLP's messages, by their numbers.
//!
//! Source: `opentelemetry/proto/{trace,logs,resource,common}/v1` of open-telemetry/opentelemetry-proto. Fields that are no longer there
//! are marked so.

use super::wire_type::WireType;

/// A field of messages of one kind.
pub(crate) trait Field: Copy {
    /// The field with a number, and how it is written.
    fn of(number: u32) -> Option<(Self, WireType)>;

    /// The field of a tag that is one byte, if it is written as it should be.
    fn of_tag(tag: u8) -> Option<Self>;

    /// How the field is written.
    fn wire_type(self) -> WireType;

    /// How the field with a number is written.
    fn wire_type_of(number: u32) -> Option<WireType> {
        Self::of(number).map(|(_, wire_type)| wire_type)
    }
}

/// Declares the fields of one kind of message: number, how it is written, name.
macro_rules! fields {
    ($(#[$doc:meta])* $name:ident { $($number:literal $wire_type:ident $field:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum $name {
            $($field,)+
        }

        impl Field for $name {
            #[inline]
            fn of(number: u32) -> Option<(Self, WireType)> {
                match number {
                    $($number => Some((Self::$field, WireType::$wire_type)),)+
                    _ => None,
                }
            }

            #[inline]
            fn of_tag(tag: u8) -> Option<Self> {
                $(if u32::from(tag) == $number << 3 | WireType::$wire_type as u32 {
                    return Some(Self::$field);
                })+
                None
            }

            #[inline]
            fn wire_type(self) -> WireType {
                match self {
                    $(Self::$field => WireType::$wire_type,)+
                }
            }
        }
    };
}

fields! {
    /// An `ExportTraceServiceRequest`, or `TracesData`.
    MessageField {
        1 Len ResourceSpans,
    }
}

fields! {
    /// A `ResourceSpans`.
    ResourceSpansField {
        1 Len Resource,
        2 Len ScopeSpans,
        3 Len SchemaUrl,
        // Until version 0.19, and for a while beside scope_spans.
        1000 Len LibrarySpans,
    }
}

fields! {
    /// A `ScopeSpans`, or an `InstrumentationLibrarySpans` of old.
    ScopeSpansField {
        1 Len Scope,
        2 Len Span,
        3 Len SchemaUrl,
    }
}

fields! {
    /// A `Resource`.
    ResourceField {
        1 Len Attribute,
        2 Varint DroppedAttributes,
    }
}

fields! {
    /// An `InstrumentationScope`, or an `InstrumentationLibrary` of old.
    ScopeField {
        1 Len Name,
        2 Len Version,
        3 Len Attribute,
        4 Varint DroppedAttributes,
    }
}

fields! {
    /// A `Span`.
    SpanField {
        1 Len TraceId,
        2 Len SpanId,
        3 Len TraceState,
        4 Len ParentSpanId,
        5 Len Name,
        6 Varint Kind,
        7 I64 Start,
        8 I64 End,
        9 Len Attribute,
        10 Varint DroppedAttributes,
        11 Len Event,
        12 Varint DroppedEvents,
        13 Len Link,
        14 Varint DroppedLinks,
        15 Len Status,
        16 I32 Flags,
    }
}

fields! {
    /// An `Event`.
    EventField {
        1 I64 Time,
        2 Len Name,
        3 Len Attribute,
        4 Varint DroppedAttributes,
    }
}

fields! {
    /// A `LogRecord`.
    LogField {
        1 I64 Time,
        2 Varint Severity,
        3 Len SeverityText,
        5 Len Body,
        6 Len Attribute,
        7 Varint DroppedAttributes,
        8 I32 Flags,
        9 Len TraceId,
        10 Len SpanId,
        11 I64 ObservedTime,
        12 Len EventName,
    }
}

fields! {
    /// A `Link`.
    LinkField {
        1 Len TraceId,
        2 Len SpanId,
        3 Len TraceState,
        4 Len Attribute,
        5 Varint DroppedAttributes,
        6 I32 Flags,
    }
}

fields! {
    /// A `Status`.
    StatusField {
        // Until version 0.12.
        1 Varint DeprecatedCode,
        2 Len Message,
        3 Varint Code,
    }
}

fields! {
    /// A `KeyValue`.
    AttributeField {
        1 Len Key,
        2 Len Value,
    }
}

fields! {
    /// An `AnyValue`.
    ValueField {
        1 Len String,
        2 Varint Bool,
        3 Varint Int,
        4 I64 Double,
        5 Len Array,
        6 Len Map,
        7 Len Bytes,
    }
}

fields! {
    /// An `ArrayValue`, or a `KeyValueList`.
    ListField {
        1 Len Entry,
    }
}
