//! The order of findings.

use super::answer::Anomaly;
use crate::sort::sort_by;

/// The costliest first, then by time, those without one last, then by kind, group and operations.
pub(super) fn rank(findings: &mut [Anomaly]) {
    sort_by(findings, |a, b| {
        let time = |finding: &Anomaly| finding.time.map_or((u64::MAX, u64::MAX), |time| (time.from_ns, time.to_ns));
        let order = b.cost.total_cmp(&a.cost).then(time(a).cmp(&time(b))).then(a.kind.cmp(&b.kind));
        order.then_with(|| a.selection.group.cmp(&b.selection.group)).then_with(|| names(a).cmp(names(b)))
    });
}

fn names(finding: &Anomaly) -> impl Iterator<Item = (&str, &str)> {
    finding.operations.iter().map(|operation| (&*operation.service, &*operation.name))
}
