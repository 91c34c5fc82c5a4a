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
        Self { units: UnitsAhead::new([units]), pass: Pass::Extent(HeatmapExtent::default(), *options, rule) }
    }

    /// Goes on to the last pass, if there is a geometry for it.
    fn counting(
        units: UnitsAhead<1>,
        geometry: Result<HeatmapGeometry>,
        rule: FailureRule,
    ) -> ControlFlow<Result<Heatmap>, Self> {
        match geometry {
            Ok(geometry) => {
                ControlFlow::Continue(Self { units, pass: Pass::Counts(HeatmapCounts::new(geometry, rule)) })
            }
            Err(error) => ControlFlow::Break(Err(error)),
        }
    }
}

impl Fold for HeatmapFold {
    type Out = Result<Heatmap>;

    fn step(self, store: &Store, spans: u32) -> ControlFlow<Self::Out, Self> {
        let Self { mut units, pass } = self;
        match pass {
            Pass::Extent(mut extent, options, rule) => {
                if units.glance(spans, |_, unit| extent.add_one(store.spans(), unit)) {
                    return ControlFlow::Continue(Self { units, pass: Pass::Extent(extent, options, rule) });
                }
                units.begin_again();
                if options.leaves_out_gaps {
                    let gaps = HeatmapGaps::new(HeatmapGeometry::shown(&extent, &options));
                    return ControlFlow::Continue(Self { units, pass: Pass::Gaps(gaps, (extent, options, rule)) });
                }
                Self::counting(units, HeatmapGeometry::plan(&extent, &options), rule)
            }
            Pass::Gaps(mut gaps, (extent, options, rule)) => {
                if units.glance(spans, |_, unit| gaps.add_one(store.spans(), unit)) {
                    return ControlFlow::Continue(Self { units, pass: Pass::Gaps(gaps, (extent, options, rule)) });
                }
                units.begin_again();
                Self::counting(units, HeatmapGeometry::plan_without(&extent, &options, &gaps.found()), rule)
            }
            Pass::Counts(mut counts) => {
                if units.glance(spans, |_, unit| counts.add_one(store.spans(), unit)) {
                    return ControlFlow::Continue(Self { units, pass: Pass::Counts(counts) });
                }
                ControlFlow::Break(Ok(counts.finish()))
            }
        }
    }
}
