//! From rows to suspects.

use std::collections::BTreeMap;

use super::charging::Charging;
use super::rows::{RowKey, SuspectRows};
use super::{RowSide, Suspect, SuspectRow, Suspects};
use crate::analysis::flame_graph::{Labels, NO_CALLEE};
use crate::analysis::moments::Moments;
use crate::store::Store;

/// Standard errors to either side of a mean that it lies within in 95 of 100 cases.
const CERTAINTY: f64 = 1.96;

impl SuspectRows {
    /// The suspects, and for each row of the evidence the number that it had here.
    pub(crate) fn finish(&self, store: &Store, labels: &Labels) -> (Suspects, Vec<u32>) {
        let [selection_units, baseline_units] = self.units;
        let mut answer = Suspects { selection_units, baseline_units, ..Suspects::default() };
        if selection_units == 0 || baseline_units == 0 {
            return (answer, Vec::new());
        }
        let mean_ns = |side: usize| self.duration_ns[side] / f64::from(self.units[side]);
        answer.delta_mean_ns = mean_ns(0) - mean_ns(1);
        let mut rows: Vec<(SuspectRow, u32)> =
            self.keys.iter().zip(&self.moments).map(|(key, moments)| self.compare(store, labels, key, moments)).zip(0..).collect();
        self.charge(&mut rows);
        answer.suspects = self.rank(store, labels, &rows);
        rows.sort_by(|(a, _), (b, _)| order(a, b));
        let (rows, numbers) = rows.into_iter().unzip();
        answer.rows = rows;
        (answer, numbers)
    }

    /// A row with its numbers, charged to nobody yet.
    fn compare(&self, store: &Store, labels: &Labels, key: &RowKey, moments: &[Moments; 2]) -> SuspectRow {
        let [selection, baseline] = moments.each_ref().map(RowSide::of);
        let per_unit = |side: usize, row: &RowSide| f64::from(row.calls) / f64::from(self.units[side]);
        let (calls, calls_before) = (per_unit(0, &selection), per_unit(1, &baseline));
        let service = |number: u32| labels.service_text(store, number).to_owned();
        let known = |number: u32| (number != NO_CALLEE).then_some(number);
        let mut row = SuspectRow {
            kind: key.kind,
            service: service(key.service),
            name: labels.name_text(key.name).to_owned(),
            callee: known(key.callee).map(service),
            callee_name: known(key.callee_name).map(|name| labels.name_text(name).to_owned()),
            selection,
            baseline,
            ..SuspectRow::default()
        };
        if selection.calls == 0 || baseline.calls == 0 {
            row.one_sided_ns = calls * selection.mean_ns - calls_before * baseline.mean_ns;
        } else {
            row.contribution_ns = calls * (selection.mean_ns - baseline.mean_ns);
            row.certain_ns = calls * certain_ns(&selection, &baseline);
            row.call_count_ns = (calls - calls_before) * baseline.mean_ns;
        }
        row
    }

    /// Divides what changed between services and those that they call.
    fn charge(&self, rows: &mut [(SuspectRow, u32)]) {
        let changes = |change: fn(&SuspectRow) -> f64| {
            let both = rows.iter().filter(|(row, _)| row.is_two_sided());
            Charging::of(both.map(|(row, number)| {
                (&self.keys[*number as usize], f64::from(row.selection.calls) / f64::from(self.units[0]), change(row))
            }))
        };
        let (expected, certain) = (changes(|row| row.contribution_ns), changes(|row| row.certain_ns));
        for (row, number) in rows {
            let key = &self.keys[*number as usize];
            row.own_contribution_ns = row.contribution_ns * expected.own_share(key);
            row.own_certain_ns = row.certain_ns * certain.own_share(key);
        }
    }

    /// What each service is charged with.
    fn rank(&self, store: &Store, labels: &Labels, rows: &[(SuspectRow, u32)]) -> Vec<Suspect> {
        let mut charged: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        for (row, number) in rows.iter().filter(|(row, _)| row.is_two_sided()) {
            let key = &self.keys[*number as usize];
            let own = charged.entry(key.service).or_default();
            own.0 += row.own_certain_ns;
            own.1 += row.own_contribution_ns;
            if key.callee != NO_CALLEE {
                let callee = charged.entry(key.callee).or_default();
                callee.0 += row.certain_ns - row.own_certain_ns;
                callee.1 += row.contribution_ns - row.own_contribution_ns;
            }
        }
        let suspect = |(service, (certain_ns, expected_ns))| Suspect {
            service: labels.service_text(store, service).to_owned(),
            certain_ns,
            expected_ns,
        };
        let mut suspects: Vec<Suspect> = charged.into_iter().map(suspect).collect();
        suspects.sort_by(|a, b| {
            let by_time = b.certain_ns.total_cmp(&a.certain_ns).then(b.expected_ns.total_cmp(&a.expected_ns));
            by_time.then_with(|| a.service.cmp(&b.service))
        });
        suspects
    }
}

impl SuspectRow {
    fn is_two_sided(&self) -> bool {
        self.selection.calls > 0 && self.baseline.calls > 0
    }
}

impl RowSide {
    fn of(moments: &Moments) -> Self {
        Self { calls: moments.count(), mean_ns: moments.mean(), variance: moments.variance() }
    }
}

/// The part of the difference of two means that is certain.
fn certain_ns(selection: &RowSide, baseline: &RowSide) -> f64 {
    let (a, b) = match (selection.calls, baseline.calls) {
        (..=1, ..=1) => return 0.0,
        (..=1, _) => (baseline.variance, baseline.variance),
        (_, ..=1) => (selection.variance, selection.variance),
        _ => (selection.variance, baseline.variance),
    };
    let error_ns = (a / f64::from(selection.calls) + b / f64::from(baseline.calls)).sqrt();
    let difference_ns = selection.mean_ns - baseline.mean_ns;
    (difference_ns.abs() - CERTAINTY * error_ns).max(0.0).copysign(difference_ns)
}

/// The order of the evidence.
fn order(a: &SuspectRow, b: &SuspectRow) -> std::cmp::Ordering {
    let size = |of: fn(&SuspectRow) -> f64| of(b).abs().total_cmp(&of(a).abs());
    let names = |row: &SuspectRow| (row.kind, row.service.clone(), row.name.clone(), row.callee.clone(), row.callee_name.clone());
    size(|row| row.certain_ns)
        .then_with(|| size(|row| row.contribution_ns))
        .then_with(|| size(|row| row.one_sided_ns))
        .then_with(|| size(|row| row.call_count_ns))
        .then_with(|| names(a).cmp(&names(b)))
}
