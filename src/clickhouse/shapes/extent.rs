//! What there is in a range: when its requests start, how long they take, and where there are none.

use super::rows::{Also, Requests};
use crate::analysis::lattice::FIRST_NS;
use crate::analysis::{HeatmapExtent, HeatmapGaps};
use crate::clickhouse::answer::Rows;
use crate::clickhouse::session::{Query, Value};
use crate::units::{FailureRule, TimeRange};

/// Into how many parts time is cut to look for stretches without requests. Such a stretch is a tenth of what is looked at, or more.
const PARTS: u64 = 1024;

/// What there is in a range, or in a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::clickhouse) struct Extent {
    /// When they start, and how long they take.
    pub(in crate::clickhouse) seen: HeatmapExtent,
    /// How many requests there are.
    pub(in crate::clickhouse) units: u64,
    /// The length of the parts of time.
    part_ns: u64,
    /// The first and the last start in each part that has any.
    starts_ns: Vec<u64>,
}

/// How long the parts of a time are.
fn part_ns(time: TimeRange) -> u64 {
    time.to_ns.saturating_sub(time.from_ns).div_ceil(PARTS).max(1)
}

/// Asks for the extent of a range, or of the part of it that is shown.
pub(in crate::clickhouse) fn query(rows: Requests<'_>, shown: Option<TimeRange>) -> Query {
    let requests = rows.subquery(FailureRule::Status, Also::Nothing);
    let text = format!(
        "SELECT intDiv(start - {{origin:UInt64}}, {{part:UInt64}}) AS part, min(start) AS first, max(start) AS last, \
         countIf(dur >= {FIRST_NS}) AS long, minIf(dur, dur >= {FIRST_NS}) AS shortest, max(dur) AS longest, count() AS units \
         FROM {requests} GROUP BY part"
    );
    let mut values = rows.values(shown);
    let time = shown.unwrap_or(rows.time);
    values.push(("origin".into(), Value::Literal(time.from_ns.max(rows.time.from_ns).to_string())));
    values.push(("part".into(), Value::Literal(part_ns(time).to_string())));
    Query { text, values, is_short: true }
}

/// The extent, of the answer.
pub(in crate::clickhouse) fn read(rows: &Rows, range: TimeRange, shown: Option<TimeRange>) -> Extent {
    let mut found = Extent { part_ns: part_ns(shown.unwrap_or(range)), ..Extent::default() };
    for row in rows.iter() {
        let number = |name| row.number(name).unwrap_or_default();
        let (first_ns, last_ns) = (number("first"), number("last"));
        let shortest_ns = (number("long") > 0).then(|| number("shortest"));
        found.seen.merge(&HeatmapExtent::of((first_ns, last_ns), shortest_ns, number("longest")));
        found.units += number("units");
        found.starts_ns.extend([first_ns, last_ns]);
    }
    found
}

impl Extent {
    /// Where there are no requests for long, in a time that is shown. `None` where the parts are too long to tell.
    ///
    /// Of the parts at both ends of that time, starts beyond these ends may be all that is known. That does not matter: what is before the first start
    /// and after the last is no gap, and no gap lies within a part.
    pub(in crate::clickhouse) fn gaps(&self, shown: TimeRange) -> Option<Vec<TimeRange>> {
        let length_ns = shown.to_ns.saturating_sub(shown.from_ns);
        if self.part_ns > 1 && self.part_ns > length_ns / 20 {
            return None;
        }
        let mut gaps = HeatmapGaps::new(shown);
        gaps.add_starts(self.starts_ns.iter().copied());
        Some(gaps.found())
    }
}
