//! The rows behind a suspect, and what stands beside all suspects.

use spanlens::analysis::{SuspectRow, Suspects};
use spanlens::sort::sort_by;

/// A row of [`Suspects`], as far as one service is charged with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Evidence {
    /// The index of the row.
    pub(crate) row: usize,
    /// Nanoseconds per unit that are expected of the service.
    pub(crate) expected_ns: f64,
    /// Those that are certain.
    pub(crate) certain_ns: f64,
}

/// What a service is charged with, row by row: the most certain first, then the most expected, whatever the sign.
pub(crate) fn evidence(suspects: &Suspects, service: &str) -> Vec<Evidence> {
    let charged = |(row, known): (usize, &SuspectRow)| {
        let (mut expected_ns, mut certain_ns) = (0.0, 0.0);
        if known.service == service {
            expected_ns += known.own_contribution_ns;
            certain_ns += known.own_certain_ns;
        }
        if known.callee.as_deref() == Some(service) {
            expected_ns += known.contribution_ns - known.own_contribution_ns;
            certain_ns += known.certain_ns - known.own_certain_ns;
        }
        (expected_ns != 0.0 || certain_ns != 0.0).then_some(Evidence { row, expected_ns, certain_ns })
    };
    let mut rows: Vec<Evidence> = suspects.rows.iter().enumerate().filter_map(charged).collect();
    sort_by(&mut rows, |a, b| {
        let by_certain = b.certain_ns.abs().total_cmp(&a.certain_ns.abs());
        by_certain.then(b.expected_ns.abs().total_cmp(&a.expected_ns.abs())).then(a.row.cmp(&b.row))
    });
    rows
}

/// What changed otherwise than by calls taking longer.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Aside {
    /// Nanoseconds per unit of calls that became more or fewer, at their old mean.
    pub(crate) call_count_ns: f64,
    /// Those of calls that one side does not have.
    pub(crate) one_sided_ns: f64,
    /// The indexes of the rows of either, the largest first.
    pub(crate) rows: Vec<usize>,
}

/// What stands beside the suspects, and is never mixed with them.
pub(crate) fn aside(suspects: &Suspects) -> Aside {
    let weight = |&row: &usize| {
        let SuspectRow { call_count_ns, one_sided_ns, .. } = &suspects.rows[row];
        call_count_ns.abs() + one_sided_ns.abs()
    };
    // What rounds to nothing is nothing: sums of differences seldom are exactly zero.
    let mut rows: Vec<usize> = (0..suspects.rows.len()).filter(|row| weight(row) >= 0.5).collect();
    sort_by(&mut rows, |a, b| weight(b).total_cmp(&weight(a)).then(a.cmp(b)));
    Aside {
        call_count_ns: suspects.rows.iter().map(|row| row.call_count_ns).sum(),
        one_sided_ns: suspects.rows.iter().map(|row| row.one_sided_ns).sum(),
        rows,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::compared;
    use super::*;

    #[test]
    fn the_evidence_adds_up_to_the_charge() {
        let latency = compared();
        let suspects = latency.suspects().unwrap();
        for suspect in &suspects.suspects {
            let rows = evidence(suspects, &suspect.service);
            let expected_ns: f64 = rows.iter().map(|row| row.expected_ns).sum();
            let certain_ns: f64 = rows.iter().map(|row| row.certain_ns).sum();
            assert!((expected_ns - suspect.expected_ns).abs() < 1e-3, "{suspect:?}");
            assert!((certain_ns - suspect.certain_ns).abs() < 1e-3, "{suspect:?}");
        }
    }

    #[test]
    fn what_stands_beside_is_in_the_rows_that_have_it() {
        let row = |call_count_ns, one_sided_ns| SuspectRow { call_count_ns, one_sided_ns, ..SuspectRow::default() };
        let rows = vec![row(0.0, 0.0), row(3.0, 0.0), row(0.0, -5.0)];
        let suspects = Suspects { rows, ..Suspects::default() };
        let expected = Aside { call_count_ns: 3.0, one_sided_ns: -5.0, rows: vec![2, 1] };
        assert_eq!(aside(&suspects), expected);
    }
}
