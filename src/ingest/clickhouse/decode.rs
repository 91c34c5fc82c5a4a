//! Columns out of their bytes, by their types.

use super::column::{Column, Ends, Texts};
use super::types::Type;
use super::wire::{Parse, Wire};

/// What a dictionary says of itself: the width of its indexes in the lowest byte, and that its values stand with it.
const WIDTH: u64 = 0xff;
const HAS_OWN_VALUES: u64 = 1 << 9;
const HAS_SHARED_VALUES: u64 = 1 << 8;

/// The version of dictionaries, which stands before the data.
const DICTIONARY_VERSION: u64 = 1;

/// Reads the data of a column with at least one row.
pub(super) fn column(of: &Type, rows: usize, wire: &mut Wire<'_>) -> Parse<Column> {
    prefixes(of, wire)?;
    data(of, rows, wire)
}

/// Reads what stands before all data: a number for every dictionary, in the order of the type.
fn prefixes(of: &Type, wire: &mut Wire<'_>) -> Parse<()> {
    match of {
        Type::LowCardinality(_) => {
            let at = wire.at;
            match wire.u64()? {
                DICTIONARY_VERSION => Ok(()),
                other => Err(wire.fault_of(at, "the version of a dictionary, which is 1", other.to_string())),
            }
        }
        Type::Nullable(inner) | Type::Array(inner) => prefixes(inner, wire),
        Type::Map(key, value) => {
            prefixes(key, wire)?;
            prefixes(value, wire)
        }
        Type::Tuple(elements) => elements.iter().try_for_each(|(_, element)| prefixes(element, wire)),
        _ => Ok(()),
    }
}

fn data(of: &Type, rows: usize, wire: &mut Wire<'_>) -> Parse<Column> {
    Ok(match of {
        Type::Nothing => opaque(1, rows, wire)?,
        Type::Opaque(width) => opaque(*width, rows, wire)?,
        Type::Bool => Column::Bools(wire.take(rows)?.iter().map(|&byte| byte != 0).collect()),
        Type::Int(width) => Column::Ints(ints(*width, rows, wire)?),
        Type::Uint(width) => Column::Uints(uints(*width, rows, wire)?),
        Type::Float32 => {
            Column::Doubles(wire.items(rows)?.iter().map(|&bytes| f64::from(f32::from_le_bytes(bytes))).collect())
        }
        Type::Float64 => Column::Doubles(wire.items(rows)?.iter().map(|&bytes| f64::from_le_bytes(bytes)).collect()),
        Type::UnsignedTime(width, scale) => {
            let times = uints(*width, rows, wire)?;
            Column::Times(times.into_iter().map(|time| scaled(i128::from(time), *scale)).collect())
        }
        Type::SignedTime(width, scale) => {
            let times = ints(*width, rows, wire)?;
            Column::Times(times.into_iter().map(|time| scaled(i128::from(time), *scale)).collect())
        }
        Type::Text => Column::Texts(texts(rows, wire)?),
        Type::Fixed(len) => Column::Texts(fixed_texts(*len, rows, wire)?),
        Type::Uuid => Column::Texts(uuids(rows, wire)?),
        Type::Enum(width, names) => names_of(*width, names, rows, wire)?,
        Type::Nullable(inner) => {
            let is_null = wire.take(rows)?.iter().map(|&byte| byte != 0).collect();
            Column::Nullable(is_null, Box::new(data(inner, rows, wire)?))
        }
        Type::LowCardinality(inner) => dictionary(inner, rows, wire)?,
        Type::Array(inner) => {
            let (ends, items) = ends(rows, wire)?;
            Column::Lists(ends, Box::new(data(inner, items, wire)?))
        }
        Type::Map(key, value) => {
            let (ends, items) = ends(rows, wire)?;
            Column::Maps(ends, Box::new((data(key, items, wire)?, data(value, items, wire)?)))
        }
        Type::Tuple(elements) => {
            let read = |(name, element): &(String, Type)| Ok((name.clone(), data(element, rows, wire)?));
            Column::Tuples(elements.iter().map(read).collect::<Parse<_>>()?, rows)
        }
    })
}

fn opaque(width: usize, rows: usize, wire: &mut Wire<'_>) -> Parse<Column> {
    // What overflows is not there.
    wire.take(width.saturating_mul(rows))?;
    Ok(Column::Opaque(rows))
}

fn ints(width: usize, rows: usize, wire: &mut Wire<'_>) -> Parse<Vec<i64>> {
    Ok(match width {
        1 => wire.items(rows)?.iter().map(|&bytes| i64::from(i8::from_le_bytes(bytes))).collect(),
        2 => wire.items(rows)?.iter().map(|&bytes| i64::from(i16::from_le_bytes(bytes))).collect(),
        4 => wire.items(rows)?.iter().map(|&bytes| i64::from(i32::from_le_bytes(bytes))).collect(),
        _ => wire.items(rows)?.iter().map(|&bytes| i64::from_le_bytes(bytes)).collect(),
    })
}

fn uints(width: usize, rows: usize, wire: &mut Wire<'_>) -> Parse<Vec<u64>> {
    Ok(match width {
        1 => wire.take(rows)?.iter().map(|&byte| u64::from(byte)).collect(),
        2 => wire.items(rows)?.iter().map(|&bytes| u64::from(u16::from_le_bytes(bytes))).collect(),
        4 => wire.items(rows)?.iter().map(|&bytes| u64::from(u32::from_le_bytes(bytes))).collect(),
        _ => wire.items(rows)?.iter().map(|&bytes| u64::from_le_bytes(bytes)).collect(),
    })
}

fn scaled(time: i128, scale: i64) -> Option<u64> {
    u64::try_from(time * i128::from(scale)).ok()
}

fn texts(rows: usize, wire: &mut Wire<'_>) -> Parse<Texts> {
    let mut texts = Texts::default();
    for _ in 0..rows {
        texts.push(wire.text()?);
    }
    Ok(texts)
}

/// Texts of one length, filled up with zeros that are no part of them.
fn fixed_texts(len: usize, rows: usize, wire: &mut Wire<'_>) -> Parse<Texts> {
    let bytes = wire.take(len.saturating_mul(rows))?;
    let mut texts = Texts::default();
    for text in bytes.chunks_exact(len) {
        let end = text.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
        texts.push(&text[..end]);
    }
    Ok(texts)
}

/// UUIDs as 32 hexadecimal digits. Each half stands with its lowest byte first.
fn uuids(rows: usize, wire: &mut Wire<'_>) -> Parse<Texts> {
    let mut texts = Texts::default();
    for halves in wire.items::<16>(rows)? {
        let mut digits = [0; 32];
        for (at, digit) in digits.iter_mut().enumerate() {
            let byte = halves[at / 16 * 8 + 7 - at / 2 % 8];
            let four = if at % 2 == 0 { byte >> 4 } else { byte & 0xf };
            *digit = b"0123456789abcdef"[usize::from(four)];
        }
        texts.push(&digits);
    }
    Ok(texts)
}

/// Names of an enumeration, in whose place their numbers stand.
fn names_of(width: usize, names: &[(i64, String)], rows: usize, wire: &mut Wire<'_>) -> Parse<Column> {
    let start = wire.at;
    let numbers = ints(width, rows, wire)?;
    let mut values = Texts::default();
    for (_, name) in names {
        values.push(name.as_bytes());
    }
    let mut indexes = Vec::with_capacity(rows);
    for (number, row) in numbers.iter().zip(0..) {
        let index = names.binary_search_by_key(number, |(number, _)| *number).ok();
        let Some(index) = index.and_then(|index| u32::try_from(index).ok()) else {
            return Err(wire.fault_of(start + row * width, "a number of an enumeration", number.to_string()));
        };
        indexes.push(index);
    }
    Ok(Column::Dictionary(Box::new(Column::Texts(values)), indexes, false))
}

/// Where the items of each row end, and how many items there are in all.
fn ends(rows: usize, wire: &mut Wire<'_>) -> Parse<(Ends, usize)> {
    let start = wire.at;
    let mut last = 0;
    let mut ends = Vec::new();
    for (&end, row) in wire.items(rows)?.iter().zip(0..) {
        let end = usize::try_from(u64::from_le_bytes(end)).unwrap_or(usize::MAX);
        if end < last {
            return Err(wire.fault_of(start + 8 * row, "an end after the one before it", end.to_string()));
        }
        ends.push(end);
        last = end;
    }
    Ok((Ends(ends), last))
}

/// Distinct values, and which of them each row has.
fn dictionary(inner: &Type, rows: usize, wire: &mut Wire<'_>) -> Parse<Column> {
    // The first value stands for none, and has the bytes of any other.
    let (inner, is_first_null) = match inner {
        Type::Nullable(inner) => (&**inner, true),
        inner => (inner, false),
    };
    if rows == 0 {
        return Ok(Column::Dictionary(Box::new(Column::Opaque(0)), Vec::new(), is_first_null));
    }
    let at = wire.at;
    let flags = wire.u64()?;
    let width = 1 << (flags & WIDTH).min(4);
    if width > 8 || flags & HAS_OWN_VALUES == 0 || flags & HAS_SHARED_VALUES != 0 {
        return Err(wire.fault_of(at, "a dictionary with values of its own", format!("one of flags {flags:#x}")));
    }
    let count = usize::try_from(wire.u64()?).unwrap_or(usize::MAX);
    let values = data(inner, count, wire)?;
    let at = wire.at;
    let told = wire.u64()?;
    if told != rows as u64 {
        return Err(wire.fault_of(at, "as many rows of a dictionary as the column has", told.to_string()));
    }
    let start = wire.at;
    let mut indexes = Vec::new();
    for (index, row) in uints(width, rows, wire)?.into_iter().zip(0..) {
        match u32::try_from(index) {
            Ok(index) if (index as usize) < count => indexes.push(index),
            _ => return Err(wire.fault_of(start + row * width, "a value of the dictionary", index.to_string())),
        }
    }
    Ok(Column::Dictionary(Box::new(values), indexes, is_first_null))
}
