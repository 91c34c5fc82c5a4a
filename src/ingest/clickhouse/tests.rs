//! Every type by its bytes: written by hand, and by ClickHouse itself.

use serde_json::Value as Json;

use super::blocks::{Block, Blocks};
use super::column::Cell;
use super::type_text;
use super::types::Type;

/// A block of one column, from a type and the bytes of its data.
fn block(rows: u8, name: &str, data: &[&[u8]]) -> Vec<u8> {
    let mut bytes = vec![1, rows, 1, b'c', u8::try_from(name.len()).unwrap()];
    bytes.extend(name.as_bytes());
    bytes.extend(data.concat());
    bytes
}

fn read(bytes: &[u8], size: usize) -> Block {
    let (mut blocks, mut found) = (Blocks::default(), Vec::new());
    let mut keep = |block: Block| {
        found.push(block);
        Ok(())
    };
    bytes.chunks(size).for_each(|piece| blocks.push(piece, &mut keep).unwrap());
    blocks.finish(&mut keep).unwrap();
    assert_eq!((found.len(), blocks.held_bytes()), (1, 0));
    found.remove(0)
}

/// A cell as text.
fn shown(cell: Cell<'_>) -> String {
    match cell {
        Cell::Null => "null".to_owned(),
        Cell::Opaque => "?".to_owned(),
        Cell::Bool(value) => value.to_string(),
        Cell::Int(value) => value.to_string(),
        Cell::Uint(value) => format!("{value}u"),
        Cell::Double(value) => format!("{value:?}"),
        Cell::Time(time_ns) => format!("{time_ns:?}"),
        Cell::Text(text) => format!("{:?}", String::from_utf8_lossy(text)),
        Cell::List(list) => format!("[{}]", list.cells().map(shown).collect::<Vec<_>>().join(", ")),
        Cell::Map(map) => {
            let entries = map.entries().map(|(key, value)| format!("{}: {}", shown(key), shown(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Cell::Tuple(tuple) => {
            let elements = tuple.elements().map(|(name, value)| format!("{name}={}", shown(value)));
            format!("({})", elements.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The version of dictionaries, and their flags for indexes of one byte.
const VERSION: &[u8] = &[1, 0, 0, 0, 0, 0, 0, 0];
const BYTES: &[u8] = &[0, 2, 0, 0, 0, 0, 0, 0];

fn long(number: u8) -> [u8; 8] {
    u64::from(number).to_le_bytes()
}

#[test]
fn every_type_is_read_wherever_its_bytes_are_cut() {
    let [zero, one, two, three] = [0, 1, 2, 3].map(long);
    let uuid: &[u8] = &[3, 0x81, 3, 0x98, 0xf7, 0xff, 0x8e, 0x5b, 0xc, 0xc6, 0x3f, 0x81, 0x33, 0xb6, 0x69, 0xd2];
    let nan = f64::NAN.to_le_bytes();
    let cases: [(&str, u8, &[&[u8]], &str); 30] = [
        ("String", 2, &[b"\x01a\x00"], r#""a", """#),
        ("Nothing", 2, &[b"00"], "?, ?"),
        ("Bool", 2, &[&[0, 1]], "false, true"),
        ("Int8", 1, &[&[0xff]], "-1"),
        ("Int16", 1, &[&[0xfe, 0xff]], "-2"),
        ("Int32", 1, &[&[0xfd, 0xff, 0xff, 0xff]], "-3"),
        ("Int64", 1, &[&[0xff; 8]], "-1"),
        ("UInt8", 1, &[&[0xff]], "255u"),
        ("UInt16", 1, &[&[0, 1]], "256u"),
        ("UInt32", 1, &[&[0, 0, 1, 0]], "65536u"),
        ("UInt64", 1, &[&[0xff; 8]], "18446744073709551615u"),
        ("Float32", 1, &[&1.5_f32.to_le_bytes()], "1.5"),
        ("Float64", 2, &[&nan, &0.1_f64.to_le_bytes()], "NaN, 0.1"),
        ("UInt128", 1, &[&[7; 16]], "?"),
        ("Decimal(10, 2)", 1, &[&[7; 8]], "?"),
        ("FixedString(3)", 3, &[b"abc", b"a\0\0", b"\0a\0"], r#""abc", "a", "\0a""#),
        ("UUID", 1, &[uuid], r#""5b8efff798038103d269b633813fc60c""#),
        ("Enum8('a' = 1, 'b' = -1)", 2, &[&[0xff, 1]], r#""b", "a""#),
        ("Enum16('a' = 300)", 1, &[&[44, 1]], r#""a""#),
        ("Date", 1, &[&[1, 0]], "Some(86400000000000)"),
        ("Date32", 2, &[&[1, 0, 0, 0], &[0xff; 4]], "Some(86400000000000), None"),
        ("DateTime('UTC')", 1, &[&[2, 0, 0, 0]], "Some(2000000000)"),
        ("DateTime64(3)", 1, &[&two], "Some(2000000)"),
        ("Nullable(String)", 2, &[&[1, 0], b"\x01x\x01y"], r#"null, "y""#),
        ("Array(UInt8)", 3, &[&two, &two, &three, &[7, 8, 9]], "[7u, 8u], [], [9u]"),
        ("Tuple(a UInt8, b String)", 2, &[&[7, 8], b"\x01x\x01y"], r#"(a=7u, b="x"), (a=8u, b="y")"#),
        ("LowCardinality(String)", 3, &[VERSION, BYTES, &two, b"\x00\x01a", &three, &[1, 0, 1]], r#""a", "", "a""#),
        (
            "LowCardinality(Nullable(String))",
            3,
            &[VERSION, BYTES, &three, b"\x00\x00\x01a", &three, &[0, 1, 2]],
            r#"null, "", "a""#,
        ),
        (
            "Map(LowCardinality(String), Array(LowCardinality(String)))",
            2,
            &[
                // The dictionaries of both before all data.
                VERSION,
                VERSION,
                &zero,
                &one, // the ends of the maps
                BYTES,
                &one,
                b"\x01k",
                &one,
                &[0], // the keys
                &two, // the ends of the arrays
                BYTES,
                &two,
                b"\x00\x01v",
                &two,
                &[1, 0],
            ],
            r#"{}, {"k": ["v", ""]}"#,
        ),
        (
            "Array(Tuple(Time DateTime64(9), Name LowCardinality(String)))",
            2,
            // Nothing at all of a dictionary where there are no values.
            &[VERSION, &zero, &zero],
            "[], []",
        ),
    ];
    for (name, rows, data, expected) in cases {
        let bytes = block(rows, name, data);
        for size in 1..=bytes.len() {
            let read = read(&bytes, size);
            let column = read.column("c").unwrap();
            let cells: Vec<String> = (0..read.rows).map(|row| shown(column.cell(row))).collect();
            assert_eq!(cells.join(", "), expected, "{name} in pieces of {size}");
            assert_eq!(column.cell(read.rows), Cell::Null, "{name} has no more rows");
        }
        for end in 1..bytes.len() {
            let mut blocks = Blocks::default();
            blocks.push(&bytes[..end], &mut |_| Ok(())).unwrap();
            assert!(blocks.finish(&mut |_| Ok(())).is_err(), "{name} up to {end}");
        }
    }
}

#[test]
fn what_contradicts_itself_is_an_error() {
    let [zero, one, two] = [0, 1, 2].map(long);
    let cases: [(&str, u8, &[&[u8]], &str); 7] = [
        ("Enum8('a' = 1)", 1, &[&[2]], "a number of an enumeration at byte 19, found 2"),
        ("Array(UInt8)", 2, &[&two, &one], "an end after the one before it at byte 25, found 1"),
        ("LowCardinality(String)", 1, &[&two], "the version of a dictionary, which is 1 at byte 27"),
        ("LowCardinality(String)", 1, &[VERSION, &zero], "a dictionary with values of its own at byte 35"),
        ("LowCardinality(String)", 1, &[VERSION, &[9, 2, 0, 0, 0, 0, 0, 0]], "a dictionary with values of its own"),
        (
            "LowCardinality(String)",
            1,
            &[VERSION, BYTES, &one, b"\x01a", &two],
            "as many rows of a dictionary as the column has at byte 53, found 2",
        ),
        (
            "LowCardinality(String)",
            1,
            &[VERSION, BYTES, &one, b"\x01a", &one, &[1]],
            "a value of the dictionary at byte 61, found 1",
        ),
    ];
    for (name, rows, data, expected) in cases {
        let mut blocks = Blocks::default();
        let error = blocks.push(&block(rows, name, data), &mut |_| Ok(())).unwrap_err();
        assert!(error.to_string().contains(expected), "{name}: {error}");
    }
}

/// What ClickHouse has written of a case, and what is in it.
macro_rules! written {
    ($($name:literal)+) => {
        [$((
            $name,
            include_bytes!(concat!("../../../tests/data/clickhouse/types/", $name, ".native")).as_slice(),
            include_str!(concat!("../../../tests/data/clickhouse/types/", $name, ".json")),
        ),)+]
    };
}

#[test]
fn what_clickhouse_writes_is_read_in_every_type() {
    let cases = written! {
        "aggregates" "arrays" "arrays-of-low-cardinality" "arrays-of-maps" "arrays-of-maps-by-2" "bytes" "decimals"
        "empty-arrays" "empty-maps" "enums" "floats" "integers" "low-cardinality" "low-cardinality-by-2"
        "low-cardinality-nullable" "low-cardinality-numbers" "low-cardinality-300" "maps" "maps-of-low-cardinality"
        "maps-of-low-cardinality-by-3" "no-rows" "nullable" "nullable-by-2" "odd-names" "one-column" "texts" "times"
        "truths" "tuples" "uuids" "wide-integers"
    };
    for (name, bytes, expected) in cases {
        let expected: Json = serde_json::from_str(expected).unwrap();
        let rows = expected["rows"].as_array().unwrap();
        for size in [1, 7, bytes.len().max(1)] {
            let blocks = read_all(bytes, size);
            let mut found = 0;
            for (block, at) in blocks.iter().flat_map(|block| (0..block.rows).map(move |at| (block, at))) {
                for (column, of) in expected["columns"].as_array().unwrap().iter().zip(0..) {
                    let (title, of_type) = (column[0].as_str().unwrap(), column[1].as_str().unwrap());
                    let of_type = type_text::parse(of_type).unwrap();
                    let cell = block.column(title).unwrap().cell(at);
                    let value = &rows[found][of];
                    assert!(
                        is_same(cell, value, &of_type),
                        "{name} row {found}: {title} is {}, not {value}",
                        shown(cell)
                    );
                }
                found += 1;
            }
            assert_eq!(found, rows.len(), "{name} in pieces of {size}");
        }
    }
}

fn read_all(bytes: &[u8], size: usize) -> Vec<Block> {
    let (mut blocks, mut found) = (Blocks::default(), Vec::new());
    let mut keep = |block: Block| {
        found.push(block);
        Ok(())
    };
    bytes.chunks(size).for_each(|piece| blocks.push(piece, &mut keep).unwrap());
    blocks.finish(&mut keep).unwrap();
    found
}

/// Whether a cell is what the server says of it in JSON. Whole numbers beyond 32 bits, floats and times are texts there.
fn is_same(cell: Cell<'_>, value: &Json, of: &Type) -> bool {
    let number = || value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match (cell, of) {
        (Cell::Null, Type::Nullable(_)) => value.is_null(),
        (Cell::Null, Type::LowCardinality(inner)) => matches!(**inner, Type::Nullable(_)) && value.is_null(),
        (cell, Type::Nullable(inner) | Type::LowCardinality(inner)) => is_same(cell, value, inner),
        (Cell::Opaque, Type::Opaque(_) | Type::Nothing) => true,
        (Cell::Bool(found), _) => value.as_bool() == Some(found),
        (Cell::Int(found), _) => found.to_string() == number(),
        (Cell::Uint(found), _) => found.to_string() == number(),
        (Cell::Double(found), of) => {
            let expected: f64 = number().parse().unwrap();
            #[expect(clippy::cast_possible_truncation, reason = "as the column was rounded")]
            let expected = if *of == Type::Float32 { f64::from(expected as f32) } else { expected };
            found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan()
        }
        (Cell::Time(found), Type::SignedTime(_, scale) | Type::UnsignedTime(_, scale)) => {
            let time = number().parse::<i128>().unwrap() * i128::from(*scale);
            found == u64::try_from(time).ok()
        }
        (Cell::Text(found), of) => {
            let expected = match &value["hex"] {
                Json::String(digits) => bytes_of(digits),
                _ => value.as_str().unwrap().as_bytes().to_vec(),
            };
            match of {
                Type::Uuid => found == expected.iter().copied().filter(|&byte| byte != b'-').collect::<Vec<_>>(),
                Type::Fixed(_) => {
                    found == &expected[..expected.iter().rposition(|&byte| byte != 0).map_or(0, |at| at + 1)]
                }
                _ => found == expected,
            }
        }
        (Cell::List(list), Type::Array(inner)) => {
            let (cells, values) = (list.cells().collect::<Vec<_>>(), value.as_array().unwrap());
            cells.len() == values.len() && cells.iter().zip(values).all(|(cell, value)| is_same(*cell, value, inner))
        }
        (Cell::Map(map), Type::Map(key, of)) => {
            let (entries, values) = (map.entries().collect::<Vec<_>>(), value.as_array().unwrap());
            let is_entry = |((name, cell), value): (&(Cell<'_>, Cell<'_>), &Json)| {
                is_same(*name, &value[0], key) && is_same(*cell, &value[1], of)
            };
            entries.len() == values.len() && entries.iter().zip(values).all(is_entry)
        }
        (Cell::Tuple(tuple), Type::Tuple(elements)) => {
            let parts = tuple.elements().zip(elements).zip(value.as_array().unwrap());
            parts.into_iter().all(|(((_, cell), (_, of)), value)| is_same(cell, value, of))
        }
        _ => false,
    }
}

fn bytes_of(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().as_chunks::<2>().0;
    pairs.iter().map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}
