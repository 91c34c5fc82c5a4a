//! What was looked at: so that to find nothing says something.

use spanlens::analysis::{ComparedGroups, Findings, GroupPair, Searched};

use crate::format;

/// What was found, in a sentence, and whether it is about all that is loaded.
pub(crate) fn headline(found: &Findings, is_filtered: bool) -> String {
    let of = if is_filtered { " Only what matches the filter was looked at." } else { "" };
    format!("{}{of}", found.searched.summary)
}

/// What was looked at, one sentence each. `many` is the word for many units.
pub(crate) fn looked_at(found: &Findings, many: &str) -> Vec<String> {
    match &found.compared {
        Some(compared) => of_groups(compared, &found.searched, many),
        None => of_each(&found.searched, many),
    }
}

/// Of two groups that were compared.
fn of_groups(compared: &ComparedGroups, searched: &Searched, many: &str) -> Vec<String> {
    let ComparedGroups { groups: GroupPair { before, after }, before_units, after_units, few } = compared;
    let [before_units, after_units] = [*before_units, *after_units].map(format::count);
    let mut sentences = vec![
        format!(
            "Compared by each of {}, {after_units} {many} of {after} with {before_units} of {before}: which fail, how long those take that do \
             not, and which operations are in one of both alone.",
            format::counted(searched.operations, "operation", "operations")
        ),
        "What chance explains once in ten thousand such comparisons, and what is too small to matter, is left out. What is called certain is \
         the change without five standard errors."
            .to_owned(),
    ];
    if *few > 0 {
        sentences.push(format!(
            "Changes of {} with fewer than 20 {many} in one group are uncertain.",
            format::counted(*few, "operation", "operations")
        ));
    }
    sentences
}

/// Of each group by itself.
fn of_each(searched: &Searched, many: &str) -> Vec<String> {
    let Searched { columns, step_ns, operations, operations_together, rows, rows_left_out, .. } = *searched;
    let columns = match step_ns {
        Some(step_ns) => format!("{} of {}", format::counted(columns, "part", "parts"), format::duration(step_ns)),
        None => format!("{}, as wide as there are {many} in them", format::counted(columns, "part", "parts")),
    };
    let mut sentences = vec![
        format!(
            "Looked at in time: which {many} fail, how long they take, and how many there are, by each of {} and by all of \
             them together, in {columns}.",
            format::counted(operations, "operation", "operations")
        ),
        format!("Inside of {many}: {} of services and of calls between them.", format::counted(rows, "kind of time", "kinds of time")),
        "Independent of time: error causes, repeated calls, retries, and durations with two modes.".to_owned(),
        "Left out: changes that chance alone would produce in one of 10,000 such views, and changes too small to matter.".to_owned(),
    ];
    if operations_together > 0 {
        sentences.push(format!(
            "Only analysed together, as there are too many: {} with the fewest {many} and the least time.",
            format::counted(operations_together, "operation", "operations")
        ));
    }
    if rows_left_out > 0 {
        sentences.push(format!(
            "Left out, as there are too many: {} inside of {many}.",
            format::counted(rows_left_out, "kind of time", "kinds of time")
        ));
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    fn searched() -> Searched {
        Searched {
            columns: 60,
            step_ns: Some(60_000_000_000),
            operations: 14,
            rows: 120,
            summary: "Nothing stands out in 9 requests of 14 operations.".to_owned(),
            ..Searched::default()
        }
    }

    #[test]
    fn a_filter_is_told() {
        let found = Findings { searched: searched(), ..Findings::default() };
        assert_eq!(headline(&found, false), "Nothing stands out in 9 requests of 14 operations.");
        assert!(headline(&found, true).ends_with("14 operations. Only what matches the filter was looked at."));
    }

    #[test]
    fn groups_are_told_with_their_units() {
        let groups = GroupPair { before: "before".to_owned(), after: "after".to_owned() };
        let compared = Some(ComparedGroups { groups, before_units: 1200, after_units: 300, few: 1 });
        let words = looked_at(&Findings { searched: searched(), compared, ..Findings::default() }, "requests");
        assert!(
            words[0].starts_with("Compared by each of 14 operations, 300 requests of after with 1,200 of before: ")
        );
        assert_eq!(words[2], "Changes of 1 operation with fewer than 20 requests in one group are uncertain.");
    }

    #[test]
    fn limits_are_told_where_they_bite() {
        let all = looked_at(&Findings { searched: searched(), ..Findings::default() }, "requests");
        assert_eq!(all.len(), 4);
        assert!(
            all[0].ends_with("by each of 14 operations and by all of them together, in 60 parts of 1 min."),
            "{}",
            all[0]
        );
        let bitten = Searched { step_ns: None, operations_together: 7, rows_left_out: 1, ..searched() };
        let words = looked_at(&Findings { searched: bitten, ..Findings::default() }, "requests");
        assert!(words[0].ends_with("in 60 parts, as wide as there are requests in them."), "{}", words[0]);
        assert_eq!(
            words[4],
            "Only analysed together, as there are too many: 7 operations with the fewest requests and the least time."
        );
        assert_eq!(words[5], "Left out, as there are too many: 1 kind of time inside of requests.");
    }
}
