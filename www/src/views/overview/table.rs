//! The overview as a table for other programs.

use spanlens::analysis::Overview;

use super::metric::{Metric, row};
use super::sorting::{Sorting, order};
use crate::export::{Table, Value};

/// All operations in the order in which they are shown, with the numbers of the baseline after those of the selection.
pub(super) fn table(overview: &Overview, sorting: Sorting) -> Table {
    let estimates = overview.estimates.as_ref();
    let sides = [
        ("", Some(&overview.selection), estimates.map(|of| &of.selection)),
        ("baseline", overview.baseline.as_ref(), estimates.and_then(|of| of.baseline.as_ref())),
    ];
    let sides = || sides.iter().filter_map(|(prefix, columns, estimates)| Some((*prefix, (*columns)?, *estimates)));
    let mut columns = vec!["service".to_owned(), "operation".to_owned()];
    for (prefix, _, estimates) in sides() {
        columns.extend(Metric::ALL.map(|metric| metric.column(prefix, estimates.is_some())));
    }
    let rows = order(overview, sorting).into_iter().map(|index| {
        let names = [&overview.services, &overview.names].map(|names| names.get(index).cloned().unwrap_or_default());
        let numbers = sides().flat_map(|(_, columns, estimates)| {
            let numbers = row(columns, estimates, index);
            Metric::ALL.map(|metric| metric.value(&numbers))
        });
        names.map(Value::Text).into_iter().chain(numbers).collect()
    });
    Table { rows: rows.collect(), columns, total: overview.names.len(), noun: "operations" }
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::RedColumns;

    use super::*;
    use crate::export::Format;

    #[test]
    fn both_sides_are_in_one_row() {
        let overview = Overview {
            services: vec!["shop".to_owned(), String::new()],
            names: vec!["GET /".to_owned(), "=x".to_owned()],
            selection: RedColumns {
                counts: vec![3, 4],
                rates_per_s: vec![0.5, 0.25],
                errors: vec![1, 0],
                p99_ns: vec![1_500_000, 9],
                ..RedColumns::default()
            },
            baseline: Some(RedColumns { counts: vec![7, 0], p99_ns: vec![8, 0], ..RedColumns::default() }),
            ..Overview::default()
        };
        let expected = "service,operation,count,ratePerS,errors,p50Ns,p95Ns,p99Ns,maxNs,baselineCount,baselineRatePerS,\
                        baselineErrors,baselineP50Ns,baselineP95Ns,baselineP99Ns,baselineMaxNs\r\n\
                        ,'=x,4,0.25,0,0,0,9,0,0,,,,,,\r\n\
                        shop,GET /,3,0.5,1,0,0,1500000,0,7,0,0,0,0,8,0\r\n";
        assert_eq!(table(&overview, Sorting::default()).write(Format::Csv), expected);
    }
}
