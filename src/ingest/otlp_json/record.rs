//! One attempt at a step: what all records are made of.

use super::hints::KeyHints;
use super::keys::{FrequentKey, Key};
use super::recall::{Recall, TEXT};
use super::templates::Templates;
use crate::ingest::ids::{ReadId, span_id, trace_id};
use crate::ingest::json::{Cursor, Flaw, Kind, Parse, RawText, parse_uint};
use crate::ingest::report::{FileReport, Reason};
use crate::store::{StoreBuilder, Sym};
use crate::units::{SpanId, TraceId};

/// What a reader keeps from step to step to work faster. Forgetting it changes nothing.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// What was skipped or repaired in this step, and where in its slice.
    flaws: Vec<(Reason, usize)>,
    /// For text that is not in the input as it is.
    scratch: String,
    keys: KeyHints,
    pub(super) recall: Recall,
    pub(super) templates: Templates,
}

impl Memory {
    /// Hands what was noted during a step to the report.
    #[inline]
    pub(super) fn report_flaws(&mut self, report: &mut FileReport, offset: u64) {
        for (reason, at) in self.flaws.drain(..) {
            report.note(reason, offset + at as u64);
        }
    }

    /// Drops what was noted during a step that will be tried again.
    pub(super) fn forget_flaws(&mut self) {
        self.flaws.clear();
    }
}

/// A step that is being taken: where in the input it is, and where its strings go.
#[derive(Debug)]
pub(super) struct Record<'a, 'b> {
    pub(super) cursor: Cursor<'a>,
    pub(super) builder: &'b mut StoreBuilder,
    pub(super) memory: &'b mut Memory,
}

impl<'a, 'b> Record<'a, 'b> {
    pub(super) fn new(bytes: &'a [u8], builder: &'b mut StoreBuilder, memory: &'b mut Memory) -> Self {
        Self { cursor: Cursor::new(bytes), builder, memory }
    }

    /// Notes that something at `at` was skipped or repaired.
    #[cold]
    pub(super) fn flaw(&mut self, reason: Reason, at: usize) {
        self.memory.flaws.push((reason, at));
    }

    /// Skips a value that means nothing here, and notes it.
    #[cold]
    pub(super) fn skip_unexpected(&mut self, reason: Reason) -> Parse<()> {
        self.flaw(reason, self.cursor.at);
        self.cursor.skip_value()
    }

    /// Moves to the value of the field after `previous` and tells which it is. `None` at the end of the object.
    #[inline]
    pub(super) fn next_field<K: FrequentKey>(&mut self, previous: Option<K>) -> Parse<Option<K>> {
        match K::hints(&mut self.memory.keys).recall(previous, self.cursor.rest()) {
            Some((len, key)) => {
                self.cursor.at += len;
                if key.is_some() {
                    self.cursor.skip_space();
                }
                Ok(key)
            }
            None => self.next_unforeseen_field(previous),
        }
    }

    #[cold]
    fn next_unforeseen_field<K: FrequentKey>(&mut self, previous: Option<K>) -> Parse<Option<K>> {
        let rest = self.cursor.rest();
        let start = self.cursor.at;
        let key = self.cursor.next_key(previous.is_none())?.map(|key| self.field(key));
        if key.is_some() {
            self.cursor.skip_space();
        }
        K::hints(&mut self.memory.keys).learn(previous, &rest[..self.cursor.at - start], key);
        Ok(key)
    }

    /// The field that a key names.
    pub(super) fn field<K: Key>(&mut self, key: RawText<'_>) -> K {
        if key.escaped { K::of(self.unescaped(key).as_bytes()) } else { K::of(key.bytes) }
    }

    /// Opens an object, or moves past a `null` or, with a note, anything else that stands in its place. Whether it is open.
    pub(super) fn open(&mut self, kind: Kind) -> Parse<bool> {
        let found = self.cursor.kind()?;
        if found == kind {
            self.cursor.at += 1;
            return Ok(true);
        }
        if !self.cursor.take_null()? {
            self.skip_unexpected(Reason::UnexpectedValue)?;
        }
        Ok(false)
    }

    /// Reads a list and hands its entries to `each`, at their opening brace. Entries that are no objects are skipped.
    pub(super) fn objects(&mut self, mut each: impl FnMut(&mut Self) -> Parse<()>) -> Parse<()> {
        if !self.open(Kind::Array)? {
            return Ok(());
        }
        let mut first = true;
        while self.cursor.next_item(first, b']', "a comma or the end of a list")? {
            first = false;
            match self.cursor.kind()? {
                Kind::Object => each(self)?,
                _ => self.skip_unexpected(Reason::UnexpectedValue)?,
            }
        }
        Ok(())
    }

    /// Reads a string of any content.
    pub(super) fn text(&mut self) -> Parse<Sym> {
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
    pub(super) fn intern(&mut self, raw: RawText<'_>) -> Parse<Sym> {
        match raw.plain() {
            Some(text) => Ok(self.builder.intern(text)?),
            None => self.intern_repaired(raw),
        }
    }

    /// As [`intern`](Self::intern), for strings that come again.
    #[inline]
    fn intern_often(&mut self, raw: RawText<'_>) -> Parse<Sym> {
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

    /// How much was noted in this step.
    pub(super) fn flaw_count(&self) -> usize {
        self.memory.flaws.len()
    }

    #[cold]
    fn intern_repaired(&mut self, raw: RawText<'_>) -> Parse<Sym> {
        let Memory { flaws, scratch, .. } = &mut *self.memory;
        scratch.clear();
        raw.unescape(scratch, |flaw| flaws.push(reason(flaw)));
        Ok(self.builder.intern(scratch)?)
    }

    /// The text of a string that has escapes.
    fn unescaped(&mut self, raw: RawText<'_>) -> &str {
        let scratch = &mut self.memory.scratch;
        scratch.clear();
        raw.unescape(scratch, |_| {});
        scratch
    }

    /// Appends a string to `out`, as text.
    pub(super) fn decode(&mut self, raw: RawText<'_>, out: &mut String) {
        let flaws = &mut self.memory.flaws;
        raw.unescape(out, |flaw| flaws.push(reason(flaw)));
    }

    /// Reads a trace id.
    pub(super) fn trace_id(&mut self) -> Parse<TraceId> {
        self.id(trace_id)
    }

    /// Reads a span id.
    pub(super) fn span_id(&mut self) -> Parse<SpanId> {
        self.id(span_id)
    }

    fn id<T: Default>(&mut self, read: impl FnOnce(&[u8]) -> ReadId<T>) -> Parse<T> {
        let at = self.cursor.at;
        let Some(digits) = self.digits(Kind::String)? else { return Ok(T::default()) };
        let ReadId { id, derived } = read(digits);
        if derived {
            self.flaw(Reason::UnreadableId, at);
        }
        Ok(id)
    }

    /// Reads a time in nanoseconds.
    pub(super) fn time_ns(&mut self) -> Parse<u64> {
        let at = self.cursor.at;
        let Some(digits) = self.digits(Kind::Number)? else { return Ok(0) };
        let time_ns = parse_uint(digits);
        if time_ns.is_none() {
            self.flaw(Reason::UnreadableTime, at);
        }
        Ok(time_ns.unwrap_or_default())
    }

    /// Reads a small number.
    pub(super) fn count(&mut self) -> Parse<u32> {
        let at = self.cursor.at;
        let Some(digits) = self.digits(Kind::Number)? else { return Ok(0) };
        let count = parse_uint(digits).and_then(|count| u32::try_from(count).ok());
        if count.is_none() {
            self.flaw(Reason::UnexpectedValue, at);
        }
        Ok(count.unwrap_or_default())
    }

    /// Reads an enumeration: the index of one of `names`, as a number, or the name.
    pub(super) fn choice(&mut self, names: &[&str], unknown: Reason) -> Parse<usize> {
        let at = self.cursor.at;
        let Some(digits) = self.digits(Kind::Number)? else { return Ok(0) };
        let index = match parse_uint(digits) {
            Some(number) => usize::try_from(number).ok().filter(|&index| index < names.len()),
            None => names.iter().position(|name| name.as_bytes() == digits),
        };
        if index.is_none() {
            self.flaw(unknown, at);
        }
        Ok(index.unwrap_or_default())
    }

    /// Reads the bytes of a string, or of a value of another `kind` that may stand for it. `None` for `null` and, with a note,
    /// for anything else.
    fn digits(&mut self, kind: Kind) -> Parse<Option<&[u8]>> {
        let found = self.cursor.kind()?;
        match found {
            Kind::String => {
                let raw = self.cursor.string()?;
                Ok(Some(if raw.escaped { self.unescaped(raw).as_bytes() } else { raw.bytes }))
            }
            Kind::Number if kind == Kind::Number => self.cursor.number().map(Some),
            Kind::Null => self.cursor.take_null().map(|_| None),
            _ => self.skip_unexpected(Reason::UnexpectedValue).map(|()| None),
        }
    }
}

fn reason(flaw: Flaw) -> (Reason, usize) {
    match flaw {
        Flaw::LoneSurrogate(at) => (Reason::LoneSurrogate, at),
        Flaw::BadEscape(at) => (Reason::UnknownEscape, at),
        Flaw::InvalidUtf8(at) => (Reason::InvalidUtf8, at),
    }
}
