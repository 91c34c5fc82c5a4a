//! The heatmap as a short table over time, for who does not see it.

use leptos::prelude::*;
use spanlens::analysis::Heatmap;

use super::interaction::Interaction;
use crate::effect::reactive;
use crate::format::{self, Zone};
use crate::words::nouns;

/// How many rows can be listened to.
const ROWS: u32 = 12;

/// Units, rates and failures by time.
#[component]
pub(super) fn TimeTable(interaction: Interaction) -> impl IntoView {
    let state = interaction.session.state;
    let many = move || nouns(state.population.get()).1;
    let rows = move || {
        interaction.heatmap.with(|answer| answer.as_ref().map(|answer| rows(&answer.heatmap, state.zone.get()))).map(
            |rows| {
                let row = |[time, count, rate, failing]: [String; 4]| {
                    view! { <tr><th scope="row">{time}</th><td>{count}</td><td>{rate}</td><td>{failing}</td></tr> }
                };
                rows.into_iter().map(row).collect_view()
            },
        )
    };
    view! {
        <div class="sr-only">
            <table>
                <caption>{reactive(move || format!("The heatmap by time, {}{}", many(), interaction.of_group()))}</caption>
                <thead>
                    <tr><th scope="col">"Time"</th><th scope="col">"Count"</th><th scope="col">"Rate"</th><th scope="col">"Failing"</th></tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// Time, count, rate and failures of a few runs of columns.
fn rows(map: &Heatmap, zone: Zone) -> Vec<[String; 4]> {
    let each = map.columns.div_ceil(ROWS).max(1);
    let runs = (0..map.columns).step_by(each as usize).map(|from| from..from.saturating_add(each).min(map.columns));
    runs.map(|run| {
        let time = map.time_of(run.clone());
        let sum = |column: &[u32]| {
            column
                .get(run.start as usize..run.end as usize)
                .map_or(0, |part| part.iter().copied().fold(0, u32::saturating_add))
        };
        let (count, failing): (u32, u32) = (sum(&map.column_counts), sum(&map.column_errors));
        let about = |text| format::about(map.estimates.is_some(), text);
        [
            format::zoned_time_range(time, zone),
            about(format::count(count)),
            about(format::rate_over(count, time)),
            about(format::count(failing)),
        ]
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use spanlens::units::TimeRange;

    use super::*;

    #[test]
    fn columns_are_added_up_to_a_few_rows() {
        const MINUTE: u64 = 60_000_000_000;
        let map = Heatmap {
            range: TimeRange { from_ns: 0, to_ns: 25 * MINUTE },
            step_ns: MINUTE,
            columns: 25,
            column_counts: vec![2; 25],
            column_errors: (0..25).map(|column| u32::from(column == 24)).collect(),
            ..Heatmap::default()
        };
        let rows = rows(&map, Zone::Utc);
        assert_eq!(rows.len(), 9);
        assert_eq!(rows[0], ["00:00–00:03 UTC", "6", "0.0333/s", "0"].map(str::to_owned));
        assert_eq!(rows[8], ["00:24–00:25 UTC", "2", "0.0333/s", "1"].map(str::to_owned));
        assert!(super::rows(&Heatmap::default(), Zone::Utc).is_empty());
    }
}
