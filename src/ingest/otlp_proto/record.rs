//! One message that is read in one piece: a resource, a scope, a span; and the strings, ids and choices in it.

use super::ids;
use super::wire::{Parse, Wire};
use crate::ingest::record::{Recall, TEXT};
use crate::ingest::report::{FileReport, Reason};
use crate::store::{StoreBuilder, Sym};
use crate::units::{SpanId, TraceId};

/// Where what is read goes.
#[derive(Debug)]
pub(super) struct Record<'b> {
    pub(super) builder: &'b mut StoreBuilder,
    /// What came of late. Forgetting it changes nothing.
    pub(super) recall: &'b mut Recall,
    pub(super) report: &'b mut FileReport,
    /// How much was skipped or repaired.
    pub(super) flaws: u64,
}

impl Record<'_> {
    /// Notes that something was skipped or repaired.
    #[cold]
    pub(super) fn flaw(&mut self, reason: Reason, offset: u64) {
        self.report.note(reason, offset, 1);
        self.flaws += 1;
    }

    /// Reads a string that comes again.
    #[inline]
    pub(super) fn frequent_text(&mut self, wire: &mut Wire<'_>) -> Parse<Sym> {
        let raw = wire.len()?;
        if let Some(sym) = self.recall.find(TEXT, raw.bytes) {
            return Ok(Sym(sym));
        }
        let flaws = self.flaws;
        let sym = self.intern(&raw)?;
        // What had to be repaired has to be noted each time.
        if self.flaws == flaws {
            self.recall.learn(TEXT, raw.bytes, sym.0);
        }
        Ok(sym)
    }

    /// The symbol of a string.
    #[inline]
    pub(super) fn intern(&mut self, raw: &Wire<'_>) -> Parse<Sym> {
        if let Ok(text) = std::str::from_utf8(raw.bytes) {
            return Ok(self.builder.intern(text)?);
        }
        let mut text = String::new();
        self.decode(raw, &mut text);
        Ok(self.builder.intern(&text)?)
    }

    /// Appends a string. Bytes that are not UTF-8 are replaced.
    pub(super) fn decode(&mut self, raw: &Wire<'_>, out: &mut String) {
        let mut offset = raw.offset();
        for chunk in raw.bytes.utf8_chunks() {
            out.push_str(chunk.valid());
            offset += chunk.valid().len() as u64;
            if !chunk.invalid().is_empty() {
                out.push(char::REPLACEMENT_CHARACTER);
                self.flaw(Reason::InvalidUtf8, offset);
                offset += chunk.invalid().len() as u64;
            }
        }
    }

    #[inline]
    pub(super) fn trace_id(&mut self, wire: &mut Wire<'_>) -> Parse<TraceId> {
        self.id(wire, ids::trace_id)
    }

    #[inline]
    pub(super) fn span_id(&mut self, wire: &mut Wire<'_>) -> Parse<SpanId> {
        self.id(wire, ids::span_id)
    }

    #[inline]
    fn id<T>(&mut self, wire: &mut Wire<'_>, read: impl FnOnce(&[u8]) -> (T, Option<Reason>)) -> Parse<T> {
        let raw = wire.len()?;
        let (id, reason) = read(raw.bytes);
        if let Some(reason) = reason {
            self.flaw(reason, raw.offset());
        }
        Ok(id)
    }

    /// Reads a small number.
    #[inline]
    pub(super) fn count(&mut self, wire: &mut Wire<'_>) -> Parse<u32> {
        let offset = wire.offset();
        let number = wire.varint()?;
        Ok(u32::try_from(number).unwrap_or_else(|_| {
            self.flaw(Reason::UnexpectedValue, offset);
            0
        }))
    }

    /// Reads an enumeration: one of `values`, of which the first stands for all that is unknown.
    #[inline]
    pub(super) fn choice<T: Copy>(&mut self, wire: &mut Wire<'_>, values: &[T], unknown: Reason) -> Parse<T> {
        let offset = wire.offset();
        let number = wire.varint()?;
        let value = usize::try_from(number).ok().and_then(|number| values.get(number));
        if value.is_none() {
            self.flaw(unknown, offset);
        }
        Ok(*value.unwrap_or(&values[0]))
    }
}
