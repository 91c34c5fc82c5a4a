//! Protobuf, written by hand.

/// A number as a varint.
pub(crate) fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap());
    bytes
}

/// A field of bytes.
pub(crate) fn field(number: u64, content: &[u8]) -> Vec<u8> {
    [&varint(number << 3 | 2), &varint(content.len() as u64), content].concat()
}

/// A field of 64 bits.
pub(crate) fn fixed64(number: u64, value: u64) -> Vec<u8> {
    [&varint(number << 3 | 1)[..], &value.to_le_bytes()].concat()
}

/// An attribute whose value is text.
pub(crate) fn attribute(number: u64, key: &str, value: &str) -> Vec<u8> {
    field(number, &[field(1, key.as_bytes()), field(2, &field(1, value.as_bytes()))].concat())
}

/// A request with these spans.
pub(crate) fn request(spans: &[u8]) -> Vec<u8> {
    field(1, &[field(1, &attribute(1, "service.name", "shop")), field(2, spans)].concat())
}
