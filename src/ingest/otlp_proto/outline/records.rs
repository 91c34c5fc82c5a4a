//! The messages that are read in one piece: what each record is, and where it goes.

use super::Outline;
use crate::ingest::logs;
use crate::ingest::otlp_proto::parts::Kind;
use crate::ingest::otlp_proto::record::Record;
use crate::ingest::otlp_proto::signal::{self, Signal};
use crate::ingest::otlp_proto::wire::{Parse, Wire};
use crate::ingest::report::{FileReport, Reason};
use crate::store::StoreBuilder;

impl Outline {
    /// Reads a record, which is there in full.
    pub(super) fn record(
        &mut self,
        kind: Kind,
        wire: &Wire<'_>,
        builder: &mut StoreBuilder,
        report: &mut FileReport,
    ) -> Parse<()> {
        let Self { origins, recall, draft, .. } = self;
        let mut record = Record { builder, recall, report, flaws: 0 };
        match kind {
            Kind::Resource => record.resource(wire.clone(), origins.resource())?,
            Kind::ResourceSchema => origins.set_resource_schema(record.intern(wire)?),
            Kind::ScopeSchema => origins.set_scope_schema(record.intern(wire)?),
            Kind::Scope => {
                if let Some(scope) = origins.scope() {
                    record.scope(wire.clone(), scope)?;
                }
            }
            Kind::Span if signal::begins_as_log(wire.bytes) => self.other(Signal::Logs, wire, builder, report)?,
            Kind::Span => {
                let outcome = record.span(wire.clone(), draft);
                let is_odd = outcome.is_err() || (draft.start_ns, draft.end_ns) == (0, 0);
                if let Some(signal) = is_odd.then(|| signal::of(wire.bytes)).flatten() {
                    return self.other(signal, wire, builder, report);
                }
                outcome?;
                let row = builder.push(draft, StoreBuilder::UNKNOWN_SCOPE, self.source)?;
                origins.add_span(row);
                report.spans += 1;
            }
        }
        Ok(())
    }

    /// Reads or counts a record of another signal.
    fn other(
        &mut self,
        signal: Signal,
        wire: &Wire<'_>,
        builder: &mut StoreBuilder,
        report: &mut FileReport,
    ) -> Parse<()> {
        let Self { origins, recall, log, signals, source, .. } = self;
        if signal != Signal::Logs || !logs::are_read(builder) {
            if !signals.contains(&signal) {
                signals.push(signal);
            }
            return Ok(());
        }
        let mut record = Record { builder, recall, report, flaws: 0 };
        record.log(wire, log)?;
        if log.trace_id.is_none() {
            record.flaw(Reason::LogWithoutTrace, wire.offset());
        } else if let Some(row) = logs::add(log, (builder, *source), report)? {
            origins.add_log(row);
        }
        Ok(())
    }
}
