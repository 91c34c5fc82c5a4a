//! OTLP in protobuf: the same spans give the same store as in JSON, and whatever bytes there are, an answer.

mod equality;
mod faults;
mod fields;
mod files;
mod hostile;

use spanlens::ingest::{FileReport, Finding, Reason};

/// A field that is a message, a string or bytes.
pub(super) fn field(number: u8, value: &[u8]) -> Vec<u8> {
    let mut bytes = vec![number << 3 | 2];
    prost::encoding::encode_varint(value.len() as u64, &mut bytes);
    bytes.extend_from_slice(value);
    bytes
}

/// A field that is a string, and known to be short.
fn text(number: u8, value: &str) -> Vec<u8> {
    field(number, value.as_bytes())
}

/// A field of eight bytes, with a tag of one.
pub(super) fn time(number: u8, ns: u64) -> Vec<u8> {
    [&[number << 3 | 1][..], &ns.to_le_bytes()].concat()
}

/// A message in messages, each of which is a field of the one before.
fn nested(numbers: &[u8], value: &[u8]) -> Vec<u8> {
    numbers.iter().rev().fold(value.to_vec(), |value, &number| field(number, &value))
}

/// A request with one span of these fields.
fn with_span(fields: &[u8]) -> Vec<u8> {
    nested(&[1, 2, 2], fields)
}

/// The reasons for what was skipped or repaired.
fn reasons(report: &FileReport) -> Vec<(Reason, u64)> {
    report.findings.iter().map(|&Finding { reason, count, .. }| (reason, count)).collect()
}

/// The code and the message of the fault.
fn fault(report: &FileReport) -> Option<(&'static str, &str)> {
    report.fault.as_ref().map(|fault| (fault.code.as_str(), fault.message.as_str()))
}
