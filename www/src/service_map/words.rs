//! What is said of the map, of a node and of an edge.

use spanlens::analysis::{MapNode, MapNumbers, NodeKind, ServiceMap};

use super::{Found, is_compared, name, weight_ns};
use crate::format::{self, service_name};

/// What a node is called, also where its service is unknown.
pub(crate) fn node_title(node: &MapNode) -> String {
    service_name(&node.name).to_owned()
}

/// What an edge is called.
pub(crate) fn edge_title(map: &ServiceMap, from: u32, to: u32) -> String {
    format!("{} → {}", service_name(name(map, from)), service_name(name(map, to)))
}

/// What a node is, where it is no service.
pub(crate) fn kind(kind: NodeKind) -> Option<&'static str> {
    match kind {
        NodeKind::Service => None,
        NodeKind::Database => Some("database"),
        NodeKind::Queue => Some("queue"),
        NodeKind::External => Some("external"),
    }
}

/// The first sentence: where most of the time goes, or what changed most. `nouns` are the words for one unit and for many.
pub(crate) fn headline(map: &ServiceMap, (one, many): (&str, &str)) -> (String, String) {
    if map.selection.units == 0 {
        return (format!("There are no {many} here."), format!("Choose a part of the heatmap that has some {many}."));
    }
    let nodes = map.nodes.iter().map(|node| (node_title(node), &node.selection, node.change_ns));
    let edges = map.edges.iter().map(|edge| (edge_title(map, edge.from, edge.to), &edge.selection, edge.change_ns));
    let weighed = nodes.chain(edges).map(|(title, selection, change_ns)| (title, weight_ns(map, selection, change_ns)));
    // Of equal weights the first.
    let heaviest = weighed.reduce(|first, other| if other.1 > first.1 { other } else { first });
    let (title, ns) = heaviest.unwrap_or_default();
    let size = format!(
        "{} and {} between them.",
        format::counted(count(map.nodes.len()), "service or peer", "services and peers"),
        format::counted(count(map.edges.len()), "kind of call", "kinds of calls")
    );
    let mean = format::mean_duration(map.selection.mean_ns);
    match map.baseline {
        Some(baseline) if is_compared(map) => {
            let delta = format::signed_duration(map.selection.mean_ns - baseline.mean_ns);
            let mix = format::signed_duration(map.mix_ns);
            let means = format!("The mean changed by {delta}, {mix} of it is the mix of {many}. {size}");
            let lead = if ns > 0.0 {
                format!("{title}: {} per {one} on the critical path.", format::signed_duration(ns))
            } else {
                "Nothing takes longer.".to_owned()
            };
            (lead, means)
        }
        _ => (format!("{title}: {} of the {mean} per {one}.", format::mean_duration(ns)), size),
    }
}

/// The second line of a node, and what stands beside an edge: its time or its change, and what fails.
pub(crate) fn short(is_compared: bool, weight_ns: f64, calls: (u32, u32)) -> String {
    let time = if is_compared { format::signed_duration(weight_ns) } else { format::mean_duration(weight_ns) };
    failing(time, calls)
}

/// Words, and after them how many of the calls fail, if any do.
pub(crate) fn failing(words: String, (calls, failing): (u32, u32)) -> String {
    if failing == 0 { words } else { format!("{words} · {} fail", format::share(failing, calls)) }
}

/// Names of numbers, with the selection's and the baseline's.
pub(super) type Facts = Vec<(&'static str, String, Option<String>)>;

/// All that is known of a node or an edge. `one` is the word for a unit.
pub(crate) fn facts(map: &ServiceMap, found: Found, one: &'static str) -> Facts {
    let (selection, baseline) = (found.selection(), found.baseline());
    let of = |name: &'static str, text: &dyn Fn(&MapNumbers, u32) -> String| {
        let units = map.baseline.map_or(0, |side| side.units);
        (name, text(selection, map.selection.units), baseline.map(|baseline| text(baseline, units)))
    };
    let calls_each: &'static str = if one == "request" { "Calls per request" } else { "Calls per unit" };
    let mut facts = vec![
        of("On the critical path", &|numbers, _| format::mean_duration(numbers.path_ns)),
        of("Calls", &|numbers, _| format::count(numbers.calls)),
        of(calls_each, &|numbers, _| format::mean_count(numbers.calls_per_unit)),
        of("Failing", &|numbers, _| format::share(numbers.failing, numbers.calls)),
        of("p50", &|numbers, _| duration(numbers, numbers.p50_ns)),
        of("p95", &|numbers, _| duration(numbers, numbers.p95_ns)),
        of("Goes through", &|numbers, units| format::share(numbers.units, units)),
    ];
    if let Some(change_ns) = found.change_ns().filter(|_| is_compared(map)) {
        facts.insert(0, ("Change at the same mix", format::signed_duration(change_ns), None));
    }
    if let Found::Node(node) = found
        && let Some(kind) = kind(node.kind)
    {
        facts.insert(0, ("Known by its callers", kind.to_owned(), None));
    }
    if matches!(found, Found::Edge(edge) if edge.is_messages) {
        facts.insert(0, ("Messages", "nobody waits for an answer".to_owned(), None));
    }
    facts
}

/// A duration of calls, of which there may be none.
fn duration(numbers: &MapNumbers, ns: u64) -> String {
    if numbers.calls == 0 { "–".to_owned() } else { format::duration(ns) }
}

/// A filter with another one added to it.
pub(crate) fn with_filter(filter: &str, added: &str) -> String {
    if filter.trim().is_empty() { added.to_owned() } else { format!("({}) && ({added})", filter.trim()) }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use spanlens::filter::Filter;

    use super::super::tests::compared;
    use super::*;

    #[test]
    fn the_heaviest_is_said_first() {
        let map = compared();
        let (lead, size) = headline(&map, ("request", "requests"));
        assert_eq!(lead, "cart → redis: +290 ms per request on the critical path.");
        let means = "The mean changed by +290 ms, 0 of it is the mix of requests. ";
        assert_eq!(size, format!("{means}3 services and peers and 2 kinds of calls between them."));
        let plain = ServiceMap { baseline: None, ..map };
        assert_eq!(headline(&plain, ("request", "requests")).0, "cart → redis: 300 ms of the 330 ms per request.");
        assert!(headline(&ServiceMap::default(), ("request", "requests")).0.contains("no requests"));
    }

    #[test]
    fn a_short_text_has_the_time_and_what_fails() {
        assert_eq!(short(true, 290e6, (4, 1)), "+290 ms · 25.0 % fail");
        assert_eq!(short(false, 290e6, (4, 0)), "290 ms");
    }

    #[test]
    fn filters_are_joined_so_that_both_hold() {
        for (filter, added) in [("", "{ name = `a` }"), ("{ } || { }", "{ name = `a` } > { } || { }")] {
            assert!(Filter::parse(&with_filter(filter, added)).is_ok());
        }
    }
}
