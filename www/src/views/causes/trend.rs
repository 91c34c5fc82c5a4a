//! When units had an error, as bars without axes.

use std::fmt::Write;

use leptos::prelude::*;

/// The size of the picture, in units of its own.
const SIZE: (usize, u32) = (96, 22);

/// The bars of a trend, the highest as high as there is room. Something is never drawn as nothing.
pub(super) fn trend(counts: &[u32]) -> AnyView {
    let (width, height) = SIZE;
    let label = format!("At most {} in one of {} parts of the time", counts.iter().max().unwrap_or(&0), counts.len());
    view! {
        <svg class="trend" viewBox=format!("0 0 {width} {height}") role="img" aria-label=label>
            <path d=path(counts)></path>
        </svg>
    }
    .into_any()
}

#[expect(clippy::cast_precision_loss, reason = "pixels")]
fn path(counts: &[u32]) -> String {
    let (width, height) = SIZE;
    let most = f64::from(counts.iter().copied().max().unwrap_or(0).max(1));
    let step = width as f64 / counts.len().max(1) as f64;
    let mut path = format!("M0 {height}h{width}v-.5h-{width}z");
    for (index, &count) in counts.iter().enumerate().filter(|&(_, &count)| count > 0) {
        let tall = (f64::from(count) / most * f64::from(height)).max(2.0);
        let left = index as f64 * step;
        // Writing to a string cannot fail.
        let _ = write!(path, "M{left:.1} {height}v-{tall:.1}h{:.1}v{tall:.1}z", (step - 1.0).max(0.5));
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_on_a_line_and_none_is_invisible() {
        assert_eq!(path(&[]), "M0 22h96v-.5h-96z");
        assert_eq!(path(&[0, 1000, 1]), "M0 22h96v-.5h-96zM32.0 22v-22.0h31.0v22.0zM64.0 22v-2.0h31.0v2.0z");
    }
}
