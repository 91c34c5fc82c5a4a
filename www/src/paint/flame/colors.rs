//! The colours of flame graphs, which the style sheet defines.

use web_sys::Element;

use crate::paint::palette::{channels, ramp};
use crate::paint::swatch::Swatch;

/// From much faster to much slower. All are told apart with any kind of colour vision, and names are read on each.
const CHANGES: [&str; 5] = ["--faster-2", "--faster-1", "--unchanged", "--slower-1", "--slower-2"];
/// One for each service, and round again.
const SERVICES: u32 = 8;
/// How much of a service's colour is in its frames: names are read on them.
const TINT: f64 = 0.36;

/// The colours of flame graphs, as CSS writes them.
#[derive(Debug, Clone)]
pub(crate) struct FlameColors {
    /// From much faster to much slower; as many on either side.
    changes: Vec<String>,
    /// For what has not changed beyond chance.
    unchanged: String,
    services: Vec<String>,
    /// For several frames that are too narrow to be told apart.
    pub(super) several: String,
    pub(super) text: String,
    pub(super) label: String,
    /// Below everything.
    pub(super) page: String,
    /// Around frames that were searched for.
    pub(super) found: String,
    /// Around the frame that keys are about.
    pub(in crate::paint) cursor: String,
}

impl FlameColors {
    /// The colours that hold for an element now.
    pub(crate) fn of(element: &Element) -> Option<Self> {
        let swatch = Swatch::of(element)?;
        let color = |name: &str| swatch.color(name);
        let stops: Vec<[f64; 3]> = CHANGES.iter().filter_map(|name| Some(channels(&color(name))?.0)).collect();
        let page = color("--chart-surface");
        let services = (1..=SERVICES).map(|number| tinted(&color(&format!("--service-{number}")), &page));
        Some(Self {
            changes: ramp(&stops),
            unchanged: color("--unchanged"),
            services: services.collect(),
            several: color("--chart-grid"),
            text: color("--chart-line"),
            label: color("--chart-label"),
            found: color("--chart-line"),
            cursor: color("--heat-4"),
            page,
        })
    }

    /// The colour of a change from −1, as much faster as anything, to 1, as much slower. Clear changes are never of the neutral
    /// colour, however small.
    pub(crate) fn of_change(&self, strength: Option<f64>) -> &str {
        let level = strength.and_then(|strength| self.changes.get(level(strength, self.changes.len())));
        level.map_or(&self.unchanged, String::as_str)
    }

    /// The colour of a service by its index.
    pub(super) fn of_service(&self, index: u32) -> &str {
        let at = index as usize % self.services.len().max(1);
        self.services.get(at).map_or("", String::as_str)
    }
}

/// The colour of a strength, of so many: those next to the middle are left to what has not changed.
fn level(strength: f64, count: usize) -> usize {
    const LEAST: f64 = 0.22;
    let strength = strength.clamp(-1.0, 1.0);
    let visible = strength.signum() * (LEAST + (1.0 - LEAST) * strength.abs());
    #[expect(clippy::cast_precision_loss, reason = "there are few colours")]
    let place = visible.midpoint(1.0) * (count.saturating_sub(1)) as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the number of colours")]
    let level = place.round() as usize;
    level
}

/// A colour, mixed into what is below it.
fn tinted(color: &str, page: &str) -> String {
    let (Some((color, _)), Some((page, _))) = (channels(color), channels(page)) else { return String::new() };
    let [red, green, blue] = [0, 1, 2].map(|index| page[index] + (color[index] - page[index]) * TINT);
    format!("rgb({red:.0} {green:.0} {blue:.0})")
}

#[cfg(test)]
mod tests {
    use super::*;

    impl FlameColors {
        /// Colours that tell what they are for.
        pub(in crate::paint) fn told_apart() -> Self {
            let gray = |level: usize| format!("rgb({level} {level} {level})");
            Self {
                changes: (0..32).map(gray).collect(),
                unchanged: gray(100),
                services: vec![gray(101), gray(102)],
                several: gray(103),
                text: gray(104),
                label: gray(105),
                page: gray(106),
                found: gray(107),
                cursor: gray(108),
            }
        }
    }

    #[test]
    fn slower_and_faster_are_opposite_and_never_neutral() {
        let levels = [-1.0, -0.5, -1e-9, 1e-9, 0.5, 1.0].map(|strength| level(strength, 32));
        assert_eq!(levels, [0, 6, 12, 19, 25, 31]);
        assert_eq!((level(7.0, 32), level(0.0, 0)), (31, 0));
        let colors = FlameColors::told_apart();
        assert_eq!((colors.of_change(None), colors.of_change(Some(1.0))), ("rgb(100 100 100)", "rgb(31 31 31)"));
    }

    #[test]
    fn tints_are_mixed_into_what_is_below() {
        assert_eq!(tinted("rgb(0, 100, 200)", "rgb(100, 100, 100)"), "rgb(64 100 136)");
    }
}
