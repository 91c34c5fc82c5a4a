//! Keys whose values are numbers: two small histograms each.

use std::fmt::Write;

use leptos::prelude::*;
use spanlens::analysis::{AttributeDiff, AttributeNumbers, Distribution};

use super::row::{q, score};
use crate::format;

/// The height of a histogram; each bar is ten wide.
const HEIGHT: f64 = 18.0;

/// All numeric keys, those that differ the most first.
pub(super) fn numbers(diff: &AttributeDiff) -> AnyView {
    view! {
        <section aria-labelledby="attributes-numbers">
            <h2 id="attributes-numbers">"Numbers"</h2>
            <table>
                <thead>
                    <tr>
                        <th scope="col" class="text">"Key, and its medians"</th>
                        <th scope="col" class="text">
                            <span class="mark selected" aria-hidden="true"></span>" Selection "
                            <span class="mark compared" aria-hidden="true"></span>" Baseline"
                        </th>
                        <th scope="col" title="The largest distance between the two distributions (Kolmogorov and Smirnov)">"KS"</th>
                    </tr>
                </thead>
                <tbody>{diff.numbers.iter().map(row).collect_view()}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn row(numbers: &AttributeNumbers) -> AnyView {
    let [least, most] =
        [numbers.bounds.first(), numbers.bounds.last()].map(|bound| format::decimal(bound.copied().unwrap_or(0.0)));
    let medians = format!("{} · {}", median(&numbers.selection), median(&numbers.baseline));
    let mark = if numbers.is_symptom { " (symptom)" } else { "" };
    view! {
        <tr>
            <th scope="row" class="text">
                <span class="signal">{format::signal_key(numbers.origin, &numbers.key)}<span class="number">{mark}</span></span>
                <span class="number">{medians}</span>
            </th>
            <td class="text histograms">
                {histogram("Selection", "selected", &numbers.selection)}
                {histogram("Baseline", "compared", &numbers.baseline)}
                <span class="scale-ends number"><span>{least}</span><span>{most}</span></span>
            </td>
            <td class="score">{score(numbers.distance)}<span class="number">{q(Some(numbers.q))}</span></td>
        </tr>
    }
    .into_any()
}

fn median(of: &Distribution) -> String {
    if of.count == 0 { "none".to_owned() } else { format::decimal(of.median) }
}

fn histogram(side: &str, kind: &'static str, of: &Distribution) -> AnyView {
    let label = format!("{side}: {} numbers, median {}", format::count(of.count), median(of));
    let width = of.bars.len().max(1) * 10;
    view! {
        <svg class=kind viewBox=format!("0 0 {width} {HEIGHT}") preserveAspectRatio="none" role="img" aria-label=label>
            <path d=path(&of.bars)></path>
        </svg>
    }
    .into_any()
}

/// The bars, the highest as high as there is room. Something is never drawn as nothing.
fn path(bars: &[u32]) -> String {
    let most = f64::from(bars.iter().copied().max().unwrap_or(0).max(1));
    let mut path = String::new();
    for (index, &count) in bars.iter().enumerate().filter(|&(_, &count)| count > 0) {
        let tall = (f64::from(count) / most * HEIGHT).max(1.5);
        // Writing to a string cannot fail.
        let _ = write!(path, "M{} {HEIGHT}v-{tall:.1}h9v{tall:.1}z", index * 10);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_bar_fills_the_height() {
        assert_eq!(path(&[]), "");
        assert_eq!(path(&[2, 0, 1000]), "M0 18v-1.5h9v1.5zM20 18v-18.0h9v18.0z");
    }
}
