//! From one thing of a list to the next.

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Next,
    Previous,
}

impl Step {
    /// The place after or before another of so many, round the ends. Where there is no other, the first or the last. Nothing of none.
    pub(crate) fn leads_to(self, place: Option<usize>, count: usize) -> Option<usize> {
        let last = count.checked_sub(1)?;
        Some(match (place, self) {
            (Some(at), Self::Next) if at < last => at + 1,
            (_, Self::Next) => 0,
            (Some(at), Self::Previous) if at > 0 => (at - 1).min(last),
            (_, Self::Previous) => last,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_round() {
        for (place, count, next, previous) in [
            (None, 3, 0, 2),
            (Some(0), 3, 1, 2),
            (Some(1), 3, 2, 0),
            (Some(2), 3, 0, 1),
            (Some(9), 3, 0, 2),
            (Some(0), 1, 0, 0),
        ] {
            assert_eq!(Step::Next.leads_to(place, count), Some(next), "{place:?} of {count}");
            assert_eq!(Step::Previous.leads_to(place, count), Some(previous), "{place:?} of {count}");
        }
        assert_eq!((Step::Next.leads_to(None, 0), Step::Previous.leads_to(Some(3), 0)), (None, None));
    }
}
