//! What holds of findings whatever the units.

use proptest::prelude::*;
use spanlens::analysis::{
    Baseline, ErrorCausesOptions, FindingKind, Side, baseline_of, error_causes, overview, select, suspects,
};
use spanlens::store::Store;
use spanlens::units::{FailureRule, TimeRange};

use super::made::{Call, Maker};
use super::{all, in_time};
use crate::analysis::random::Random;

const RULE: FailureRule = FailureRule::Status;

/// A minute of two operations with a trouble in each, and calls below one of them: made from a seed, so that each is another.
fn minute(seed: u64, factor: u64, fails: bool, order: impl Fn(u128) -> u128) -> Store {
    let mut random = Random::new(seed);
    let [slow_from, failing_from] = [10 + random.below(30), 10 + random.below(30)];
    let mut maker = Maker::new();
    for at in 0..900_u64 {
        let second = at / 15;
        let noise = random.below(2_000_000);
        let is_slow = (slow_from..slow_from + 8).contains(&second);
        let is_failing = fails && (failing_from..failing_from + 6).contains(&second) && random.below(3) == 0;
        let name = if at % 3 == 0 { "POST /buy" } else { "GET /" };
        let below_ns = 5_000_000 + noise + if is_slow && at % 3 == 0 { 30_000_000 } else { 0 };
        let start_ns = at * 66_666_667;
        let own_ns = 10_000_000 + noise / 2;
        let root = Call {
            service: "shop",
            name,
            start_ns,
            duration_ns: (own_ns + below_ns) * factor,
            fails: is_failing,
            parent: 0,
        };
        let call = Call {
            service: "cart",
            name: "get",
            start_ns: start_ns + 2_000_000 * factor,
            duration_ns: below_ns * factor,
            fails: is_failing,
            parent: 0,
        };
        maker.add(order(at.into()), &[root, call]);
    }
    maker.store()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn the_order_of_units_changes_nothing(seed in any::<u64>(), shuffled in any::<u64>()) {
        let mut numbers: Vec<u128> = (0..900).collect();
        Random::new(shuffled).shuffle(&mut numbers);
        let (one, other) = (
            all(&minute(seed, 1, true, |at| at)),
            all(&minute(seed, 1, true, |at| numbers[usize::try_from(at).unwrap()])),
        );
        // Sums of floats depend on their order in the last digits, which sentences do not show.
        let told = |answer: &spanlens::analysis::Findings| -> Vec<_> {
            answer.findings.iter().map(|finding| (finding.selection.clone(), finding.what.clone(), finding.units)).collect()
        };
        prop_assert_eq!(told(&one), told(&other));
        prop_assert!(!one.findings.is_empty());
    }

    #[test]
    fn without_failures_nothing_fails(seed in any::<u64>()) {
        let answer = all(&minute(seed, 1, false, |at| at));
        prop_assert!(answer.findings.iter().all(|finding| finding.kind != FindingKind::Failing && finding.failing == 0));
        prop_assert_eq!(answer.searched.failing, 0);
    }

    #[test]
    fn longer_durations_change_no_time(seed in any::<u64>(), factor in prop::sample::select(vec![2_u64, 7, 60])) {
        let times = |factor: u64| -> Vec<_> {
            let answer = all(&minute(seed, factor, true, |at| at));
            let mut times: Vec<_> = in_time(&answer).map(|found| (found.kind, found.selection.clone(), found.percentile)).collect();
            times.sort_by_key(|(kind, selection, _)| (*kind, selection.time.map(|time| time.from_ns)));
            times
        };
        prop_assert_eq!(times(1), times(factor));
    }

    #[test]
    fn the_numbers_of_a_finding_are_those_of_the_questions(seed in any::<u64>()) {
        let store = minute(seed, 1, true, |at| at);
        for finding in all(&store).findings {
            let selected = select(&store, store.requests(), &finding.selection, RULE).unwrap();
            let others = baseline_of(&store, store.requests(), &finding.selection, &finding.baseline, RULE).unwrap();
            let causes = error_causes(&store, &selected, &ErrorCausesOptions::default(), RULE);
            let Baseline::Rectangle(ref baseline) = finding.baseline else { panic!("{:?} is no time", finding.baseline) };
            // By chance all operations fail at once now and then.
            let is_of_all = finding.selection.operations.is_empty() && finding.what.contains("of all requests");
            prop_assert!(is_of_all || !baseline.operations.is_empty(), "{:?}", finding);
            match finding.kind {
                FindingKind::Failing => {
                    prop_assert_eq!((selected.count(), selected.count() + others.count()), (finding.failing, finding.units));
                    let cause = finding.cause.unwrap();
                    prop_assert_eq!((causes.failing, causes.rows[0].failing), (finding.failing, cause.units));
                    prop_assert_eq!(&causes.rows[0].key, &cause.key);
                }
                FindingKind::Slower => {
                    let range = TimeRange { from_ns: 0, to_ns: u64::MAX };
                    let told = overview(&store, Side { rows: &selected, range }, None, RULE).unwrap();
                    prop_assert_eq!((told.selection_total.count, told.selection_total.errors), (finding.units, finding.failing));
                    let first = &suspects(&store, &selected, &others).suspects[0];
                    let suspect = finding.suspect.unwrap();
                    prop_assert_eq!(&first.service, &suspect.service);
                    prop_assert!((first.certain_ns - suspect.certain_ns).abs() < 1e-6 * suspect.certain_ns);
                    prop_assert_eq!(&*suspect.service, "cart");
                }
                FindingKind::Cause => {
                    let cause = finding.cause.unwrap();
                    let row = causes.rows.iter().find(|row| row.key == cause.key).unwrap();
                    prop_assert_eq!((row.failing, selected.count()), (finding.failing, finding.failing));
                }
                _ => prop_assert!(false, "{:?} is nothing that was made", finding),
            }
        }
    }
}
