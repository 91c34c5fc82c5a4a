//! What units spend on rows, as a condition of a selection: `marks=shop&marks=GET /cart&marks=1&mark=wire&mark=cart&mark=HGETALL&mark=cart-redis
//! &mark=&mark=5000-`. Each alternative is a service, a name and how many rows it has; each row its kind, the service and the name of its
//! spans, whom they call for what, and how long that takes.

use spanlens::analysis::{MarkSelection, RowKind, RowMark, RowName, UnitMarks};

use super::pairs::Pairs;
use super::ranges::{durations_of, durations_text};
use crate::words::{meaning, word};

/// Says marks, in keys with a prefix.
pub(super) fn add(pairs: &mut Pairs, prefix: &str, MarkSelection { any_of, templates }: &MarkSelection) {
    let (marks, mark) = (format!("{prefix}marks"), format!("{prefix}mark"));
    for UnitMarks { service, name, rows } in any_of {
        for text in [service, name, &rows.len().to_string()] {
            pairs.add(&marks, text);
        }
        for RowMark { row, durations } in rows {
            let RowName { kind, service, name, callee, callee_name } = row;
            let [callee, callee_name] = [callee, callee_name].map(|text| text.as_deref().unwrap_or_default());
            for text in [&*word(kind), service, name, callee, callee_name, &durations_text(*durations)] {
                pairs.add(&mark, text);
            }
        }
    }
    pairs.add_if(!templates, &format!("{prefix}mark-names"), "exact");
}

/// The marks that are said, as far as they are whole.
pub(super) fn of(pairs: &Pairs, prefix: &str) -> Option<MarkSelection> {
    let words = |key: &str| pairs.all(&format!("{prefix}{key}")).map(str::to_owned).collect::<Vec<String>>();
    let (marks, rows) = (words("marks"), words("mark"));
    let mut rows = rows.chunks_exact(6);
    let alternative = |words: &[String]| {
        let rows: Option<Vec<RowMark>> = (0..words[2].parse().ok()?).map(|_| row(rows.next()?)).collect();
        Some(UnitMarks { service: words[0].clone(), name: words[1].clone(), rows: rows? })
    };
    let any_of: Vec<UnitMarks> = marks.chunks_exact(3).map_while(alternative).collect();
    let templates = !pairs.says(&format!("{prefix}mark-names"), "exact");
    (!any_of.is_empty()).then_some(MarkSelection { any_of, templates })
}

fn row(words: &[String]) -> Option<RowMark> {
    let [kind, service, name, callee, callee_name, durations] = words else { return None };
    let kind: RowKind = meaning(kind)?;
    let callee = (kind != RowKind::OwnTime).then(|| callee.clone());
    let callee_name = matches!(kind, RowKind::Request | RowKind::Response).then(|| callee_name.clone());
    let row = RowName { kind, service: service.clone(), name: name.clone(), callee, callee_name };
    Some(RowMark { row, durations: durations_of(durations)? })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use spanlens::units::DurationRange;

    fn mark(kind: RowKind, callee: Option<&str>, callee_name: Option<&str>, durations: DurationRange) -> RowMark {
        let (callee, callee_name) = (callee.map(str::to_owned), callee_name.map(str::to_owned));
        RowMark {
            row: RowName { kind, service: "cart".to_owned(), name: "get".to_owned(), callee, callee_name },
            durations,
        }
    }

    pub(in super::super) fn two_rows() -> MarkSelection {
        let slow = DurationRange { min_ns: 5_000, max_ns: None };
        let rows = vec![
            mark(RowKind::Wire, Some("redis"), None, slow),
            mark(RowKind::OwnTime, None, None, DurationRange { min_ns: 0, max_ns: Some(7) }),
        ];
        let other = vec![mark(RowKind::Response, Some("redis & co"), Some(""), slow)];
        let unit = |name: &str, rows| UnitMarks { service: "shop".to_owned(), name: name.to_owned(), rows };
        MarkSelection { any_of: vec![unit("GET /", rows), unit("", other)], templates: false }
    }

    #[test]
    fn marks_are_understood() {
        for marks in [two_rows(), MarkSelection { templates: true, ..two_rows() }] {
            let mut pairs = Pairs::default();
            add(&mut pairs, "a-", &marks);
            assert_eq!(of(&Pairs::of(&pairs.into_text()), "a-"), Some(marks));
        }
    }

    #[test]
    fn marks_can_be_read() {
        let mut marks = two_rows();
        marks.any_of.truncate(1);
        let mut pairs = Pairs::default();
        add(&mut pairs, "", &MarkSelection { templates: true, ..marks });
        let text = "marks=shop&marks=GET%20/&marks=2&mark=wire&mark=cart&mark=get&mark=redis&mark=&mark=5000-\
            &mark=ownTime&mark=cart&mark=get&mark=&mark=&mark=0-7";
        assert_eq!(pairs.into_text(), text);
    }

    #[test]
    fn what_is_not_whole_is_not_said() {
        let row = "mark=wire&mark=cart&mark=get&mark=redis&mark=&mark=5000-";
        for text in [
            "marks=shop&marks=GET".to_owned(),
            format!("marks=shop&marks=GET&marks=2&{row}"),
            format!("marks=shop&marks=GET&marks=cats&{row}"),
            format!("marks=shop&marks=GET&marks=18446744073709551615&{row}"),
            format!("marks=shop&marks=GET&marks=1&{}", row.replace("wire", "cats")),
            format!("marks=shop&marks=GET&marks=1&{}", row.replace("5000-", "5000")),
            row.to_owned(),
        ] {
            assert_eq!(of(&Pairs::of(&text), ""), None, "{text}");
        }
    }
}
