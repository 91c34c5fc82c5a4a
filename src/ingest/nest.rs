//! The arrays and objects that are open around a record.

use super::json::{Cursor, Kind, Parse, Skip};
use super::record::{Key, Record};
use super::report::Reason;

/// What is open, from the outermost to the innermost.
#[derive(Debug)]
pub(crate) struct Nest<L> {
    open: Vec<Frame<L>>,
    /// A value that is being skipped, inside the innermost frame.
    skipping: Option<Skip>,
}

#[derive(Debug, Clone, Copy)]
struct Frame<L> {
    level: L,
    /// Whether nothing was inside yet.
    first: bool,
}

/// What a step did to the nest.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Move<L> {
    /// It read something within the innermost frame.
    Stay,
    /// It opened an array or object.
    Enter(L),
    /// It met a value to skip.
    Skip,
    /// It closed the innermost frame.
    Leave,
}

impl<L> Default for Nest<L> {
    fn default() -> Self {
        Self { open: Vec::new(), skipping: None }
    }
}

impl<L: Copy> Nest<L> {
    /// Whether nothing is open: the text may end here.
    pub(crate) fn is_empty(&self) -> bool {
        self.open.is_empty() && self.skipping.is_none()
    }

    /// Whether a value is being skipped.
    #[inline]
    pub(crate) fn is_skipping(&self) -> bool {
        self.skipping.is_some()
    }

    /// The innermost frame, and whether nothing was inside yet.
    #[inline]
    pub(crate) fn innermost(&self) -> Option<(L, bool)> {
        self.open.last().map(|frame| (frame.level, frame.first))
    }

    /// Closes all that is open.
    pub(crate) fn clear(&mut self) {
        self.open.clear();
        self.skipping = None;
    }

    /// Moves past white space, and past byte order marks between documents.
    #[inline]
    pub(crate) fn skip_space(&self, cursor: &mut Cursor<'_>) {
        if self.skipping.is_some() {
            return;
        }
        cursor.skip_space();
        while self.open.is_empty() && cursor.rest().starts_with(b"\xef\xbb\xbf") {
            cursor.at += 3;
            cursor.skip_space();
        }
    }

    /// Does what a step came to; the level that it closed, if any.
    #[inline]
    pub(crate) fn take(&mut self, next: Move<L>) -> Option<L> {
        if let Some(frame) = self.open.last_mut() {
            frame.first = false;
        }
        match next {
            Move::Stay => {}
            Move::Skip => self.skipping = Some(Skip::default()),
            Move::Enter(level) => self.open.push(Frame { level, first: true }),
            Move::Leave => return self.open.pop().map(|frame| frame.level),
        }
        None
    }

    /// Skips on; how many objects lie directly inside the value, when that has ended.
    pub(crate) fn skip_on(&mut self, cursor: &mut Cursor<'_>) -> Parse<Option<u64>> {
        let Some(skip) = &mut self.skipping else { return Ok(None) };
        if cursor.peek().is_none() {
            return Err(cursor.stop("the rest of a value"));
        }
        let at = cursor.at;
        // A fault near the end of a slice is looked at once more when there is more to show of it.
        let mut ahead = skip.clone();
        let (len, done) = ahead.push(cursor.rest()).map_err(|stop| stop.moved(at))?;
        *skip = ahead;
        cursor.at += len;
        if !done {
            return Ok(None);
        }
        let objects = skip.objects;
        self.skipping = None;
        Ok(Some(objects))
    }
}

/// A step in a list of objects.
pub(crate) fn list_step<L, H>(record: &mut Record<'_, '_, H>, first: bool, entry: L) -> Parse<Move<L>> {
    if !record.cursor.next_item(first, b']', "a comma or the end of a list")? {
        return Ok(Move::Leave);
    }
    if record.cursor.kind()? == Kind::Object {
        record.cursor.at += 1;
        return Ok(Move::Enter(entry));
    }
    record.flaw(Reason::UnexpectedValue, record.cursor.at);
    Ok(Move::Skip)
}

/// The value of a field that should be a list.
pub(crate) fn enter_list<L, H>(record: &mut Record<'_, '_, H>, level: L) -> Parse<Move<L>> {
    Ok(match record.cursor.kind()? {
        Kind::Array => {
            record.cursor.at += 1;
            Move::Enter(level)
        }
        Kind::Null => {
            record.cursor.take_null()?;
            Move::Stay
        }
        _ => {
            record.flaw(Reason::UnexpectedValue, record.cursor.at);
            Move::Skip
        }
    })
}

/// The value of a field that is not read. It has to have begun, so that white space before it is no part of it.
pub(crate) fn skip<L, H>(record: &mut Record<'_, '_, H>) -> Parse<Move<L>> {
    record.cursor.kind()?;
    Ok(Move::Skip)
}

/// The next field of an object that stays open from step to step. What came before it is not remembered, only whether anything did.
pub(crate) fn next_field<K: Key, H>(record: &mut Record<'_, '_, H>, first: bool) -> Parse<Option<K>> {
    let Some(key) = record.cursor.next_key(first)? else { return Ok(None) };
    Ok(Some(record.field::<K>(key)))
}
