//! The comparison as a table for other programs, and as a finding for people.

use spanlens::analysis::{AttributeDiff, AttributeSignal, Estimate, SignalCounts, SignalEstimates};

use super::row::{q, score};
use crate::export::{Finding, Table, Value};
use crate::format;
use crate::session::Session;
use crate::views::finding::{ROWS, begun};

const COLUMNS: [&str; 12] = [
    "group",
    "key",
    "value",
    "selection",
    "selectionShare",
    "baseline",
    "baselineShare",
    "score",
    "p",
    "q",
    "notable",
    "sameSignal",
];

/// What stands after these where it is estimated what there was before sampling.
const ESTIMATES: [&str; 4] =
    ["estimatedSelection", "estimatedSelectionShare", "estimatedBaseline", "estimatedBaselineShare"];

/// All values that were given, then the symptoms.
pub(super) fn table(diff: &AttributeDiff) -> Table {
    let values = diff.values.iter().map(|row| cells("value", row));
    let symptoms = diff.symptoms.iter().map(|row| cells("symptom", row));
    let total = diff.value_count as usize + diff.symptom_count as usize;
    let estimates = if diff.estimates.is_some() { &ESTIMATES[..] } else { &[] };
    let columns = COLUMNS.iter().chain(estimates).map(|&name| name.to_owned()).collect();
    Table { columns, rows: values.chain(symptoms).collect(), total, noun: "values" }
}

fn cells(group: &str, row: &AttributeSignal) -> Vec<Value> {
    let AttributeSignal { signal, counts, same, .. } = row;
    let same = same
        .iter()
        .map(|same| format!("{}{}", if same.is_complement { "not " } else { "" }, format::signal(&same.signal)));
    let estimates = counts.estimates.iter().flat_map(|of| {
        [of.selection, of.selection_share.value, of.baseline, of.baseline_share.value].map(Value::Fraction)
    });
    let mut cells = Vec::from([
        Value::Text(group.to_owned()),
        Value::Text(format::signal_key(signal.origin, &signal.key)),
        if signal.value.is_some() { Value::Text(signal.text.clone()) } else { Value::Nothing },
        Value::Whole(counts.selection.into()),
        Value::Fraction(counts.selection_share),
        Value::Whole(counts.baseline.into()),
        Value::Fraction(counts.baseline_share),
        Value::Fraction(row.score),
        Value::Fraction(row.p),
        row.q.map_or(Value::Nothing, Value::Fraction),
        Value::Whole(row.notable.into()),
        Value::Text(same.collect::<Vec<_>>().join("; ")),
    ]);
    cells.extend(estimates);
    cells
}

/// The first pairs and values, and what they are of.
pub(super) fn finding(session: Session, diff: &AttributeDiff) -> Finding {
    let facts = format!(
        "Analysed {} selected and {} others: {} values tested, {} notable{}",
        format::count(diff.selection),
        format::count(diff.baseline),
        format::count(diff.tested),
        format::count(diff.notable),
        if diff.estimates.is_some() { "; ≈: estimated from sampled spans" } else { "" }
    );
    let both = |counts: &SignalCounts| {
        let SignalCounts { selection, baseline, estimates, .. } = *counts;
        if let Some(SignalEstimates { selection, baseline, selection_share, baseline_share }) = estimates {
            return [(selection, selection_share), (baseline, baseline_share)].map(|(value, share)| {
                let count = Estimate { value, ..Estimate::default() };
                format!("{} ({})", format::about_share(share), format::about_count(count))
            });
        }
        [(selection, diff.selection), (baseline, diff.baseline)]
            .map(|(count, all)| format!("{} ({})", format::share(count, all), format::count(count)))
    };
    let row = |name: String, counts: &SignalCounts, ends: [String; 2]| {
        [name].into_iter().chain(both(counts)).chain(ends).collect::<Vec<_>>()
    };
    let values = diff.values.iter().take(ROWS).map(|value| {
        row(
            format::signal(&value.signal),
            &value.counts,
            [score(value.score), q(value.q).trim_start_matches("q ").to_owned()],
        )
    });
    let pairs = diff.pairs.iter().take(ROWS / 2).filter_map(|pair| {
        let name = |row: u32| diff.values.get(row as usize).map(|value| format::signal(&value.signal));
        let both = format!("{} and {}", name(pair.first)?, name(pair.second)?);
        Some(row(both, &pair.counts, [score(pair.score), String::new()]))
    });
    Finding {
        columns: vec!["Value", "Selection", "Baseline", "Score", "q"],
        rows: values.chain(pairs).collect(),
        total: diff.value_count as usize + diff.pairs.len(),
        ..begun(session, "What sets them apart", [facts])
    }
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::{AttributeOrigin, AttributeValue, SameSignal, Signal};

    use super::*;
    use crate::export::Format;

    #[test]
    fn a_value_is_a_row_with_both_sides() {
        let signal = |value: Option<&str>| Signal {
            origin: AttributeOrigin::Span,
            key: "flag".to_owned(),
            value: value.map(|value| AttributeValue::String(value.to_owned())),
            text: value.unwrap_or_default().to_owned(),
        };
        let counts =
            SignalCounts { selection: 3, baseline: 1, selection_share: 0.75, baseline_share: 0.25, estimates: None };
        let same = vec![SameSignal { signal: signal(None), is_complement: true }];
        let row = AttributeSignal {
            signal: signal(Some("on")),
            counts,
            score: 0.5,
            p: 0.125,
            q: None,
            notable: false,
            same,
            same_count: 1,
        };
        let diff = AttributeDiff { values: vec![row], value_count: 1, ..AttributeDiff::default() };
        let expected = "value,flag,on,3,0.75,1,0.25,0.5,0.125,,0,not flag = absent\r\n";
        assert_eq!(table(&diff).write(Format::Csv), format!("{}\r\n{expected}", COLUMNS.join(",")));
    }
}
