//! The map as tables for other programs.

use spanlens::analysis::{MapNumbers, NodeKind, ServiceMap};

use super::name;
use crate::export::{Table, Value};

const NUMBERS: [&str; 8] = ["units", "calls", "callsPerUnit", "failing", "failingShare", "p50Ns", "p95Ns", "pathNs"];

/// The services and peers.
pub(crate) fn services_table(map: &ServiceMap) -> Table {
    let rows = map.nodes.iter().map(|node| {
        let kind = match node.kind {
            NodeKind::Service => "service",
            NodeKind::Database => "database",
            NodeKind::Queue => "queue",
            NodeKind::External => "external",
        };
        let names = vec![Value::Text(node.name.clone()), Value::Text(kind.to_owned())];
        [names, numbers(&node.selection), compared(node.baseline.as_ref(), node.change_ns)].concat()
    });
    Table { rows: rows.collect(), columns: columns(map, &["name", "kind"]), total: map.nodes.len(), noun: "services" }
}

/// The calls.
pub(crate) fn calls_table(map: &ServiceMap) -> Table {
    let rows = map.edges.iter().map(|edge| {
        let names = [edge.from, edge.to].map(|node| Value::Text(name(map, node).to_owned())).to_vec();
        [names, numbers(&edge.selection), compared(edge.baseline.as_ref(), edge.change_ns)].concat()
    });
    let (rows, total) = (rows.collect(), map.edges.len());
    Table { rows, columns: columns(map, &["caller", "callee"]), total, noun: "kinds of calls" }
}

fn columns(map: &ServiceMap, names: &[&str]) -> Vec<String> {
    let own = names.iter().chain(&NUMBERS).map(|&column| column.to_owned());
    let of_baseline = |column: &&str| {
        let mut letters = column.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        format!("baseline{}{}", first.map(String::from).unwrap_or_default(), letters.as_str())
    };
    let baseline = NUMBERS.iter().filter(|_| map.baseline.is_some()).map(of_baseline);
    let change = map.baseline.map(|_| "changeNs".to_owned());
    own.chain(baseline).chain(change).collect()
}

/// The numbers of the baseline and the change, where there is one.
fn compared(baseline: Option<&MapNumbers>, change_ns: Option<f64>) -> Vec<Value> {
    let Some(baseline) = baseline else { return Vec::new() };
    let mut values = numbers(baseline);
    values.push(change_ns.map_or(Value::Nothing, Value::Fraction));
    values
}

fn numbers(of: &MapNumbers) -> Vec<Value> {
    vec![
        Value::Whole(of.units.into()),
        Value::Whole(of.calls.into()),
        Value::Fraction(of.calls_per_unit),
        Value::Whole(of.failing.into()),
        Value::Fraction(of.failing_share),
        Value::Whole(of.p50_ns),
        Value::Whole(of.p95_ns),
        Value::Fraction(of.path_ns),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::tests::compared;
    use super::*;
    use crate::export::Format;

    #[test]
    fn every_row_has_as_many_values_as_there_are_columns() {
        for table in [services_table(&compared()), calls_table(&compared())] {
            assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
            assert_eq!(table.columns[table.columns.len() - 1], "changeNs");
        }
        let plain = ServiceMap { baseline: None, ..compared() };
        let text = calls_table(&plain).write(Format::Csv);
        assert!(text.starts_with("caller,callee,units,calls,callsPerUnit,failing,failingShare,p50Ns,p95Ns,pathNs\r\n"));
    }
}
