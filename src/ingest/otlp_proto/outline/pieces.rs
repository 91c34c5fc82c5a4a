//! The pieces of a file as they come: what one cuts is kept until the next is there.

use super::{Open, Outline};
use crate::error::{ErrorKind, Result};
use crate::ingest::Format;
use crate::ingest::otlp_proto::parts::Level;
use crate::ingest::reader::Reader;
use crate::ingest::report::FileReport;
use crate::store::StoreBuilder;

impl Reader for Outline {
    fn push(&mut self, builder: &mut StoreBuilder, bytes: &[u8], report: &mut FileReport) -> Result<()> {
        if !std::mem::replace(&mut self.begun, true) {
            report.format.get_or_insert(Format::OtlpProto);
            report.documents += 1;
        }
        let mut bytes = bytes;
        while !self.carry.is_empty() {
            let (missing, rest) = bytes.split_at(bytes.len().min(self.needed - self.carry.len()));
            let len = self.carry.len() + missing.len();
            if self.carry.capacity() < len {
                // By doubling, since a length may be one that does not hold, but not beyond it.
                self.carry.reserve_exact(self.needed.min(2 * len) - self.carry.len());
            }
            self.carry.extend_from_slice(missing);
            bytes = rest;
            if self.carry.len() < self.needed {
                return Ok(());
            }
            let mut carry = std::mem::take(&mut self.carry);
            let used = self.read(builder, &carry, report)?;
            carry.drain(..used);
            self.carry = carry;
        }
        let used = self.read(builder, bytes, report)?;
        self.carry.extend_from_slice(&bytes[used..]);
        Ok(())
    }

    fn end_message(&mut self, builder: &mut StoreBuilder, _report: &mut FileReport) -> Result<()> {
        let offset = self.end();
        if let Some(expected) = self.missing().filter(|_| self.broken.is_none()) {
            let found = "the end of the message".to_owned();
            self.give_up(ErrorKind::Malformed { offset, expected, found }.into(), builder)?;
        }
        self.carry.clear();
        self.offset = offset;
        self.skip = 0;
        self.begun = false;
        self.framed = true;
        Ok(())
    }

    fn finish(&mut self, _builder: &mut StoreBuilder, _report: &mut FileReport) -> Result<()> {
        if let Some(error) = self.broken.take() {
            return Err(error);
        }
        match self.missing() {
            Some(expected) => Err(ErrorKind::Truncated { offset: self.end(), expected }.into()),
            None => Ok(()),
        }
    }

    fn close(&mut self, builder: &mut StoreBuilder, _: &mut FileReport) -> Result<()> {
        self.origins.finish(builder)
    }

    fn is_between_documents(&mut self, _builder: &mut StoreBuilder, _report: &mut FileReport) -> Result<bool> {
        Ok(false)
    }

    fn held_bytes(&self) -> usize {
        self.carry.capacity()
    }

    fn pass(&mut self, bytes: u64) {
        self.offset += bytes;
    }
}

impl Outline {
    /// What is missing of a message, if anything is.
    fn missing(&self) -> Option<&'static str> {
        if let Some(Open { level, .. }) = self.open.last() {
            return Some(match level {
                Level::Message | Level::ResourceSpans => "the rest of a ResourceSpans",
                Level::ScopeSpans | Level::LibrarySpans => "the rest of a ScopeSpans",
            });
        }
        let is_open = self.skip > 0 || !self.groups.is_zero() || !self.carry.is_empty();
        is_open.then_some("the rest of a field")
    }

    /// Where what was pushed ends.
    fn end(&self) -> u64 {
        self.offset + self.carry.len() as u64
    }
}
