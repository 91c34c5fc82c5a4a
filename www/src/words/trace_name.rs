//! What a trace is called, in a link and while it is loaded.

use spanlens::store::TraceHandle;

/// A trace, and maybe a span of it, by their ids.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct TraceName {
    pub(crate) trace_id: String,
    pub(crate) group: String,
    pub(crate) span: Option<String>,
}

/// A trace, and maybe a span of it, by names that outlast a load.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct OpenTrace {
    /// 32 hexadecimal digits, all zero where the trace has no id.
    pub(crate) trace_id: String,
    /// The group of the trace, as the same id may be in several.
    pub(crate) group: String,
    /// The span whose details are shown: 16 hexadecimal digits.
    pub(crate) span: Option<String>,
    /// The trace as the engine knows it: the only name that a trace without an id has. It lasts until something else is loaded.
    pub(crate) handle: Option<TraceHandle>,
}

impl From<TraceName> for OpenTrace {
    fn from(TraceName { trace_id, group, span }: TraceName) -> Self {
        Self { trace_id, group, span, handle: None }
    }
}

impl From<OpenTrace> for TraceName {
    fn from(OpenTrace { trace_id, group, span, .. }: OpenTrace) -> Self {
        Self { trace_id, group, span }
    }
}
