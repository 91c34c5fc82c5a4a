//! A heatmap in steps: what there is to show, where gaps are if these are to be left out, then how many units are where.

use std::ops::ControlFlow;

use super::{Heatmap, HeatmapCounts, HeatmapExtent, HeatmapGaps, HeatmapGeometry, HeatmapOptions};
use crate::analysis::Fold;
use crate::analysis::units_ahead::UnitsAhead;
use crate::error::Result;
use crate::store::{RowSet, Store};
use crate::units::FailureRule;

/// A heatmap in the making.
#[derive(Debug, Clone)]
pub struct HeatmapFold {
    units: UnitsAhead<1>,
    pass: Pass,
    /// Whether it is to be estimated what there was before sampling.
    is_weighted: bool,
}

#[derive(Debug, Clone)]
enum Pass {
    /// What there is to show, so far; then, how it is to be counted.
    Extent(HeatmapExtent, HeatmapOptions, FailureRule),
    /// Where there are units in it, so far.
    Gaps(HeatmapGaps, (HeatmapExtent, HeatmapOptions, FailureRule)),
    /// How many units are where, so far.
    Counts(HeatmapCounts),
}

impl HeatmapFold {
    /// A heatmap of no units yet. The rule says which of them fail.
    #[must_use]
    pub fn new(units: RowSet, options: &HeatmapOptions, rule: FailureRule) -> Self {
        let pass = Pass::Extent(HeatmapExtent::default(), *options, rule);
        Self { units: UnitsAhead::new([units]), pass, is_weighted: false }
    }

    /// The same, and estimates of what there was before sampling.
    #[must_use]
    pub fn weighted(self) -> Self {
        Self { is_weighted: true, ..self }
    }

    /// Goes on to the last pass, if there is a geometry for it.
    fn counting(
        units: UnitsAhead<1>,
        geometry: Result<HeatmapGeometry>,
        (rule, is_weighted): (FailureRule, bool),
    ) -> ControlFlow<Result<Heatmap>, Self> {
        match geometry {
            Ok(geometry) => {
                let counts = HeatmapCounts::new(geometry, rule);
                let counts = if is_weighted { counts.weighted() } else { counts };
                ControlFlow::Continue(Self { units, pass: Pass::Counts(counts), is_weighted })
            }
            Err(error) => ControlFlow::Break(Err(error)),
        }
    }
}

impl Fold for HeatmapFold {
    type Out = Result<Heatmap>;

    fn step(self, store: &Store, spans: u32) -> ControlFlow<Self::Out, Self> {
        let Self { mut units, pass, is_weighted } = self;
        match pass {
            Pass::Extent(mut extent, options, rule) => {
                if units.glance(spans, |_, unit| extent.add_one(store.spans(), unit)) {
                    let pass = Pass::Extent(extent, options, rule);
                    return ControlFlow::Continue(Self { units, pass, is_weighted });
                }
                units.begin_again();
                if options.leaves_out_gaps {
                    let gaps = HeatmapGaps::new(HeatmapGeometry::shown(&extent, &options));
                    let pass = Pass::Gaps(gaps, (extent, options, rule));
                    return ControlFlow::Continue(Self { units, pass, is_weighted });
                }
                Self::counting(units, HeatmapGeometry::plan(&extent, &options), (rule, is_weighted))
            }
            Pass::Gaps(mut gaps, (extent, options, rule)) => {
                if units.glance(spans, |_, unit| gaps.add_one(store.spans(), unit)) {
                    let pass = Pass::Gaps(gaps, (extent, options, rule));
                    return ControlFlow::Continue(Self { units, pass, is_weighted });
                }
                units.begin_again();
                let geometry = HeatmapGeometry::plan_without(&extent, &options, &gaps.found());
                Self::counting(units, geometry, (rule, is_weighted))
            }
            Pass::Counts(mut counts) => {
                let weight = |unit| if is_weighted { store.weights().of(unit) } else { 1.0 };
                if units.glance(spans, |_, unit| counts.add_one(store.spans(), unit, weight(unit))) {
                    return ControlFlow::Continue(Self { units, pass: Pass::Counts(counts), is_weighted });
                }
                ControlFlow::Break(Ok(counts.finish()))
            }
        }
    }
}
