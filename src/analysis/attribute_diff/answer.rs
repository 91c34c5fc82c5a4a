//! From the ranking to what is told.

use super::ranking::{Candidate, Group, PAIRED, Ranking, is_notable};
use super::signal::Texts;
use super::{AttributeDiff, AttributeNumbers, AttributePair, AttributeSignal, SameSignal, ids};

/// Of so many values with equal or complementary units each is told.
const SAME: usize = 20;

pub(super) fn answer(
    texts: Texts<'_>,
    ranking: &Ranking,
    (pairs, numbers): (Vec<AttributePair>, Vec<AttributeNumbers>),
) -> AttributeDiff {
    let Ranking { options, board, values, symptom_values, .. } = ranking;
    let rows = |groups: &[Group]| {
        // Pairs name the rows of their values, which therefore are all told.
        let groups = groups.iter().take((options.max_rows as usize).max(PAIRED));
        groups.map(|group| row(texts, ranking, group)).collect()
    };
    AttributeDiff {
        selection: board.all.counts[0],
        baseline: board.all.counts[1],
        counts_spans: options.count_spans,
        values: rows(&values.0),
        value_count: count(values.1),
        symptoms: rows(&symptom_values.0),
        symptom_count: count(symptom_values.1),
        numbers,
        ids: ids::ids(texts, ranking),
        pairs,
        tested: count(ranking.tested),
        notable: count(ranking.notable),
        estimates: board.weighed.map(|weighed| weighed.told()),
    }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

fn row(texts: Texts<'_>, ranking: &Ranking, group: &Group) -> AttributeSignal {
    let Ranking { board, .. } = ranking;
    let others = ranking.others(group);
    let same = |member: &Candidate| SameSignal {
        signal: ranking.signal(texts, member),
        is_complement: member.units != group.head.units,
    };
    AttributeSignal {
        signal: ranking.signal(texts, &group.head),
        counts: board.counts_of(group.head.units.counts, group.head.sums),
        score: group.score,
        p: group.p(board),
        q: group.q,
        notable: is_notable(group),
        same_count: count(others.len()),
        same: others.take(SAME).map(same).collect(),
    }
}
