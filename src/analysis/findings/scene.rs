//! The units of one group in time: the series of its operations, and where something stands out in them.

use std::ops::{ControlFlow, Range};

use super::axis::{Axis, AxisUnderWay};
use super::blocks::Blocks;
use super::columns::Free;
use super::gather::Gathered;
use super::scan::{ALPHA, Expected, Found, RESCANS, ScanUnderWay, Wanted, marks, runs};
use super::series::{MARKS, Series, SeriesUnderWay, Sums, Timed, Unit, ns};
use crate::analysis::operations::Operations;
use crate::sort::sort_by;
use crate::store::Store;

/// How many operations of a group are scanned each by itself.
pub(super) const MOST_OPERATIONS: usize = 200;

/// The units of one group in time.
#[derive(Debug, Clone, Default)]
pub(super) struct Scene {
    /// The name of the group, where there are several.
    pub(super) group: Option<String>,
    pub(super) axis: Axis,
    pub(super) operations: Operations,
    /// The operations that have a series, those that matter most first.
    pub(super) scanned: Vec<usize>,
    /// A series for each of these. Behind them, where there are more operations, one of all the others.
    pub(super) series: Vec<Series>,
}

/// Which trouble of a unit is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trouble {
    Failing,
    Slow,
}

/// Whose units stand out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Whose {
    /// Those of the operation of a series.
    Operation(usize),
    /// Those of all operations together, without what was found in one of them.
    All,
}

/// Something that was found in one series.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hit {
    pub(super) trouble: Trouble,
    pub(super) whose: Whose,
    pub(super) found: Found,
}

/// The series of a group in the making: first the columns, and then operation by operation.
#[derive(Debug, Clone)]
pub(super) struct SceneUnderWay {
    gathered: Gathered,
    /// All operations, those that matter most first.
    order: Vec<usize>,
    /// The columns, until they are found.
    axis: Option<AxisUnderWay>,
    series: SeriesUnderWay,
    scene: Scene,
}

impl SceneUnderWay {
    /// O(operations · log operations).
    pub(super) fn new(store: &Store, mut gathered: Gathered, group: Option<String>) -> Self {
        let order = order(store, &gathered);
        let operations = std::mem::take(&mut gathered.operations);
        let scanned = order.iter().copied().take(MOST_OPERATIONS).collect();
        let scene = Scene { group, axis: Axis::Empty, operations, scanned, series: Vec::new() };
        let axis = Some(AxisUnderWay::new(gathered.range));
        Self { gathered, order, axis, series: SeriesUnderWay::new(0), scene }
    }

    /// Looks at the next block of units. Gives how many that is as work, or the scene once it is complete.
    pub(super) fn step(&mut self) -> ControlFlow<Scene, usize> {
        let Self { gathered, order, axis, series, scene } = self;
        if let Some(under_way) = axis {
            return ControlFlow::Continue(match under_way.step((&gathered.units, order)) {
                ControlFlow::Continue(work) => work,
                ControlFlow::Break(found) => {
                    *axis = None;
                    *series = SeriesUnderWay::new(found.len());
                    scene.axis = found;
                    1
                }
            });
        }
        let at = scene.series.len();
        let of = match scene.scanned.get(at) {
            Some(_) => &order[at..=at],
            None if at == MOST_OPERATIONS && order.len() > MOST_OPERATIONS => &order[at..],
            None => return ControlFlow::Break(std::mem::take(scene)),
        };
        let axis = &scene.axis;
        let unit = |&Timed { start_ns, duration_ns, fails }: &Timed| Unit {
            column: axis.column_of(start_ns),
            duration_ns,
            fails,
        };
        ControlFlow::Continue(match series.step((&gathered.units, of), unit, |_| {}) {
            ControlFlow::Continue(units) => units,
            ControlFlow::Break(done) => {
                scene.series.push(done);
                *series = SeriesUnderWay::new(scene.axis.len());
                1
            }
        })
    }
}

/// All operations, those first that have the largest share of units or of time, whichever is larger; then by service and name.
fn order(store: &Store, gathered: &Gathered) -> Vec<usize> {
    let Gathered { operations, units, durations_ns, .. } = gathered;
    let all_ns = ns(durations_ns.iter().sum()).max(1.0);
    let count = |units: usize| f64::from(u32::try_from(units).unwrap_or(u32::MAX));
    let all_units = count(units.iter().map(Blocks::len).sum()).max(1.0);
    let weight = |at: usize| {
        let of_units = count(units[at].len()) / all_units;
        of_units.max(ns(durations_ns[at]) / all_ns)
    };
    let mut order: Vec<(usize, f64)> = (0..operations.len()).map(|at| (at, weight(at))).collect();
    sort_by(&mut order, |&(a, weight), &(b, other)| {
        other.total_cmp(&weight).then_with(|| operations.text(store, a).cmp(&operations.text(store, b)))
    });
    order.into_iter().map(|(at, _)| at).collect()
}

impl Scene {
    /// How many tests there are: all runs, marks and operations, and all operations together.
    pub(super) fn tests(&self) -> f64 {
        let marks = f64::from(u32::try_from(MARKS).unwrap_or(u32::MAX));
        let operations = f64::from(u32::try_from(self.scanned.len()).unwrap_or(u32::MAX));
        runs(self.axis.len()) * marks * (operations + 1.0)
    }

    /// What the logarithm of a likelihood ratio has to be above.
    pub(super) fn threshold(&self) -> f64 {
        libm::log(self.tests().max(1.0) / ALPHA)
    }

    /// The operations that have no series of their own.
    pub(super) fn left_out(&self) -> usize {
        self.operations.len() - self.scanned.len()
    }

    /// The name of the operation of a series.
    pub(super) fn operation(&self, store: &Store, series: usize) -> (String, String) {
        let (service, name) = self.operations.text(store, self.scanned[series]);
        (service.to_owned(), name.to_owned())
    }
}

/// A scan of all series for one kind of trouble, one series after the other and then all of them together.
#[derive(Debug, Clone)]
pub(super) struct TroubleScan {
    trouble: Trouble,
    /// Which columns of each series were found nothing in so far.
    free: Vec<Free>,
    /// The columns of all series together that were found nothing in.
    free_of_all: Free,
    /// All series together, once they are scanned.
    together: Option<Together>,
    /// The series at hand, how often it was scanned, and the scan under way.
    at: usize,
    scans: usize,
    scan: ScanUnderWay,
    hits: Vec<Hit>,
}

impl TroubleScan {
    pub(super) fn new(scene: &Scene, trouble: Trouble) -> Self {
        let free = Free::all(scene.axis.len());
        Self {
            trouble,
            free: vec![free.clone(); scene.series.len()],
            free_of_all: free,
            together: None,
            at: 0,
            scans: 0,
            scan: ScanUnderWay::default(),
            hits: Vec::new(),
        }
    }

    /// The scan for the next kind of trouble, or all that was found where this was the last.
    pub(super) fn next_trouble(self, scene: &Scene) -> Result<Self, Vec<Hit>> {
        match self.trouble {
            Trouble::Failing => Ok(Self { hits: self.hits, ..Self::new(scene, Trouble::Slow) }),
            Trouble::Slow => Err(self.hits),
        }
    }

    /// Goes on with the scan at hand. Gives how much work that was, in spans looked at, or nothing when there is no more to do.
    pub(super) fn step(&mut self, scene: &Scene) -> Option<u32> {
        let wanted = |expected, work| Wanted {
            marks: marks(self.trouble == Trouble::Failing),
            threshold: scene.threshold(),
            expected,
            work,
        };
        let is_single = self.at < scene.scanned.len();
        let step = if is_single {
            let (series, free) = (&scene.series[self.at], &self.free[self.at]);
            let all = series.in_free(free);
            let expected = |run: &Range<usize>, mark: usize| {
                let inside = series.inside(run);
                Expected::of(&inside, &(all - inside), mark)
            };
            self.scan.step(series, free, &wanted(&expected, 1))
        } else {
            let parts = || scene.series.iter().zip(&self.free);
            let free = &self.free_of_all;
            let together = self.together.get_or_insert_with(|| Together::of(parts(), free));
            let expected = |run: &Range<usize>, mark: usize| together.expected(run, mark);
            let work = u32::try_from(together.parts.len()).unwrap_or(u32::MAX);
            self.scan.step(&together.sum, free, &wanted(&expected, work))
        };
        match step {
            ControlFlow::Continue(work) => Some(work.max(1)),
            ControlFlow::Break(found) => self.end_scan(scene, found),
        }
    }

    /// Takes out what a scan found, and begins the next one, if there is any.
    fn end_scan(&mut self, scene: &Scene, found: Option<Found>) -> Option<u32> {
        let is_single = self.at < scene.scanned.len();
        self.scan = ScanUnderWay::default();
        self.scans += 1;
        let is_last = found.is_none() || self.scans > RESCANS;
        if let Some(found) = found {
            let (free, whose) = if is_single {
                (&mut self.free[self.at], Whose::Operation(self.at))
            } else {
                (&mut self.free_of_all, Whose::All)
            };
            free.take_out(&found.run);
            if let Some(together) = &mut self.together {
                together.find_free(&self.free_of_all);
            }
            self.hits.push(Hit { trouble: self.trouble, whose, found });
        }
        if is_last {
            (self.at, self.scans) = (self.at + 1, 0);
        }
        (self.at <= scene.scanned.len()).then_some(1)
    }
}

/// All series together, without what was found in one of them.
#[derive(Debug, Clone)]
struct Together {
    sum: Series,
    /// Each of the series, and what its columns add up to that are free over all.
    parts: Vec<(Series, Sums)>,
}

impl Together {
    /// O(columns · series).
    fn of<'a>(parts: impl Iterator<Item = (&'a Series, &'a Free)>, free_of_all: &Free) -> Self {
        let parts: Vec<(Series, Sums)> = parts.map(|(series, free)| (series.only(free), Sums::default())).collect();
        let columns = parts.first().map_or(0, |(series, _)| series.columns());
        let mut together = Self { sum: Series::sum(columns, parts.iter().map(|(series, _)| series)), parts };
        together.find_free(free_of_all);
        together
    }

    /// Adds up the columns that are free over all.
    fn find_free(&mut self, free_of_all: &Free) {
        self.parts.iter_mut().for_each(|(series, sums)| *sums = series.in_free(free_of_all));
    }

    /// What would be in a run of free columns if each operation in it were as in its own free columns outside: so a change of the mix is no
    /// trouble. An operation without an outside is as expected. O(series).
    fn expected(&self, run: &Range<usize>, mark: usize) -> Expected {
        let mut sum = Expected { marked: 0.0, duration_ns: 0.0 };
        for (series, all) in &self.parts {
            let inside = series.inside(run);
            let outside = *all - inside;
            let expected = if outside.units == 0 {
                Expected { marked: f64::from(inside.marked[mark]), duration_ns: ns(inside.duration_ns) }
            } else {
                Expected::of(&inside, &outside, mark)
            };
            sum.marked += expected.marked;
            sum.duration_ns += expected.duration_ns;
        }
        sum
    }
}
