//! What a person does with the map: choosing, looking at one service with its neighbours, zooming. Pointer and keys both end here.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use spanlens::analysis::ServiceMap;

use crate::geometry::layered::{Graph, Layered, layered};
use crate::paint::{FlameColors, MapDrawing};
use crate::service_map::{MOST, Part, Shown};
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::theme::Themes;
use crate::values::ValueAction;
use spanlens::sort::sort_by;

/// By how much a step zooms.
const STEP: f64 = 1.25;
/// No smaller where nobody has zoomed, so that names can be read.
const LEAST: f64 = 0.62;
/// How far one can zoom out and in.
const ZOOM: (f64, f64) = (0.2, 3.0);

/// The map as something to be used. Copies are the same map. What is chosen is kept by name, so that it stays the same while answers come and go.
#[derive(Clone, Copy)]
pub(super) struct Map {
    pub(super) session: Session,
    /// The node that is shown with its neighbours alone.
    focus: RwSignal<Option<String>>,
    pub(super) chosen: RwSignal<Option<Part>>,
    /// Pixels of the screen for one of the picture; nothing where nobody has zoomed.
    pub(super) zoom: RwSignal<Option<f64>>,
    /// The room for it.
    pub(super) size: RwSignal<(f64, f64)>,
    pub(super) scroller: NodeRef<html::Div>,
    pub(super) scene: Memo<Option<Arc<Scene>>>,
    pub(super) drawing: Memo<Option<Arc<MapDrawing>>>,
}

/// What is shown of an answer, and where.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) map: Arc<ServiceMap>,
    pub(super) shown: Shown,
    pub(super) layered: Layered,
    /// The node of the map that is shown with its neighbours.
    pub(super) focus: Option<usize>,
}

/// Where to go from a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Up,
    Down,
    ToCaller,
    ToCallee,
}

impl Map {
    pub(super) fn new(session: Session) -> Self {
        let themes = expect_context::<Themes>();
        let (focus, chosen) = (RwSignal::new(None::<String>), RwSignal::new(None));
        let scroller = NodeRef::<html::Div>::new();
        let answer = session.state.service_map;
        let scene = Memo::new_with_compare(
            move |_| {
                let map = answer.get()?;
                let focus = focus.with(|name| map.nodes.iter().position(|node| Some(&node.name) == name.as_ref()));
                let shown = Shown::of(&map, focus, MOST);
                let edges: Vec<(usize, usize)> = shown.edges.iter().map(|edge| edge.ends).collect();
                let layered = layered(&Graph { nodes: shown.nodes.len(), edges: &edges });
                Some(Arc::new(Scene { map, shown, layered, focus }))
            },
            |_, _| true,
        );
        let drawing = Memo::new_with_compare(
            move |_| {
                themes.changes.track();
                let (scene, element) = (scene.get()?, scroller.get()?);
                let colors = FlameColors::of(&element)?;
                Some(Arc::new(MapDrawing::of(&scene.map, &scene.shown, &scene.layered, &colors)))
            },
            |_, _| true,
        );
        let (zoom, size) = (RwSignal::new(None), RwSignal::new((0.0, 0.0)));
        Self { session, focus, chosen, zoom, size, scroller, scene, drawing }
    }

    /// How many pixels of the screen one of the picture takes: where nobody has zoomed, as many as there is room for in its width, if names can be read then.
    pub(super) fn scale(&self) -> f64 {
        let fitting = || {
            let width_px = self.scene.with(|scene| scene.as_ref().map_or(0.0, |scene| scene.layered.width_px));
            let room_px = self.size.get().0;
            if width_px > 0.0 && room_px > 0.0 { (room_px / width_px).clamp(LEAST, 1.0) } else { 1.0 }
        };
        self.zoom.get().unwrap_or_else(fitting)
    }

    /// Zooms in by so many steps, or out.
    pub(super) fn zoom_by(&self, steps: i32) {
        let scale = untrack(|| self.scale()) * STEP.powi(steps);
        self.zoom.set(Some(scale.clamp(ZOOM.0, ZOOM.1)));
    }

    /// Chooses a node or an edge.
    pub(super) fn choose(&self, part: Option<Part>) {
        self.chosen.set(part);
        self.show_chosen();
    }

    /// Chooses what stands for nodes or edges of the picture. Of several that are folded nothing is chosen.
    pub(super) fn choose_node(&self, place: usize) {
        let part = self.scene.with_untracked(|scene| {
            let scene = scene.as_ref()?;
            match scene.shown.nodes.get(place)?.of.as_slice() {
                [node] => Part::node(&scene.map, *node),
                _ => None,
            }
        });
        self.choose(part);
    }

    /// The same of an edge: of several that are folded the heaviest.
    pub(super) fn choose_edge(&self, place: usize) {
        let part = self.scene.with_untracked(|scene| {
            let scene = scene.as_ref()?;
            Part::edge(&scene.map, *scene.shown.edges.get(place)?.of.first()?)
        });
        self.choose(part);
    }

    /// Shows a node with its neighbours alone, or everything again.
    pub(super) fn focus_on(&self, name: Option<String>) {
        self.zoom.set(None);
        self.focus.set(name);
    }

    /// Shows the chosen node with its neighbours, or everything if it is shown so.
    pub(super) fn toggle_focus(&self) {
        let Some(Part::Node(name)) = self.chosen.get_untracked() else { return };
        let is_focus = self.focus.with_untracked(|focus| focus.as_ref() == Some(&name));
        self.focus_on((!is_focus).then_some(name));
    }

    /// Backs out one step. Gives whether there was one.
    pub(super) fn back_out(&self) -> bool {
        if self.focus.with_untracked(Option::is_some) {
            self.focus_on(None);
            return true;
        }
        let was_chosen = self.chosen.with_untracked(Option::is_some);
        self.choose(None);
        was_chosen
    }

    /// Where the chosen node is in the picture.
    pub(super) fn chosen_place(&self, scene: &Scene) -> Option<usize> {
        let of_chosen = |part: &Part| match part {
            Part::Node(name) => scene.map.nodes.iter().position(|node| node.name == *name),
            Part::Edge(from, _) => scene.map.nodes.iter().position(|node| node.name == *from),
        };
        scene.shown.place_of(self.chosen.with(|chosen| chosen.as_ref().and_then(of_chosen))?)
    }

    /// Goes from the chosen node to another; to the first where none is chosen.
    pub(super) fn go(&self, step: Step) {
        let Some(scene) = self.scene.get_untracked() else { return };
        let next = match untrack(|| self.chosen_place(&scene)) {
            Some(place) => scene.next(place, step),
            None => scene.first(),
        };
        if let Some(next) = next {
            self.choose_node(next);
        }
    }

    /// Goes to the next kind of call that the chosen node makes or gets, the heaviest first.
    pub(super) fn go_to_call(&self) {
        let Some(scene) = self.scene.get_untracked() else { return };
        let Some(place) = untrack(|| self.chosen_place(&scene)) else { return };
        let edges = scene.edges_of(place);
        let current = self.chosen.with_untracked(|chosen| {
            edges.iter().position(|&edge| {
                let first = scene.shown.edges[edge].of.first();
                first.is_some_and(|&at| Part::edge(&scene.map, at) == *chosen)
            })
        });
        let next = current.map_or(0, |at| at + 1) % edges.len().max(1);
        if let Some(&edge) = edges.get(next) {
            self.choose_edge(edge);
        }
    }

    /// Leaves only units in view that have what is chosen.
    pub(super) fn filter_by(&self, filter: &str) {
        ValueAction::Filter.apply_filter(self.session.state, filter);
    }

    /// Lists the selected units that have what is chosen.
    pub(super) fn list(&self, filter: &str) {
        ValueAction::List.apply_filter(self.session.state, filter);
    }

    /// Gives the keys to the picture.
    pub(super) fn take_keys(&self) {
        if let Some(scroller) = self.scroller.get_untracked() {
            // An element with a tab index can take the focus.
            let _ = scroller.focus();
        }
    }

    /// Scrolls to the chosen node, if it is not to be seen.
    fn show_chosen(&self) {
        let place = untrack(|| {
            let scene = self.scene.get()?;
            let place = self.chosen_place(&scene)?;
            scene.layered.corners.get(place).copied()
        });
        let (Some((left, top)), Some(scroller)) = (place, self.scroller.get_untracked()) else { return };
        let scale = untrack(|| self.scale());
        let (width, height) = (f64::from(scroller.client_width()), f64::from(scroller.client_height()));
        let (x, y) = (left * scale, top * scale);
        let (from_x, from_y) = (f64::from(scroller.scroll_left()), f64::from(scroller.scroll_top()));
        #[expect(clippy::cast_possible_truncation, reason = "what is scrolled has a few million pixels")]
        if x < from_x || x + 180.0 * scale > from_x + width || y < from_y || y + 48.0 * scale > from_y + height {
            scroller.set_scroll_left((x - width / 3.0) as i32);
            scroller.set_scroll_top((y - height / 3.0) as i32);
        }
    }
}

impl Scene {
    /// The node at the top of the first layer.
    fn first(&self) -> Option<usize> {
        let corners = &self.layered.corners;
        (0..corners.len())
            .min_by(|&a, &b| corners[a].0.total_cmp(&corners[b].0).then(corners[a].1.total_cmp(&corners[b].1)))
    }

    /// The edges of a node, the heaviest first.
    pub(super) fn edges_of(&self, place: usize) -> Vec<usize> {
        let edges = &self.shown.edges;
        let mut found: Vec<usize> =
            (0..edges.len()).filter(|&at| edges[at].ends.0 == place || edges[at].ends.1 == place).collect();
        sort_by(&mut found, |&a, &b| edges[b].weight_ns.abs().total_cmp(&edges[a].weight_ns.abs()).then(a.cmp(&b)));
        found
    }

    fn next(&self, place: usize, step: Step) -> Option<usize> {
        let other = |edge: usize| {
            let (from, to) = self.shown.edges[edge].ends;
            match step {
                Step::ToCallee => (from == place && to != place).then_some(to),
                _ => (to == place && from != place).then_some(from),
            }
        };
        match step {
            Step::ToCallee | Step::ToCaller => self.edges_of(place).into_iter().find_map(other),
            Step::Up | Step::Down => {
                let corners = &self.layered.corners;
                let layer = self.layered.layers[place];
                let is_ahead = |&at: &usize| {
                    let ahead = corners[at].1.total_cmp(&corners[place].1);
                    self.layered.layers[at] == layer
                        && ahead
                            == if step == Step::Up { std::cmp::Ordering::Less } else { std::cmp::Ordering::Greater }
                };
                let near = (0..corners.len()).filter(is_ahead);
                near.min_by(|&a, &b| {
                    let distance = |at: usize| (corners[at].1 - corners[place].1).abs();
                    distance(a).total_cmp(&distance(b))
                })
            }
        }
    }
}
