//! When traces are fetched of a range whose spans are on a server, for the answers that need spans, and what that takes.

use leptos::prelude::*;
use spanlens::analysis::{Baseline, Selection};
use spanlens::clickhouse::{CountedSummary, is_listed_by_server, needs_spans};
use spanlens::protocol::{OpenClickhouseQuestion, Sides};
use spanlens::store::Population;
use spanlens::units::TimeRange;

use super::comparison;
use crate::effect::effect;
use crate::session::Session;
use crate::state::State;
use crate::words::Tab;

/// From so many spans on that the server looks through for it, it is said what it takes before it is asked: from there on it takes seconds.
const MANY: u64 = 10_000_000;

/// What it takes to fetch traces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cost {
    /// About how many spans the server looks through.
    pub(crate) looked_through: u64,
    /// About how many it sends.
    pub(crate) sent: u64,
}

impl Cost {
    /// Whether it takes so long that it is asked for.
    pub(crate) fn is_high(&self) -> bool {
        self.looked_through > MANY
    }
}

/// What it would take to answer the questions of a tab by fetched traces. `None` where that cannot be.
pub(crate) fn cost(state: State, tab: Tab) -> Option<Cost> {
    let is_fetchable =
        matches!(tab, Tab::Overview | Tab::Traces | Tab::Causes | Tab::Attributes | Tab::Latency | Tab::Map);
    if !is_fetchable || state.population.get() != Population::Requests {
        return None;
    }
    let counted = state.counted()?;
    let selection = state.selection.get();
    let baseline = state.baseline();
    let compares = !matches!(tab, Tab::Traces | Tab::Causes) && selection.is_some();
    let time = time_of(selection.as_ref(), &baseline, compares);
    let most = state.clickhouse().and_then(|place| place.max_spans).unwrap_or(OpenClickhouseQuestion::MAX_SPANS);
    Some(cost_of(&counted, time, state.sides.get().filter(|_| compares), most))
}

/// Whether the traces for a tab are fetched as soon as they are needed: it is no matter, or somebody wants it all the same.
pub(crate) fn may_fetch(state: State, tab: Tab) -> bool {
    cost(state, tab).is_some_and(|cost| !cost.is_high() || state.fetches.get())
}

/// Whether the server itself tells which requests are on the page of the list, so that their traces alone are fetched for it.
pub(crate) fn is_listed(state: State) -> bool {
    let column = state.list_options.with(|options| options.column);
    let is_listed = state.selection.with(|selection| is_listed_by_server(selection.as_ref(), column));
    is_listed && state.population.get() == Population::Requests
}

/// Whether it takes spans to tell what is selected, or what it is compared with.
pub(crate) fn is_told_by_spans(state: State) -> bool {
    let other = match state.baseline() {
        Baseline::Rectangle(other) => needs_spans(&other),
        Baseline::Rest | Baseline::Before => false,
    };
    other || state.selection.with(|selection| selection.as_ref().is_some_and(needs_spans))
}

/// Forgets what was found out of fetched traces as soon as others are meant: to fetch them takes a while.
pub(crate) fn follow_fetched(session: Session) {
    let state = session.state;
    effect(move || {
        state.version.track();
        let _ = comparison(session);
        state.covered.set(None);
        state.arriving.set(None);
        state.fetches.set(false);
        if state.counted().is_some() {
            state.causes.set(None);
            state.attributes.set(None);
            state.traces.set(None);
            state.latency.set(None);
            state.service_map.set(None);
            state.calls.set(None);
        }
        if state.counted().is_some() && is_told_by_spans(state) {
            state.sides.set(None);
            state.overview.set(None);
        }
    });
}

/// The time that both sides are in, where both have one.
fn time_of(selection: Option<&Selection>, baseline: &Baseline, compares: bool) -> Option<TimeRange> {
    let selection = selection?;
    let time = selection.time?;
    if !compares && *baseline == Baseline::Rest {
        return Some(time);
    }
    let Some(other) = baseline.as_selection(selection) else { return Some(time) };
    let other = other.time?;
    Some(TimeRange { from_ns: time.from_ns.min(other.from_ns), to_ns: time.to_ns.max(other.to_ns) })
}

fn cost_of(counted: &CountedSummary, time: Option<TimeRange>, sides: Option<Sides>, most: u32) -> Cost {
    let all = counted.range.unwrap_or_default();
    let length = |range: TimeRange| u128::from(range.to_ns.saturating_sub(range.from_ns));
    let share = |part: u128, of: u128| {
        u64::try_from(u128::from(counted.spans) * part.min(of) / of.max(1)).unwrap_or(counted.spans)
    };
    let within = |time: TimeRange| TimeRange {
        from_ns: time.from_ns.clamp(all.from_ns, all.to_ns),
        to_ns: time.to_ns.clamp(all.from_ns, all.to_ns),
    };
    let looked_through = time.map_or(counted.spans, |time| share(length(within(time)), length(all)));
    let of_sides =
        sides.map(|sides| share(u128::from(sides.selected) + u128::from(sides.baseline), u128::from(counted.requests)));
    Cost { looked_through, sent: of_sides.unwrap_or(looked_through).min(u64::from(most)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spanlens::clickhouse::ClickhouseTableName;

    fn counted() -> CountedSummary {
        CountedSummary {
            table: ClickhouseTableName::default(),
            spans: 20_000_000,
            requests: 1_000_000,
            range: Some(TimeRange { from_ns: 1_000, to_ns: 2_000 }),
            without_root: Some(0),
            has_incomplete: false,
            repeats: Some(0),
            further_roots: Some(0),
        }
    }

    fn at(from_ns: u64, to_ns: u64) -> Selection {
        Selection { time: Some(TimeRange { from_ns, to_ns }), ..Selection::default() }
    }

    #[test]
    fn the_rest_of_a_range_is_asked_for() {
        let cost = |selection: Option<Selection>, baseline: Baseline, compares| {
            cost_of(&counted(), time_of(selection.as_ref(), &baseline, compares), None, 1_000_000)
        };
        let short = at(1_500, 1_600);
        assert_eq!(
            cost(Some(short.clone()), Baseline::Before, true),
            Cost { looked_through: 4_000_000, sent: 1_000_000 }
        );
        assert_eq!(cost(Some(short.clone()), Baseline::Rest, false).looked_through, 2_000_000);
        assert!(cost(Some(short), Baseline::Rest, true).is_high());
        assert!(cost(None, Baseline::Rest, false).is_high());
        // Before the range there is nothing to look through.
        assert_eq!(cost(Some(at(1_000, 1_100)), Baseline::Before, true).looked_through, 2_000_000);
    }

    #[test]
    fn as_much_is_sent_as_the_sides_have() {
        let sides = Sides {
            all: 1_000_000,
            units: 1_000_000,
            failing: 0,
            failing_by_5xx: None,
            selected: 100,
            selected_failing: 0,
            baseline: 400,
            estimates: None,
        };
        let time = Some(TimeRange { from_ns: 1_500, to_ns: 1_600 });
        let sent = |most| cost_of(&counted(), time, Some(sides), most).sent;
        assert_eq!((sent(1_000_000), sent(500)), (10_000, 500));
    }
}
