//! Sorting in little code.
//!
//! The sorts of the standard library are compiled anew for each kind of element and of order, and each takes some ten kilobytes of
//! WebAssembly. Where what is sorted is short beside what was read, the speed of that is not worth its download. Here the places
//! of the elements are sorted, by one sort for all, and then the elements are put there.

use std::cmp::Ordering;

/// Sorts; equal elements stay in order. O(n log n).
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut order = sorted_places(items.len(), &mut |a, b| compare(&items[a], &items[b]));
    for start in 0..order.len() {
        // Along a cycle, each place gets the element that belongs there; the last one gets the first.
        let mut at = start;
        loop {
            let from = std::mem::replace(&mut order[at], at);
            if from == start {
                break;
            }
            items.swap(at, from);
            at = from;
        }
    }
}

/// Sorts by a key; elements of equal keys stay in order. O(n log n), with a key for every comparison.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts values by numbers below `count`; those of equal numbers stay in order. Gives the values, and where those of each number start
/// (one more entry than numbers). A counting sort: O(values + count).
pub(crate) fn by_number<T: Copy + Default>(
    count: usize,
    numbered: impl Iterator<Item = (u32, T)> + Clone,
) -> (Vec<T>, Vec<usize>) {
    let mut starts = vec![0; count + 1];
    numbered.clone().for_each(|(number, _)| starts[number as usize + 1] += 1);
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut values = vec![T::default(); starts[count]];
    for (number, value) in numbered {
        let place = &mut next[number as usize];
        values[*place] = value;
        *place += 1;
    }
    (values, starts)
}

/// For each place the place of the element that belongs there.
fn sorted_places(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|&a, &b| compare(a, b));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_a_number_lie_together_in_their_order() {
        let numbered = [(2, 'a'), (0, 'b'), (2, 'c'), (3, 'd'), (0, 'e')];
        let (values, starts) = by_number(5, numbered.into_iter());
        assert_eq!((values.iter().collect::<String>(), starts), ("beacd".to_owned(), vec![0, 2, 2, 4, 5, 5]));
        assert_eq!(by_number::<u32>(0, [].into_iter()), (vec![], vec![0]));
    }

    #[test]
    fn it_sorts_as_the_standard_library_does() {
        let mut state = 1_u32;
        for length in 0..200 {
            let mut random = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state >> 24 & 15
            };
            let items: Vec<(u32, usize)> = (0..length).map(|at| (random(), at)).collect();
            let (mut ours, mut theirs) = (items.clone(), items);
            sort_by_key(&mut ours, |&(key, _)| key);
            theirs.sort_by_key(|&(key, _)| key);
            assert_eq!(ours, theirs);
        }
    }
}
