//! Fields of protobuf messages that `prost` writes only of values that it owns: texts, and messages that are made as they are written.

use prost::encoding::{WireType, encode_key, encode_varint};

/// Appends bytes as a field.
pub(super) fn bytes(number: u32, bytes: &[u8], out: &mut Vec<u8>) {
    encode_key(number, WireType::LengthDelimited, out);
    encode_varint(bytes.len() as u64, out);
    out.extend_from_slice(bytes);
}

/// Appends a text as a field, unless it is empty.
pub(super) fn text(number: u32, text: &str, out: &mut Vec<u8>) {
    if !text.is_empty() {
        bytes(number, text.as_bytes(), out);
    }
}

/// Appends a number as a field, unless it is zero.
pub(super) fn count(number: u32, count: u32, out: &mut Vec<u8>) {
    if count != 0 {
        prost::encoding::uint32::encode(number, &count, out);
    }
}

/// Appends a message as a field. Its length, which comes before it, is known once it is written.
pub(super) fn message(number: u32, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    encode_key(number, WireType::LengthDelimited, out);
    let start = out.len();
    write(out);
    let end = out.len();
    encode_varint((end - start) as u64, out);
    let length = out.len() - end;
    out[start..].rotate_right(length);
}
