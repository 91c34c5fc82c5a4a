//! The heatmaps of groups that are shown one over the other.

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::analysis::{Heatmap, HeatmapOptions, NumberRange};
use spanlens::error::Failure;
use spanlens::protocol::{HeatmapAnswer, HeatmapQuestion};
use spanlens::units::{DurationRange, TimeRange};

use super::estimated::estimated;
use super::{follow_by, is_loaded, number_range};
use crate::geometry::{Aligned, Alignment};
use crate::session::Session;
use crate::words::{COMPARED, Zoom};

/// The least number of columns that can be asked for.
const FEWEST_COLUMNS: u32 = 2;

/// What is asked of each group, and what is shown of its answer.
#[derive(Debug, Clone)]
struct Wanted {
    question: HeatmapQuestion,
    zoom: Zoom,
}

/// Keeps these heatmaps up to date for as long as the owner lives.
pub(crate) fn follow_aligned(session: Session) {
    let state = session.state;
    let wanted = move || {
        let (population, filter, fail) = (state.population.get(), state.view_filter(), state.fail.get());
        let (zoom, (max_columns, max_rows)) = (state.zoom.get(), state.strip_cells.get()?);
        // What is left out of one group would be left out of the other, too: all time is shown.
        let number = state.shown_axis().map(NumberRange::all);
        let options = HeatmapOptions { max_columns, max_rows, number, ..HeatmapOptions::default() };
        let question =
            HeatmapQuestion { population, filter, fail, group: None, options, weighted: state.is_weighted() };
        (state.is_aligned() && is_loaded(session)).then_some(Wanted { question, zoom })
    };
    let ask = async move |wanted| align(session, wanted).await;
    follow_by(session, wanted, ask, |state, aligned| state.aligned.set(aligned.map(Arc::new)));
}

/// Asks for all of each group first, as axes have to hold all of them, and then for what is shown.
async fn align(session: Session, Wanted { question, zoom }: Wanted) -> Result<Option<Aligned>, Failure> {
    let ask = async |group: &str, options: HeatmapOptions| {
        session.ask(HeatmapQuestion { group: Some(group.to_owned()), options, ..question.clone() }).await.map(estimated)
    };
    let mut wholes = Vec::new();
    for group in COMPARED {
        wholes.push(ask(group, question.options.clone()).await?.heatmap);
    }
    let ranges: Vec<Option<TimeRange>> = wholes.iter().map(|map| (map.units > 0).then_some(map.range)).collect();
    let Some(alignment) = Alignment::of(&ranges) else { return Ok(None) };
    let durations = zoom.durations.or_else(|| all_durations(&wholes));
    let numbers = zoom.numbers.or_else(|| all_numbers(&wholes));
    let number = question.options.number.clone().map(|of_all| number_range(of_all.of, numbers));
    let mut max_columns = question.options.max_columns;
    loop {
        let mut answers = Vec::new();
        for (at, group) in COMPARED.into_iter().enumerate() {
            let view = Some(alignment.of_group(at, zoom.time));
            let options =
                HeatmapOptions { view, durations, number: number.clone(), max_columns, ..question.options.clone() };
            answers.push(ask(group, options).await?);
        }
        // Columns begin at multiples of their width. So one group can need a column more than another, and then does not fit.
        let mut pairs = answers.windows(2);
        if max_columns <= FEWEST_COLUMNS || pairs.all(|pair| pair[0].heatmap.step_ns == pair[1].heatmap.step_ns) {
            return Ok(Some(side_by_side(alignment, answers)));
        }
        max_columns -= 1;
    }
}

/// All durations of some heatmaps that have units.
fn all_durations(maps: &[Heatmap]) -> Option<DurationRange> {
    let bounds = || maps.iter().filter(|map| map.units > 0).filter_map(|map| map.row_floors_ns.get(1..));
    let min_ns = bounds().filter_map(|floors_ns| floors_ns.first()).min()?;
    let max_ns = bounds().filter_map(|floors_ns| floors_ns.last()).max()?;
    Some(DurationRange { min_ns: *min_ns, max_ns: Some(*max_ns) })
}

/// All numbers of some heatmaps that have units, where rows are of a number.
fn all_numbers(maps: &[Heatmap]) -> Option<(f64, f64)> {
    let with_units = maps.iter().filter(|map| map.units > 0);
    let ranges = with_units.filter_map(|map| {
        let bounds = &map.numbers.as_ref()?.bounds;
        Some((*bounds.first()?, *bounds.last()?))
    });
    ranges.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).filter(|(min, max)| min < max)
}

/// Gives all of them one scale of colours, so that equal counts look equal.
fn side_by_side(alignment: Alignment, mut answers: Vec<HeatmapAnswer>) -> Aligned {
    let color_cap = answers.iter().map(|answer| answer.heatmap.color_cap).max().unwrap_or_default();
    for answer in &mut answers {
        answer.heatmap.color_cap = color_cap;
    }
    let errors = answers.iter().flat_map(|answer| answer.heatmap.column_errors.iter().copied());
    let most_errors = errors.max().unwrap_or_default();
    Aligned { alignment, strips: answers.into_iter().map(Arc::new).collect(), most_errors }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_counts_look_equal() {
        let answer = |color_cap, errors: &[u32]| HeatmapAnswer {
            heatmap: Heatmap { color_cap, column_errors: errors.to_vec(), ..Heatmap::default() },
            provisional: false,
            rounded: false,
        };
        let alignment = Alignment::of(&[None, Some(TimeRange { from_ns: 0, to_ns: 9 })]).unwrap();
        let aligned = side_by_side(alignment, vec![answer(3, &[1, 0]), answer(8, &[0, 4])]);
        assert_eq!(aligned.strips.iter().map(|strip| strip.heatmap.color_cap).collect::<Vec<_>>(), [8, 8]);
        assert_eq!(aligned.most_errors, 4);
    }

    #[test]
    fn an_axis_holds_the_durations_of_all_groups() {
        let map = |units, floors_ns: &[u64]| Heatmap { units, row_floors_ns: floors_ns.to_vec(), ..Heatmap::default() };
        let maps = [map(5, &[0, 20, 40]), map(2, &[0, 10, 30]), map(0, &[0, 1, 99])];
        assert_eq!(all_durations(&maps), Some(DurationRange { min_ns: 10, max_ns: Some(40) }));
        assert_eq!(all_durations(&maps[2..]), None);
    }
}
