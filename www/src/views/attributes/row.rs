//! One value, one pair, one id-like key, with its shares on both sides.

use leptos::prelude::*;
use spanlens::analysis::{
    AttributeDiff, AttributeIds, AttributePair, AttributeSignal, Estimate, SameSignal, Signal, SignalCounts,
    SignalEstimates,
};

use super::exact::ExactCounts;
use super::signal::signal;
use crate::effect::reactive;
use crate::format;
use crate::signals::RwSignal;
use crate::views::shares::bar;

/// A value, and below it what has the same units, or exactly the others.
pub(super) fn value_row(diff: &AttributeDiff, row: &AttributeSignal, exact: ExactCounts) -> AnyView {
    let same = (row.same_count > 0).then(|| same(row));
    view! {
        <tr>
            <th scope="row" class="text">{signal(&row.signal)}{exact.of(&row.signal)}{same}</th>
            {shares(diff, &row.counts)}
            <td class="score">{score(row.score)}<span class="number">{q(row.q)}</span></td>
        </tr>
    }
    .into_any()
}

/// Two values that are in the same units.
pub(super) fn pair_row(diff: &AttributeDiff, pair: &AttributePair) -> AnyView {
    let of = |row: u32| diff.values.get(row as usize).map(|row| signal(&row.signal));
    view! {
        <tr>
            <th scope="row" class="text">{of(pair.first)}<span class="number">" and "</span>{of(pair.second)}</th>
            {shares(diff, &pair.counts)}
            <td class="score">{score(pair.score)}</td>
        </tr>
    }
    .into_any()
}

/// A key with a value for nearly every unit: how many there are, and those that are not alone.
pub(super) fn id_row(diff: &AttributeDiff, ids: &AttributeIds) -> AnyView {
    let values = ids.values.iter().map(|(value, counts)| shared(value, counts)).collect_view();
    view! {
        <tr>
            <th scope="row" class="text">
                <span class="signal">{format::signal_key(ids.origin, &ids.key)}</span>
                <span class="number">{format!("{} distinct", format::count(ids.distinct))}</span>
                {values}
            </th>
            {shares(diff, &ids.counts)}
            <td class="score"></td>
        </tr>
    }
    .into_any()
}

fn shared(value: &Signal, counts: &SignalCounts) -> AnyView {
    let units = format!(" in {} and {}", format::count(counts.selection), format::count(counts.baseline));
    view! { <span class="line">{signal(value)}<span class="number">{units}</span></span> }.into_any()
}

/// Both shares, as bars below each other, with their numbers.
fn shares(diff: &AttributeDiff, counts: &SignalCounts) -> AnyView {
    let side = |name: &'static str, kind: &'static str, (count, all, share): (u32, u32, f64)| {
        view! {
            <span class="side">
                <span class="sr-only">{name}</span>
                {bar(share, kind)}
                <span>{format::share(count, all)}</span>
                <span class="number">{format::count(count)}</span>
            </span>
        }
        .into_any()
    };
    let SignalCounts { selection, baseline, selection_share, baseline_share, estimates } = *counts;
    if let Some(estimates) = estimates {
        return estimated(estimates);
    }
    view! {
        <td class="text shares">
            {side("Selection ", "selected", (selection, diff.selection, selection_share))}
            {side("Baseline ", "compared", (baseline, diff.baseline, baseline_share))}
        </td>
    }
    .into_any()
}

/// The same of what there was before sampling.
fn estimated(estimates: SignalEstimates) -> AnyView {
    let side = |name: &'static str, kind: &'static str, (count, share): (f64, Estimate)| {
        let count = Estimate { value: count, ..Estimate::default() };
        view! {
            <span class="side" title=format::share_interval(share)>
                <span class="sr-only">{name}</span>
                {bar(share.value, kind)}
                <span>{format::about_share(share)}</span>
                <span class="number">{format::about_count(count)}</span>
            </span>
        }
        .into_any()
    };
    let SignalEstimates { selection, baseline, selection_share, baseline_share } = estimates;
    view! {
        <td class="text shares">
            {side("Selection ", "selected", (selection, selection_share))}
            {side("Baseline ", "compared", (baseline, baseline_share))}
        </td>
    }
    .into_any()
}

/// What else says the same, once it is asked for.
fn same(row: &AttributeSignal) -> AnyView {
    let is_open = RwSignal::new(false);
    let (others, count) = (StoredValue::new(row.same.clone()), row.same_count);
    let list = move || {
        let line = |same: &SameSignal| {
            let words = if same.is_complement { "exactly the others: " } else { "" };
            view! { <li><span class="number">{words}</span>{signal(&same.signal)}</li> }
        };
        let told = others.with_value(|others| others.iter().map(line).collect_view());
        let left = count.saturating_sub(u32::try_from(others.with_value(Vec::len)).unwrap_or(u32::MAX));
        let left = (left > 0).then(|| view! { <li class="number">{format!("and {} more", format::count(left))}</li> });
        view! { <ul>{told}{left}</ul> }.into_any()
    };
    view! {
        <button type="button" class="more" aria-expanded=move || is_open.get().to_string() on:click=move |_| is_open.update(|open| *open = !*open)>
            {format!("{} more {} the same", format::count(count), if count == 1 { "says" } else { "say" })}
        </button>
        {reactive(move || is_open.get().then(list))}
    }
    .into_any()
}

/// To two decimals.
pub(super) fn score(score: f64) -> String {
    format!("{score:.2}")
}

/// The share of false discoveries, as far as it is of interest.
pub(super) fn q(q: Option<f64>) -> String {
    match q {
        None => "too few".to_owned(),
        Some(..0.0001) => "q < 0.0001".to_owned(),
        Some(q) => format!("q {q:.4}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_false_discoveries_is_short() {
        assert_eq!(q(None), "too few");
        assert_eq!(q(Some(0.0)), "q < 0.0001");
        assert_eq!(q(Some(0.012_34)), "q 0.0123");
        assert_eq!(q(Some(1.0)), "q 1.0000");
    }
}
