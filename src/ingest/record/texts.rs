//! Strings, and their symbols.

use super::recall::TEXT;
use super::{Memory, Record};
use crate::ingest::json::{Flaw, Kind, Parse, RawText};
use crate::ingest::report::Reason;
use crate::store::Sym;

impl<H> Record<'_, '_, H> {
    /// Reads a string of any content.
    pub(crate) fn text(&mut self) -> Parse<Sym> {
        match self.cursor.kind()? {
            Kind::String => {
                let raw = self.cursor.string()?;
                self.intern_often(raw)
            }
            Kind::Null => self.cursor.take_null().map(|_| Sym::EMPTY),
            _ => self.skip_unexpected(Reason::UnexpectedValue).map(|()| Sym::EMPTY),
        }
    }

    /// The symbol of a string.
    #[inline]
    pub(crate) fn intern(&mut self, raw: RawText<'_>) -> Parse<Sym> {
        match raw.plain() {
            Some(text) => Ok(self.builder.intern(text)?),
            None => self.intern_repaired(raw),
        }
    }

    /// As [`intern`](Self::intern), for strings that come again.
    #[inline]
    pub(crate) fn intern_often(&mut self, raw: RawText<'_>) -> Parse<Sym> {
        if let Some(sym) = self.memory.recall.find(TEXT, raw.bytes) {
            return Ok(Sym(sym));
        }
        let flaws = self.memory.flaws.len();
        let sym = self.intern(raw)?;
        if self.memory.flaws.len() == flaws {
            self.memory.recall.learn(TEXT, raw.bytes, sym.0);
        }
        Ok(sym)
    }

    #[cold]
    fn intern_repaired(&mut self, raw: RawText<'_>) -> Parse<Sym> {
        let Memory { flaws, scratch, .. } = &mut *self.memory;
        scratch.clear();
        raw.unescape(scratch, |flaw| flaws.push(reason(flaw)));
        Ok(self.builder.intern(scratch)?)
    }

    /// The text of a string that has escapes.
    pub(super) fn unescaped(&mut self, raw: RawText<'_>) -> &str {
        let scratch = &mut self.memory.scratch;
        scratch.clear();
        raw.unescape(scratch, |_| {});
        scratch
    }

    /// Appends a string to `out`, as text.
    pub(crate) fn decode(&mut self, raw: RawText<'_>, out: &mut String) {
        let flaws = &mut self.memory.flaws;
        raw.unescape(out, |flaw| flaws.push(reason(flaw)));
    }
}

fn reason(flaw: Flaw) -> (Reason, usize, u64) {
    match flaw {
        Flaw::LoneSurrogate(at) => (Reason::LoneSurrogate, at, 1),
        Flaw::BadEscape(at) => (Reason::UnknownEscape, at, 1),
        Flaw::InvalidUtf8(at) => (Reason::InvalidUtf8, at, 1),
    }
}
