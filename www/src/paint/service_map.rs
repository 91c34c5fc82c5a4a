//! The service map as shapes, which the page and files have alike.

mod svg;

use std::fmt::Write;

use spanlens::analysis::{NodeKind, ServiceMap};

use super::flame::FlameColors;
use crate::format;
use crate::geometry::Rect;
use crate::geometry::layered::{BOX_PX, Layered, Way};
use crate::service_map::{Shown, ShownEdge, ShownNode, edge_title, failing, kind, node_title, short};
use spanlens::sort::sort_by;

pub(crate) use svg::{MapSheet, write_map_svg};

/// How many letters of a name there is room for.
const LETTERS: usize = 23;
/// The thinnest and the thickest line.
const LINE_PX: (f64, f64) = (1.25, 6.0);
/// How many edges have their time beside them.
const LABELLED: usize = 8;
/// How long the head of an arrow is, and how high half of it.
const HEAD_PX: (f64, f64) = (8.0, 4.5);

/// All that is drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct MapDrawing {
    pub(crate) boxes: Vec<MapBox>,
    pub(crate) lines: Vec<MapLine>,
    pub(crate) width_px: f64,
    pub(crate) height_px: f64,
}

/// A node.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MapBox {
    pub(crate) rect: Rect,
    /// The colour of its change, if it has one.
    pub(crate) fill: Option<String>,
    /// The part of it that shows its time where nothing is compared.
    pub(crate) bar: Rect,
    pub(crate) title: String,
    /// The name as far as there is room.
    pub(crate) name: String,
    pub(crate) facts: String,
    /// Whether it records no spans, or stands for several.
    pub(crate) is_outline: bool,
}

/// An edge.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MapLine {
    /// The commands of its way.
    pub(crate) path: String,
    /// The commands of the head of its arrow.
    pub(crate) head: String,
    /// The colour of its change, if it has one.
    pub(crate) stroke: Option<String>,
    pub(crate) width_px: f64,
    /// Whether it is drawn with dashes: messages, and what closes a cycle.
    pub(crate) dashes: &'static str,
    pub(crate) title: String,
    /// What stands beside it, and where the middle of that is.
    pub(crate) label: Option<(String, f64, f64)>,
}

impl MapDrawing {
    pub(crate) fn of(map: &ServiceMap, shown: &Shown, layered: &Layered, colors: &FlameColors) -> Self {
        let boxes = shown.nodes.iter().zip(&layered.corners).map(|(node, &at)| a_box(map, shown, (node, at), colors));
        let labelled = labelled(shown);
        let lines = shown.edges.iter().zip(&layered.ways).enumerate().map(|(at, (edge, way))| {
            let label = labelled.contains(&at).then(|| short(shown.is_compared, edge.weight_ns, edge.calls));
            a_line(map, shown, (edge, way), (label, colors))
        });
        Self {
            boxes: boxes.collect(),
            lines: lines.collect(),
            width_px: layered.width_px,
            height_px: layered.height_px,
        }
    }
}

/// The heaviest edges, of those that can be told from nothing.
fn labelled(shown: &Shown) -> Vec<usize> {
    let weight = |at: usize| shown.edges[at].weight_ns.abs();
    let mut order: Vec<usize> =
        (0..shown.edges.len()).filter(|&at| shown.strength(shown.edges[at].weight_ns).is_some()).collect();
    sort_by(&mut order, |&a, &b| weight(b).total_cmp(&weight(a)).then(a.cmp(&b)));
    order.truncate(LABELLED);
    order
}

fn a_box(
    map: &ServiceMap,
    shown: &Shown,
    (node, (left, top)): (&ShownNode, (f64, f64)),
    colors: &FlameColors,
) -> MapBox {
    let one = match node.of.as_slice() {
        [one] => map.nodes.get(*one),
        _ => None,
    };
    let name = one.map_or_else(|| format!("{} others", format::count(node.of.len() as u64)), node_title);
    let strength = shown.strength(node.weight_ns);
    let fill = strength.filter(|_| shown.is_compared).map(|strength| colors.of_change(Some(strength)).to_owned());
    let share = if shown.is_compared { 0.0 } else { strength.unwrap_or(0.0).clamp(0.0, 1.0) };
    // A peer records no time of its own.
    let facts = match one.and_then(|node| kind(node.kind)) {
        Some(kind) => failing(kind.to_owned(), node.calls),
        None => short(shown.is_compared, node.weight_ns, node.calls),
    };
    let sign = one.map_or("", |node| match &node.baseline {
        Some(baseline) if shown.is_compared && baseline.units == 0 => "+ ",
        Some(_) if shown.is_compared && node.selection.units == 0 => "− ",
        _ => "",
    });
    MapBox {
        rect: Rect { left, top, width: BOX_PX.0, height: BOX_PX.1 },
        fill,
        bar: Rect { left: left + 1.0, top: top + BOX_PX.1 - 5.0, width: (BOX_PX.0 - 2.0) * share, height: 4.0 },
        title: format!("{name}: {facts}"),
        name: cut(&format!("{sign}{name}")),
        facts,
        is_outline: one.is_none_or(|node| node.kind != NodeKind::Service),
    }
}

fn a_line(
    map: &ServiceMap,
    shown: &Shown,
    (edge, way): (&ShownEdge, &Way),
    (label, colors): (Option<String>, &FlameColors),
) -> MapLine {
    let strength = shown.strength(edge.weight_ns);
    let size = strength.map_or(0.0, f64::abs);
    let (from, to) = edge.ends;
    let name = |place: usize| match shown.nodes[place].of.as_slice() {
        [one] => map.nodes.get(*one).map_or_else(String::new, node_title),
        several => format!("{} others", format::count(several.len() as u64)),
    };
    let title = match edge.of.as_slice() {
        [one] => map.edges.get(*one).map_or_else(String::new, |edge| edge_title(map, edge.from, edge.to)),
        _ => format!("{} → {}", name(from), name(to)),
    };
    let cycle = if way.is_back { ", closes a cycle" } else { "" };
    let facts = short(shown.is_compared, edge.weight_ns, edge.calls);
    let (path, head) = commands(&way.points, way.is_back);
    MapLine {
        path,
        head,
        stroke: strength.filter(|_| shown.is_compared).map(|strength| colors.of_change(Some(strength)).to_owned()),
        width_px: LINE_PX.0 + (LINE_PX.1 - LINE_PX.0) * size,
        dashes: match (way.is_back, edge.is_messages) {
            (true, _) => "7 4",
            (false, true) => "2 4",
            (false, false) => "",
        },
        title: format!("{title}: {facts}{cycle}"),
        label: label.map(|label| {
            let (x, y) = middle(&way.points);
            (label, x, y)
        }),
    }
}

/// The middle of a way, a little above it.
fn middle(points: &[(f64, f64)]) -> (f64, f64) {
    match points {
        [] => (0.0, 0.0),
        [(x, y)] => (*x, y - 24.0),
        points => {
            let at = points.len() / 2;
            let (a, b) = (points[at - 1], points[at]);
            (a.0.midpoint(b.0), a.1.midpoint(b.1) - 8.0)
        }
    }
}

/// A smooth way through points, and the head of its arrow.
fn commands(points: &[(f64, f64)], is_back: bool) -> (String, String) {
    let px = |number: f64| format!("{number:.1}");
    let [head_px, half_px] = [HEAD_PX.0, HEAD_PX.1];
    if let [(x, y)] = points {
        // From the node to itself, above it.
        let (left, right) = (px(x - 18.0), px(x + 18.0));
        let path = format!(
            "M{left} {y}C{left} {top} {right} {top} {right} {end}",
            y = px(*y),
            top = px(y - 24.0),
            end = px(y - head_px)
        );
        let head = format!(
            "M{} {}h{}l-{half} {head}z",
            px(x + 18.0 - half_px),
            px(y - head_px),
            px(2.0 * half_px),
            half = px(half_px),
            head = px(head_px)
        );
        return (path, head);
    }
    let Some((&(x, y), rest)) = points.split_first() else { return Default::default() };
    let mut path = format!("M{} {}", px(x), px(y));
    let mut at = (x, y);
    let forward = if is_back { -1.0 } else { 1.0 };
    for (index, &(x, y)) in rest.iter().enumerate() {
        let x = if index + 1 == rest.len() { x - forward * head_px } else { x };
        let half = (x - at.0) / 2.0;
        // Writing to a string cannot fail.
        let _ = write!(path, "C{} {} {} {} {} {}", px(at.0 + half), px(at.1), px(x - half), px(y), px(x), px(y));
        at = (x, y);
    }
    let head = format!(
        "M{} {}v{}l{} -{}z",
        px(at.0),
        px(at.1 - half_px),
        px(2.0 * half_px),
        px(forward * head_px),
        px(half_px)
    );
    (path, head)
}

/// The beginning of a name for which there is room.
fn cut(name: &str) -> String {
    if name.chars().count() <= LETTERS {
        return name.to_owned();
    }
    name.chars().take(LETTERS - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::service_map;
    use spanlens::sketch::sketch;
    use spanlens::units::FailureRule;

    use super::*;
    use crate::geometry::layered::{Graph, layered};
    use crate::service_map::MOST;

    pub(super) fn drawing() -> MapDrawing {
        let store = sketch("a<b> GET 0..100 @server\n a<b> ask 10..90 @client\n  b GET 20..80 @server\n   a<b> GET 30..70 @server\n    a<b> GET 40..60 @server !").unwrap();
        let map = service_map(&store, store.requests(), None, FailureRule::Status);
        let shown = Shown::of(&map, None, MOST);
        let edges: Vec<_> = shown.edges.iter().map(|edge| edge.ends).collect();
        let layered = layered(&Graph { nodes: shown.nodes.len(), edges: &edges });
        MapDrawing::of(&map, &shown, &layered, &FlameColors::told_apart())
    }

    #[test]
    fn cycles_are_dashed_and_said() {
        let drawing = drawing();
        let cycle = drawing.lines.iter().find(|line| line.title.starts_with("b → a<b>")).unwrap();
        assert!(cycle.title.ends_with("closes a cycle") && cycle.dashes == "7 4", "{cycle:?}");
        assert!(drawing.lines.iter().any(|line| line.title.starts_with("a<b> → a<b>") && line.path.contains('C')));
        // Nothing is compared: no colour of a change, and the heaviest has the longest bar.
        assert!(drawing.boxes.iter().all(|node| node.fill.is_none()));
        assert!(drawing.boxes[0].bar.width > drawing.boxes[1].bar.width);
    }
}
