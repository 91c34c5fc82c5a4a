//! The colours of charts, which the style sheet defines.

use web_sys::Element;

use super::swatch::Swatch;

/// How many strengths of colour there are.
const LEVELS: usize = 32;
/// The weakest to the strongest blue.
const HEAT: [&str; 5] = ["--heat-1", "--heat-2", "--heat-3", "--heat-4", "--heat-5"];
/// The weakest to the strongest red.
const ERROR: [&str; 3] = ["--error-1", "--error-2", "--error-3"];

/// The colours of charts, as CSS writes them.
#[derive(Debug, Clone)]
pub(crate) struct Palette {
    /// For counts, from weak to strong.
    pub(super) heat: Vec<String>,
    /// For failing units, from few to many.
    pub(super) error: Vec<String>,
    /// For numbers beside axes.
    pub(super) label: String,
    /// For the lines of a grid.
    pub(super) grid: String,
    /// For lines over cells.
    pub(super) line: String,
    /// For what sets lines off from cells.
    pub(super) halo: String,
    /// For selections.
    pub(super) selection: String,
    /// For baselines.
    pub(super) baseline: String,
    /// Below everything.
    pub(super) page: String,
}

impl Palette {
    /// The colours that hold for an element now.
    pub(crate) fn of(element: &Element) -> Option<Self> {
        let swatch = Swatch::of(element)?;
        let color = |name: &str| swatch.color(name);
        let ramp_of = |names: &[&str]| {
            let stops: Vec<[f64; 3]> = names.iter().filter_map(|name| Some(channels(&color(name))?.0)).collect();
            ramp(&stops)
        };
        Some(Self {
            heat: ramp_of(&HEAT),
            error: ramp_of(&ERROR),
            label: color("--chart-label"),
            grid: color("--chart-grid"),
            line: color("--chart-line"),
            halo: color("--chart-halo"),
            selection: color("--selection"),
            baseline: color("--baseline"),
            page: color("--chart-surface"),
        })
    }
}

/// The three numbers of `rgb(…)`, which is how computed colours are written, and how opaque it is.
pub(super) fn channels(color: &str) -> Option<([f64; 3], f64)> {
    let (_, numbers) = color.split_once('(')?;
    let mut numbers = numbers.split([',', ' ', ')', '/']).filter_map(|number| number.parse().ok());
    let channels = [numbers.next()?, numbers.next()?, numbers.next()?];
    Some((channels, numbers.next().unwrap_or(1.0)))
}

/// [`LEVELS`] colours between the stops.
pub(super) fn ramp(stops: &[[f64; 3]]) -> Vec<String> {
    let Some(last) = stops.len().checked_sub(1) else { return Vec::new() };
    #[expect(clippy::cast_precision_loss, reason = "both are small")]
    let position = |level: usize| level as f64 / (LEVELS - 1) as f64 * last as f64;
    (0..LEVELS)
        .map(|level| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a position is a small number")]
            let below = position(level).floor() as usize;
            let share = position(level).fract();
            let (from, to) = (stops[below], stops[(below + 1).min(last)]);
            let [red, green, blue] = [0, 1, 2].map(|index| from[index] + (to[index] - from[index]) * share);
            format!("rgb({red:.0} {green:.0} {blue:.0})")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Palette {
        /// Everything in one colour, but for what sets lines off.
        pub(in crate::paint) fn of_one_color(color: &str, halo: &str) -> Self {
            let (color, ramp) = (color.to_owned(), vec![color.to_owned(); LEVELS]);
            Self {
                heat: ramp.clone(),
                error: ramp,
                label: color.clone(),
                grid: color.clone(),
                line: color.clone(),
                halo: halo.to_owned(),
                selection: color.clone(),
                baseline: color.clone(),
                page: color,
            }
        }
    }

    #[test]
    fn computed_colours_are_read_in_either_notation() {
        assert_eq!(channels("rgb(1, 22, 255)"), Some(([1.0, 22.0, 255.0], 1.0)));
        assert_eq!(channels("rgb(1 22 255 / 0.5)"), Some(([1.0, 22.0, 255.0], 0.5)));
        assert_eq!(channels("rgba(1, 22, 255, 0.5)"), Some(([1.0, 22.0, 255.0], 0.5)));
        assert_eq!(channels(""), None);
    }

    #[test]
    fn the_ramp_goes_from_the_first_stop_to_the_last() {
        let colors = ramp(&[[0.0, 0.0, 0.0], [100.0, 0.0, 0.0], [100.0, 200.0, 0.0]]);
        assert_eq!(colors.len(), LEVELS);
        assert_eq!((colors[0].as_str(), colors[LEVELS - 1].as_str()), ("rgb(0 0 0)", "rgb(100 200 0)"));
        assert_eq!(ramp(&[]), Vec::<String>::new());
    }
}
