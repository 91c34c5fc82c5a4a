//! What a search came to, in words.

use spanlens::trace_api::SearchOutcome;

use crate::format;

/// How many traces are shown, of how many, and why not all.
pub(super) fn told(outcome: &SearchOutcome) -> String {
    let SearchOutcome { found, read, limit, is_limit_reached, over_budget, partial, missing, .. } = outcome;
    let read_words = format::counted(*read, "trace", "traces");
    let mut parts = vec![match found {
        Some(found) if found == read => read_words,
        Some(found) => format!("{} of {} traces that were found", format::count(*read), format::count(*found)),
        None => format!("{read_words} of up to {}", format::count(limit.unwrap_or_default())),
    }];
    if let Some(budget) = over_budget {
        parts.push(format!("no more were read, as there are more than {} spans", format::count(*budget)));
    }
    if *is_limit_reached {
        parts.push("as many as were asked for: there may be more".to_owned());
    }
    if *partial > 0 {
        let words = if *partial == 1 {
            "1 is a part, as it is larger than the server gives"
        } else {
            "are parts, as they are larger than the server gives"
        };
        parts.push(if *partial == 1 { words.to_owned() } else { format!("{} {words}", format::count(*partial)) });
    }
    if *missing > 0 {
        parts.push(format!("{} could not be had", format::count(*missing)));
    }
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_said() {
        let all = SearchOutcome { found: Some(7), read: 7, limit: Some(20), ..SearchOutcome::default() };
        assert_eq!(told(&all), "7 traces");
        let limited = SearchOutcome { found: Some(20), read: 20, is_limit_reached: true, ..all.clone() };
        assert_eq!(told(&limited), "20 traces · as many as were asked for: there may be more");
        let some = SearchOutcome { found: Some(20), read: 17, partial: 2, missing: 3, ..limited };
        assert_eq!(
            told(&some),
            "17 of 20 traces that were found · as many as were asked for: there may be more · \
             2 are parts, as they are larger than the server gives · 3 could not be had"
        );
        let cut = SearchOutcome { found: None, read: 1, over_budget: Some(1_000), ..all };
        assert_eq!(told(&cut), "1 trace of up to 20 · no more were read, as there are more than 1,000 spans");
    }
}
