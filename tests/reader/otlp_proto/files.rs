//! The fixtures in protobuf, which nobody could write in an editor. `SPANLENS_WRITE_SNAPSHOTS=1` writes them anew.

use std::fs;
use std::path::Path;

use super::{field, nested, text, time};
use crate::reader::fixtures::bytes_of;
use crate::reader::frames::{big_endian, varint};

/// A file and what is in it.
type File = (&'static str, Vec<u8>);

fn files() -> [File; 4] {
    let message = [usual(), odd()].concat();
    let after = with_spans(&[text(5, "after").as_slice()]);
    let broken = [usual(), with_spans(&[&text(5, "before"), b"\x28\x01"]), after.clone()].concat();
    let framed = [usual(), logs(), after].iter().flat_map(|message| big_endian(message)).collect();
    let delimited =
        [usual(), b"\x0a\x03\x12\x01\x0a".to_vec(), odd()].iter().flat_map(|message| varint(message)).collect();
    [("request.pb", message), ("broken.pb", broken), ("framed.pb", framed), ("delimited.pb", delimited)]
}

#[test]
fn the_files_are_what_is_said_here() {
    for (name, bytes) in files() {
        let path = format!("tests/data/reader/{name}");
        if std::env::var_os("SPANLENS_WRITE_SNAPSHOTS").is_some() {
            fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path), &bytes).unwrap();
        }
        assert_eq!(bytes_of(&path), bytes, "{name}");
    }
}

fn with_spans(spans: &[&[u8]]) -> Vec<u8> {
    nested(&[1, 2], &spans.iter().flat_map(|span| field(2, span)).collect::<Vec<_>>())
}

fn attribute(number: u8, key: &str, value: &[u8]) -> Vec<u8> {
    field(number, &[text(1, key), field(2, value)].concat())
}

/// A request as most are.
fn usual() -> Vec<u8> {
    let resource = [attribute(1, "service.name", &text(1, "shop")), b"\x10\x01".to_vec()].concat();
    let scope = [text(1, "lib"), text(2, "1.0"), attribute(3, "k", b"\x10\x01")].concat();
    let start = 1_700_000_000_000_000_000;
    let event = [time(1, start + 1), text(2, "exception"), attribute(3, "exception.type", &text(1, "E"))].concat();
    let link = [field(1, &[2; 16]), field(2, &[2; 8]), text(3, "a=b"), b"\x35\x01\0\0\0".to_vec()].concat();
    let server = [
        field(1, &[1; 16]),
        field(2, &[1; 8]),
        text(3, "c=d"),
        text(5, "GET /"),
        b"\x30\x02".to_vec(),
        time(7, start),
        time(8, start + 500),
        attribute(9, "http.request.method", &text(1, "GET")),
        attribute(9, "http.response.status_code", b"\x18\xf4\x03"),
        field(11, &event),
        field(13, &link),
        field(15, &[text(2, "no"), b"\x18\x02".to_vec()].concat()),
        b"\x85\x01\x01\x01\0\0".to_vec(),
    ];
    let client =
        [field(1, &[1; 16]), field(2, &[2; 8]), field(4, &[1; 8]), text(5, "q"), time(7, start), time(8, start + 9)];
    let scope_spans = [field(1, &scope), field(2, &server.concat()), field(2, &client.concat()), text(3, "v")].concat();
    field(1, &[field(1, &resource), field(2, &scope_spans), text(3, "u")].concat())
}

/// A request with what few write.
fn odd() -> Vec<u8> {
    let array = nested(&[5, 1], b"\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
    let map = nested(&[6, 1], &[text(1, "a"), field(2, b"\x3a\x01\xff")].concat());
    let values = [
        attribute(9, "array", &array),
        attribute(9, "map", &map),
        attribute(9, "none", b""),
        attribute(9, "double", b"\x21\0\0\0\0\0\0\xe0\x3f"),
        field(9, &text(1, "no value")),
        text(5, "bad \u{7f}").iter().map(|&byte| if byte == 0x7f { 0xff } else { byte }).collect(),
    ];
    let of_old = [text(1, "5b8efff798038103d269b633813fc60c"), text(2, "eee19b7ec3c1b174"), field(15, b"\x08\x0d")];
    let unknown = b"\xa0\x06\x01\xa3\x06\x0a\x01x\xa4\x06\xaa\x06\x02no".to_vec();
    let spans = [field(2, &values.concat()), unknown.clone(), field(2, &[of_old.concat(), unknown].concat())].concat();
    let library = [field(1, &text(1, "old")), spans].concat();
    let library = [&[0xc2, 0x3e][..], &varint(&library)].concat();
    field(1, &[text(3, "u"), library, field(1, &attribute(1, "service.name", &text(1, "old")))].concat())
}

fn logs() -> Vec<u8> {
    let record = [time(1, 1_700_000_000_000_000_000), b"\x10\x09".to_vec(), field(5, &text(1, "hello"))].concat();
    nested(&[1, 2, 2], &record)
}
