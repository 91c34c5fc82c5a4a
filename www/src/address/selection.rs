//! What is selected, one key a condition: `time=5-7&duration=9-&errors=only&where={…}&of=after&operation=shop&operation=GET /`. All keys have a prefix, so that an
//! address can say two selections.

use spanlens::analysis::Selection;

use super::pairs::Pairs;
use super::{cause, frame, marks, numbers, ranges};

pub(super) fn add(pairs: &mut Pairs, prefix: &str, selection: &Selection) {
    let Selection { time, durations, errors_only, filter, cause, group, frame, operations, number, marks } = selection;
    let key = |name: &str| format!("{prefix}{name}");
    ranges::add_time(pairs, &key("time"), *time);
    ranges::add_durations(pairs, &key("duration"), *durations);
    pairs.add_if(*errors_only, &key("errors"), "only");
    if let Some(filter) = filter {
        pairs.add(&key("where"), filter);
    }
    if let Some(cause) = cause {
        cause::add(pairs, prefix, cause);
    }
    if let Some(group) = group {
        pairs.add(&key("of"), group);
    }
    if let Some(frame) = frame {
        frame::add(pairs, prefix, frame);
    }
    for (service, name) in operations {
        pairs.add(&key("operation"), service);
        pairs.add(&key("operation"), name);
    }
    numbers::add(pairs, &key("number"), number.as_ref());
    if let Some(marks) = marks {
        marks::add(pairs, prefix, marks);
    }
}

/// The selection that is said, if it has any condition.
pub(super) fn of(pairs: &Pairs, prefix: &str) -> Option<Selection> {
    let key = |name: &str| format!("{prefix}{name}");
    let selection = Selection {
        time: ranges::time(pairs, &key("time")),
        durations: ranges::durations(pairs, &key("duration")),
        errors_only: pairs.says(&key("errors"), "only"),
        filter: pairs.first(&key("where")).map(str::to_owned),
        cause: cause::of(pairs, prefix),
        group: pairs.first(&key("of")).map(str::to_owned),
        frame: frame::of(pairs, prefix),
        operations: operations(pairs, &key("operation")),
        number: numbers::of(pairs, &key("number")),
        marks: marks::of(pairs, prefix),
    };
    (selection != Selection::default()).then_some(selection)
}

/// The operations that are said, services and names in turn. A last service without a name is as if it were not said.
fn operations(pairs: &Pairs, key: &str) -> Vec<(String, String)> {
    let words: Vec<&str> = pairs.all(key).collect();
    words.chunks_exact(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_keeps_two_selections_apart() {
        let (one, other) = (
            Selection { errors_only: true, ..Selection::default() },
            Selection { group: Some("before".to_owned()), ..Selection::default() },
        );
        let mut pairs = Pairs::default();
        add(&mut pairs, "", &one);
        add(&mut pairs, "baseline-", &other);
        assert_eq!((of(&pairs, ""), of(&pairs, "baseline-")), (Some(one), Some(other)));
        assert_eq!(pairs.into_text(), "errors=only&baseline-of=before");
    }

    #[test]
    fn operations_are_services_and_names_in_turn() {
        let operations =
            [("shop", "GET /a&b"), ("", "SET")].map(|(service, name)| (service.to_owned(), name.to_owned()));
        let selection = Selection { operations: operations.to_vec(), ..Selection::default() };
        let mut pairs = Pairs::default();
        add(&mut pairs, "", &selection);
        assert_eq!(of(&pairs, ""), Some(selection));
        assert_eq!(of(&Pairs::of("operation=shop"), ""), None);
    }

    #[test]
    fn a_selection_without_a_condition_is_none() {
        assert_eq!(of(&Pairs::of("errors=all&time=7&error=cats"), ""), None);
    }
}
