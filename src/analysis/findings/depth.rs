//! What lies inside of units: their rows, causes, calls and modes, in one walk over all spans.

use super::cost::Quiet;
use super::modes::Durations;
use super::repeats::Repeats;
use super::rows::Tracks;
use super::scene::Scene;
use super::tallies::{Tallied, Tallies};
use crate::analysis::error_causes::CausesByUnit;
use crate::analysis::flame_graph::{FlameGraphOptions, Profiler, duration_ns};
use crate::store::{SpanRow, Store};
use crate::units::FailureRule;

/// To make room for another track takes as long as to look at so many spans.
const NEW_TRACK: usize = 16;

/// What lies inside of the units of one group.
#[derive(Debug)]
pub(super) struct Depth {
    pub(super) tracks: Tracks,
    pub(super) tallies: Tallies,
    pub(super) repeats: Repeats,
    pub(super) durations: Durations,
    /// The series of each operation.
    series: Vec<usize>,
}

impl Depth {
    fn new(scene: &Scene) -> Self {
        let mut series = vec![scene.scanned.len(); scene.operations.len()];
        scene.scanned.iter().enumerate().for_each(|(at, &operation)| series[operation] = at);
        Self {
            tracks: Tracks::new(scene),
            tallies: Tallies::default(),
            repeats: Repeats::default(),
            durations: Durations::new(scene),
            series,
        }
    }
}

/// What lies inside of the units of all groups.
#[derive(Debug)]
pub(super) struct Depths {
    pub(super) profiler: Profiler,
    pub(super) by_scene: Vec<Depth>,
    pub(super) causes: CausesByUnit,
    rule: FailureRule,
    /// The scene of each group of the store.
    scene_of: Vec<usize>,
}

impl Depths {
    /// The errors are to be found first. O(scenes · groups + spans / 4,096).
    pub(super) fn new(store: &Store, scenes: &[Scene], rule: FailureRule) -> Self {
        let groups = store.sources().groups();
        let is_of = |scene: &Scene, name: &String| scene.group.as_ref().is_none_or(|group| group == name);
        let scene_of = groups.iter().map(|name| scenes.iter().position(|scene| is_of(scene, name)).unwrap_or(0));
        Self {
            profiler: Profiler::new(store, &FlameGraphOptions::default()),
            by_scene: scenes.iter().map(Depth::new).collect(),
            causes: CausesByUnit::new(store, rule),
            rule,
            scene_of: scene_of.collect(),
        }
    }

    /// Looks for errors among the next spans. Whether there are more. O(spans).
    pub(super) fn search(&mut self, store: &Store, spans: u32) -> bool {
        self.causes.search(store, spans)
    }

    /// Looks at a unit. Gives how much work that was, in spans looked at.
    pub(super) fn add(&mut self, store: &Store, (scenes, quiets): (&mut [Scene], &[Quiet]), unit: SpanRow) -> usize {
        let Self { profiler, by_scene, causes, rule, scene_of } = self;
        let spans = store.spans();
        let at = scene_of.get(store.traces().group(spans.trace(unit)) as usize).copied().unwrap_or(0);
        let (Some(scene), Some(quiet), Some(depth)) = (scenes.get_mut(at), quiets.get(at), by_scene.get_mut(at)) else {
            return 1;
        };
        let series = depth.series[scene.operations.of(store, unit) as usize];
        let column = scene.axis.column_of(spans.start_ns(unit));
        let is_quiet = quiet.0[series].has(column);
        profiler.profile_path(store, unit);
        let tracks = depth.tracks.all.len();
        depth.tracks.add(profiler, (series, column));
        let added = depth.tracks.all.len() - tracks;
        let fails = spans.fails(unit, *rule);
        let tallied = Tallied { series, fails, is_quiet, duration_ns: duration_ns(store, unit) };
        depth.tallies.add(tallied, causes.of(store, unit));
        depth.durations.add(series, (spans.duration_ns(unit), fails), is_quiet);
        if is_quiet {
            depth.repeats.add(store, profiler, (unit, series));
        }
        store.subtree(unit).len() + added * NEW_TRACK
    }
}
