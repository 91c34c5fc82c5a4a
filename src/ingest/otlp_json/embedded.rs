//! Documents that stand as text in others, as container runtimes and loggers write what a program has printed: `{"log":"{\"resourceSpans\":…}\n"}`.

use super::Record;
use super::keys::KeyHints;
use crate::error::ErrorCode;
use crate::ingest::grammar::Grammar;
use crate::ingest::json::{Cursor, Kind, Parse, Stop, find_quote};
use crate::ingest::reader::Reader;
use crate::ingest::report::{FileReport, Reason};
use crate::ingest::steps::Steps;

/// How a document begins that stands as text in another.
const START: &[u8] = br#"{\"resource"#;

/// How much of a text is looked at: a logger may have put something before the document.
const WINDOW: usize = 256;

/// Whether the text that is next has a document in it.
pub(super) fn is_next(cursor: &mut Cursor<'_>) -> Parse<bool> {
    if cursor.kind()? != Kind::String {
        return Ok(false);
    }
    let rest = &cursor.rest()[1..];
    let window = &rest[..rest.len().min(WINDOW)];
    let text = match find_quote(window) {
        Some((len, _)) => &window[..len],
        None if window.len() < WINDOW => {
            return Err(Stop::Syntax { at: cursor.bytes.len(), expected: "the closing quote of a string" });
        }
        None => window,
    };
    Ok(is_in(text))
}

/// Whether a document begins in an escaped text.
pub(in crate::ingest) fn is_in(text: &[u8]) -> bool {
    text.windows(START.len()).any(|window| window == START)
}

impl Record<'_, '_> {
    /// Reads the documents in the text that is next, by their outline. Whether there were any.
    pub(super) fn embedded<G>(&mut self, outline: G, report: &mut FileReport) -> Parse<bool>
    where
        G: Grammar<Hints = KeyHints>,
    {
        let at = self.cursor.at;
        let raw = self.cursor.string()?;
        let mut text = String::new();
        self.decode(raw, &mut text);
        let mut inner = Steps::new(outline);
        let mut found = FileReport::default();
        let read = inner.push(self.builder, text.as_bytes(), &mut found);
        let read = read.and_then(|()| inner.finish(self.builder, &mut found));
        self.builder.without_limit(|builder| inner.close(builder, &mut found))?;
        let code = read.as_ref().map_err(crate::error::Error::code).err();
        match (read, code) {
            (Err(error), Some(ErrorCode::LimitExceeded | ErrorCode::MemoryLimit)) => return Err(error.into()),
            (Err(_), Some(ErrorCode::UnknownFormat)) => return Ok(false),
            (Err(_), _) => self.flaw(Reason::BrokenDocument, at),
            (Ok(()), _) => {}
        }
        self.flaw(Reason::EmbeddedDocument, at);
        for finding in &found.findings {
            self.flaws(finding.reason, at, finding.count);
        }
        report.spans += found.spans;
        report.logs += found.logs;
        report.logs_left_out += found.logs_left_out;
        report.ignored.add(found.ignored);
        report.format = report.format.or(found.format);
        Ok(true)
    }
}
