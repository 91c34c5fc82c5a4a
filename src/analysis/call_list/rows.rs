//! The rows of the list while calls are counted.

use hashbrown::HashTable;

use super::CallKind;
use super::naming::{Source, Spelling};
use super::words::operation;
use crate::analysis::operations::Operations;
use crate::store::hash::{hash_bytes, mix};
use crate::store::{SpanRow, Store, Sym};

/// How many spellings of operations are remembered with their rows. For any further one, the name is made anew at each call.
const REMEMBERED: usize = 1 << 16;

/// How many different values of one way to spell an operation the filter of a row names one by one.
const NAMED: usize = 4;

/// The rows of a list, numbered in order of first appearance, and what is counted of each.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    pub(super) listed: Vec<Row>,
    by_name: HashTable<u32>,
    spellings: Vec<(Spelling, u32)>,
    by_spelling: HashTable<u32>,
    /// The operations of units, and how many units of each there are on either side.
    pub(super) operations: Operations,
    pub(super) units: Vec<[u32; 2]>,
    /// What is counted, by operation of units and row.
    pub(super) parts: Vec<Part>,
    by_part: HashTable<u32>,
    /// The units that have any calls.
    pub(super) calling: [Units; 2],
}

/// All calls with one callee, kind and operation.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) kind: CallKind,
    pub(super) callee: Sym,
    pub(super) operation: String,
    pub(super) ways: Vec<Way>,
    pub(super) units: [Units; 2],
}

/// A way in which spans are calls of a row: the same attributes, with some values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Way {
    pub(super) named_by: Option<Sym>,
    pub(super) has_server: bool,
    pub(super) is_of_server: bool,
    pub(super) sources: [Option<Source>; 2],
    /// The values. Empty once there are more than can be named.
    pub(super) values: Vec<[Sym; 2]>,
    /// The first part, if it is the same in all values.
    pub(super) first: Option<Sym>,
}

/// Units, counted in the order of the store.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Units {
    pub(super) count: u32,
    last: Option<SpanRow>,
}

/// The calls of one row in units of one operation, on either side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) operation: u32,
    pub(super) row: u32,
    pub(super) sides: [Sum; 2],
}

/// Calls, summed up exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sum {
    pub(super) calls: u64,
    pub(super) failing: u64,
    pub(super) total_ns: u128,
}

impl Sum {
    pub(super) fn add(&mut self, other: &Self) {
        self.calls += other.calls;
        self.failing += other.failing;
        self.total_ns += other.total_ns;
    }
}

impl Units {
    fn touch(&mut self, unit: SpanRow) {
        if self.last != Some(unit) {
            self.last = Some(unit);
            self.count += 1;
        }
    }
}

impl Rows {
    /// Counts a unit, and gives the number of its operation. Expected O(1).
    pub(super) fn add_unit(&mut self, store: &Store, side: usize, unit: SpanRow) -> u32 {
        let operation = self.operations.of(store, unit);
        self.units.resize(self.operations.len(), [0; 2]);
        self.units[operation as usize][side] += 1;
        operation
    }

    /// Counts a call of a unit of an operation. Expected O(1), and O(length of the name) for a spelling that is not remembered.
    pub(super) fn add_call(
        &mut self,
        store: &Store,
        (side, unit, operation): (usize, SpanRow, u32),
        spelling: &Spelling,
        (duration_ns, fails): (u64, bool),
    ) {
        let row = self.row(store, spelling);
        self.listed[row as usize].units[side].touch(unit);
        self.calling[side].touch(unit);
        let call = Sum { calls: 1, failing: u64::from(fails), total_ns: u128::from(duration_ns) };
        self.part(operation, row).sides[side].add(&call);
    }

    fn row(&mut self, store: &Store, spelling: &Spelling) -> u32 {
        let Self { spellings, by_spelling, .. } = self;
        let hash = hash_of(spelling);
        if let Some(&found) = by_spelling.find(hash, |&at| spellings[at as usize].0 == *spelling) {
            return spellings[found as usize].1;
        }
        let row = self.named(store, spelling);
        let Self { spellings, by_spelling, .. } = self;
        if spellings.len() < REMEMBERED {
            #[expect(clippy::cast_possible_truncation, reason = "no more than are remembered")]
            let added = spellings.len() as u32;
            spellings.push((*spelling, row));
            by_spelling.insert_unique(hash, added, |&at| hash_of(&spellings[at as usize].0));
        }
        row
    }

    /// The row of a spelling, by the name of its operation.
    fn named(&mut self, store: &Store, spelling: &Spelling) -> u32 {
        let Self { listed: rows, by_name, .. } = self;
        let Spelling { kind, callee, parts, .. } = *spelling;
        let operation = operation(store, kind, parts);
        let hash = |kind: CallKind, callee: Sym, operation: &str| {
            mix(hash_bytes(operation.as_bytes()), u64::from(callee.0) << 8 | kind as u64)
        };
        let is_same = |row: &Row| row.kind == kind && row.callee == callee && row.operation == operation;
        let code = hash(kind, callee, &operation);
        let at = by_name.find(code, |&at| is_same(&rows[at as usize])).copied().unwrap_or_else(|| {
            #[expect(clippy::cast_possible_truncation, reason = "no more rows than spans")]
            let added = rows.len() as u32;
            rows.push(Row { kind, callee, operation, ways: Vec::new(), units: <[Units; 2]>::default() });
            by_name.insert_unique(code, added, |&at| {
                let row = &rows[at as usize];
                hash(row.kind, row.callee, &row.operation)
            });
            added
        });
        rows[at as usize].note(spelling);
        at
    }

    fn part(&mut self, operation: u32, row: u32) -> &mut Part {
        let Self { parts, by_part, .. } = self;
        let hash = |operation: u32, row: u32| mix(u64::from(operation), u64::from(row));
        let is_same = |part: &Part| part.operation == operation && part.row == row;
        let found = by_part.find(hash(operation, row), |&at| is_same(&parts[at as usize])).copied();
        let at = found.unwrap_or_else(|| {
            #[expect(clippy::cast_possible_truncation, reason = "no more parts than spans in units")]
            let added = parts.len() as u32;
            parts.push(Part { operation, row, sides: <[Sum; 2]>::default() });
            by_part.insert_unique(hash(operation, row), added, |&at| {
                hash(parts[at as usize].operation, parts[at as usize].row)
            });
            added
        });
        &mut parts[at as usize]
    }
}

impl Row {
    /// Notes how a call of it is spelled.
    fn note(&mut self, spelling: &Spelling) {
        let Spelling { named_by, has_server, is_of_server, parts, .. } = *spelling;
        let sources = parts.map(|part| part.map(|part| part.source));
        let values = parts.map(|part| part.map_or(Sym::EMPTY, |part| part.value));
        let key = (named_by, has_server, is_of_server, sources);
        let known =
            self.ways.iter_mut().find(|way| (way.named_by, way.has_server, way.is_of_server, way.sources) == key);
        let Some(way) = known else {
            let way = Way { named_by, has_server, is_of_server, sources, values: vec![values], first: Some(values[0]) };
            self.ways.push(way);
            return;
        };
        way.first = way.first.filter(|&first| first == values[0]);
        if way.values.is_empty() || way.values.contains(&values) {
            return;
        }
        way.values.push(values);
        if way.values.len() > NAMED {
            way.values.clear();
        }
    }
}

fn hash_of(spelling: &Spelling) -> u64 {
    let Spelling { kind, callee, named_by, has_server, is_of_server, parts } = *spelling;
    let sym = |sym: Option<Sym>| sym.map_or(u64::MAX, |sym| u64::from(sym.0));
    let flags = (kind as u64) << 2 | u64::from(has_server) << 1 | u64::from(is_of_server);
    let start = mix(u64::from(callee.0) << 8 | flags, sym(named_by));
    parts.iter().flatten().fold(start, |state, part| mix(state, sym(part.source.key) ^ u64::from(part.value.0) << 32))
}
