//! Rows that mark the same units, and so are one.

use std::collections::BTreeMap;

use super::marked::Group;

/// For each row the one that it is one with: itself, or a clearer one. `rows` is how many there are, ordered by how clearly they mark
/// units. O(rows² + groups · marks of each²).
pub(super) fn heads(rows: usize, groups: &BTreeMap<u64, Group>) -> Vec<usize> {
    let both = pairs(rows, groups);
    let mut heads: Vec<usize> = Vec::new();
    for row in 0..rows {
        let is_same = |&head: &usize| {
            let shared = both[row * rows + head];
            let either = both[row * rows + row] + both[head * rows + head] - shared;
            shared * 5 >= either * 4
        };
        let clearer = (0..row).filter(|&other| heads[other] == other).find(is_same);
        heads.push(clearer.unwrap_or(row));
    }
    heads
}

/// How many units each pair of rows marks both. A row with itself: how many it marks.
fn pairs(rows: usize, groups: &BTreeMap<u64, Group>) -> Vec<u64> {
    let mut both = vec![0; rows * rows];
    for (&set, group) in groups {
        for row in members(set) {
            members(set).for_each(|other| both[row * rows + other] += u64::from(group.len()));
        }
    }
    both
}

/// The members of a set that is written as bits, in ascending order.
pub(super) fn members(set: u64) -> impl Iterator<Item = usize> {
    let rest = std::iter::successors(Some(set), |&rest| Some(rest & rest.wrapping_sub(1)));
    rest.take_while(|&rest| rest != 0).map(|rest| rest.trailing_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(groups: &[(u64, u32)]) -> BTreeMap<u64, Group> {
        groups.iter().map(|&(set, units)| (set, Group::of_units(units))).collect()
    }

    #[test]
    fn the_members_of_a_set_are_its_bits() {
        let all = |set| members(set).collect::<Vec<_>>();
        assert_eq!((all(0), all(0b1011), all(1 << 63)), (vec![], vec![0, 1, 3], vec![63]));
    }

    #[test]
    fn rows_with_the_same_marks_are_one() {
        for (groups, expected) in [
            (&[(0b01, 9), (0b10, 9)][..], &[0, 1][..]),
            (&[(0b11, 9)], &[0, 0]),
            // Four of five, and three of four.
            (&[(0b11, 4), (0b10, 1)], &[0, 0]),
            (&[(0b11, 3), (0b10, 1)], &[0, 1]),
            // The third is one with the second, which is one with the first; it is not with the first.
            (&[(0b111, 8), (0b110, 1), (0b100, 2)], &[0, 0, 2]),
            (&[(0b101, 9), (0b010, 9)], &[0, 1, 0]),
        ] {
            assert_eq!(heads(expected.len(), &of(groups)), expected, "{groups:?}");
        }
    }
}
