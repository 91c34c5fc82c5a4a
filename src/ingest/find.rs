//! The last stage: detects the format of a file from its first bytes, and passes its text to the reader of that format.

mod keys;
mod look;

use super::frames::Piece;
use super::json::{Cursor, find_byte};
use super::otlp_proto::Look;
use super::reader::Reader;
use super::report::FileReport;
use super::{app_insights, clickhouse, excerpt, otlp_proto};
use crate::error::{ErrorKind, Result};
use crate::store::{SourceRow, StoreBuilder};

/// How much of a file is looked at. After that much JSON without a telling key, it is read as OTLP, which then says what it misses.
const WINDOW: usize = 64 << 10;

/// Makes a reader of a file that is listed as a source.
type MakeReader = fn(SourceRow) -> Box<dyn Reader>;

/// What is known of the format of a file.
#[derive(Debug)]
pub(super) struct Find {
    source: SourceRow,
    /// The text so far, while it tells nothing.
    head: Vec<u8>,
    /// The length of the head at which it may tell.
    attempt_at: usize,
    /// The bytes before the first message.
    passed: u64,
    /// The reader of the format, once that is known.
    reader: Option<Box<dyn Reader>>,
}

impl Find {
    /// Looks for the format of a file that is listed as a source.
    pub(super) fn new(source: SourceRow) -> Self {
        Self { source, head: Vec::new(), attempt_at: 0, passed: 0, reader: None }
    }

    /// The reader of the format, once that is known.
    pub(super) fn reader(&mut self) -> Option<&mut (dyn Reader + 'static)> {
        self.reader.as_deref_mut()
    }

    /// Takes in what the text consists of.
    ///
    /// # Errors
    ///
    /// `UnknownFormat` where it is of no format that is read, and whatever the reader of its format says.
    pub(super) fn push(&mut self, builder: &mut StoreBuilder, piece: Piece<'_>, report: &mut FileReport) -> Result<()> {
        match piece {
            Piece::Text(text) => self.push_text(builder, text, report),
            Piece::Header(bytes) => {
                report.text_bytes += bytes;
                match &mut self.reader {
                    Some(reader) => reader.pass(bytes),
                    None => self.passed += bytes,
                }
                Ok(())
            }
            Piece::End => self.end_message(builder, report),
        }
    }

    /// Ends a message. Of what format it is has to show by then.
    fn end_message(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()> {
        if !self.head.is_empty() {
            let head = std::mem::take(&mut self.head);
            self.begin(builder, &head, report, true)?;
        }
        match &mut self.reader {
            Some(reader) => reader.end_message(builder, report),
            None => Ok(()),
        }
    }

    fn push_text(&mut self, builder: &mut StoreBuilder, text: &[u8], report: &mut FileReport) -> Result<()> {
        report.text_bytes += text.len() as u64;
        if let Some(reader) = &mut self.reader {
            return reader.push(builder, text, report);
        }
        if self.head.is_empty() {
            return self.begin(builder, text, report, false);
        }
        self.head.extend_from_slice(text);
        if self.head.len() < self.attempt_at {
            return Ok(());
        }
        let head = std::mem::take(&mut self.head);
        self.begin(builder, &head, report, false)
    }

    /// Reads what is left when the text has ended.
    ///
    /// # Errors
    ///
    /// As `push`.
    pub(super) fn finish(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()> {
        if self.reader.is_none() {
            let head = std::mem::take(&mut self.head);
            self.begin(builder, &head, report, true)?;
        }
        match &mut self.reader {
            Some(reader) => reader.finish(builder, report),
            None => Ok(()),
        }
    }

    /// Gives all spans what was read of their surroundings, be the text at its end or not.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold it.
    pub(super) fn close(&mut self, builder: &mut StoreBuilder, report: &mut FileReport) -> Result<()> {
        match &mut self.reader {
            Some(reader) => reader.close(builder, report),
            None => Ok(()),
        }
    }

    /// The bytes that are kept from piece to piece, as far as that grows with the file.
    pub(super) fn held_bytes(&self) -> usize {
        self.head.capacity() + self.reader.as_ref().map_or(0, |reader| reader.held_bytes())
    }

    /// Finds the format, if this is enough of the text, and reads it. `last` says that there is no more.
    fn begin(&mut self, builder: &mut StoreBuilder, text: &[u8], report: &mut FileReport, last: bool) -> Result<()> {
        match find(text, last) {
            Found::More => {
                self.head = text.to_vec();
                self.attempt_at = 2 * text.len();
                Ok(())
            }
            Found::Unknown { looks_like } => {
                let found = excerpt::excerpt(text);
                Err(ErrorKind::UnknownFormat { found, looks_like }.into())
            }
            Found::Reader(make) => {
                let reader = self.reader.insert(make(self.source));
                reader.pass(self.passed);
                reader.push(builder, text, report)
            }
        }
    }
}

/// What the first bytes of a file tell.
#[derive(Debug, Clone, Copy)]
enum Found {
    /// Not enough.
    More,
    /// A format that is read, or what is at least so close to it that its reader has the best words for it.
    Reader(MakeReader),
    /// None of the formats that are read.
    Unknown { looks_like: Option<&'static str> },
}

/// Tells what a file is, which does not depend on how much more than enough of it there is. `last` says that there is no more.
fn find(bytes: &[u8], last: bool) -> Found {
    let complete = last || bytes.len() >= WINDOW;
    let bytes = &bytes[..bytes.len().min(WINDOW)];
    // First of all, since it may begin as a blank line and a brace do.
    match otlp_proto::look(bytes, None) {
        Look::More { likely: true } if complete => return Found::Reader(otlp_proto::reader),
        Look::Request => return Found::Reader(otlp_proto::reader),
        Look::More { .. } if !complete => return Found::More,
        Look::More { .. } | Look::Other => {}
    }
    // Nor does this need to begin with anything that is no blank.
    match clickhouse::look(bytes) {
        clickhouse::Look::Block => return Found::Reader(clickhouse::native_reader),
        clickhouse::Look::More if !complete => return Found::More,
        clickhouse::Look::More | clickhouse::Look::Other => {}
    }
    let mut cursor = Cursor::new(bytes);
    skip_blank(&mut cursor);
    match cursor.peek() {
        Some(b'{' | b'[') => keys::find_json(cursor, complete),
        Some(_) if let Some(found) = find_table(cursor.rest(), complete) => found,
        Some(_) if let Some(found) = keys::find_in_lines(cursor.rest(), complete) => found,
        _ if !complete => Found::More,
        None if last => Found::Unknown { looks_like: Some("an empty file") },
        // The reader keeps nothing of white space, however much there is.
        None => Found::Reader(keys::ANY_JSON),
        Some(_) => Found::Unknown { looks_like: Some(look::look(bytes)) },
    }
}

/// Tells whether text is a table that is read, by its first line. Nothing where it is none.
fn find_table(text: &[u8], complete: bool) -> Option<Found> {
    let line_end = find_byte(text, b'\n');
    if line_end.is_none() && !complete {
        // Names of columns have no braces; documents behind text do.
        return (!text.contains(&b'{')).then_some(Found::More);
    }
    let line = &text[..line_end.unwrap_or(text.len())];
    app_insights::is_csv_header(line).then_some(Found::Reader(app_insights::csv_reader))
}

fn skip_blank(cursor: &mut Cursor<'_>) {
    if cursor.rest().starts_with(b"\xef\xbb\xbf") {
        cursor.at += 3;
    }
    cursor.skip_space();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8], last: bool) -> &'static str {
        match find(bytes, last) {
            Found::More => "more",
            Found::Reader(_) => "a reader",
            Found::Unknown { looks_like } => looks_like.unwrap_or("nothing"),
        }
    }

    #[test]
    fn files_are_known_by_their_first_bytes() {
        let otlp = "a reader";
        let unknown = |name: &'static str| name;
        let cases: [(&[u8], &str); 44] = [
            (b"", unknown("an empty file")),
            (b" \r\n\t", unknown("an empty file")),
            (b"\xef\xbb\xbf", unknown("an empty file")),
            (b"\xef\xbb\xbf {\"resourceSpans\":[", otlp),
            (b"[{\"resource_spans\":", otlp),
            (b"{\"x\":{\"data\":1},\"batches\":[]}", otlp),
            (b"{}\n[]\n{\"resourceMetrics\":[]}", otlp),
            (b"{\"a\":1}", otlp),
            (b"{\"a\":", otlp),
            (b"{#}", otlp),
            (b"{\"data\":[]}", "a reader"),
            (b"{\"traceID\":\"1\",\"spans\":[]}", "a reader"),
            (b"{\"data\":{\"trace\":{\"spans\":[{\"segmentId\":\"1\"}]}}}", "a reader"),
            (b"{\"data\":[{\"resourceSpans\":[]}]}", "a reader"),
            (
                b"{\"traces\":[{\"traceID\":\"1\",\"rootServiceName\":\"a\"}]}",
                unknown("a list of Tempo's search results"),
            ),
            (b"{\"traces\":[{\"projectId\":\"p\",\"traceId\":\"1\"}]}", "a reader"),
            (b"{\"traces\":[]}", unknown("Google Cloud Trace or a list of Tempo's search results")),
            (b"{\"traces\":[{\"traceID\":\"1\",\"spans\":[],\"processes\":{}}]}", "a reader"),
            (b"[{\"traceId\":\"1\",\"id\":\"2\"}]", "a reader"),
            (b"[[{\"id\":\"1\",\"traceId\":\"2\"}]]", "a reader"),
            (b"[{\"traceId\":\"1\",\"localEndpoint\":{}}]", "a reader"),
            (b"{\"traceEvents\":[]}", unknown("a Chrome trace")),
            (b"<!doctype html>", unknown("HTML or XML")),
            (b"a,b\n1,2\n", unknown("CSV or another table")),
            (b"hello", unknown("plain text")),
            (b"\x89PNG\r\n\x1a\n", unknown("a PNG image")),
            (b"\x28\xb5\x2f\xfd\0\0", unknown("a file compressed twice, the first time with zstd")),
            (b"BZh91AY&SY", unknown("a file compressed with bzip2")),
            (b"\xfd7zXZ\0\0", unknown("a file compressed with xz")),
            (&[&[b'a'; 257][..], b"ustar\0"].concat(), unknown("a tar archive")),
            (b"\n\x04\x12\x02\x12\0", otlp),
            (b"\nz\nx\nv\nt\n", unknown("plain text")),
            (b"\n{\n  \"resourceSpans\":", otlp),
            (b"PK\x03\x04", unknown("a ZIP archive")),
            (b"\n\x05\n\x03\0\0\0", unknown("binary data")),
            (b"\0\x01\x02\x03", unknown("binary data")),
            (b"{\"SpanContext\":{}}", "a reader"),
            (b"{\"name\":\"a\",\"context\":{},\"parent_id\":null}", "a reader"),
            (b"text\n{\n  \"SpanContext\":", "a reader"),
            (b"{\"tables\":[{\"columns\":[],\"rows\":[]}]}", "a reader"),
            (b"timestamp,operation_Id", "a reader"),
            (b"timestamp,id\n1,2\n", unknown("CSV or another table")),
            (b"123", unknown("plain text")),
            (b"\"text\"", unknown("plain text")),
        ];
        for (bytes, expected) in cases {
            assert_eq!(told(bytes, true), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_cut_file_waits_for_more() {
        let text = b"\xef\xbb\xbf\n{\"schema\":[1,2],\"resourceSpans\":[";
        let known = text.len() - 1;
        for cut in 0..text.len() {
            let expected = if cut < known { "more" } else { "a reader" };
            assert_eq!(told(&text[..cut], false), expected, "{cut}");
        }
        let long = format!("{{\"a\":\"{}", " ".repeat(WINDOW));
        assert_eq!(told(long.as_bytes(), false), "a reader");
    }
}
