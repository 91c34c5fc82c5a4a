//! What files are that are not read, in the words of an error.

/// The bytes that files start with, most often.
const MAGIC: [(&[u8], &str); 8] = [
    (b"\x1f\x8b", "a file compressed twice, the first time with gzip"),
    (b"\x28\xb5\x2f\xfd", "a file compressed twice, the first time with zstd"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"BZh", "a file compressed with bzip2"),
    (b"\xfd7zXZ", "a file compressed with xz"),
    (b"\x89PNG", "a PNG image"),
    (b"%PDF", "a PDF document"),
    (b"PAR1", "a Parquet file"),
];

/// Where in a tar archive a word stands, and the word.
const TAR: (usize, &[u8]) = (257, b"ustar");

/// What JavaScript's SDK prints, in the words of an error.
pub(super) const INSPECTED: &str = "what the ConsoleSpanExporter of OpenTelemetry for JavaScript prints, which is no JSON (its \
     OTLPTraceExporter sends the same spans as OTLP)";

/// Whether text has spans in it as JavaScript's SDK prints them, with `util.inspect`.
pub(super) fn is_inspected(bytes: &[u8]) -> bool {
    let has = |line: &[u8]| bytes.windows(line.len()).any(|window| window == line);
    has(b"\n  traceId: '") && has(b"\n  id: '")
}

/// What files are that are no JSON.
pub(super) fn look(bytes: &[u8]) -> &'static str {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some(&(_, name)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return name;
    }
    let line = bytes.split(|&byte| byte == b'\n').next().unwrap_or(bytes);
    let (tar_at, tar) = TAR;
    match bytes {
        _ if bytes.get(tar_at..).is_some_and(|rest| rest.starts_with(tar)) => "a tar archive",
        _ if bytes.trim_ascii_start().starts_with(b"<") => "HTML or XML",
        _ if !is_text(bytes) => "binary data",
        _ if is_inspected(bytes) => INSPECTED,
        _ if line.contains(&b',') || line.contains(&b'\t') => "CSV or another table",
        _ => "plain text",
    }
}

fn is_text(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| byte >= b' ' || matches!(byte, b'\n' | b'\r' | b'\t'))
        && bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count() <= 1
}
