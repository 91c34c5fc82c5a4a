//! Logs on their way into a store that is being filled.

use std::ops::Range;

use super::StoreBuilder;
use crate::error::Result;
use crate::store::draft::LogDraft;
use crate::store::events::Event;
use crate::store::logs::{KeptLogs, Log, WaitingLog};
use crate::store::rows::{LogRow, PairRow, ScopeRow, SourceRow};
use crate::store::tables::Tables;
use crate::units::Severity;

/// About how many bytes a log takes beside what is in it.
const LOG: usize = size_of::<WaitingLog>();

impl StoreBuilder {
    /// Says which of the logs that come from now on are kept. All are by default.
    pub fn keep_logs(&mut self, kept: KeptLogs) {
        self.kept_logs = kept;
    }

    /// Which logs are kept.
    #[must_use]
    pub fn kept_logs(&self) -> KeptLogs {
        self.kept_logs
    }

    /// Appends a log, which will be joined with its span, or else with its trace, when the store is sealed. `None` where it is not kept: it
    /// has no trace id, or is none of those that are asked for. O(its attributes).
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push).
    ///
    /// # Example
    ///
    /// ```
    /// use spanlens::store::{LogDraft, RawValue, SpanDraft, StoreBuilder};
    /// use spanlens::units::{Severity, SpanId, TraceId};
    ///
    /// # fn main() -> spanlens::error::Result<()> {
    /// let mut builder = StoreBuilder::new();
    /// let source = builder.add_source("by hand", "default");
    /// let (trace_id, span_id) = (TraceId([1; 16]), SpanId(1));
    /// let mut log = LogDraft { trace_id, span_id, time_ns: 7, severity: Severity::WARN, ..LogDraft::default() };
    /// log.body = RawValue::string(builder.intern("cache miss")?);
    /// builder.push_log(&log, StoreBuilder::UNKNOWN_SCOPE, source)?;
    /// let span = SpanDraft { trace_id, span_id, start_ns: 5, end_ns: 9, ..SpanDraft::default() };
    /// builder.push(&span, StoreBuilder::UNKNOWN_SCOPE, source)?;
    ///
    /// let store = builder.seal();
    /// let log = store.log(0).expect("the event is a log");
    /// assert_eq!((store.events().owner(0), log.severity.word()), (0, Some("warn")));
    /// assert_eq!(store.body(log.body).to_string(), "cache miss");
    /// # Ok(())
    /// # }
    /// ```
    pub fn push_log(&mut self, draft: &LogDraft, scope: ScopeRow, source: SourceRow) -> Result<Option<LogRow>> {
        if draft.trace_id.is_none() || !self.keeps_log(draft) {
            return Ok(None);
        }
        let room = self.tables.bodies.bytes_for(draft.body) + draft.attributes.len() * size_of::<PairRow>();
        self.make_room(LOG + room)?;
        let Tables { sources, lists, bodies, strings, waiting, .. } = &mut self.tables;
        let body = bodies.intern(draft.body, strings)?;
        let group = sources.group(source);
        let &LogDraft { trace_id, span_id, time_ns, name, severity, dropped_attributes, .. } = draft;
        let attributes = self.recent_lists.push(lists, &draft.attributes)?;
        let event = Event { time_ns, name, dropped_attributes, attributes };
        let log = Log { severity, body, scope };
        waiting.push(&mut self.log_index, (group, trace_id), (span_id, event, log)).map(|row| Some(LogRow(row)))
    }

    /// Whether a log is one of those that are asked for, whatever its trace and its body.
    #[must_use]
    pub fn keeps_log(&self, draft: &LogDraft) -> bool {
        match self.kept_logs {
            KeptLogs::All => true,
            KeptLogs::None => false,
            KeptLogs::Warn if draft.severity >= Severity::WARN => true,
            KeptLogs::Warn | KeptLogs::Exceptions => self.tables.tells_exception(draft.name, &draft.attributes),
        }
    }

    /// Sets the scope of a run of logs, for formats that say it only after the logs. Rows are those of this builder, as for
    /// [`set_scope`](Self::set_scope).
    pub fn set_log_scope(&mut self, rows: Range<u32>, scope: ScopeRow) {
        for row in rows.start..rows.end.min(self.tables.waiting.len()) {
            self.tables.waiting.rows[row].log.scope = scope;
        }
    }

    /// Takes out all logs from a row on, which are those that came last.
    pub fn withdraw_logs(&mut self, LogRow(first): LogRow) {
        self.tables.waiting.rows.truncate(first as usize);
    }

    /// The number of logs so far.
    #[must_use]
    pub fn logs(&self) -> u32 {
        self.tables.waiting.len()
    }
}
