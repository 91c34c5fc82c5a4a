//! The flame graph as shapes, which are painted on a canvas and written as SVG alike.

mod canvas;
mod colors;
mod svg;

use std::ops::Range;

use spanlens::analysis::FrameMarks;

use crate::geometry::flame::{FlameBox, FlameLayout, FlameView};
use crate::latency::{Latency, Tree};

pub(crate) use canvas::paint_flame;
pub(crate) use colors::FlameColors;
pub(crate) use svg::{FlameSheet, write_flame_svg};

/// The font of names.
const FONT_PX: u32 = 12;
/// Between the edges of a frame and its name.
const PAD_PX: f64 = 5.0;
/// The least room for a name.
const NAME_PX: f64 = 24.0;

/// What there is to paint.
pub(crate) struct FlamePicture<'a> {
    pub(crate) latency: &'a Latency,
    pub(crate) tree: Tree,
    pub(crate) layout: &'a FlameLayout,
    pub(crate) view: FlameView,
    /// The change with the strongest colour. Nothing where nothing has clearly changed.
    pub(crate) scale_ns: Option<f64>,
    /// The frames that were searched for, ascending; nothing where nothing is searched for.
    pub(crate) matches: Option<&'a [u32]>,
    pub(crate) selected: Option<u32>,
    pub(crate) pointed: Option<u32>,
    pub(crate) has_focus: bool,
    pub(crate) colors: &'a FlameColors,
}

/// A frame as it is painted.
struct Shape<'a> {
    shown: FlameBox,
    fill: &'a str,
    /// Whether it is none of those that were searched for.
    is_faint: bool,
    mark: Mark,
}

/// Which side has a frame, if not both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    New,
    Gone,
}

impl FlamePicture<'_> {
    /// What is seen in a range of rows.
    fn shapes(&self, rows: Range<u32>) -> impl Iterator<Item = Shape<'_>> {
        self.layout.boxes(self.view, rows).into_iter().map(|shown| Shape {
            shown,
            fill: shown.frame.map_or(&*self.colors.several, |frame| self.fill(frame)),
            is_faint: self.is_faint(shown.frame),
            mark: shown.frame.map_or(Mark::None, |frame| self.mark(frame)),
        })
    }

    /// Blue where it became faster, orange where it became slower, neither where that may be chance. Without a comparison, the
    /// colour of the service; time in transit has that of nobody.
    fn fill(&self, frame: u32) -> &str {
        if self.latency.diff().is_some() {
            let change = self.latency.change(frame, self.tree).filter(|change| change.is_clear());
            let strength = change.zip(self.scale_ns).map(|(change, scale_ns)| change.ns / scale_ns);
            return self.colors.of_change(strength);
        }
        let (frames, at) = (self.latency.frames(), frame as usize);
        if frames.callee(at).is_some() {
            self.colors.of_change(None)
        } else {
            self.colors.of_service(frames.service_indexes[at])
        }
    }

    fn is_faint(&self, frame: Option<u32>) -> bool {
        self.matches.is_some_and(|matches| frame.is_none_or(|frame| matches.binary_search(&frame).is_err()))
    }

    fn mark(&self, frame: u32) -> Mark {
        if self.latency.has_mark(frame, FrameMarks::NEW) {
            Mark::New
        } else if self.latency.has_mark(frame, FrameMarks::GONE) {
            Mark::Gone
        } else {
            Mark::None
        }
    }

    /// The name of a frame, with a sign where only one side has it.
    fn name(&self, frame: u32) -> String {
        let (frames, at) = (self.latency.frames(), frame as usize);
        let sign = match self.mark(frame) {
            Mark::None => "",
            Mark::New => "+ ",
            Mark::Gone => "− ",
        };
        match (frames.callee(at), frames.service(at)) {
            (Some(callee), _) => format!("{sign}→ {callee}, in transit"),
            (None, "") => format!("{sign}{}", frames.name(at)),
            (None, service) => format!("{sign}{service} {}", frames.name(at)),
        }
    }
}
