//! One attempt at a step of JSON: what all records are made of, whatever the format.

mod ahead;
mod any;
mod attribute;
mod framed;
mod hints;
mod keys;
mod map;
mod recall;
mod scalars;
mod templates;
mod texts;
mod value;
mod within;

use super::json::{Cursor, Kind, Parse, RawText};
use super::report::{FileReport, Reason};
use crate::store::StoreBuilder;
use ahead::Passed;
pub(crate) use framed::LongAttribute;
pub(crate) use hints::{Hints, Key};
pub(crate) use keys::{FrequentKey, keys};
pub(crate) use recall::{Recall, TEXT};
use templates::Templates;
pub(crate) use templates::{Match, Sample, Shape};
pub(crate) use value::{MAX_DEPTH, ReadValue, plain, sample_of};

/// What a reader keeps from step to step to work faster, with the order of a format's keys. Forgetting it changes nothing.
#[derive(Debug, Default)]
pub(crate) struct Memory<H> {
    /// What was skipped or repaired in this step, where in its slice, and how often.
    flaws: Vec<(Reason, usize, u64)>,
    /// For text that is not in the input as it is.
    scratch: String,
    keys: H,
    pub(crate) recall: Recall,
    pub(crate) templates: Templates,
    /// The attributes that were passed last and may be taken.
    passed: Vec<Passed>,
}

impl<H> Memory<H> {
    /// Hands what was noted during a step to the report.
    #[inline]
    pub(crate) fn report_flaws(&mut self, report: &mut FileReport, offset: u64) {
        for (reason, at, count) in self.flaws.drain(..) {
            report.note(reason, offset + at as u64, count);
        }
    }

    /// Drops what was noted during a step that will be tried again.
    pub(crate) fn forget_flaws(&mut self) {
        self.flaws.clear();
    }

    /// Says that all that was noted after the first so many is at one place.
    pub(crate) fn put_flaws_after(&mut self, count: usize, at: usize) {
        for (_, place, _) in self.flaws.iter_mut().skip(count) {
            *place = at;
        }
    }

    /// Drops all that was noted after the first so many.
    pub(crate) fn forget_flaws_after(&mut self, count: usize) {
        self.flaws.truncate(count);
    }
}

/// A step that is being taken: where in the input it is, and where its strings go.
#[derive(Debug)]
pub(crate) struct Record<'a, 'b, H> {
    pub(crate) cursor: Cursor<'a>,
    /// Where in the text the slice of the cursor begins.
    pub(crate) offset: u64,
    pub(crate) builder: &'b mut StoreBuilder,
    pub(crate) memory: &'b mut Memory<H>,
}

impl<'a, 'b, H> Record<'a, 'b, H> {
    pub(crate) fn new(
        (bytes, offset): (&'a [u8], u64),
        builder: &'b mut StoreBuilder,
        memory: &'b mut Memory<H>,
    ) -> Self {
        Self { cursor: Cursor::new(bytes), offset, builder, memory }
    }

    /// Notes that something at `at` was skipped or repaired.
    #[cold]
    pub(crate) fn flaw(&mut self, reason: Reason, at: usize) {
        self.flaws(reason, at, 1);
    }

    /// Notes that something was skipped or repaired so many times.
    #[cold]
    pub(crate) fn flaws(&mut self, reason: Reason, at: usize, count: u64) {
        if count > 0 {
            self.memory.flaws.push((reason, at, count));
        }
    }

    /// Skips a value that means nothing here, and notes it.
    #[cold]
    pub(crate) fn skip_unexpected(&mut self, reason: Reason) -> Parse<()> {
        self.flaw(reason, self.cursor.at);
        self.cursor.skip_value()
    }

    /// Moves to the value of the field after `previous` and tells which it is. `None` at the end of the object.
    #[inline]
    pub(crate) fn next_field<K: FrequentKey<Memory = H>>(&mut self, previous: Option<K>) -> Parse<Option<K>> {
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
    fn next_unforeseen_field<K: FrequentKey<Memory = H>>(&mut self, previous: Option<K>) -> Parse<Option<K>> {
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
    pub(crate) fn field<K: Key>(&mut self, key: RawText<'_>) -> K {
        if key.escaped { K::of(self.unescaped(key).as_bytes()) } else { K::of(key.bytes) }
    }

    /// The field that the first key of an object names, of which the opening brace is next. The cursor stays.
    pub(crate) fn first_field<K: Key>(&mut self) -> Parse<Option<K>> {
        let mut ahead = self.cursor.clone();
        ahead.at += 1;
        Ok(ahead.next_key(true)?.map(|key| self.field(key)))
    }

    /// Opens an object, or moves past a `null` or, with a note, anything else that stands in its place. Whether it is open.
    pub(crate) fn open(&mut self, kind: Kind) -> Parse<bool> {
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
    pub(crate) fn objects(&mut self, mut each: impl FnMut(&mut Self) -> Parse<()>) -> Parse<()> {
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

    /// Reads a list of objects, of which the bracket is next, as [`objects`](Self::objects) does, and adds what each of them is.
    ///
    /// # Errors
    ///
    /// As `objects`.
    pub(crate) fn collect<T>(&mut self, out: &mut Vec<T>, mut read: impl FnMut(&mut Self) -> Parse<T>) -> Parse<()> {
        self.objects(|record| {
            let one = read(record)?;
            out.push(one);
            Ok(())
        })
    }

    /// How much was noted in this step.
    pub(crate) fn flaw_count(&self) -> usize {
        self.memory.flaws.len()
    }
}
