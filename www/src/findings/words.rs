//! When a finding is, and what it costs.

use spanlens::analysis::{Anomaly, FindingKind};

use crate::format::{self, Zone};

/// What a finding costs: how much of what, and which part of all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cost {
    pub(crate) amount: String,
    pub(crate) part: String,
}

/// The group and the time of a finding: `14:12–14:20 UTC`. Nothing where it has neither, or where its sentence names both groups.
pub(crate) fn when(finding: &Anomaly, zone: Zone) -> Option<String> {
    if finding.change.is_some() {
        return None;
    }
    let time = finding.time.map(|time| format::zoned_time_range(time, zone));
    let words: Vec<String> = finding.selection.group.clone().into_iter().chain(time).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// All of it: `14:12–14:20 UTC: 29 % of GET / fail, else none: 272 more.`
pub(crate) fn sentence(finding: &Anomaly, zone: Zone) -> String {
    match when(finding, zone) {
        Some(when) => format!("{when}: {}", finding.what),
        None => finding.what.clone(),
    }
}

/// What a finding costs, in units or in time. `many` is the word for many units.
pub(crate) fn cost(finding: &Anomaly, many: &str) -> Cost {
    let part = share(finding.cost);
    let extra = format::decimal(finding.extra_units.abs().round());
    match finding.kind {
        FindingKind::Failing => Cost { amount: format!("{extra} more fail"), part: format!("{part} of all {many}") },
        FindingKind::Cause => Cost { amount: format!("{extra} fail"), part: format!("{part} of all {many}") },
        FindingKind::More => Cost { amount: format!("{extra} more {many}"), part: format!("{part} of all") },
        FindingKind::New => Cost { amount: format!("{extra} {many}"), part: format!("{part} of all after") },
        FindingKind::Gone => Cost { amount: format!("no {many}"), part: format!("{part} of all before") },
        FindingKind::Fewer => Cost { amount: format!("{extra} fewer {many}"), part: format!("{part} of all") },
        FindingKind::Slower
        | FindingKind::SlowerInside
        | FindingKind::RepeatedCalls
        | FindingKind::Retries
        | FindingKind::SecondMode => {
            Cost { amount: format::signed_duration(finding.added_ns), part: format!("{part} of all time") }
        }
    }
}

/// A part of one in percent: nothing exactly, and nothing else as nothing.
fn share(part: f64) -> String {
    let percent = 100.0 * part;
    match percent {
        ..=0.0 => "0 %".to_owned(),
        ..0.1 => "< 0.1 %".to_owned(),
        ..9.95 => format!("{percent:.1} %"),
        _ => format!("{percent:.0} %"),
    }
}

/// What the trend of a finding is of, with the most that there is, for who does not see it.
pub(crate) fn trend_label(finding: &Anomaly, many: &str) -> String {
    if let ([before, after], Some(_)) = (&finding.trend[..], &finding.change) {
        let [before, after] = [*before, *after].map(|number| match finding.kind {
            FindingKind::Failing => format!("{} fail", share(number)),
            FindingKind::Slower => format!("a mean of {}", format::mean_duration(number)),
            _ => format!("{} {many}", format::decimal(number)),
        });
        return format!("Before {before}, after {after}");
    }
    let most = finding.trend.iter().copied().fold(0.0, f64::max);
    let parts = format::count(finding.trend.len() as u64);
    match finding.kind {
        FindingKind::Failing | FindingKind::Cause => {
            format!("At most {} {many} that fail in one of {parts} parts of the time", format::decimal(most))
        }
        FindingKind::Slower | FindingKind::SlowerInside => {
            format!("A mean of at most {} in one of {parts} parts of the time", format::mean_duration(most))
        }
        _ => format!("At most {} {many} in one of {parts} parts of the time", format::decimal(most)),
    }
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::{GroupChange, GroupPair, Selection};
    use spanlens::units::TimeRange;

    use super::*;

    const MINUTE: u64 = 60_000_000_000;

    fn finding(kind: FindingKind) -> Anomaly {
        Anomaly {
            kind,
            time: Some(TimeRange { from_ns: 852 * MINUTE, to_ns: 860 * MINUTE }),
            extra_units: 1_271.6,
            added_ns: 266e9,
            cost: 0.0114,
            what: "29 % of GET / fail, else none: 1,272 more.".to_owned(),
            ..Anomaly::default()
        }
    }

    #[test]
    fn a_sentence_says_when_by_the_clock_that_is_chosen() {
        let failing = finding(FindingKind::Failing);
        let two_hours_ahead = Zone::Local(|_| 7200);
        assert_eq!(sentence(&failing, Zone::Utc), "14:12–14:20 UTC: 29 % of GET / fail, else none: 1,272 more.");
        assert_eq!(when(&failing, two_hours_ahead).as_deref(), Some("16:12–16:20 UTC+02:00"));
        let of_group = Selection { group: Some("after".to_owned()), ..Selection::default() };
        let grouped = Anomaly { selection: of_group, ..failing };
        assert_eq!(when(&grouped, Zone::Utc).as_deref(), Some("after, 14:12–14:20 UTC"));
        let standing = Anomaly { time: None, ..finding(FindingKind::Cause) };
        assert_eq!((when(&standing, Zone::Utc), sentence(&standing, Zone::Utc)), (None, standing.what));
    }

    #[test]
    fn costs_are_units_or_time() {
        for (kind, amount, part) in [
            (FindingKind::Failing, "1,272 more fail", "1.1 % of all requests"),
            (FindingKind::Cause, "1,272 fail", "1.1 % of all requests"),
            (FindingKind::More, "1,272 more requests", "1.1 % of all"),
            (FindingKind::Fewer, "1,272 fewer requests", "1.1 % of all"),
            (FindingKind::Slower, "+4 min 26 s", "1.1 % of all time"),
            (FindingKind::Retries, "+4 min 26 s", "1.1 % of all time"),
        ] {
            let expected = Cost { amount: amount.to_owned(), part: part.to_owned() };
            assert_eq!(cost(&finding(kind), "requests"), expected, "{kind:?}");
        }
    }

    #[test]
    fn a_change_has_no_time_and_two_bars() {
        let groups = GroupPair { before: "before".to_owned(), after: "after".to_owned() };
        let change = |kind, trend| Anomaly {
            time: None,
            selection: Selection { group: Some("after".to_owned()), ..Selection::default() },
            change: Some(GroupChange { groups: groups.clone(), ..GroupChange::default() }),
            trend,
            ..finding(kind)
        };
        for (kind, trend, label) in [
            (FindingKind::Failing, [0.01, 0.25], "Before 1.0 % fail, after 25 % fail"),
            (FindingKind::Slower, [2e6, 5e6], "Before a mean of 2 ms, after a mean of 5 ms"),
            (FindingKind::Gone, [70.0, 0.0], "Before 70 requests, after 0 requests"),
        ] {
            let change = change(kind, trend.to_vec());
            assert_eq!(trend_label(&change, "requests"), label);
            assert_eq!(when(&change, Zone::Utc), None);
        }
        assert_eq!(cost(&change(FindingKind::New, vec![0.0, 9.0]), "requests").part, "1.1 % of all after");
        assert_eq!(cost(&change(FindingKind::Gone, vec![9.0, 0.0]), "requests").amount, "no requests");
    }

    #[test]
    fn shares_are_short_and_only_nothing_is_none() {
        let cases =
            [(0.0, "0 %"), (0.0004, "< 0.1 %"), (0.02, "2.0 %"), (0.0994, "9.9 %"), (0.0999, "10 %"), (1.0, "100 %")];
        for (part, words) in cases {
            assert_eq!(share(part), words);
        }
    }

    #[test]
    fn a_trend_says_what_it_is_of() {
        let of = |kind| trend_label(&Anomaly { trend: vec![0.0, 5e6, 2.0], ..finding(kind) }, "requests");
        assert_eq!(of(FindingKind::Slower), "A mean of at most 5 ms in one of 3 parts of the time");
        assert_eq!(of(FindingKind::More), "At most 5,000,000 requests in one of 3 parts of the time");
        assert!(of(FindingKind::Failing).starts_with("At most 5,000,000 requests that fail in one of 3"));
    }
}
