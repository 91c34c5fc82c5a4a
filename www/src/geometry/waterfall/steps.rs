//! From one span of interest to the next.

use crate::words::Step;

/// The place in ascending `spans` that comes after or before a span, round the ends. Nothing where there are none. O(log spans).
pub(crate) fn step(spans: &[u32], from: Option<u32>, step: Step) -> Option<usize> {
    let last = spans.len().checked_sub(1)?;
    let Some(from) = from else { return Some(if step == Step::Next { 0 } else { last }) };
    Some(match step {
        Step::Next => Some(spans.partition_point(|&span| span <= from)).filter(|&at| at <= last).unwrap_or(0),
        Step::Previous => spans.partition_point(|&span| span < from).checked_sub(1).unwrap_or(last),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_round() {
        let spans = [2, 5, 9];
        for (from, next, previous) in [
            (None, 0, 2),
            (Some(0), 0, 2),
            (Some(2), 1, 2),
            (Some(3), 1, 0),
            (Some(5), 2, 0),
            (Some(9), 0, 1),
            (Some(12), 0, 2),
        ] {
            assert_eq!(step(&spans, from, Step::Next), Some(next), "{from:?}");
            assert_eq!(step(&spans, from, Step::Previous), Some(previous), "{from:?}");
        }
        assert_eq!(step(&[], Some(3), Step::Next), None);
    }
}
