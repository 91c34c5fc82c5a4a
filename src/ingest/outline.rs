//! The lists and objects around records, for formats whose records are each read in one step.

use std::fmt::Debug;

use super::grammar::Grammar;
use super::json::{Kind, Parse};
use super::nest::{Move, skip};
use super::record::{Key, Record};
use super::report::{FileReport, Reason};
use crate::error::Result;
use crate::store::StoreBuilder;

/// How many arrays and objects a record may lie in.
const MAX_DEPTH: u8 = 8;

/// What the records of a format are, and under which keys they lie.
pub(crate) trait Records: Debug {
    /// What is remembered of the order of keys.
    type Hints: Default + Debug;

    /// The keys of objects around records.
    type Key: Key + PartialEq + Debug;

    /// What a text is called that has nothing of the format in it.
    const STRANGER: &'static str;

    /// Reads a value of `kind` if it is a record. It lies in the list or object under a key, or under none. If it is no record, nothing
    /// of it is read.
    ///
    /// # Errors
    ///
    /// `Syntax` where it is not as it should be, and then nothing has changed; `Fatal` where nothing more can be read.
    fn entry(
        &mut self,
        under: Option<Self::Key>,
        kind: Kind,
        record: &mut Record<'_, '_, Self::Hints>,
        report: &mut FileReport,
    ) -> Parse<Entry>;

    /// Reads the value of a key of an object around records, or tells what it is.
    ///
    /// # Errors
    ///
    /// As `entry`.
    fn field(
        &mut self,
        key: Self::Key,
        record: &mut Record<'_, '_, Self::Hints>,
        report: &mut FileReport,
    ) -> Parse<Field>;

    /// Is told that an object around records ends.
    ///
    /// # Errors
    ///
    /// `Fatal` where the store cannot hold what is known by then.
    fn left(&mut self, _record: &mut Record<'_, '_, Self::Hints>, _report: &mut FileReport) -> Parse<()> {
        Ok(())
    }

    /// Is told that nothing is open any more, be it in the middle of a document.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold what is known by then.
    fn close(&mut self, _builder: &mut StoreBuilder) -> Result<()> {
        Ok(())
    }

    /// Whether anything of the format was met.
    fn is_recognised(&self) -> bool;

    /// Whether nothing waits for what may come in a later document.
    fn is_settled(&self) -> bool {
        true
    }

    /// The bytes of what is kept until it is known where it belongs, with what finding that out takes.
    fn held_bytes(&self) -> usize {
        0
    }

    /// Does what has to wait until all documents were read, complete or not.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold it.
    fn finish(&mut self, _builder: &mut StoreBuilder, _report: &mut FileReport) -> Result<()> {
        Ok(())
    }
}

/// What a value is that may be a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// A record, which was read.
    Read,
    /// An array or object around records.
    Around,
    /// Neither.
    Stranger,
}

/// What the value of a key is in an object around records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// It was read.
    Read,
    /// Records lie under it.
    Leads,
    /// Nothing that is looked at.
    Skipped,
}

/// The grammar of what lies around records.
#[derive(Debug)]
pub(crate) struct Outline<R> {
    records: R,
}

impl<R: Records> Outline<R> {
    pub(crate) fn new(records: R) -> Self {
        Self { records }
    }
}

/// An array or object around records.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Level<K> {
    is_list: bool,
    /// The innermost key that it lies under.
    under: Option<K>,
    /// How many others it lies in.
    depth: u8,
}

impl<R: Records> Grammar for Outline<R> {
    type Level = Level<R::Key>;
    type Hints = R::Hints;

    const STRANGER: &'static str = R::STRANGER;

    fn begin(&mut self, record: &mut Record<'_, '_, Self::Hints>, report: &mut FileReport) -> Parse<Move<Self::Level>> {
        if !matches!(record.cursor.peek(), Some(b'{' | b'[')) {
            return Err(record.cursor.stop("an object or an array"));
        }
        let step = self.value_step((None, 0), record, report)?;
        report.documents += 1;
        Ok(step)
    }

    #[inline]
    fn step(
        &mut self,
        level: Self::Level,
        first: bool,
        record: &mut Record<'_, '_, Self::Hints>,
        report: &mut FileReport,
    ) -> Parse<Move<Self::Level>> {
        let Level { is_list, under, depth } = level;
        if is_list {
            if !record.cursor.next_item(first, b']', "a comma or the end of a list")? {
                return Ok(Move::Leave);
            }
            return self.value_step((under, depth + 1), record, report);
        }
        let Some(key) = record.cursor.next_key(first)? else {
            self.records.left(record, report)?;
            return Ok(Move::Leave);
        };
        let key = record.field::<R::Key>(key);
        match self.records.field(key, record, report)? {
            Field::Read => Ok(Move::Stay),
            Field::Skipped => skip(record),
            Field::Leads => match record.cursor.kind()? {
                Kind::Object | Kind::Array if depth < MAX_DEPTH => Ok(enter(Some(key), depth + 1, record)),
                _ => skip(record),
            },
        }
    }

    fn left(&mut self, _: Self::Level, _: &mut StoreBuilder) -> Result<()> {
        Ok(())
    }

    fn is_recognised(&self) -> bool {
        self.records.is_recognised()
    }

    fn is_settled(&self) -> bool {
        self.records.is_settled()
    }

    fn held_bytes(&self) -> usize {
        self.records.held_bytes()
    }

    fn close(&mut self, builder: &mut StoreBuilder) -> Result<()> {
        self.records.close(builder)
    }

    fn finish(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()> {
        self.records.finish(builder, report)
    }
}

impl<R: Records> Outline<R> {
    /// A step at the start of a value that may be a record.
    fn value_step(
        &mut self,
        (under, depth): (Option<R::Key>, u8),
        record: &mut Record<'_, '_, R::Hints>,
        report: &mut FileReport,
    ) -> Parse<Move<Level<R::Key>>> {
        let kind = record.cursor.kind()?;
        let start = record.cursor.at;
        match self.records.entry(under, kind, record, report)? {
            Entry::Read => Ok(Move::Stay),
            Entry::Around if depth < MAX_DEPTH && matches!(kind, Kind::Array | Kind::Object) => {
                Ok(enter(under, depth, record))
            }
            Entry::Around | Entry::Stranger => {
                record.flaw(Reason::NotASpan, start);
                Ok(Move::Skip)
            }
        }
    }
}

/// Opens the array or object that is next.
fn enter<K, H>(under: Option<K>, depth: u8, record: &mut Record<'_, '_, H>) -> Move<Level<K>> {
    let is_list = record.cursor.peek() == Some(b'[');
    record.cursor.at += 1;
    Move::Enter(Level { is_list, under, depth })
}
