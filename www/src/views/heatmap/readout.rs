//! What is said about one cell.

use leptos::prelude::*;
use spanlens::analysis::Heatmap;
use spanlens::store::Population;

use super::interaction::Interaction;
use crate::effect::reactive;
use crate::format::{self, Zone};
use crate::geometry::{Cell, Grid};
use crate::signals::Memo;
use crate::words::nouns;

/// What is said about one cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Readout {
    time: String,
    rows: String,
    /// The units with their noun, and how many of them in a second.
    units: String,
    rate: String,
    /// The failing ones and their share; nothing where none failed.
    errors: Option<String>,
    /// The share of units in view that are below the cell.
    faster: String,
    /// Where the number of units surely is, if it is an estimate.
    sure: Option<String>,
}

impl Readout {
    /// Reads a cell of what is shown.
    fn of(interaction: &Interaction, cell: Cell) -> Option<Self> {
        let state = interaction.session.state;
        let (population, zone, grid) = (state.population.get(), state.zone.get(), interaction.grid.get()?);
        interaction.heatmap.with(|answer| read(&answer.as_ref()?.heatmap, &grid, cell, population, zone))
    }

    /// Reads the cell of the keyboard's cursor.
    pub(super) fn at_cursor(interaction: &Interaction) -> Option<Self> {
        Self::of(interaction, interaction.cursor_cell()?)
    }

    /// In one sentence, for who does not see it.
    pub(super) fn sentence(&self) -> String {
        let errors = self.errors.as_ref().map(|errors| format!(", {errors}")).unwrap_or_default();
        format!("{}, {}: {}, {}{errors}", self.time, self.rows, self.units, self.rate)
    }
}

fn read(heatmap: &Heatmap, grid: &Grid, cell: Cell, population: Population, zone: Zone) -> Option<Readout> {
    let rows = heatmap.rows as usize;
    let index = cell.column * rows + cell.row;
    let (&count, &errors) = (heatmap.counts.get(index)?, heatmap.errors.get(index)?);
    let time = grid.time(cell.column);
    let below = heatmap.counts.chunks(rows.max(1)).flat_map(|column| column.iter().take(cell.row));
    let below = below.copied().fold(0, u32::saturating_add);
    let about = |text| format::about(heatmap.estimates.is_some(), text);
    let (one, many) = nouns(population);
    Some(Readout {
        time: format::zoned_time_range(time, zone),
        rows: match grid.rows.numbers(cell.row) {
            Some(range) => format::number_range(&range),
            None => format::duration_range(grid.rows.durations(cell.row)),
        },
        units: about(format::counted(count, one, many)),
        rate: about(format::rate_over(count, time)),
        errors: (errors > 0)
            .then(|| about(format!("{} failing ({})", format::count(errors), format::share(errors, count)))),
        faster: format!(
            "{} than {} of {many} in view",
            if grid.rows.number.is_some() { "more" } else { "slower" },
            about(format::share(below, heatmap.units))
        ),
        sure: heatmap.estimates.as_ref().map(|estimates| format::count_interval(estimates.counts.row(index))),
    })
}

/// The readout beside the pointer, or beside the keyboard's cursor.
#[component]
pub(super) fn ReadoutBox(interaction: Interaction) -> impl IntoView {
    let cell = move || interaction.pointed_cell().or_else(|| interaction.cursor_cell());
    let readout = Memo::new(move |_| Readout::of(&interaction, cell()?));
    let place = move || {
        let rect = interaction.grid.get()?.rect(cell()?);
        let (plot, (width, _)) = (interaction.layout.get()?.plot, interaction.size.get());
        let middle = plot.left + rect.left + rect.width / 2.0;
        // On the side where there is more room.
        let (side, gap) = if middle > width / 2.0 { ("-100%", -14.0) } else { ("0%", 14.0) };
        let top = (plot.top + rect.top).min(plot.top + plot.height - 96.0).max(0.0);
        Some(format!("translate({:.0}px, {top:.0}px) translateX({side})", middle + gap))
    };
    view! {
        <div class="readout" aria-hidden="true" class:hidden=move || readout.get().is_none() style:transform=place>
            {reactive(move || readout.get().map(|Readout { time, rows, units, rate, errors, faster, sure }| view! {
                <p><b>{units}</b>" · "{rate}</p>
                {sure.map(|sure| view! { <p class="quiet">{sure}</p> })}
                {errors.map(|errors| view! { <p class="errors">{errors}</p> })}
                <p>{time}</p>
                <p>{rows}</p>
                <p class="quiet">{faster}</p>
            }))}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use spanlens::units::TimeRange;

    use super::*;

    #[test]
    fn a_cell_is_read_with_its_rate_and_its_place_among_all() {
        let heatmap = Heatmap {
            range: TimeRange { from_ns: 0, to_ns: 120_000_000_000 },
            step_ns: 60_000_000_000,
            columns: 2,
            rows: 3,
            row_floors_ns: vec![0, 1_000_000, 10_000_000],
            counts: vec![0, 6, 1, 0, 2, 1],
            errors: vec![0, 0, 1, 0, 1, 0],
            units: 10,
            failing: 2,
            ..Heatmap::default()
        };
        let grid = Grid::new(&heatmap, 100.0, 100.0).unwrap();
        let at = |column, row| read(&heatmap, &grid, Cell { column, row }, Population::Requests, Zone::Utc).unwrap();
        let cell = at(0, 2);
        assert_eq!(cell.sentence(), "00:00–00:01 UTC, from 10 ms: 1 request, 0.0167/s, 1 failing (100 %)");
        assert_eq!((cell.rate.as_str(), cell.faster.as_str()), ("0.0167/s", "slower than 80.0 % of requests in view"));
        assert_eq!(at(0, 1).sentence(), "00:00–00:01 UTC, 1 ms – 10 ms: 6 requests, 0.1/s");
    }
}
