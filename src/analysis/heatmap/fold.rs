//! A heatmap in steps: the number of each unit where rows are of one, what there is to show, where gaps are if these are to be left out, then how many units are where.

use std::ops::ControlFlow;

use super::{Heatmap, HeatmapCounts, HeatmapExtent, HeatmapGaps, HeatmapGeometry, HeatmapOptions};
use crate::analysis::number_lattice::NumberExtent;
use crate::analysis::units_ahead::UnitsAhead;
use crate::analysis::{Fold, UnitNumbers, UnitNumbersFold};
use crate::error::Result;
use crate::store::{RowSet, Store};
use crate::units::{FailureRule, TimeRange};

/// A heatmap in the making.
#[derive(Debug)]
pub struct HeatmapFold {
    units: UnitsAhead<1>,
    pass: Pass,
    asked: Asked,
    numbers: Option<Numbers>,
}

/// What is asked for.
#[derive(Debug)]
struct Asked {
    options: HeatmapOptions,
    /// Which units fail.
    rule: FailureRule,
    /// Whether it is to be estimated what there was before sampling.
    is_weighted: bool,
}

/// The numbers of all units, where rows are of a number.
#[derive(Debug)]
struct Numbers {
    of_units: UnitNumbers,
    extent: NumberExtent,
    /// The place of the next unit among all units.
    next: usize,
}

#[derive(Debug)]
enum Pass {
    /// What number each unit has.
    Numbers(UnitNumbersFold),
    /// What there is to show, so far.
    Extent(HeatmapExtent),
    /// Where there are units in it, so far.
    Gaps(HeatmapGaps, HeatmapExtent),
    /// How many units are where, so far.
    Counts(Box<HeatmapCounts>),
}

impl HeatmapFold {
    /// A heatmap of no units yet. The rule says which of them fail.
    #[must_use]
    pub fn new(store: &Store, units: RowSet, options: &HeatmapOptions, rule: FailureRule) -> Self {
        let pass = match &options.number {
            Some(number) => Pass::Numbers(UnitNumbersFold::new(store, units.clone(), &number.of)),
            None => Pass::Extent(HeatmapExtent::default()),
        };
        let asked = Asked { options: options.clone(), rule, is_weighted: false };
        Self { units: UnitsAhead::new([units]), pass, asked, numbers: None }
    }

    /// The same, and estimates of what there was before sampling.
    #[must_use]
    pub fn weighted(self) -> Self {
        Self { asked: Asked { is_weighted: true, ..self.asked }, ..self }
    }
}

impl Asked {
    /// The last pass, if there is a geometry for it.
    fn counting(&self, extent: &HeatmapExtent, gaps: &[TimeRange], numbers: Option<&Numbers>) -> Result<Pass> {
        let geometry = match self.options.number.as_ref().zip(numbers) {
            Some((number, Numbers { extent: of_numbers, .. })) => {
                HeatmapGeometry::plan_numbers(extent, &self.options, gaps, (number, of_numbers))
            }
            None => HeatmapGeometry::plan_without(extent, &self.options, gaps),
        }?;
        let counts = HeatmapCounts::new(geometry, self.rule);
        Ok(Pass::Counts(Box::new(if self.is_weighted { counts.weighted() } else { counts })))
    }
}

impl Numbers {
    fn new(of_units: UnitNumbers) -> Self {
        Self { of_units, extent: NumberExtent::default(), next: 0 }
    }

    /// The number of the next unit, NaN where it has none.
    #[inline]
    fn take(&mut self) -> f64 {
        let number = self.of_units.at(self.next);
        self.next += 1;
        number
    }
}

impl Fold for HeatmapFold {
    type Out = Result<Heatmap>;

    fn step(self, store: &Store, spans: u32) -> ControlFlow<Self::Out, Self> {
        let Self { mut units, pass, asked, mut numbers } = self;
        let passed = match pass {
            Pass::Numbers(fold) => match fold.step(store, spans) {
                ControlFlow::Continue(fold) => Ok(Pass::Numbers(fold)),
                ControlFlow::Break(of_units) => {
                    numbers = Some(Numbers::new(of_units));
                    Ok(Pass::Extent(HeatmapExtent::default()))
                }
            },
            Pass::Extent(mut extent) => {
                let is_under_way = match &mut numbers {
                    Some(numbers) => units.glance(spans, |_, unit| {
                        extent.add_one(store.spans(), unit);
                        let number = numbers.take();
                        numbers.extent.add(number);
                    }),
                    None => units.glance(spans, |_, unit| extent.add_one(store.spans(), unit)),
                };
                if is_under_way {
                    Ok(Pass::Extent(extent))
                } else {
                    units.begin_again();
                    if let Some(numbers) = &mut numbers {
                        numbers.next = 0;
                    }
                    if asked.options.leaves_out_gaps {
                        let gaps = HeatmapGaps::new(HeatmapGeometry::shown(&extent, &asked.options));
                        Ok(Pass::Gaps(gaps, extent))
                    } else {
                        asked.counting(&extent, &[], numbers.as_ref())
                    }
                }
            }
            Pass::Gaps(mut gaps, extent) => {
                if units.glance(spans, |_, unit| gaps.add_one(store.spans(), unit)) {
                    Ok(Pass::Gaps(gaps, extent))
                } else {
                    units.begin_again();
                    asked.counting(&extent, &gaps.found(), numbers.as_ref())
                }
            }
            Pass::Counts(mut counts) => {
                let weight = |unit| if asked.is_weighted { store.weights().of(unit) } else { 1.0 };
                let is_under_way = match &mut numbers {
                    Some(numbers) => units.glance(spans, |_, unit| {
                        counts.add_number(store.spans(), unit, (numbers.take(), weight(unit)));
                    }),
                    None => units.glance(spans, |_, unit| counts.add_one(store.spans(), unit, weight(unit))),
                };
                if !is_under_way {
                    return ControlFlow::Break(Ok(counts.finish()));
                }
                Ok(Pass::Counts(counts))
            }
        };
        match passed {
            Ok(pass) => ControlFlow::Continue(Self { units, pass, asked, numbers }),
            Err(error) => ControlFlow::Break(Err(error)),
        }
    }
}
