//! The attributes of spans, in the order of the spans.
//!
//! Whoever looks at the attributes of many spans goes through the rows. If lists stayed in the order of arrival, nearly each of them would be a
//! cache miss: the lists of a million spans take ten times as long to read. A second copy of all of them would be too much memory. So
//! they are moved twice: into parts, one for each run of new rows, while the blocks that were moved are freed; and then part by part.

use crate::store::arena::{Arena, Slice};
use crate::store::chunked::{Chunked, row};
use crate::store::rows::PairRow;

/// So many blocks of lists make a part worth its last block, of which on average half is empty.
const BLOCKS_PER_PART: usize = 4;
const MOST_PARTS: usize = 64;
/// Positions in the arena have 32 bits. Up to so many blocks there is room for all lists, however they fill the blocks.
const MOST_BLOCKS: usize = 1 << 15;

/// The lists of spans in parts of about as many attributes, each with the new row behind its last.
pub(super) struct Parts(Vec<(Arena<PairRow>, u32)>);

/// In how many parts lists of so many blocks are moved.
fn count(blocks: usize) -> usize {
    (blocks / BLOCKS_PER_PART).clamp(1, MOST_PARTS)
}

/// The bytes that it takes to bring lists into order, at most: the last block of each part, and one part twice. Few lists are one part.
pub(super) fn memory_for(lists: &Arena<PairRow>) -> u64 {
    let (bytes, count) = (lists.heap_bytes(), count(lists.blocks()));
    let blocks = if count == 1 { bytes } else { (count + 3) * Arena::<PairRow>::BLOCK_BYTES };
    (blocks + bytes / count) as u64
}

/// Moves lists into parts, given the old row of each new row; `slices` are those of the old rows. `None` where there are too many, which
/// then stay where they are. O(attributes).
pub(super) fn part(lists: &mut Arena<PairRow>, slices: &mut Chunked<Slice>, order: &[u32]) -> Option<Parts> {
    let blocks = lists.blocks();
    if blocks > MOST_BLOCKS {
        return None;
    }
    let count = count(blocks);
    let mut lists = std::mem::take(lists);
    if count == 1 {
        return Some(Parts(vec![(lists, row(order.len()))]));
    }
    let attributes: usize = order.iter().map(|&old| slices[old].len()).sum();
    let share = attributes.div_ceil(count).max(1);
    let mut parts: Vec<(Arena<PairRow>, u32)> = (0..count).map(|_| (Arena::default(), 0)).collect();
    let mut part_of = vec![None; slices.len()];
    let mut lists_left = vec![0_u32; blocks];
    let mut before = 0;
    for (&old, end) in order.iter().zip(1..) {
        let part = (before / share).min(count - 1);
        before += slices[old].len();
        parts[part].1 = end;
        part_of[old as usize] = u8::try_from(part).ok();
        lists_left[slices[old].block()] += 1;
    }
    for (old, part) in (0..).zip(part_of) {
        let Some(part) = part else { continue };
        let slice = slices[old];
        slices[old] = parts[usize::from(part)].0.push(lists.slice(slice)).unwrap_or_default();
        let left = &mut lists_left[slice.block()];
        *left -= 1;
        if *left == 0 {
            lists.free(slice.block());
        }
    }
    Some(Parts(parts))
}

impl Parts {
    /// Brings the lists into the order of `slices`, which are those of the new rows. O(attributes).
    pub(super) fn join(self, slices: &mut Chunked<Slice>) -> Arena<PairRow> {
        let mut lists = Arena::default();
        let mut start = 0;
        for (part, end) in self.0 {
            // A list that is longer than a part leaves the next ones empty.
            for new in start..end {
                slices[new] = lists.push(part.slice(slices[new])).unwrap_or_default();
            }
            start = start.max(end);
        }
        lists
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_follow_their_rows() {
        // Of few and of many blocks, and with rows that are left out.
        for (rows, len, left_out) in [(0, 1, 0), (3, 2, 1), (1_000, 3, 10), (100_000, 40, 777)] {
            let mut lists = Arena::default();
            let list = |row: u32| -> Vec<PairRow> { (0..row % len).map(|at| PairRow(row ^ at)).collect() };
            let mut slices: Chunked<Slice> = (0..rows).map(|row| lists.push(&list(row)).unwrap()).collect();
            let order: Vec<u32> = (left_out..rows).map(|new| new.reverse_bits() % rows.max(1)).collect();
            let mut seen = vec![false; rows as usize];
            let order: Vec<u32> = order
                .into_iter()
                .chain(0..rows)
                .filter(|&old| !std::mem::replace(&mut seen[old as usize], true))
                .collect();
            let order = &order[..(rows - left_out) as usize];
            let parts = part(&mut lists, &mut slices, order).unwrap();
            let mut slices = slices.permuted(order);
            let lists = parts.join(&mut slices);
            for (&old, slice) in order.iter().zip(slices.iter()) {
                assert_eq!(lists.slice(*slice), list(old));
            }
        }
    }
}
