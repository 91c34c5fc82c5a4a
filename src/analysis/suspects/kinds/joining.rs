//! Kinds of several operations, or with several marks, that wait for the same.

use std::collections::BTreeMap;

use super::drafts::Draft;
use super::{Kind, KindRow};
use crate::analysis::suspects::marks::MarkSelection;
use crate::analysis::suspects::row_name::RowName;
use crate::sort::sort_by;

/// How many kinds are told.
const MOST: usize = 8;

/// The kinds, the largest first. Those of the slower halves stay with each other.
pub(super) fn join(drafts: Vec<Draft>, templates: bool) -> Vec<Kind> {
    let mut same: BTreeMap<(String, Option<String>, bool), Vec<Draft>> = BTreeMap::new();
    for draft in drafts {
        let (service, name) = draft.lead.leads_to();
        let key = (service.to_owned(), name.map(str::to_owned), draft.is_slower);
        same.entry(key).or_default().push(draft);
    }
    let mut kinds: Vec<Kind> =
        same.into_iter().map(|((service, name, _), drafts)| kind(service, name, drafts, templates)).collect();
    sort_by(&mut kinds, |a, b| b.units.cmp(&a.units));
    kinds.truncate(MOST);
    kinds
}

fn kind(service: String, name: Option<String>, mut drafts: Vec<Draft>, templates: bool) -> Kind {
    sort_by(&mut drafts, |a, b| {
        let names = |draft: &Draft| (draft.marks.service.clone(), draft.marks.name.clone());
        names(a).cmp(&names(b)).then_with(|| b.units.cmp(&a.units)).then_with(|| a.lead.cmp(&b.lead))
    });
    let units: u32 = drafts.iter().map(|draft| draft.units).sum();
    let mut sums: BTreeMap<RowName, (f64, u32)> = BTreeMap::new();
    let mut any_of = Vec::new();
    for draft in drafts {
        for (row, added_ns, marked) in draft.rows {
            let sum = sums.entry(row).or_default();
            *sum = (sum.0 + added_ns, sum.1 + marked);
        }
        any_of.push(draft.marks);
    }
    let row = |(row, (added_ns, units_marked)): (RowName, (f64, u32))| KindRow {
        row,
        units: units_marked,
        added_ns: added_ns / f64::from(units),
    };
    let mut rows: Vec<KindRow> = sums.into_iter().map(row).collect();
    sort_by(&mut rows, |a, b| b.added_ns.total_cmp(&a.added_ns));
    let added_ns = rows.iter().map(|row| row.added_ns).sum();
    Kind { units, service, name, added_ns, rows, marks: MarkSelection { any_of, templates } }
}
