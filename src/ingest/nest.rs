//! The arrays and objects that are open around a record.

use super::json::{Cursor, Kind, Parse, Skip, Stop, find_byte};
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

    /// Skips on; how many objects lie directly inside the value, when that has ended. Where the value was cut and the next line is another
    /// document, it stops before that line; `first_keys` are the keys that documents begin with.
    pub(crate) fn skip_on(&mut self, cursor: &mut Cursor<'_>, first_keys: &[&str]) -> Parse<Option<u64>> {
        let Some(skip) = &mut self.skipping else { return Ok(None) };
        if cursor.peek().is_none() {
            return Err(cursor.stop("the rest of a value"));
        }
        let (at, rest) = (cursor.at, cursor.rest());
        // A fault near the end of a slice is looked at once more when there is more to show of it.
        let mut ahead = skip.clone();
        let mut result = ahead.push(rest);
        let passed = match &result {
            Ok((len, _)) => *len,
            Err(Stop::Syntax { at, .. }) => *at,
            Err(Stop::Fatal(_)) => 0,
        };
        if let Some(line_end) = find_cut(skip, &rest[..passed.min(rest.len())], rest, first_keys) {
            if line_end == 0 {
                let is_whole = is_document(&rest[1..], skip.is_in_text(), first_keys) == Some(true);
                let at = if is_whole { at } else { cursor.bytes.len() };
                return Err(Stop::Syntax { at, expected: "the rest of a value" });
            }
            ahead = skip.clone();
            result = ahead.push(&rest[..line_end]);
        }
        let (len, done) = result.map_err(|stop| stop.moved(at))?;
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

/// Where a line ends in a value that is skipped on from here, if another document begins after it, or may for all that is there.
fn find_cut(skip: &Skip, value: &[u8], rest: &[u8], first_keys: &[&str]) -> Option<usize> {
    let mut skip = skip.clone();
    let (mut skipped, mut from) = (0, 0);
    while let Some(line_end) = find_byte(&value[from..], b'\n').map(|at| from + at) {
        from = line_end + 1;
        let line = &rest[from..];
        if !line.starts_with(b"{\"") && !b"{\"".starts_with(line) {
            continue;
        }
        skip.push(&rest[skipped..line_end]).ok()?;
        skipped = line_end;
        if is_document(line, skip.is_in_text(), first_keys).is_some() {
            return Some(line_end);
        }
    }
    None
}

/// Whether a line is another document: because no text has line ends as they are, or because it begins with a key that documents do. `None`
/// where it is not, false where that depends on what comes.
fn is_document(line: &[u8], in_text: bool, first_keys: &[&str]) -> Option<bool> {
    // What is asked begins with a brace and a quote, as far as it is there.
    if in_text { Some(line.len() > 1) } else { begins(line, first_keys) }
}

/// Whether a line begins with a brace and one of some keys: all of it, or as much as is there.
fn begins(line: &[u8], keys: &[&str]) -> Option<bool> {
    let begins_with = |key: &&str| {
        let start = b"{\"".iter().chain(key.as_bytes()).chain(b"\"");
        start.clone().zip(line).all(|(a, b)| a == b).then(|| start.count() <= line.len())
    };
    keys.iter().find_map(begins_with)
}

/// A step in a list of objects, which are entered.
pub(crate) fn list_step<L, H>(
    record: &mut Record<'_, '_, H>,
    first: bool,
    first_keys: &[&str],
    entry: L,
) -> Parse<Move<L>> {
    if let Some(other) = next_object(record, first, first_keys, Reason::UnexpectedValue)? {
        return Ok(other);
    }
    record.cursor.at += 1;
    Ok(Move::Enter(entry))
}

/// Moves to the next object of a list, or gives what comes instead: the end of the list, or something else, which is a flaw. An object that
/// begins a line as documents with one of some keys do is the next document after a line that was cut.
#[inline]
pub(crate) fn next_object<L, H>(
    record: &mut Record<'_, '_, H>,
    first: bool,
    first_keys: &[&str],
    otherwise: Reason,
) -> Parse<Option<Move<L>>> {
    if !record.cursor.next_item(first, b']', "a comma or the end of a list")? {
        return Ok(Some(Move::Leave));
    }
    expect_value(record, first_keys)?;
    if record.cursor.kind()? == Kind::Object {
        return Ok(None);
    }
    record.flaw(otherwise, record.cursor.at);
    Ok(Some(Move::Skip))
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
        Kind::Object if begins_line(record) => return Err(record.cursor.stop("a list")),
        _ => {
            record.flaw(Reason::UnexpectedValue, record.cursor.at);
            Move::Skip
        }
    })
}

/// Whether a line begins at the cursor. An object there is no value where a list should be, but the next document after a line that was cut.
fn begins_line<H>(record: &Record<'_, '_, H>) -> bool {
    record.cursor.bytes[..record.cursor.at].ends_with(b"\n")
}

/// Stops where, instead of a value, a line begins as documents with one of these keys do: the line before it was cut.
pub(crate) fn expect_value<H>(record: &mut Record<'_, '_, H>, first_keys: &[&str]) -> Parse<()> {
    if record.cursor.kind()? != Kind::Object || !begins_line(record) {
        return Ok(());
    }
    match begins(record.cursor.rest(), first_keys) {
        None => Ok(()),
        Some(true) => Err(record.cursor.stop("a value")),
        Some(false) => Err(Stop::Syntax { at: record.cursor.bytes.len(), expected: "a value" }),
    }
}

/// The value of a field that should be a list and is not read.
pub(crate) fn skip_list<L, H>(record: &mut Record<'_, '_, H>) -> Parse<Move<L>> {
    if record.cursor.kind()? == Kind::Object && begins_line(record) {
        return Err(record.cursor.stop("a list"));
    }
    skip(record)
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
