//! Joins what was found in several operations at the same time to one finding.

use std::collections::BTreeSet;
use std::ops::Range;

use super::columns::clearer;
use super::scan::ratio;
use super::scene::{Hit, Scene, Trouble, Whose};
use crate::sort::{sort_by, sort_by_key};

/// What was found in one or more operations at one time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Joined {
    pub(super) trouble: Trouble,
    pub(super) run: Range<usize>,
    /// The series that have it, each once, in order. Empty where it is found over all alone.
    pub(super) series: Vec<usize>,
    /// The largest likelihood ratio, and its mark.
    pub(super) ratio: f64,
    pub(super) mark: usize,
}

/// Joins what was found: of one trouble, and with runs that share at least half of the columns of either, with the clearest first. What is
/// found over all is left out where operations explain it.
pub(super) fn join(scene: &Scene, mut hits: Vec<Hit>) -> Vec<Joined> {
    sort_by(&mut hits, |a, b| {
        let clearer = b.found.ratio.total_cmp(&a.found.ratio);
        clearer.then((a.trouble, a.whose, a.found.run.start).cmp(&(b.trouble, b.whose, b.found.run.start)))
    });
    let is_same = |head: &Hit, hit: &Hit| head.trouble == hit.trouble && is_half(&head.found.run, &hit.found.run);
    clusters(hits, is_same).into_iter().filter_map(|cluster| joined(scene, cluster)).collect()
}

/// Puts each to the first cluster with a head that it is the same as, or else into one of its own, as the head of that.
pub(super) fn clusters<T>(found: Vec<T>, is_same: impl Fn(&T, &T) -> bool) -> Vec<Vec<T>> {
    let mut clusters: Vec<Vec<T>> = Vec::new();
    for one in found {
        match clusters.iter_mut().find(|cluster| cluster.first().is_some_and(|head| is_same(head, &one))) {
            Some(cluster) => cluster.push(one),
            None => clusters.push(vec![one]),
        }
    }
    clusters
}

/// Whether two runs share at least half of the columns that are in one of them.
pub(super) fn is_half(a: &Range<usize>, b: &Range<usize>) -> bool {
    let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    let either = a.len() + b.len() - shared;
    2 * shared >= either
}

fn joined(scene: &Scene, cluster: Vec<Hit>) -> Option<Joined> {
    let of_operation = |hit: &Hit| match hit.whose {
        Whose::Operation(series) => Some((series, hit.found.mark)),
        Whose::All => None,
    };
    let members: Vec<(usize, usize)> = cluster.iter().filter_map(of_operation).collect();
    let explained = !members.is_empty();
    let kept: Vec<Hit> = cluster.into_iter().filter(|hit| !explained || hit.whose != Whose::All).collect();
    let head = kept.first()?;
    let mut series: Vec<usize> = members.iter().map(|&(series, _)| series).collect();
    sort_by_key(&mut series, |&series| series);
    series.dedup();
    let run = if kept.len() == 1 { head.found.run.clone() } else { clearest(scene, &kept, &members) };
    Some(Joined { trouble: head.trouble, run, series, ratio: head.found.ratio, mark: head.found.mark })
}

/// Of the runs from where one of the members begins to where one ends, the one with the largest likelihood ratio of all members together.
/// Of equal ones the shortest, then the first.
fn clearest(scene: &Scene, hits: &[Hit], members: &[(usize, usize)]) -> Range<usize> {
    let mut best: Option<(f64, Range<usize>)> = None;
    // Of many members, most begin or end at the same columns.
    let starts: BTreeSet<usize> = hits.iter().map(|hit| hit.found.run.start).collect();
    let ends: BTreeSet<usize> = hits.iter().map(|hit| hit.found.run.end).collect();
    for &start in &starts {
        for &end in ends.iter().filter(|&&end| end > start) {
            let run = start..end;
            let of_member = |&(series, mark): &(usize, usize)| {
                let series = &scene.series[series];
                let (inside, all) = (series.inside(&run), series.all());
                ratio((inside.marked[mark], inside.of(mark)), (all.marked[mark], all.of(mark)))
            };
            let sum: f64 = members.iter().map(of_member).sum();
            let is_better =
                |(other_sum, other): &(f64, Range<usize>)| clearer((sum, &run), (*other_sum, other)).is_lt();
            if best.as_ref().is_none_or(is_better) {
                best = Some((sum, run));
            }
        }
    }
    best.map_or_else(|| hits[0].found.run.clone(), |(_, run)| run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_both_together_is_enough() {
        for (a, b, expected) in [
            (0..4, 0..4, true),
            (0..4, 0..2, true),
            (0..4, 3..5, false),
            (0..2, 1..3, false),
            (0..3, 1..4, true),
            (0..1, 1..2, false),
        ] {
            assert_eq!(is_half(&a, &b), expected, "{a:?} {b:?}");
        }
    }
}
