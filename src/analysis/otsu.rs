//! The best place to cut numbers in two: N. Otsu, "A threshold selection method from gray-level histograms", 1979.

/// Numbers that are taken together, each as their mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Group {
    /// How many there are.
    pub(crate) count: u32,
    /// Their sum.
    pub(crate) sum: u128,
}

impl Group {
    pub(crate) fn add(&mut self, other: Self) {
        self.count += other.count;
        self.sum += other.sum;
    }

    /// The mean of the numbers. Not a number where there are none.
    pub(crate) fn mean(self) -> f64 {
        wide(self.sum) / f64::from(self.count)
    }
}

/// A cut of groups that ascend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cut {
    /// The first group above it.
    pub(crate) above: usize,
    /// The part of the variance that lies between the two classes, in `[0, 1]`.
    pub(crate) eta: f64,
}

/// The cut with the largest variance between its classes; of equal ones the first. `None` where all numbers are equal. O(groups).
pub(crate) fn otsu(groups: impl Iterator<Item = Group> + Clone) -> Option<Cut> {
    let mut all = Group::default();
    groups.clone().for_each(|group| all.add(group));
    let variance =
        groups.clone().map(|group| f64::from(group.count) * (group.mean() - all.mean()).powi(2)).sum::<f64>();
    let (mut below, mut best) = (Group::default(), None::<Cut>);
    for (above, group) in groups.enumerate() {
        if above > 0 {
            let rest = Group { count: all.count - below.count, sum: all.sum - below.sum };
            let weight = f64::from(below.count) * f64::from(rest.count) / f64::from(all.count);
            let eta = weight * (rest.mean() - below.mean()).powi(2) / variance;
            if eta > best.map_or(0.0, |best| best.eta) {
                best = Some(Cut { above, eta });
            }
        }
        below.add(group);
    }
    best
}

/// A sum as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "means are to a billionth")]
pub(crate) fn wide(sum: u128) -> f64 {
    sum as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cut_is_where_the_classes_differ_most() {
        for (numbers, expected) in [
            (&[][..], None),
            (&[5], None),
            (&[5, 5], None),
            (&[0, 8], Some((1, 1.0))),
            (&[0, 0, 0, 3], Some((3, 1.0))),
            (&[1, 2, 8, 9], Some((2, 0.98))),
            // Either cut has three quarters.
            (&[0, 1, 2], Some((1, 0.75))),
        ] {
            let groups = numbers.iter().map(|&sum| Group { count: 1, sum });
            let found = otsu(groups);
            assert_eq!(found.map(|cut| cut.above), expected.map(|(above, _)| above), "{numbers:?}");
            assert!(found.zip(expected).is_none_or(|(cut, (_, eta))| (cut.eta - eta).abs() < 1e-12), "{found:?}");
        }
    }
}
