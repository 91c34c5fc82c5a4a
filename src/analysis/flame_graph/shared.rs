//! Shared time: at each instant a span's time belongs equally to those of its children that run, and where none runs, to itself.
//!
//! Each span has two clocks. The first counts the time that is attributed to the span. The second counts the time that the span has passed
//! on to each of its running children so far. A child that starts reads its parent's second clock; its own time is what that clock gains
//! from then on. So one sweep over starts and ends is enough: an event changes the rate of one span's second clock and of none below it,
//! and the time of every span follows from the clocks of its ancestors.
//!
//! A child that runs while its parent does not is outside: it has all of that time, on a clock of its own kind. One that its parent does
//! not wait for has all of its time outside, and takes nothing from its siblings.

use std::ops::{Add, Div, Sub};

use crate::store::{SpanRow, Store};

/// Shares out the time of units, one after the other.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedTime {
    clocks: Vec<Clock>,
    /// Times of starts and ends, with the span's number in the unit.
    events: Vec<(u64, u32)>,
    /// The spans between one whose clock is read and the first that tells the time.
    chain: Vec<u32>,
}

/// Nanoseconds within the unit, and outside of some span's parent.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Time {
    pub(super) inside_ns: f64,
    pub(super) outside_ns: f64,
}

/// A span of the unit. What it counts is true at `at_ns`.
#[derive(Debug, Clone, Copy)]
struct Clock {
    parent: u32,
    /// Whether the parent waits for the span, and so gives it time.
    awaited: bool,
    at_ns: u64,
    runs: bool,
    running_children: u32,
    /// What the span has been given.
    spent: Time,
    /// What each running child has been given.
    given: Time,
    /// What the parent had given when the span started.
    given_before: Time,
    own: Time,
}

const UNIT: u32 = 0;

impl SharedTime {
    /// Gives the own time of each span of a unit, by the number of the span in the unit.
    ///
    /// Within the unit, they add up to its duration; outside, to the parts of its spans that lie outside of their parents. None is
    /// negative. O(n log n + n · depth).
    pub(super) fn share(&mut self, store: &Store, unit: SpanRow, mut give: impl FnMut(usize, Time)) {
        self.begin(store, unit);
        for at in 0..self.events.len() {
            let (time_ns, span) = self.events[at];
            self.happen(span, time_ns);
        }
        self.clocks.iter().enumerate().for_each(|(span, clock)| give(span, clock.own));
    }

    fn begin(&mut self, store: &Store, unit: SpanRow) {
        let (spans, rows) = (store.spans(), store.subtree(unit));
        let earliest_ns = rows.clone().map(|row| spans.start_ns(SpanRow(row))).min().unwrap_or_default();
        self.clocks.clear();
        self.clocks.extend(rows.clone().map(|row| Clock {
            parent: store.parent(SpanRow(row)).map_or(UNIT, |parent| parent.0.saturating_sub(unit.0)),
            awaited: spans.is_awaited(SpanRow(row)),
            at_ns: earliest_ns,
            runs: false,
            running_children: 0,
            spent: Time::default(),
            given: Time::default(),
            given_before: Time::default(),
            own: Time::default(),
        }));
        self.events.clear();
        for (row, number) in rows.zip(0..) {
            let span = SpanRow(row);
            if spans.duration_ns(span) > 0 {
                self.events.extend([(spans.start_ns(span), number), (spans.end_ns(span), number)]);
            }
        }
        self.events.sort_unstable();
    }

    /// A span starts, or ends if it runs.
    fn happen(&mut self, span: u32, time_ns: u64) {
        let parent = self.clocks[span as usize].parent;
        if span != UNIT {
            self.settle(parent, time_ns);
        }
        self.settle(span, time_ns);
        let given_before = self.clocks[parent as usize].given;
        let clock = &mut self.clocks[span as usize];
        clock.runs = !clock.runs;
        clock.spent = Time::default();
        clock.given_before = given_before;
        let (starts, awaited) = (clock.runs, clock.awaited);
        if span != UNIT && awaited {
            let count = &mut self.clocks[parent as usize].running_children;
            *count = if starts { *count + 1 } else { *count - 1 };
        }
    }

    /// Makes true at `time_ns` what a span counts.
    fn settle(&mut self, span: u32, time_ns: u64) {
        let spent = if self.clocks[span as usize].runs { self.spent(span, time_ns) } else { Time::default() };
        let clock = &mut self.clocks[span as usize];
        if clock.runs {
            let gain = spent - clock.spent;
            if clock.running_children > 0 {
                clock.given = clock.given + gain / f64::from(clock.running_children);
            } else {
                clock.own = clock.own + gain;
            }
            clock.spent = spent;
        } else {
            clock.given = clock.given + outside(clock.at_ns, time_ns);
        }
        clock.at_ns = time_ns;
    }

    /// What a running span has been given at `time_ns`: read off the nearest ancestor that is the unit, is not waited for, or whose
    /// parent does not run, and from there down. O(depth).
    fn spent(&mut self, span: u32, time_ns: u64) -> Time {
        let Self { clocks, chain, .. } = self;
        let clock = |span: u32| &clocks[span as usize];
        let mut at = span;
        while at != UNIT && clock(at).awaited && clock(clock(at).parent).runs {
            chain.push(at);
            at = clock(at).parent;
        }
        let mut spent = if at == UNIT {
            // The unit is given its own time, from its start, which is when it last was not running.
            Time { inside_ns: ns(clock(at).at_ns, time_ns), outside_ns: 0.0 } + clock(at).spent
        } else if !clock(at).awaited {
            outside(clock(at).at_ns, time_ns) + clock(at).spent
        } else {
            let parent = clock(clock(at).parent);
            parent.given + outside(parent.at_ns, time_ns) - clock(at).given_before
        };
        while let Some(below) = chain.pop() {
            let parent = clock(clock(below).parent);
            let given = parent.given + (spent - parent.spent) / f64::from(parent.running_children);
            spent = given - clock(below).given_before;
        }
        spent
    }
}

fn outside(from_ns: u64, to_ns: u64) -> Time {
    Time { inside_ns: 0.0, outside_ns: ns(from_ns, to_ns) }
}

#[expect(clippy::cast_precision_loss, reason = "shares of time are no whole numbers anyway")]
fn ns(from_ns: u64, to_ns: u64) -> f64 {
    (to_ns - from_ns) as f64
}

impl Add for Time {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { inside_ns: self.inside_ns + other.inside_ns, outside_ns: self.outside_ns + other.outside_ns }
    }
}

impl Sub for Time {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { inside_ns: self.inside_ns - other.inside_ns, outside_ns: self.outside_ns - other.outside_ns }
    }
}

impl Div<f64> for Time {
    type Output = Self;

    fn div(self, by: f64) -> Self {
        Self { inside_ns: self.inside_ns / by, outside_ns: self.outside_ns / by }
    }
}
