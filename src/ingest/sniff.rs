//! What a file is, from its first bytes.

use super::json::{Cursor, Kind, Parse, RawText};

/// How much of a file is looked at. After that much JSON without a telling key, it is read as OTLP, which then says what it misses.
const WINDOW: usize = 64 << 10;

/// What the first bytes of a file tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sniff {
    /// Not enough.
    More,
    /// OTLP JSON, or what is at least so close to it that its reader has the best words for it.
    OtlpJson,
    /// None of the formats that are read.
    Unknown { looks_like: Option<&'static str> },
}

/// Tells what a file is, which does not depend on how much more than enough of it there is. `last` says that there is no more.
pub(super) fn sniff(bytes: &[u8], last: bool) -> Sniff {
    let complete = last || bytes.len() >= WINDOW;
    let bytes = &bytes[..bytes.len().min(WINDOW)];
    let mut cursor = Cursor::new(bytes);
    skip_blank(&mut cursor);
    match cursor.peek() {
        Some(b'{' | b'[') => sniff_json(cursor, complete),
        _ if !complete => Sniff::More,
        None if last => Sniff::Unknown { looks_like: Some("an empty file") },
        // The reader keeps nothing of white space, however much there is.
        None => Sniff::OtlpJson,
        Some(_) => Sniff::Unknown { looks_like: Some(look(bytes)) },
    }
}

fn skip_blank(cursor: &mut Cursor<'_>) {
    if cursor.rest().starts_with(b"\xef\xbb\xbf") {
        cursor.at += 3;
    }
    cursor.skip_space();
}

fn sniff_json(mut cursor: Cursor<'_>, complete: bool) -> Sniff {
    match telling_key(&mut cursor) {
        Ok(Some(verdict)) => verdict,
        Ok(None) if complete => Sniff::OtlpJson,
        Ok(None) => Sniff::More,
        Err(super::json::Stop::Syntax { at, .. }) if at >= cursor.bytes.len() && !complete => Sniff::More,
        // What is malformed gets a better message from the reader.
        Err(_) => Sniff::OtlpJson,
    }
}

/// Looks at the keys of the documents, at the top or one array below it, for one that tells the format.
fn telling_key(cursor: &mut Cursor<'_>) -> Parse<Option<Sniff>> {
    let mut in_array = false;
    loop {
        skip_blank(cursor);
        match cursor.peek() {
            None => return Ok(None),
            Some(b'[') if !in_array => {
                in_array = true;
                cursor.at += 1;
            }
            Some(b']' | b',') if in_array => {
                in_array = cursor.peek() == Some(b',');
                cursor.at += 1;
            }
            Some(b'{') => {
                cursor.at += 1;
                let mut first = true;
                while let Some(key) = cursor.next_key(first)? {
                    first = false;
                    if let Some(verdict) = verdict(key, in_array) {
                        return Ok(Some(verdict));
                    }
                    if cursor.kind()? == Kind::Null && cursor.take_null()? {
                        continue;
                    }
                    cursor.skip_value()?;
                }
            }
            Some(_) => cursor.skip_value()?,
        }
    }
}

fn verdict(key: RawText<'_>, in_array: bool) -> Option<Sniff> {
    let looks_like = match key.bytes {
        b"resourceSpans" | b"resource_spans" | b"resourceLogs" | b"resource_logs" | b"resourceMetrics"
        | b"resource_metrics" | b"resourceProfiles" | b"resource_profiles" | b"batches" | b"trace" => {
            return Some(Sniff::OtlpJson);
        }
        b"data" | b"traceID" => "Jaeger JSON",
        b"traceId" | b"localEndpoint" if in_array => "Zipkin JSON",
        b"localEndpoint" => "Zipkin JSON",
        b"Traces" => "AWS X-Ray traces",
        b"traces" => "Google Cloud Trace or a list of Tempo's search results",
        b"baseType" | b"itemType" => "Azure Application Insights rows",
        b"traceEvents" => "a Chrome trace",
        _ => return None,
    };
    Some(Sniff::Unknown { looks_like: Some(looks_like) })
}

/// What files are that are no JSON.
fn look(bytes: &[u8]) -> &'static str {
    const MAGIC: [(&[u8], &str); 8] = [
        (b"\x28\xb5\x2f\xfd", "a file compressed with zstd"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"BZh", "a file compressed with bzip2"),
        (b"\xfd7zXZ", "a file compressed with xz"),
        (b"\x89PNG", "a PNG image"),
        (b"%PDF", "a PDF document"),
        (b"PAR1", "a Parquet file"),
        (b"\xff\xfe", "text in UTF-16"),
    ];
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some(&(_, name)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return name;
    }
    let line = bytes.split(|&byte| byte == b'\n').next().unwrap_or(bytes);
    match bytes {
        _ if bytes.trim_ascii_start().starts_with(b"<") => "HTML or XML",
        // Field 1 of a message, with a length: what an export request starts with.
        [b'\n', _, ..] if !is_text(bytes) => "OTLP protobuf",
        _ if !is_text(bytes) => "binary data",
        _ if line.contains(&b',') || line.contains(&b'\t') => "CSV or another table",
        _ => "plain text",
    }
}

fn is_text(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| byte >= b' ' || matches!(byte, b'\n' | b'\r' | b'\t'))
        && bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count() <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        let otlp = Sniff::OtlpJson;
        let unknown = |name| Sniff::Unknown { looks_like: Some(name) };
        let cases: [(&[u8], Sniff); 25] = [
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
            (b"{\"data\":[]}", unknown("Jaeger JSON")),
            (b"{\"traceID\":\"1\",\"spans\":[]}", unknown("Jaeger JSON")),
            (b"[{\"traceId\":\"1\",\"id\":\"2\"}]", unknown("Zipkin JSON")),
            (b"{\"traceEvents\":[]}", unknown("a Chrome trace")),
            (b"<!doctype html>", unknown("HTML or XML")),
            (b"a,b\n1,2\n", unknown("CSV or another table")),
            (b"hello", unknown("plain text")),
            (b"\x89PNG\r\n\x1a\n", unknown("a PNG image")),
            (b"\x28\xb5\x2f\xfd\0\0", unknown("a file compressed with zstd")),
            (b"PK\x03\x04", unknown("a ZIP archive")),
            (b"\n\x05\n\x03\0\0\0", unknown("OTLP protobuf")),
            (b"\0\x01\x02\x03", unknown("binary data")),
            (b"\xff\xfe{\0", unknown("text in UTF-16")),
            (b"123", unknown("plain text")),
            (b"\"text\"", unknown("plain text")),
        ];
        for (bytes, expected) in cases {
            assert_eq!(sniff(bytes, true), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_cut_file_waits_for_more() {
        let text = b"\xef\xbb\xbf\n{\"schema\":[1,2],\"resourceSpans\":[";
        let known = text.len() - 1;
        for cut in 0..text.len() {
            let expected = if cut < known { Sniff::More } else { Sniff::OtlpJson };
            assert_eq!(sniff(&text[..cut], false), expected, "{cut}");
        }
        let long = format!("{{\"a\":\"{}", " ".repeat(WINDOW));
        assert_eq!(sniff(long.as_bytes(), false), Sniff::OtlpJson);
    }
}
