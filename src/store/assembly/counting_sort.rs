//! A counting sort of rows by traces.

/// The rows of some `members`, each of which has its group, in the order of the groups and of each in the order of the members; and where each
/// of so many groups begins, and the last ends (one more entry than groups). `members` are gone through twice. O(members + groups).
pub(super) fn by_group<I: Iterator<Item = (u32, u32)>>(groups: u32, members: impl Fn() -> I) -> (Vec<u32>, Vec<u32>) {
    // Counted two places ahead: filling moves each start up to the next one's.
    let mut starts = vec![0_u32; groups as usize + 2];
    for (_, group) in members() {
        starts[group as usize + 2] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut rows = vec![0; starts.last().map_or(0, |&end| end as usize)];
    for (row, group) in members() {
        let place = &mut starts[group as usize + 1];
        rows[*place as usize] = row;
        *place += 1;
    }
    starts.pop();
    (rows, starts)
}
