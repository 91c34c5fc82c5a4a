//! Rows: the time of units on their critical path, by the services that can be responsible.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::analysis::flame_graph::{FrameTree, Labels, NO_CALLEE, NO_SERVER, Profiler, Share};
use crate::analysis::moments::Moments;

/// What the time of a row was spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RowKind {
    /// The self time of spans that are not calls, or calls without a known callee.
    #[default]
    OwnTime,
    /// The time of calls before the callee's span starts.
    Request,
    /// The self time of calls after that, without the callee's time.
    Response,
    /// The self time of calls whose callee is known by name only.
    Wire,
}

/// What makes a row, as numbers of [`Labels`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct RowKey {
    pub(super) kind: RowKind,
    pub(super) service: u32,
    pub(super) name: u32,
    /// The service that is called, or [`NO_CALLEE`].
    pub(super) callee: u32,
    /// What it is asked for, for legs; else the same as `callee`.
    pub(super) callee_name: u32,
}

/// The part of a row that is of units of one operation, which has a service and a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PartKey {
    pub(super) row: RowKey,
    pub(super) unit: (u32, u32),
}

/// The parts of rows, with what is known of either side: the selection, then the baseline.
#[derive(Debug, Clone, Default)]
pub(crate) struct SuspectRows {
    pub(super) keys: Vec<PartKey>,
    pub(super) moments: Vec<[Moments; 2]>,
    pub(super) units: [u32; 2],
    /// The durations of all units.
    pub(super) duration_ns: [f64; 2],
    numbers: BTreeMap<PartKey, u32>,
    /// The part of the own time of each frame of the tree, or [`UNKNOWN`].
    by_frame: Vec<u32>,
    /// Parts with frames that show them.
    pub(super) shown: Vec<(u32, u32)>,
    /// The request leg that ends in spans of each frame, or [`UNKNOWN`]. The response leg follows it.
    by_server: Vec<u32>,
    /// What the unit that was looked at last has: parts, each with the nanoseconds of one span.
    entries: Vec<(u32, f64)>,
}

const UNKNOWN: u32 = u32::MAX;

impl SuspectRows {
    /// Adds the unit that was profiled last.
    pub(crate) fn add(&mut self, side: usize, profiler: &Profiler) {
        self.find(profiler);
        self.units[side] += 1;
        self.duration_ns[side] += profiler.shares().iter().map(|share| share.path_ns).sum::<f64>();
        for &(part, ns) in &self.entries {
            self.moments[part as usize][side].push(ns);
        }
    }

    /// Finds the parts of the unit that was profiled last, for [`entries`](Self::entries), and adds nothing up.
    pub(crate) fn find(&mut self, profiler: &Profiler) {
        let (tree, shares) = (&profiler.tree, profiler.shares());
        self.by_frame.resize(tree.rows.len(), UNKNOWN);
        self.by_server.resize(tree.rows.len(), UNKNOWN);
        self.entries.clear();
        let unit = shares.first().map_or((0, 0), |share| tree.operation(share.frame));
        for share in shares {
            if share.server == NO_SERVER {
                let row = self.own_time(tree, share, unit);
                self.entries.push((row, share.path_ns));
            } else {
                let request = self.request_leg(tree, [share, &shares[share.server as usize]], unit);
                self.entries.push((request, share.request_ns));
                self.entries.push((request + 1, share.path_ns - share.request_ns));
            }
        }
    }

    /// The row that a part is of.
    pub(crate) fn row_of(&self, part: u32) -> RowKey {
        self.keys[part as usize].row
    }

    /// The parts of the unit that was looked at last, each with its nanoseconds on the critical path.
    pub(crate) fn entries(&self) -> &[(u32, f64)] {
        &self.entries
    }

    /// What the unit that was looked at last has: the part of each span, or of either leg of a call, with its nanoseconds where these are
    /// not zero.
    pub(super) fn times(&self) -> impl Iterator<Item = (u32, u64)> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sums of whole nanoseconds")]
        let times = self.entries.iter().map(|&(part, ns)| (part, ns as u64));
        times.filter(|&(_, ns)| ns > 0)
    }

    /// The same with the times of each part added up, by part.
    pub(super) fn times_by_part(&self, into: &mut Vec<(u32, u64)>) {
        into.clear();
        into.extend(self.times());
        into.sort_unstable();
        into.dedup_by(|&mut (part, ns), (kept, sum_ns)| {
            if part == *kept {
                *sum_ns = sum_ns.saturating_add(ns);
            }
            part == *kept
        });
    }

    /// The operation of the unit that was looked at last, by the numbers of its service and name.
    pub(super) fn operation(&self) -> Option<(u32, u32)> {
        self.entries.first().map(|&(part, _)| self.keys[part as usize].unit)
    }

    #[inline]
    fn own_time(&mut self, tree: &FrameTree, share: &Share, unit: (u32, u32)) -> u32 {
        let known = self.by_frame[share.own_frame as usize];
        if known != UNKNOWN {
            return known;
        }
        let frame = &tree.rows[share.own_frame as usize];
        let kind = if frame.callee == NO_CALLEE { RowKind::OwnTime } else { RowKind::Wire };
        let (service, name, callee) = (frame.label.service, frame.label.operation, frame.callee);
        let row = RowKey { kind, service, name, callee, callee_name: NO_CALLEE };
        let row = self.number(PartKey { row, unit });
        self.by_frame[share.own_frame as usize] = row;
        self.shown.push((row, share.own_frame));
        row
    }

    #[inline]
    fn request_leg(&mut self, tree: &FrameTree, [call, server]: [&Share; 2], unit: (u32, u32)) -> u32 {
        let known = self.by_server[server.frame as usize];
        if known != UNKNOWN {
            return known;
        }
        let [asking, asked] = [call.frame, server.frame].map(|frame| tree.rows[frame as usize].label);
        let (service, name) = (asking.service, asking.operation);
        let leg = |kind| {
            let row = RowKey { kind, service, name, callee: asked.service, callee_name: asked.operation };
            PartKey { row, unit }
        };
        let request = self.number(leg(RowKind::Request));
        // Both legs are made together, so that they are neighbours.
        let response = self.number(leg(RowKind::Response));
        self.shown.extend([(request, call.own_frame), (response, call.own_frame)]);
        self.by_server[server.frame as usize] = request;
        request
    }

    /// The number of a part, which is added if it is new.
    fn number(&mut self, key: PartKey) -> u32 {
        let Self { keys, moments, numbers, .. } = self;
        *numbers.entry(key).or_insert_with(|| {
            keys.push(key);
            moments.push(<[Moments; 2]>::default());
            #[expect(clippy::cast_possible_truncation, reason = "no more rows than twice the spans")]
            let added = (keys.len() - 1) as u32;
            added
        })
    }

    /// Adds what is known of other units of the same store, whose labels are numbered by `others`.
    pub(super) fn merge(&mut self, labels: &mut Labels, other: &Self, others: &Labels) {
        for (key, moments) in other.keys.iter().zip(&other.moments) {
            let key = translated(key, labels, others);
            let part = self.number(key);
            self.moments[part as usize].iter_mut().zip(moments).for_each(|(into, from)| into.merge(from));
        }
        for side in 0..2 {
            self.units[side] += other.units[side];
            self.duration_ns[side] += other.duration_ns[side];
        }
    }
}

/// A key with the numbers that other labels have for the same texts.
fn translated(PartKey { row, unit }: &PartKey, labels: &mut Labels, others: &Labels) -> PartKey {
    let mut service =
        |number: u32| if number == NO_CALLEE { number } else { labels.service(others.service_sym(number)) };
    let services = [row.service, row.callee, unit.0].map(&mut service);
    let mut name = |number: u32| if number == NO_CALLEE { number } else { labels.number(others.name_text(number)) };
    let names = [row.name, row.callee_name, unit.1].map(&mut name);
    let row =
        RowKey { kind: row.kind, service: services[0], name: names[0], callee: services[1], callee_name: names[1] };
    PartKey { row, unit: (services[2], names[2]) }
}
