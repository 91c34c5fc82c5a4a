//! How values are written in protobuf.

/// How the value of a field is written. The numbers are those of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WireType {
    Varint,
    I64,
    Len,
    GroupStart,
    GroupEnd,
    I32,
}

impl WireType {
    #[inline]
    pub(super) fn of(bits: u64) -> Option<Self> {
        Some(match bits & 7 {
            0 => Self::Varint,
            1 => Self::I64,
            2 => Self::Len,
            3 => Self::GroupStart,
            4 => Self::GroupEnd,
            5 => Self::I32,
            _ => return None,
        })
    }

    /// What a field of this type is, in the words of an error.
    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::Varint => "a varint (wire type 0)",
            Self::I64 => "eight bytes (wire type 1)",
            Self::Len => "a length and its bytes (wire type 2)",
            Self::GroupStart => "a group (wire type 3)",
            Self::GroupEnd => "the end of a group (wire type 4)",
            Self::I32 => "four bytes (wire type 5)",
        }
    }
}
