//! The colours of the waterfall, which the style sheet defines.

use web_sys::Element;

use crate::paint::swatch::Swatch;
use crate::words::Level;

/// One for each service, in order of appearance, and round again.
const SERVICES: [&str; 8] = [
    "--service-1",
    "--service-2",
    "--service-3",
    "--service-4",
    "--service-5",
    "--service-6",
    "--service-7",
    "--service-8",
];

/// The colours of the waterfall, as CSS writes them.
#[derive(Debug, Clone)]
pub(crate) struct WaterfallColors {
    services: Vec<String>,
    /// One for each level of events, from the least bad.
    levels: Vec<String>,
    /// For names.
    pub(super) text: String,
    /// For what is said beside them.
    pub(super) label: String,
    /// For the lines of a grid.
    pub(super) grid: String,
    /// For what is written on the colours of text and errors.
    pub(super) surface: String,
    /// For failed spans.
    pub(super) error: String,
    /// For the selected row.
    pub(super) cursor: String,
    /// For what is dragged over, and what of the trace is shown.
    pub(super) selection: String,
    /// For rows that were searched for.
    pub(super) found: String,
}

impl WaterfallColors {
    /// The colours that hold for an element now.
    pub(crate) fn of(element: &Element) -> Option<Self> {
        let swatch = Swatch::of(element)?;
        let color = |name: &str| swatch.color(name);
        Some(Self {
            services: SERVICES.into_iter().map(color).collect(),
            levels: Level::ALL.into_iter().map(|level| color(&format!("--level-{}", level.name()))).collect(),
            text: color("--chart-line"),
            label: color("--chart-label"),
            grid: color("--chart-grid"),
            surface: color("--chart-surface"),
            error: color("--error-2"),
            cursor: color("--heat-4"),
            selection: color("--selection"),
            found: color("--found"),
        })
    }

    /// The colour of a level of events.
    pub(super) fn level(&self, level: Level) -> &str {
        self.levels.get(level as usize).map_or("", String::as_str)
    }

    /// The colour of a service by its index in the trace.
    pub(super) fn service(&self, index: u32) -> &str {
        let at = index as usize % self.services.len().max(1);
        self.services.get(at).map_or("", String::as_str)
    }
}
