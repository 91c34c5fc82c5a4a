//! From rows to suspects.

use std::collections::BTreeMap;

use super::charging::Charging;
use super::kinds::Kinds;
use super::row_name::RowName;
use super::rows::{RowKey, SuspectRows};
use super::{RowSide, Suspect, SuspectRow, Suspects};
use crate::analysis::flame_graph::{Labels, NO_CALLEE};
use crate::analysis::moments::Moments;
use crate::sort::sort_by;
use crate::store::Store;

/// Standard errors to either side of a mean that it lies within in 95 of 100 cases.
const CERTAINTY: f64 = 1.96;

/// A row on its way into an answer.
struct Draft {
    key: RowKey,
    row: SuspectRow,
    /// The selected units' calls per unit in parts that both sides have.
    compared_calls: f64,
    /// The frame of the tree that shows it.
    frame: u32,
}

impl SuspectRows {
    /// The suspects without their kinds, and for each row of the evidence the frame of the tree that shows it: of those that do the largest, else the
    /// first.
    pub(crate) fn finish(&self, store: &Store, labels: &Labels, size: impl Fn(u32) -> f64) -> (Suspects, Vec<u32>) {
        let [selection_units, baseline_units] = self.units;
        let kinds = Kinds { neither: selection_units, ..Kinds::default() };
        let mut answer = Suspects { selection_units, baseline_units, kinds, ..Suspects::default() };
        if selection_units == 0 || baseline_units == 0 {
            return (answer, Vec::new());
        }
        let mean_ns = |side: usize| self.duration_ns[side] / f64::from(self.units[side]);
        answer.delta_mean_ns = mean_ns(0) - mean_ns(1);
        let mut drafts = self.drafts(store, labels, &size);
        charge(&mut drafts);
        answer.suspects = rank(store, labels, &drafts);
        sort_by(&mut drafts, |a, b| order(&a.row, &b.row));
        let (rows, frames) = drafts.into_iter().map(|draft| (draft.row, draft.frame)).unzip();
        answer.rows = rows;
        (answer, frames)
    }

    /// All rows with their numbers, charged to nobody yet.
    fn drafts(&self, store: &Store, labels: &Labels, size: &impl Fn(u32) -> f64) -> Vec<Draft> {
        let mut frames: Vec<Option<u32>> = vec![None; self.keys.len()];
        for &(part, frame) in &self.shown {
            let best = &mut frames[part as usize];
            *best = Some(larger(*best, frame, size));
        }
        let mut parts: BTreeMap<RowKey, Vec<usize>> = BTreeMap::new();
        for (part, key) in self.keys.iter().enumerate() {
            parts.entry(key.row).or_default().push(part);
        }
        let draft = |(key, parts): (RowKey, Vec<usize>)| {
            let best =
                parts.iter().filter_map(|&part| frames[part]).reduce(|best, frame| larger(Some(best), frame, size));
            let (numbers, compared_calls) = self.compare(parts.iter().map(|&part| &self.moments[part]));
            let RowName { kind, service, name, callee, callee_name } = RowName::of(store, labels, &key);
            let row = SuspectRow { kind, service, name, callee, callee_name, ..numbers };
            Draft { key, row, compared_calls, frame: best.unwrap_or_default() }
        };
        parts.into_iter().map(draft).collect()
    }

    /// The numbers of a row, part by part, and the calls per unit that were compared.
    fn compare<'a>(&self, parts: impl Iterator<Item = &'a [Moments; 2]>) -> (SuspectRow, f64) {
        let mut row = SuspectRow::default();
        let mut all = <[Moments; 2]>::default();
        let (mut compared_calls, mut variance) = (0.0, 0.0);
        for moments in parts {
            all.iter_mut().zip(moments).for_each(|(all, moments)| all.merge(moments));
            let sides = moments.each_ref().map(RowSide::of);
            let [selection, baseline] = &sides;
            let calls = f64::from(selection.calls) / f64::from(self.units[0]);
            let calls_before = f64::from(baseline.calls) / f64::from(self.units[1]);
            if selection.calls == 0 || baseline.calls == 0 {
                row.one_sided_ns += calls * selection.mean_ns - calls_before * baseline.mean_ns;
            } else {
                row.contribution_ns += calls * (selection.mean_ns - baseline.mean_ns);
                row.call_count_ns += (calls - calls_before) * baseline.mean_ns;
                variance += calls * calls * variance_of_difference(selection, baseline);
                compared_calls += calls;
            }
        }
        [row.selection, row.baseline] = all.each_ref().map(RowSide::of);
        let certain_ns = (row.contribution_ns.abs() - CERTAINTY * variance.sqrt()).max(0.0);
        row.certain_ns = certain_ns.copysign(row.contribution_ns);
        (row, compared_calls)
    }
}

/// The larger of two frames, the first if they are alike.
fn larger(best: Option<u32>, frame: u32, size: &impl Fn(u32) -> f64) -> u32 {
    best.filter(|&best| size(best) >= size(frame)).unwrap_or(frame)
}

/// Divides what changed between services and those that they call.
fn charge(drafts: &mut [Draft]) {
    let changes = |change: fn(&SuspectRow) -> f64| {
        let compared = drafts.iter().filter(|draft| draft.compared_calls > 0.0);
        Charging::of(compared.map(|draft| (&draft.key, draft.compared_calls, change(&draft.row))))
    };
    let (expected, certain) = (changes(|row| row.contribution_ns), changes(|row| row.certain_ns));
    for Draft { key, row, .. } in drafts {
        row.own_contribution_ns = row.contribution_ns * expected.own_share(key);
        row.own_certain_ns = row.certain_ns * certain.own_share(key);
    }
}

/// What each service is charged with.
fn rank(store: &Store, labels: &Labels, drafts: &[Draft]) -> Vec<Suspect> {
    let mut charged: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for Draft { key, row, .. } in drafts.iter().filter(|draft| draft.compared_calls > 0.0) {
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
    sort_by(&mut suspects, |a, b| {
        let by_time = b.certain_ns.total_cmp(&a.certain_ns).then(b.expected_ns.total_cmp(&a.expected_ns));
        by_time.then_with(|| a.service.cmp(&b.service))
    });
    suspects
}

impl RowSide {
    fn of(moments: &Moments) -> Self {
        Self { calls: moments.count(), mean_ns: moments.mean(), variance: moments.variance() }
    }
}

/// The variance of the difference of two means. With one call on each side nothing is known, and the whole difference counts as
/// chance.
fn variance_of_difference(selection: &RowSide, baseline: &RowSide) -> f64 {
    let (a, b) = match (selection.calls, baseline.calls) {
        (..=1, ..=1) => return ((selection.mean_ns - baseline.mean_ns) / CERTAINTY).powi(2),
        (..=1, _) => (baseline.variance, baseline.variance),
        (_, ..=1) => (selection.variance, selection.variance),
        _ => (selection.variance, baseline.variance),
    };
    a / f64::from(selection.calls) + b / f64::from(baseline.calls)
}

/// The order of the evidence.
fn order(a: &SuspectRow, b: &SuspectRow) -> std::cmp::Ordering {
    let size = |of: fn(&SuspectRow) -> f64| of(b).abs().total_cmp(&of(a).abs());
    let names = |row: &SuspectRow| {
        (row.kind, row.service.clone(), row.name.clone(), row.callee.clone(), row.callee_name.clone())
    };
    size(|row| row.certain_ns)
        .then_with(|| size(|row| row.contribution_ns))
        .then_with(|| size(|row| row.one_sided_ns))
        .then_with(|| size(|row| row.call_count_ns))
        .then_with(|| names(a).cmp(&names(b)))
}
