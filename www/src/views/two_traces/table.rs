//! The comparison as a table for other programs.

use spanlens::analysis::{FrameKey, TraceDiff};

use crate::export::{Table, Value};

const COLUMNS: [&str; 7] =
    ["path", "leftSpans", "rightSpans", "leftTotalNs", "rightTotalNs", "leftSelfNs", "rightSelfNs"];

/// All paths, parents before their children.
pub(super) fn table(diff: &TraceDiff) -> Table {
    let TraceDiff { frames, left, right } = diff;
    let rows = (0..frames.len()).map(|frame| {
        let path = FrameKey::of(frames, frame).path;
        let path: Vec<String> =
            path.iter().map(|(service, name)| format!("{service} {name}").trim().to_owned()).collect();
        let mut row = vec![Value::Text(path.join(" > "))];
        row.extend([left.counts[frame], right.counts[frame]].map(|count| Value::Whole(count.into())));
        row.extend([left.total_ns[frame], right.total_ns[frame]].map(Value::Whole));
        row.extend([left.self_ns[frame], right.self_ns[frame]].map(Value::Whole));
        row
    });
    Table { rows: rows.collect(), columns: COLUMNS.map(str::to_owned).into(), total: frames.len(), noun: "paths" }
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::trace_diff;
    use spanlens::sketch::sketch;
    use spanlens::store::TraceRow;

    use super::*;
    use crate::export::Format;

    #[test]
    fn a_path_is_a_row_with_both_sides() {
        let store = sketch("shop GET /  0..50\n  cart get  10..20\n\n shop GET /  100..110").unwrap();
        let diff = trace_diff(&store, TraceRow(0), TraceRow(1)).unwrap();
        let expected = "path,leftSpans,rightSpans,leftTotalNs,rightTotalNs,leftSelfNs,rightSelfNs\r\n\
                        shop GET /,1,1,50000000,10000000,40000000,10000000\r\n\
                        shop GET / > cart get,1,0,10000000,0,10000000,0\r\n";
        assert_eq!(table(&diff).write(Format::Csv), expected);
    }
}
