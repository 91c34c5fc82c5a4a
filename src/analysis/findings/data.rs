//! Problems of the data that limit all answers: missing and contradictory data.

use std::collections::BTreeMap;

use super::answer::{DataFinding, DataKind};
use super::numbers::{count, counted, share};
use crate::analysis::sampled_spans;
use crate::sort::sort_by;
use crate::store::{Marks, RowSet, SpanRow, Store, Sym};

/// Less than this share limits nothing.
const LEAST: f64 = 0.001;

/// A service is named if at least this share of its spans lacks its parent.
const LEAST_OF_SERVICE: f64 = 0.05;

/// Spans of each service, and those of them that name a parent which is not there.
#[derive(Debug, Clone, Default)]
pub(super) struct Orphans(BTreeMap<Sym, [u32; 2]>);

impl Orphans {
    /// Adds a span.
    #[inline]
    pub(super) fn add(&mut self, store: &Store, span: SpanRow) {
        let [orphans, spans] = self.0.entry(store.service(span)).or_default();
        *spans += 1;
        *orphans += u32::from(store.spans().marks(span).contains(Marks::ORPHAN));
    }
}

/// The spans that [`Orphans`] are counted from: none where the store has no orphans.
pub(super) fn spans_to_look_at(store: &Store) -> RowSet {
    let counts = store.counts();
    // A span in a circle of parents is cut off from its own, too.
    if counts.orphans + counts.cycles > 0 { RowSet::all(store.spans().len()) } else { RowSet::default() }
}

/// What limits the answers, the largest share first, then by kind and service.
pub(super) fn limits(store: &Store, orphans: &Orphans) -> Vec<DataFinding> {
    let counts = store.counts();
    let spans = counts.spans;
    let of_all = [
        (DataKind::Incomplete, counts.incomplete_requests, counts.requests),
        (DataKind::Unfinished, counts.unfinished, spans),
        (DataKind::Backwards, counts.backwards, spans),
        (DataKind::Clocks, counts.starts_before_parent, spans),
        (DataKind::Sampled, sampled_spans(store), spans),
        (DataKind::InvalidSampling, store.weights().invalid(), spans),
    ];
    let finding = |(kind, count, of)| DataFinding { kind, service: String::new(), count, of, what: String::new() };
    let mut found: Vec<DataFinding> =
        of_all.into_iter().map(finding).filter(|finding| part(finding) >= LEAST).collect();
    let by_service = orphans.0.iter().map(|(&service, &[count, of])| DataFinding {
        service: store.text(service).to_owned(),
        ..finding((DataKind::Orphans, count, of))
    });
    let by_service: Vec<DataFinding> = by_service.filter(|finding| part(finding) >= LEAST_OF_SERVICE).collect();
    if by_service.is_empty() {
        let all = finding((DataKind::Orphans, counts.orphans, spans));
        found.extend(Some(all).filter(|finding| part(finding) >= LEAST));
    }
    found.extend(by_service);
    sort_by(&mut found, |a, b| {
        part(b).total_cmp(&part(a)).then_with(|| (a.kind, &a.service).cmp(&(b.kind, &b.service)))
    });
    for finding in &mut found {
        finding.what = what(finding);
    }
    found
}

fn part(finding: &DataFinding) -> f64 {
    f64::from(finding.count) / f64::from(finding.of.max(1))
}

/// It as a sentence.
fn what(finding: &DataFinding) -> String {
    let spans = || counted(f64::from(finding.count), ("span", "spans"));
    let of = format!("{} of {}", share(part(finding)), count(f64::from(finding.of)));
    let service = match finding.service.as_str() {
        "" => String::new(),
        service => format!(" of {service}"),
    };
    match finding.kind {
        DataKind::Orphans => format!(
            "{}{service} ({of}) name a parent that is not there: they are in no request, or in one that is cut short.",
            spans()
        ),
        DataKind::Incomplete => {
            let requests = counted(f64::from(finding.count), ("request", "requests"));
            format!("{requests} ({of}) lost their root: their durations are those of a part.")
        }
        DataKind::Unfinished => format!("{} ({of}) have no end: they count as no time.", spans()),
        DataKind::Backwards => format!("{} ({of}) end before they start: they count as no time.", spans()),
        DataKind::Clocks => format!("{} ({of}) start before their parents: clocks disagree.", spans()),
        DataKind::Sampled => {
            format!("{} ({of}) stand for others that were not stored: numbers are of stored ones.", spans())
        }
        DataKind::InvalidSampling => format!(
            "{} ({of}) name a sampling threshold or probability that is none: estimates count them as they count their parents.",
            spans()
        ),
    }
}
