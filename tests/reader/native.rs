//! Writes blocks of columns as ClickHouse does in `FORMAT Native`: just enough of it to have every type that tables of spans use.

/// The values of a column, a row each.
#[derive(Debug, Clone)]
pub(crate) enum Values {
    /// `String`.
    Text(Vec<Vec<u8>>),
    /// `LowCardinality(String)`.
    Low(Vec<Vec<u8>>),
    /// `FixedString`, of so many bytes.
    Fixed(usize, Vec<Vec<u8>>),
    /// `UInt64`.
    Uint(Vec<u64>),
    /// `Int64`.
    Int(Vec<i64>),
    /// `DateTime64(9)`.
    Time(Vec<i64>),
    /// `Enum8`, of names that are numbered from 0 on.
    Enum(Vec<&'static str>, Vec<i8>),
    /// `Nullable`, with something in the places of what is not there.
    Nullable(Vec<bool>, Box<Self>),
    /// `Array`, of so many items a row.
    Array(Vec<usize>, Box<Self>),
    /// `Map`, of so many entries a row.
    Map(Vec<usize>, Box<(Self, Self)>),
    /// `Tuple`, with the names of its elements.
    Tuple(Vec<(&'static str, Self)>),
}

/// A block of columns of so many rows.
pub(crate) fn block(rows: usize, columns: &[(&str, Values)]) -> Vec<u8> {
    let mut out = Vec::new();
    varint(columns.len(), &mut out);
    varint(rows, &mut out);
    for (name, values) in columns {
        text(name.as_bytes(), &mut out);
        text(values.type_text().as_bytes(), &mut out);
        if rows > 0 {
            values.prefixes(&mut out);
            values.data(&mut out);
        }
    }
    out
}

impl Values {
    fn type_text(&self) -> String {
        match self {
            Self::Text(_) => "String".to_owned(),
            Self::Low(_) => "LowCardinality(String)".to_owned(),
            Self::Fixed(len, _) => format!("FixedString({len})"),
            Self::Uint(_) => "UInt64".to_owned(),
            Self::Int(_) => "Int64".to_owned(),
            Self::Time(_) => "DateTime64(9)".to_owned(),
            Self::Enum(names, _) => {
                let names = names.iter().enumerate().map(|(number, name)| format!("'{name}' = {number}"));
                format!("Enum8({})", names.collect::<Vec<_>>().join(", "))
            }
            Self::Nullable(_, inner) => format!("Nullable({})", inner.type_text()),
            Self::Array(_, inner) => format!("Array({})", inner.type_text()),
            Self::Map(_, inner) => format!("Map({}, {})", inner.0.type_text(), inner.1.type_text()),
            Self::Tuple(elements) => {
                let elements = elements.iter().map(|(name, element)| format!("{name} {}", element.type_text()));
                format!("Tuple({})", elements.collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn prefixes(&self, out: &mut Vec<u8>) {
        match self {
            Self::Low(_) => out.extend(1_u64.to_le_bytes()),
            Self::Nullable(_, inner) | Self::Array(_, inner) => inner.prefixes(out),
            Self::Map(_, inner) => {
                inner.0.prefixes(out);
                inner.1.prefixes(out);
            }
            Self::Tuple(elements) => elements.iter().for_each(|(_, element)| element.prefixes(out)),
            _ => {}
        }
    }

    fn data(&self, out: &mut Vec<u8>) {
        match self {
            Self::Text(texts) => texts.iter().for_each(|one| text(one, out)),
            Self::Low(texts) => low(texts, out),
            Self::Fixed(len, texts) => {
                for text in texts {
                    out.extend(text);
                    out.extend(vec![0; len - text.len()]);
                }
            }
            Self::Uint(numbers) => numbers.iter().for_each(|number| out.extend(number.to_le_bytes())),
            Self::Int(numbers) | Self::Time(numbers) => {
                for number in numbers {
                    out.extend(number.to_le_bytes());
                }
            }
            Self::Enum(_, numbers) => numbers.iter().for_each(|number| out.extend(number.to_le_bytes())),
            Self::Nullable(is_null, inner) => {
                out.extend(is_null.iter().map(|&is_null| u8::from(is_null)));
                inner.data(out);
            }
            Self::Array(counts, inner) => {
                ends(counts, out);
                inner.data(out);
            }
            Self::Map(counts, inner) => {
                ends(counts, out);
                inner.0.data(out);
                inner.1.data(out);
            }
            Self::Tuple(elements) => elements.iter().for_each(|(_, element)| element.data(out)),
        }
    }
}

fn varint(number: usize, out: &mut Vec<u8>) {
    let mut number = number;
    while number > 0x7f {
        out.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap());
}

fn text(bytes: &[u8], out: &mut Vec<u8>) {
    varint(bytes.len(), out);
    out.extend(bytes);
}

fn ends(counts: &[usize], out: &mut Vec<u8>) {
    let mut end = 0;
    for count in counts {
        end += *count as u64;
        out.extend(end.to_le_bytes());
    }
}

/// A dictionary of its own for each block: an empty text, and then the texts in the order in which they come first.
fn low(texts: &[Vec<u8>], out: &mut Vec<u8>) {
    if texts.is_empty() {
        return;
    }
    let mut keys = vec![Vec::new()];
    let place = |one: &Vec<u8>, keys: &mut Vec<Vec<u8>>| {
        keys.iter().position(|key| key == one).unwrap_or_else(|| {
            keys.push(one.clone());
            keys.len() - 1
        })
    };
    let indexes: Vec<usize> = texts.iter().map(|one| place(one, &mut keys)).collect();
    out.extend(0x200_u64.to_le_bytes());
    out.extend((keys.len() as u64).to_le_bytes());
    for key in &keys {
        text(key, out);
    }
    out.extend((texts.len() as u64).to_le_bytes());
    out.extend(indexes.iter().map(|&index| u8::try_from(index).unwrap()));
}
