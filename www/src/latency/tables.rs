//! The tables of latency: which frames, and which services, it is about.

use std::collections::BTreeMap;

use spanlens::analysis::{FrameKey, SuspectRow};

use super::words::kind_name;
use super::{Latency, evidence};
use crate::export::{Table, Value};
use crate::format::service_name;
use spanlens::sort::sort_by;

/// A line of the table by service, in nanoseconds per unit: differences, where something is compared.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ServiceTime {
    pub(crate) service: String,
    pub(crate) own_ns: f64,
    pub(crate) in_transit_ns: f64,
}

impl Latency {
    /// The frames by what they contribute themselves, the most first: to the change, or where nothing is compared, to the time.
    pub(crate) fn ranked_frames(&self) -> Vec<u32> {
        if let Some(diff) = self.diff() {
            return diff.contributors.clone();
        }
        let own_ns = &self.times().self_ns;
        let mut frames: Vec<u32> = (0..).zip(own_ns).filter(|&(_, &ns)| ns > 0.0).map(|(frame, _)| frame).collect();
        sort_by(&mut frames, |&a, &b| own_ns[b as usize].total_cmp(&own_ns[a as usize]).then(a.cmp(&b)));
        frames
    }

    /// What a frame contributes itself.
    pub(crate) fn own_ns(&self, frame: u32) -> f64 {
        let own_ns = self.diff().map_or(&self.times().self_ns, |diff| &diff.deltas.self_ns);
        own_ns.get(frame as usize).copied().unwrap_or_default()
    }

    /// All of what frames contribute to: the change of the mean, or the mean.
    pub(crate) fn all_ns(&self) -> f64 {
        match (self, self.diff()) {
            (_, Some(diff)) => diff.delta_mean_ns,
            (Self::Graph(graph), None) => graph.mean_ns,
            (Self::Diff(diff), None) => diff.flames.selection_mean_ns,
        }
    }

    /// The same by service, the most first.
    pub(crate) fn services(&self) -> Vec<ServiceTime> {
        if let Some(diff) = self.diff() {
            let of = |delta: &spanlens::analysis::ServiceDelta| ServiceTime {
                service: delta.service.clone(),
                own_ns: delta.own_ns,
                in_transit_ns: delta.in_transit_ns,
            };
            return diff.services.iter().map(of).collect();
        }
        let mut services: BTreeMap<&str, ServiceTime> = BTreeMap::new();
        let frames = self.frames();
        for (frame, &ns) in self.times().self_ns.iter().enumerate().filter(|&(_, &ns)| ns > 0.0) {
            let callee = frames.callee(frame);
            let service = services.entry(callee.unwrap_or_else(|| frames.service(frame))).or_default();
            let sum = if callee.is_some() { &mut service.in_transit_ns } else { &mut service.own_ns };
            *sum += ns;
        }
        let named = |(service, time): (&str, ServiceTime)| ServiceTime { service: service.to_owned(), ..time };
        let mut services: Vec<ServiceTime> = services.into_iter().map(named).collect();
        sort_by(&mut services, |a, b| (b.own_ns + b.in_transit_ns).total_cmp(&(a.own_ns + a.in_transit_ns)));
        services
    }
}

/// The frames that contribute something, in the order in which they are shown.
pub(crate) fn contributors_table(latency: &Latency) -> Table {
    let (frames, diff, ranked) = (latency.frames(), latency.diff(), latency.ranked_frames());
    let mut columns = vec!["path", "inTransitTo"];
    match diff {
        Some(_) => columns.extend(["deltaNs", "standardErrorNs", "selectionNs", "baselineNs"]),
        None => columns.push("ownNs"),
    }
    let rows = ranked.iter().map(|&frame| {
        let FrameKey { path, in_transit_to } = FrameKey::of(frames, frame as usize);
        let path: Vec<String> =
            path.iter().map(|(service, name)| format!("{} {name}", service_name(service))).collect();
        let mut row = vec![Value::Text(path.join(" > ")), in_transit_to.map_or(Value::Nothing, Value::Text)];
        row.push(Value::Fraction(latency.own_ns(frame)));
        if let Some(diff) = diff {
            let columns = [&diff.deltas.self_error_ns, &diff.selection.self_ns, &diff.baseline.self_ns];
            row.extend(columns.map(|column| Value::Fraction(column[frame as usize])));
        }
        row
    });
    Table { rows: rows.collect(), columns: owned(&columns), total: ranked.len(), noun: "frames" }
}

/// The services that contribute something.
pub(crate) fn services_table(latency: &Latency) -> Table {
    let services = latency.services();
    let rows = services.iter().map(|ServiceTime { service, own_ns, in_transit_ns }| {
        vec![Value::Text(service.clone()), Value::Fraction(*own_ns), Value::Fraction(*in_transit_ns)]
    });
    let columns = match latency.diff() {
        Some(_) => ["service", "deltaOwnNs", "deltaInTransitNs"],
        None => ["service", "ownNs", "inTransitNs"],
    };
    Table { rows: rows.collect(), columns: owned(&columns), total: services.len(), noun: "services" }
}

/// The evidence: a row for each suspect and each row that it is charged with.
pub(crate) fn suspects_table(latency: &Latency) -> Table {
    let columns = [
        "suspect",
        "certainNs",
        "expectedNs",
        "kind",
        "service",
        "name",
        "callee",
        "calleeName",
        "selectionCalls",
        "selectionMeanNs",
        "baselineCalls",
        "baselineMeanNs",
    ];
    let mut rows = Vec::new();
    if let Some(suspects) = latency.suspects() {
        for suspect in &suspects.suspects {
            for charge in evidence(suspects, &suspect.service) {
                let SuspectRow { kind, service, name, callee, callee_name, selection, baseline, .. } =
                    &suspects.rows[charge.row];
                let text = |text: &Option<String>| text.clone().map_or(Value::Nothing, Value::Text);
                rows.push(vec![
                    Value::Text(suspect.service.clone()),
                    Value::Fraction(charge.certain_ns),
                    Value::Fraction(charge.expected_ns),
                    Value::Text(kind_name(*kind).to_owned()),
                    Value::Text(service.clone()),
                    Value::Text(name.clone()),
                    text(callee),
                    text(callee_name),
                    Value::Whole(selection.calls.into()),
                    Value::Fraction(selection.mean_ns),
                    Value::Whole(baseline.calls.into()),
                    Value::Fraction(baseline.mean_ns),
                ]);
            }
        }
    }
    Table { total: rows.len(), rows, columns: owned(&columns), noun: "rows of evidence" }
}

fn owned(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|&column| column.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{compared, plain};
    use super::*;
    use crate::export::Format;

    #[test]
    fn frames_are_named_by_their_path() {
        let text = contributors_table(&plain()).write(Format::Csv);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..2], ["path,inTransitTo,ownNs", "shop GET / > shop get > cart get,,110000000"]);
        let text = contributors_table(&compared()).write(Format::Csv);
        assert!(text.starts_with("path,inTransitTo,deltaNs,standardErrorNs,selectionNs,baselineNs\r\n"), "{text}");
    }

    #[test]
    fn services_add_up_to_the_mean() {
        let sum: f64 = plain().services().iter().map(|service| service.own_ns + service.in_transit_ns).sum();
        assert_eq!((sum, plain().all_ns()), (131e6, 131e6));
        let by_service = services_table(&plain()).write(Format::Csv);
        assert_eq!(by_service, "service,ownNs,inTransitNs\r\ncart,110000000,11000000\r\nshop,10000000,0\r\n");
    }

    #[test]
    fn every_suspect_has_its_evidence() {
        let table = suspects_table(&compared());
        assert_eq!(table.rows[0][0], Value::Text("cart".to_owned()));
        assert_eq!(table.rows[0].len(), table.columns.len());
    }
}
