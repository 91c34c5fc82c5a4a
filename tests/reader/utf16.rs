//! Text in UTF-16.

use spanlens::ingest::Reason;
use spanlens::store::SpanRow;

use super::cuts::gzip;
use super::read;

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(unit).collect()
}

#[test]
fn text_in_utf16_is_read_in_either_order() {
    let text = r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"é😀"},{"name":"b"}]}]}]}"#;
    for unit in [u16::to_le_bytes, u16::to_be_bytes] {
        let bytes = utf16(text, unit);
        for bytes in [gzip(&bytes), bytes] {
            for size in [1, 2, 3, 64, bytes.len()] {
                let (store, report) = read(bytes.chunks(size));
                assert_eq!((&report.fault, report.findings.len(), report.spans), (&None, 0, 2), "in pieces of {size}");
                assert!((0..2).any(|row| store.text(store.spans().name(SpanRow(row))) == "é😀"));
                assert_eq!((report.text_bytes, report.bytes), (text.len() as u64, bytes.len() as u64));
            }
        }
    }
}

#[test]
fn halves_of_characters_are_replaced_and_counted() {
    let mut bytes = utf16(r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a?b"}]}]}]}"#, u16::to_le_bytes);
    let at = bytes.iter().position(|&byte| byte == b'?').unwrap();
    bytes[at..at + 2].copy_from_slice(&[0x3d, 0xd8]);
    let (store, report) = read([bytes.as_slice()]);
    assert_eq!((report.count(Reason::InvalidUtf8), &report.fault), (1, &None));
    assert_eq!(store.text(store.spans().name(SpanRow(0))), "a\u{fffd}b");
    let (_, report) = read([&bytes[..bytes.len() - 1]]);
    assert_eq!(report.fault.unwrap().code.as_str(), "malformed-input");
}
