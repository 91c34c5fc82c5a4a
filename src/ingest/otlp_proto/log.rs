//! Log records.

use super::fields::{Field, LogField};
use super::record::Record;
use super::value::ReadValue;
use super::wire::{Parse, Wire};
use crate::ingest::logs;
use crate::ingest::report::Reason;
use crate::store::LogDraft;
use crate::units::Severity;

impl Record<'_> {
    /// Reads a log record. Its attributes and its body are read last, and only if they are needed, as in JSON.
    pub(super) fn log(&mut self, wire: &Wire<'_>, draft: &mut LogDraft) -> Parse<()> {
        draft.clear();
        let (mut observed_ns, mut severity_text) = (0, None);
        let mut fields = wire.clone();
        while let Some(field) = fields.next_field()? {
            match field {
                LogField::Time => draft.time_ns = fields.fixed64()?,
                LogField::ObservedTime => observed_ns = fields.fixed64()?,
                LogField::Severity => draft.severity = self.severity(&mut fields)?,
                LogField::SeverityText => severity_text = Some(fields.len()?.bytes),
                LogField::EventName => draft.name = self.frequent_text(&mut fields)?,
                LogField::DroppedAttributes => draft.dropped_attributes = self.count(&mut fields)?,
                LogField::TraceId => draft.trace_id = self.trace_id(&mut fields)?,
                LogField::SpanId => draft.span_id = self.span_id(&mut fields)?,
                LogField::Body | LogField::Attribute | LogField::Flags => fields.pass(field.wire_type())?,
            }
        }
        if draft.trace_id.is_none() {
            return Ok(());
        }
        logs::complete(draft, observed_ns, severity_text.and_then(|text| std::str::from_utf8(text).ok()));
        self.log_attributes(wire.clone(), draft)?;
        logs::name_by_attribute(draft, self.builder);
        if self.builder.keeps_log(draft) {
            self.log_body(wire.clone(), draft)?;
        }
        Ok(())
    }

    fn severity(&mut self, wire: &mut Wire<'_>) -> Parse<Severity> {
        let offset = wire.offset();
        let severity = u8::try_from(wire.varint()?).ok().and_then(Severity::new);
        if severity.is_none() {
            self.flaw(Reason::UnknownSeverity, offset);
        }
        Ok(severity.unwrap_or_default())
    }

    fn log_attributes(&mut self, mut wire: Wire<'_>, draft: &mut LogDraft) -> Parse<()> {
        while let Some(field) = wire.next_field()? {
            match field {
                LogField::Attribute => draft.attributes.push(self.attribute(wire.len()?)?),
                other => wire.pass(other.wire_type())?,
            }
        }
        Ok(())
    }

    fn log_body(&mut self, mut wire: Wire<'_>, draft: &mut LogDraft) -> Parse<()> {
        let mut body = ReadValue::default();
        while let Some(field) = wire.next_field()? {
            match field {
                LogField::Body => self.value(wire.len()?, 0, &mut body)?,
                other => wire.pass(other.wire_type())?,
            }
        }
        draft.body = self.intern_value(body)?;
        Ok(())
    }
}
