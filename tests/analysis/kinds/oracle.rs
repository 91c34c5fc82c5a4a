//! The rule of the kinds once more: lists of numbers, sorted, cut and counted.

use std::collections::{BTreeMap, BTreeSet};

use spanlens::analysis::{PathSegment, RowKind, RowName, TOLERANCE_NS};
use spanlens::store::{RowSet, SpanRow, Store};

use crate::analysis::critical_path;
use crate::analysis::unit_times::call;

/// Units that wait for the same.
#[derive(Debug, Clone)]
pub(super) struct Expected {
    pub(super) service: String,
    pub(super) name: Option<String>,
    pub(super) units: BTreeSet<SpanRow>,
    /// What each row that marks them adds over all of them, and how many it marks.
    pub(super) rows: BTreeMap<RowName, (f64, u32)>,
    is_slower: bool,
}

/// What each unit has of each row.
type Times = BTreeMap<SpanRow, BTreeMap<RowName, u64>>;

struct Mark {
    row: RowName,
    threshold_ns: u64,
    eta: f64,
}

pub(super) fn expected(store: &Store, [selection, baseline]: &[RowSet; 2]) -> Vec<Expected> {
    let sides =
        [selection, baseline].map(|units| units.iter().map(|unit| (unit, times(store, unit))).collect::<Times>());
    let text = |span: SpanRow| (store.text(store.service(span)), store.text(store.spans().name(span)));
    let operations: BTreeSet<(&str, &str)> = selection.iter().map(text).collect();
    let all = sides[0].len();
    let mut kinds = Vec::new();
    for operation in operations {
        let of = |side: &Times| -> Times {
            side.iter()
                .filter(|(unit, _)| text(**unit) == operation)
                .map(|(unit, times)| (*unit, times.clone()))
                .collect()
        };
        let sides = sides.each_ref().map(of);
        if sides[0].len() * 20 >= all {
            kinds.extend(of_operation(&sides, all));
        }
    }
    let mut joined = Vec::<Expected>::new();
    for kind in kinds {
        let key = |kind: &Expected| (kind.service.clone(), kind.name.clone(), kind.is_slower);
        match joined.iter_mut().find(|known| key(known) == key(&kind)) {
            Some(known) => {
                known.units.extend(kind.units);
                for (row, (added, marked)) in kind.rows {
                    let sum = known.rows.entry(row).or_default();
                    *sum = (sum.0 + added, sum.1 + marked);
                }
            }
            None => joined.push(kind),
        }
    }
    joined.sort_by_key(|kind| {
        (std::cmp::Reverse(kind.units.len()), kind.service.clone(), kind.name.clone(), kind.is_slower)
    });
    joined.truncate(8);
    joined
}

/// The time of each row on the critical path of a unit.
fn times(store: &Store, unit: SpanRow) -> BTreeMap<RowName, u64> {
    let window = (store.spans().start_ns(unit), store.spans().end_ns(unit));
    let path = critical_path::expected(store, unit, window, TOLERANCE_NS);
    let text =
        |span: SpanRow| (store.text(store.service(span)).to_owned(), store.text(store.spans().name(span)).to_owned());
    let mut times = BTreeMap::new();
    for span in store.subtree(unit).map(SpanRow) {
        let (service, name) = text(span);
        let own = || path.iter().filter(|segment| segment.span == span);
        let whole: u64 = own().map(PathSegment::duration_ns).sum();
        let mut add = |kind, server: Option<SpanRow>, ns| {
            let callee = server.map(&text);
            let (callee, callee_name) = callee.map_or((None, None), |(callee, name)| (Some(callee), Some(name)));
            let row = RowName { kind, service: service.clone(), name: name.clone(), callee, callee_name };
            *times.entry(row).or_default() += ns;
        };
        match call(store, span) {
            None => add(RowKind::OwnTime, None, whole),
            Some((server, _)) => {
                let begin = store.spans().start_ns(server);
                let request = own().flat_map(|segment| segment.from_ns..segment.to_ns).filter(|&at| at < begin).count();
                add(RowKind::Request, Some(server), request as u64);
                add(RowKind::Response, Some(server), whole - request as u64);
            }
        }
    }
    times
}

fn time(times: &BTreeMap<RowName, u64>, row: &RowName) -> u64 {
    times.get(row).copied().unwrap_or_default()
}

fn of_operation(sides: &[Times; 2], all: usize) -> Vec<Expected> {
    let rows: BTreeSet<&RowName> = sides.iter().flat_map(|side| side.values().flat_map(BTreeMap::keys)).collect();
    let mut marks: Vec<Mark> = rows.into_iter().filter_map(|row| mark(sides, row)).collect();
    marks.sort_by(|a, b| b.eta.total_cmp(&a.eta).then_with(|| a.row.cmp(&b.row)));
    let marked = |mark: &Mark| -> BTreeSet<SpanRow> {
        let is_marked = |times: &BTreeMap<RowName, u64>| time(times, &mark.row) >= mark.threshold_ns;
        sides[0].iter().filter(|(_, times)| is_marked(times)).map(|(unit, _)| *unit).collect()
    };
    // Heads, each with the rows that are one with it.
    let mut families: Vec<Vec<usize>> = Vec::new();
    for at in 0..marks.len() {
        let is_same = |family: &&mut Vec<usize>| {
            let (a, b) = (marked(&marks[at]), marked(&marks[family[0]]));
            a.intersection(&b).count() * 5 >= a.union(&b).count() * 4
        };
        match families.iter_mut().find(is_same) {
            Some(family) => family.push(at),
            None => families.push(vec![at]),
        }
    }
    let mut sets: BTreeMap<BTreeSet<usize>, BTreeSet<SpanRow>> = BTreeMap::new();
    for unit in sides[0].keys() {
        let has = |family: &Vec<usize>| marked(&marks[family[0]]).contains(unit);
        let set = (0..families.len()).filter(|&at| has(&families[at])).collect();
        sets.entry(set).or_default().insert(*unit);
    }
    let enough = |units: usize| units >= 5 && units * 20 >= all;
    sets.retain(|set, units| !set.is_empty() && enough(units.len()));
    let mut kinds = Vec::new();
    for (set, units) in &sets {
        let shared: BTreeSet<usize> = sets
            .keys()
            .filter(|other| !other.is_subset(set) && !set.is_subset(other))
            .flat_map(|other| set.intersection(other).copied())
            .collect();
        let own: BTreeSet<usize> = set.difference(&shared).copied().collect();
        let telling = if own.is_empty() { set } else { &own };
        let halves = halves(&sides[0], units, set.iter().map(|&at| &marks[families[at][0]].row), enough);
        for (is_slower, units) in halves {
            let mut rows = BTreeMap::new();
            let mut lead: Option<(usize, f64)> = None;
            let mut members: Vec<(usize, usize)> =
                set.iter().flat_map(|&at| families[at].iter().map(move |&mark| (mark, at))).collect();
            members.sort_unstable();
            for (mark, family) in members {
                let row = &marks[mark].row;
                let before: u64 = sides[1].values().map(|times| time(times, row)).sum();
                let sum: u64 = units.iter().map(|unit| time(&sides[0][unit], row)).sum();
                let added = sum as f64 - units.len() as f64 * (before as f64 / sides[1].len() as f64);
                let count = marked(&marks[mark]).intersection(&units).count();
                rows.insert(row.clone(), (added, u32::try_from(count).unwrap()));
                if telling.contains(&family) && lead.is_none_or(|(_, most)| added > most) {
                    lead = Some((mark, added));
                }
            }
            let lead = &marks[lead.unwrap().0].row;
            let (service, name) = match lead.kind {
                RowKind::OwnTime => (lead.service.clone(), Some(lead.name.clone())),
                _ => (lead.callee.clone().unwrap(), lead.callee_name.clone()),
            };
            kinds.push(Expected { service, name, units, rows, is_slower });
        }
    }
    kinds
}

/// Where a number lies among sixteen bins a doubling: the smallest number of its bin.
fn bin(number: u64) -> u64 {
    let doubling = (0..64).rev().map(|power| 1_u64 << power).find(|&power| power <= number).unwrap_or(1);
    if doubling <= 16 { number } else { number - number % (doubling / 16) }
}

fn mark(sides: &[Times; 2], row: &RowName) -> Option<Mark> {
    let [selection, baseline] =
        sides.each_ref().map(|side| side.values().map(|times| time(times, row)).collect::<Vec<u64>>());
    let both = [&selection[..], &baseline[..]].concat();
    let (threshold_ns, eta) = match (cut(&selection), cut(&both)) {
        (Some(alone), Some(both)) => {
            if both.1 > alone.1 {
                both
            } else {
                alone
            }
        }
        (alone, both) => alone.or(both)?,
    };
    let count = |side: &[u64]| side.iter().filter(|&&ns| ns >= threshold_ns).count() as f64;
    let (a, b, n, m) = (count(&selection), count(&baseline), selection.len() as f64, baseline.len() as f64);
    let log = |part: f64, of: f64| if part > 0.0 { part * (part / of).ln() } else { 0.0 };
    let likelihood = |some: f64, of: f64| log(some, of) + log(of - some, of);
    let ratio = likelihood(a, n) + likelihood(b, m) - likelihood(a + b, n + m);
    // Five points, in whole numbers.
    let is_larger = m > 0.0 && 20.0 * a * m >= 20.0 * b * n + n * m;
    (eta >= 0.8 && is_larger && ratio > 10.0).then(|| Mark { row: row.clone(), threshold_ns, eta })
}

/// Otsu's threshold, and how much of the variance is between its classes.
fn cut(numbers: &[u64]) -> Option<(u64, f64)> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * 999).div_ceil(1000);
    let highest = bin(*sorted.get(rank.checked_sub(1)?)?);
    let last: Vec<u64> = sorted.iter().copied().filter(|&number| bin(number) == highest).collect();
    let clipped = last.iter().sum::<u64>() / last.len() as u64;
    let mut bins: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for &number in &sorted {
        let number = if bin(number) > highest { clipped } else { number };
        bins.entry(bin(number)).or_default().push(number);
    }
    let starts: Vec<u64> = bins.keys().copied().collect();
    let (at, eta) = otsu(&bins.into_values().collect::<Vec<_>>())?;
    let middle = bin(starts[at - 1] + (starts[at] - starts[at - 1]) / 2);
    let next = (starts[at - 1] + 1..=starts[at]).find(|&number| bin(number) == number)?;
    Some((middle.max(next), eta))
}

/// The first class above the best cut of some classes, and how much of the variance lies between both sides of it.
fn otsu(classes: &[Vec<u64>]) -> Option<(usize, f64)> {
    let mean = |numbers: &[u64]| numbers.iter().sum::<u64>() as f64 / numbers.len() as f64;
    let all = mean(&classes.concat());
    let variance: f64 = classes.iter().map(|class| class.len() as f64 * (mean(class) - all).powi(2)).sum();
    let mut best = None;
    for at in 1..classes.len() {
        let (below, above) = (classes[..at].concat(), classes[at..].concat());
        let weight = below.len() as f64 * above.len() as f64 / (below.len() + above.len()) as f64;
        let eta = weight * (mean(&above) - mean(&below)).powi(2) / variance;
        if eta > best.map_or(0.0, |(_, eta)| eta) {
            best = Some((at, eta));
        }
    }
    best
}

/// The units whole, or in two halves by the row that cuts them best.
fn halves<'a>(
    times: &Times,
    units: &BTreeSet<SpanRow>,
    rows: impl Iterator<Item = &'a RowName>,
    enough: impl Fn(usize) -> bool,
) -> Vec<(bool, BTreeSet<SpanRow>)> {
    let mut best: Option<(f64, BTreeSet<SpanRow>)> = None;
    for row in rows {
        let of = |unit: &SpanRow| time(&times[unit], row);
        let (least, most) = (units.iter().map(of).min().unwrap(), units.iter().map(of).max().unwrap());
        let mut classes: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        let class = |ns: u64| (ns - least) * 256 / (most - least + 1);
        units.iter().map(of).for_each(|ns| classes.entry(class(ns)).or_default().push(ns));
        let Some((at, eta)) = otsu(&classes.values().cloned().collect::<Vec<_>>()) else { continue };
        let first = *classes.keys().nth(at).unwrap();
        let (slow, fast): (BTreeSet<SpanRow>, BTreeSet<SpanRow>) =
            units.iter().partition(|&unit| class(of(unit)) >= first);
        let mean = |units: &BTreeSet<SpanRow>| units.iter().map(of).sum::<u64>() as f64 / units.len() as f64;
        let is_clear = eta >= 0.9 && mean(&slow) >= 1.15 * mean(&fast) && enough(slow.len()) && enough(fast.len());
        if is_clear && best.as_ref().is_none_or(|(most, _)| eta > *most) {
            best = Some((eta, slow));
        }
    }
    match best {
        None => vec![(false, units.clone())],
        Some((_, slow)) => vec![(false, units.difference(&slow).copied().collect()), (true, slow)],
    }
}
