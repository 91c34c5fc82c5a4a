//! The grammar of a JSON format, for its reader.

use std::fmt::Debug;

use super::json::Parse;
use super::nest::Move;
use super::record::Record;
use super::report::FileReport;
use crate::error::Result;
use crate::store::StoreBuilder;

/// What a format of JSON means: which arrays and objects there are around its records, and what each step in them is.
pub(crate) trait Grammar: Debug {
    /// The arrays and objects that are read in more than one step.
    type Level: Copy + PartialEq + Debug;

    /// What is remembered of the order of keys.
    type Hints: Default + Debug;

    /// What a text is called that has nothing of the format in it.
    const STRANGER: &'static str;

    /// The first keys of documents that are written a line each. Where a line begins with one, the value that is being skipped was cut.
    const FIRST_KEYS: &'static [&'static str] = &[];

    /// Whether parts of a file can be read apart. Then lines that another reader would take for its own are none of this format either.
    const HAS_PARTS: bool = false;

    /// Opens a document, or an array of them, of which the bracket is next.
    ///
    /// # Errors
    ///
    /// `Syntax` where there is none.
    fn begin(&mut self, record: &mut Record<'_, '_, Self::Hints>, report: &mut FileReport) -> Parse<Move<Self::Level>>;

    /// Takes a step within `level`, where nothing was read yet if it is the `first`.
    ///
    /// # Errors
    ///
    /// `Syntax` where it cannot be taken, and then nothing has changed; `Fatal` where nothing more can be.
    fn step(
        &mut self,
        level: Self::Level,
        first: bool,
        record: &mut Record<'_, '_, Self::Hints>,
        report: &mut FileReport,
    ) -> Parse<Move<Self::Level>>;

    /// Is told that a value is skipped in full, with the number of objects directly inside it.
    fn skipped(&mut self, _objects: u64, _report: &mut FileReport) {}

    /// Is told that a level ended.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold what is known by then.
    fn left(&mut self, level: Self::Level, builder: &mut StoreBuilder) -> Result<()>;

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

    /// Gives all spans what was read of their surroundings, complete or not. No level is open after that.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold it.
    fn close(&mut self, builder: &mut StoreBuilder) -> Result<()>;

    /// Does what has to wait until all documents were read. It is closed.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold it.
    fn finish(&mut self, _builder: &mut StoreBuilder, _report: &mut FileReport) -> Result<()> {
        Ok(())
    }
}
