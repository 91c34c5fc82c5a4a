//! The types of columns.

/// The type of a column, as far as reading it goes: types with the same bytes and the same meaning here are one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type {
    /// `Nothing`: a byte that says nothing.
    Nothing,
    Bool,
    /// A signed integer of 1, 2, 4 or 8 bytes.
    Int(usize),
    /// An unsigned one.
    Uint(usize),
    Float32,
    Float64,
    /// `String`.
    Text,
    /// `FixedString`, of so many bytes.
    Fixed(usize),
    Uuid,
    /// `Enum8` or `Enum16`, of so many bytes, with its names in the order of their numbers.
    Enum(usize, Vec<(i64, String)>),
    /// `Date` in days, `DateTime` in seconds: an unsigned number of so many bytes, each worth so many nanoseconds.
    UnsignedTime(usize, i64),
    /// `Date32` in days, `DateTime64` in any fraction of a second: a signed number.
    SignedTime(usize, i64),
    /// What has no meaning for spans, of so many bytes, such as addresses and decimals.
    Opaque(usize),
    Nullable(Box<Self>),
    LowCardinality(Box<Self>),
    Array(Box<Self>),
    Map(Box<Self>, Box<Self>),
    /// Elements with their names, which are empty where there are none.
    Tuple(Vec<(String, Self)>),
}

/// The nanoseconds of a second and of a day.
const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400 * SECOND;

impl Type {
    /// The type of a name that takes nothing in brackets, or of which that has no meaning here.
    pub(super) fn simple(name: &str) -> Option<Self> {
        Some(match name {
            "Nothing" => Self::Nothing,
            "Bool" => Self::Bool,
            "Int8" => Self::Int(1),
            "Int16" => Self::Int(2),
            "Int32" => Self::Int(4),
            "Int64" => Self::Int(8),
            "UInt8" => Self::Uint(1),
            "UInt16" => Self::Uint(2),
            "UInt32" => Self::Uint(4),
            "UInt64" => Self::Uint(8),
            "Float32" => Self::Float32,
            "Float64" => Self::Float64,
            "String" => Self::Text,
            "UUID" => Self::Uuid,
            "Date" => Self::UnsignedTime(2, DAY),
            "Date32" => Self::SignedTime(4, DAY),
            "DateTime" => Self::UnsignedTime(4, SECOND),
            "BFloat16" => Self::Opaque(2),
            "IPv4" | "Time" => Self::Opaque(4),
            "Int128" | "UInt128" | "IPv6" => Self::Opaque(16),
            "Int256" | "UInt256" => Self::Opaque(32),
            _ if name.starts_with("Interval") => Self::Opaque(8),
            _ => return None,
        })
    }

    /// `DateTime64` of so many digits behind the point of a second.
    pub(super) fn time_of_digits(digits: u32) -> Option<Self> {
        Some(Self::SignedTime(8, 10_i64.pow(9_u32.checked_sub(digits)?)))
    }

    /// `Decimal` of so many digits.
    pub(super) fn decimal_of_digits(digits: u64) -> Option<Self> {
        Some(Self::Opaque(match digits {
            1..=9 => 4,
            10..=18 => 8,
            19..=38 => 16,
            39..=76 => 32,
            _ => return None,
        }))
    }
}
