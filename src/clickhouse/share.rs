//! Which part of each side is fetched where not all of it fits.

/// Which part of the traces of a side is chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Share(f64);

impl Share {
    pub(super) const ALL: Self = Self(1.0);

    /// A part, cut at all.
    pub(super) fn of(part: f64) -> Self {
        Self(part.clamp(0.0, 1.0))
    }

    /// The part, of one.
    pub(super) fn part(self) -> f64 {
        self.0
    }

    /// The smaller of two.
    pub(super) fn min(self, other: Self) -> Self {
        Self(self.0.min(other.0))
    }

    pub(super) fn is_all(self) -> bool {
        self.0 >= 1.0
    }

    /// The hashes of the traces that are chosen are smaller than this.
    pub(super) fn limit(self) -> u64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is no less than zero, and saturates"
        )]
        let limit = (self.0 * 2_f64.powi(64)) as u64;
        limit
    }
}

/// The shares of two sides that would need so many spans whole, so that both fit into a budget: each has half of it, and what the other
/// does not need. The same share for both where that is asked.
pub(super) fn allotted([selection, baseline]: [f64; 2], budget: f64, is_one: bool) -> [Share; 2] {
    let half = budget / 2.0;
    let [of_selection, of_baseline] = match () {
        () if selection + baseline <= budget => [selection, baseline],
        () if is_one => {
            let part = budget / (selection + baseline);
            [selection * part, baseline * part]
        }
        () if selection <= half => [selection, budget - selection],
        () if baseline <= half => [budget - baseline, baseline],
        () => [half, half],
    };
    let share = |given: f64, needed: f64| if given < needed { Share::of(given / needed) } else { Share::ALL };
    let shares = [share(of_selection, selection), share(of_baseline, baseline)];
    if is_one {
        // Be it that one side needs nothing.
        let part = shares[0].part().min(shares[1].part());
        return [Share::of(part); 2];
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_a_limit_of_hashes() {
        assert_eq!(Share::of(0.5).limit(), 1 << 63);
        assert_eq!((Share::of(0.0).limit(), Share::of(-1.0).limit()), (0, 0));
        assert!(Share::of(3.0).is_all() && Share::ALL.is_all() && !Share::of(0.999).is_all());
    }

    #[test]
    fn each_side_has_half_and_what_the_other_does_not_need() {
        let parts = |needed, is_one| allotted(needed, 100.0, is_one);
        assert_eq!(parts([40.0, 60.0], false), [1.0, 1.0].map(Share::of));
        assert_eq!(parts([20.0, 160.0], false), [1.0, 0.5].map(Share::of));
        assert_eq!(parts([160.0, 20.0], false), [0.5, 1.0].map(Share::of));
        assert_eq!(parts([100.0, 200.0], false), [0.5, 0.25].map(Share::of));
        assert_eq!(parts([200.0, 0.0], false), [0.5, 1.0].map(Share::of));
        assert_eq!(parts([20.0, 180.0], true), [0.5, 0.5].map(Share::of));
        assert_eq!(parts([0.0, 200.0], true), [0.5, 0.5].map(Share::of));
        assert_eq!(parts([0.0, 0.0], true), [1.0, 1.0].map(Share::of));
    }
}
