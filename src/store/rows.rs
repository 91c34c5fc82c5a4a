//! Row handles: a dense `u32` for each table, each of its own type.

/// A row of the span table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SpanRow(pub u32);

/// A row of the trace table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TraceRow(pub u32);

/// A row of the resource table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ResourceRow(pub u32);

/// A row of the scope table: an instrumentation scope *within* a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ScopeRow(pub u32);

/// A row of the table of attributes: a distinct (key, value).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PairRow(pub u32);

/// A row of the table of bodies: a distinct body of logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct BodyRow(pub u32);

/// A row of the source table: a file or another source of spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SourceRow(pub u32);

/// A row of the logs of a builder, which wait for their spans there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LogRow(pub u32);

/// An interned string. `Sym::EMPTY` is the empty string in every table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Sym(pub u32);

impl Sym {
    /// The empty string.
    pub const EMPTY: Self = Self(0);
}
