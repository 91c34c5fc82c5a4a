//! What the address of the page says: where traces come from and what is shown of them, without the traces themselves.
//!
//! It is the part after `#`, which browsers keep to themselves: `#v=1&url=…&filter=…&time=…`. Whatever a person would call "what I am
//! looking at" is in it, so that a link shows the same to somebody else. Headers, passwords and tokens never are.
//!
//! This file lists all parts of what is shown. Each file below it has the keys of one part, or how values are written.

mod baseline;
mod cause;
mod clickhouse;
mod encoding;
mod frame;
mod latency;
mod list;
mod marks;
mod notes;
mod numbers;
mod origins;
mod pairs;
mod ranges;
mod search;
mod selection;
#[cfg(test)]
mod tests;
mod traces;
mod version;

use spanlens::analysis::{Baseline, FlameDiffOptions, Selection, TraceListOptions, UnitNumber};
use spanlens::store::{KeptLogs, Population};
use spanlens::units::{FailureRule, TimeRange};

use crate::words::{Note, Origin, Period, Tab, TraceName, Zoom, meaning, number_named, number_word, word};
use pairs::Pairs;

pub(crate) use encoding::encoded;
pub(crate) use version::is_newer;

/// The shortest time after which a link may have something read again.
const SHORTEST_S: u32 = 10;

/// What the address of the page says.
#[derive(Debug, Clone, PartialEq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the page")]
pub(crate) struct Address {
    /// Where traces come from. Nothing said means the demo.
    pub(crate) origins: Vec<Origin>,
    /// After how many seconds they are read again.
    pub(crate) refresh_s: Option<u32>,
    /// Which logs of these are kept.
    pub(crate) logs: KeptLogs,
    pub(crate) population: Population,
    pub(crate) fail: FailureRule,
    pub(crate) filter: String,
    pub(crate) hides_health: bool,
    /// The number that the rows of the heatmap are of, in place of the duration.
    pub(crate) axis: Option<UnitNumber>,
    pub(crate) zoom: Zoom,
    /// Whether it is estimated what there was before sampling.
    pub(crate) weighs: bool,
    /// Whether stretches without units take the room of their time.
    pub(crate) shows_gaps: bool,
    /// Whether groups are shown one over the other.
    pub(crate) aligns_groups: bool,
    pub(crate) selection: Option<Selection>,
    pub(crate) baseline: Option<Baseline>,
    pub(crate) tab: Tab,
    pub(crate) counts_spans: bool,
    pub(crate) list: TraceListOptions,
    /// How flame graphs are made and compared.
    pub(crate) latency: FlameDiffOptions,
    /// Two traces that are compared.
    pub(crate) compared: Option<[TraceName; 2]>,
    pub(crate) trace: Option<TraceName>,
    /// What a person has said about what is shown.
    pub(crate) notes: Vec<Note>,
}

impl Address {
    /// The text after `#`. What is as it is without being said is left out.
    pub(crate) fn to_hash(&self) -> String {
        let mut pairs = Pairs::default();
        origins::add(&mut pairs, &self.origins);
        if let Some(seconds) = self.refresh_s {
            pairs.add("refresh", &seconds.to_string());
        }
        pairs.add_if(self.logs != KeptLogs::default(), "logs", &word(&self.logs));
        pairs.add_if(self.population != Population::default(), "unit", &word(&self.population));
        pairs.add_if(self.fail != FailureRule::default(), "fail", &word(&self.fail));
        pairs.add_if(!self.filter.is_empty(), "filter", &self.filter);
        pairs.add_if(self.hides_health, "health", "hidden");
        if let Some(axis) = &self.axis {
            pairs.add("axis", &number_word(axis));
        }
        ranges::add_time(&mut pairs, "view", self.zoom.time);
        ranges::add_durations(&mut pairs, "view-duration", self.zoom.durations);
        if let Some((min, max)) = self.zoom.numbers {
            pairs.add("view-number", &numbers::bounds_text((Some(min), Some(max))));
        }
        pairs.add_if(self.weighs, "sampled", "estimated");
        pairs.add_if(self.shows_gaps, "gaps", "shown");
        pairs.add_if(self.aligns_groups, "groups", "aligned");
        if let Some(selection) = &self.selection {
            selection::add(&mut pairs, "", selection);
        }
        if let Some(baseline) = &self.baseline {
            baseline::add(&mut pairs, baseline);
        }
        pairs.add_if(self.tab != Tab::default(), "tab", self.tab.name());
        pairs.add_if(self.counts_spans, "compare", "spans");
        list::add(&mut pairs, self.list);
        latency::add(&mut pairs, &self.latency);
        if let Some(compared) = &self.compared {
            traces::add_compared(&mut pairs, compared);
        }
        if let Some(trace) = &self.trace {
            traces::add_open(&mut pairs, trace);
        }
        notes::add(&mut pairs, &self.notes);
        version::with_version(pairs.into_text())
    }

    /// What a text after `#` says. What it says in other words than those of [`Address::to_hash`] is as if it were not said.
    pub(crate) fn from_hash(hash: &str) -> Self {
        let pairs = Pairs::of(hash);
        Self {
            origins: origins::of(&pairs),
            refresh_s: pairs
                .first("refresh")
                .and_then(|text| text.parse().ok())
                .filter(|&seconds| seconds >= SHORTEST_S),
            logs: pairs.first("logs").and_then(meaning).unwrap_or_default(),
            population: pairs.first("unit").and_then(meaning).unwrap_or_default(),
            fail: pairs.first("fail").and_then(meaning).unwrap_or_default(),
            filter: pairs.first("filter").unwrap_or_default().to_owned(),
            hides_health: pairs.says("health", "hidden"),
            axis: pairs.first("axis").and_then(number_named),
            zoom: Zoom {
                time: ranges::time(&pairs, "view"),
                durations: ranges::durations(&pairs, "view-duration"),
                numbers: numbers::zoom(&pairs, "view-number"),
            },
            weighs: pairs.says("sampled", "estimated"),
            shows_gaps: pairs.says("gaps", "shown"),
            aligns_groups: pairs.says("groups", "aligned"),
            selection: selection::of(&pairs, ""),
            baseline: baseline::of(&pairs),
            tab: pairs.first("tab").and_then(Tab::named).unwrap_or_default(),
            counts_spans: pairs.says("compare", "spans"),
            list: list::of(&pairs),
            latency: latency::of(&pairs),
            compared: traces::compared(&pairs),
            trace: traces::open(&pairs),
            notes: notes::of(&pairs),
        }
    }

    /// The same with the range that was read, where the address says one that moves with the clock: whoever follows a link later is to see
    /// what it was made for.
    pub(crate) fn fixed_to(mut self, read: Option<TimeRange>) -> Self {
        for origin in &mut self.origins {
            match (origin, read) {
                (Origin::Clickhouse(place), Some(range)) => place.period = Period::Between(range),
                (Origin::Search(place), Some(range)) => place.period = Period::Between(range),
                _ => {}
            }
        }
        self.refresh_s = None;
        self
    }

    /// Whether another address is one step further, to which the way back should lead: not where only the place within what
    /// is shown has changed.
    pub(crate) fn is_a_step_from(&self, other: &Self) -> bool {
        let place = |address: &Self| Self {
            zoom: Zoom::default(),
            axis: None,
            shows_gaps: false,
            aligns_groups: false,
            list: TraceListOptions::default(),
            latency: FlameDiffOptions::default(),
            // Nobody goes back over words, or loses them on the way back.
            notes: Vec::new(),
            trace: address.trace.clone().map(|trace| TraceName { span: None, ..trace }),
            ..address.clone()
        };
        place(self) != place(other)
    }
}
