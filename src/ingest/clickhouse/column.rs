//! Columns that were read, and what is in a row of one.

use std::ops::Range;

/// The values of a column, a row each.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Column {
    /// So many rows of which nothing is known but that they are there.
    Opaque(usize),
    Bools(Vec<bool>),
    Ints(Vec<i64>),
    Uints(Vec<u64>),
    Doubles(Vec<f64>),
    /// Nanoseconds since the Unix epoch. `None` where 64 bits do not hold them.
    Times(Vec<Option<u64>>),
    Texts(Texts),
    /// Where there is no value, and the values with something in those places.
    Nullable(Vec<bool>, Box<Self>),
    /// Distinct values, and which of them each row has. If the first says that there is no value, `true`.
    Dictionary(Box<Self>, Vec<u32>, bool),
    Lists(Ends, Box<Self>),
    /// Keys and values.
    Maps(Ends, Box<(Self, Self)>),
    /// Elements with their names, and the number of rows.
    Tuples(Vec<(String, Self)>, usize),
}

/// Texts one after the other.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Texts {
    pub(super) bytes: Vec<u8>,
    pub(super) ends: Ends,
}

/// Where the items of each row end in a column of all items.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Ends(pub(super) Vec<usize>);

/// What is in a row of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    /// No value.
    Null,
    /// A value of a type that has no meaning for spans.
    Opaque,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    /// Nanoseconds since the Unix epoch. `None` where 64 bits do not hold them.
    Time(Option<u64>),
    /// Text, whatever its bytes are.
    Text(&'a [u8]),
    List(List<'a>),
    Map(Map<'a>),
    Tuple(Tuple<'a>),
}

/// A run of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct List<'a> {
    items: &'a Column,
    from: usize,
    to: usize,
}

/// A run of keys and values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Map<'a> {
    keys: List<'a>,
    values: List<'a>,
}

/// A row of several columns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tuple<'a> {
    elements: &'a [(String, Column)],
    row: usize,
}

impl Texts {
    pub(super) fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.ends.0.push(self.bytes.len());
    }

    fn text(&self, row: usize) -> Option<&[u8]> {
        self.bytes.get(self.ends.range(row)?)
    }
}

impl Ends {
    /// Where the items of a row are. `None` if there is no such row.
    fn range(&self, row: usize) -> Option<Range<usize>> {
        let start = match row.checked_sub(1) {
            Some(before) => *self.0.get(before)?,
            None => 0,
        };
        Some(start..*self.0.get(row)?)
    }
}

impl Column {
    /// What is in a row; nothing where there is none. O(1).
    pub(crate) fn cell(&self, row: usize) -> Cell<'_> {
        self.find(row).unwrap_or(Cell::Null)
    }

    fn find(&self, row: usize) -> Option<Cell<'_>> {
        Some(match self {
            Self::Opaque(rows) => (row < *rows).then_some(Cell::Opaque)?,
            Self::Bools(values) => Cell::Bool(*values.get(row)?),
            Self::Ints(values) => Cell::Int(*values.get(row)?),
            Self::Uints(values) => Cell::Uint(*values.get(row)?),
            Self::Doubles(values) => Cell::Double(*values.get(row)?),
            Self::Times(values) => Cell::Time(*values.get(row)?),
            Self::Texts(texts) => Cell::Text(texts.text(row)?),
            Self::Nullable(is_null, values) => match is_null.get(row)? {
                true => Cell::Null,
                false => values.find(row)?,
            },
            Self::Dictionary(values, indexes, is_first_null) => match *indexes.get(row)? {
                0 if *is_first_null => Cell::Null,
                index => values.find(index as usize)?,
            },
            Self::Lists(ends, items) => Cell::List(List::of(items, ends.range(row)?)),
            Self::Maps(ends, entries) => {
                let (keys, values) = &**entries;
                let range = ends.range(row)?;
                Cell::Map(Map { keys: List::of(keys, range.clone()), values: List::of(values, range) })
            }
            Self::Tuples(elements, rows) => (row < *rows).then_some(Cell::Tuple(Tuple { elements, row }))?,
        })
    }

    /// The bytes that are taken, spare capacity included.
    pub(super) fn heap_bytes(&self) -> usize {
        match self {
            Self::Opaque(_) => 0,
            Self::Bools(values) => values.capacity(),
            Self::Ints(values) => values.capacity() * 8,
            Self::Uints(values) => values.capacity() * 8,
            Self::Doubles(values) => values.capacity() * 8,
            Self::Times(values) => values.capacity() * size_of::<Option<u64>>(),
            Self::Texts(Texts { bytes, ends }) => bytes.capacity() + ends.heap_bytes(),
            Self::Nullable(is_null, values) => is_null.capacity() + values.heap_bytes(),
            Self::Dictionary(values, indexes, _) => values.heap_bytes() + indexes.capacity() * 4,
            Self::Lists(ends, items) => ends.heap_bytes() + items.heap_bytes(),
            Self::Maps(ends, entries) => ends.heap_bytes() + entries.0.heap_bytes() + entries.1.heap_bytes(),
            Self::Tuples(elements, _) => elements.iter().map(|(name, column)| name.len() + column.heap_bytes()).sum(),
        }
    }
}

impl Ends {
    fn heap_bytes(&self) -> usize {
        self.0.capacity() * size_of::<usize>()
    }
}

impl<'a> List<'a> {
    fn of(items: &'a Column, range: Range<usize>) -> Self {
        Self { items, from: range.start, to: range.end }
    }

    /// The items, in order.
    pub(crate) fn cells(self) -> impl Iterator<Item = Cell<'a>> {
        (self.from..self.to).map(move |row| self.items.cell(row))
    }
}

impl<'a> Map<'a> {
    /// The keys with their values, in order.
    pub(crate) fn entries(self) -> impl Iterator<Item = (Cell<'a>, Cell<'a>)> {
        self.keys.cells().zip(self.values.cells())
    }
}

impl<'a> Tuple<'a> {
    /// The elements with their names, in order.
    pub(crate) fn elements(self) -> impl Iterator<Item = (&'a str, Cell<'a>)> {
        self.elements.iter().map(move |(name, column)| (name.as_str(), column.cell(self.row)))
    }
}
