//! Words on the waterfall.

use spanlens::analysis::{Trace, TraceMarks};

use crate::format;
use crate::paint::Surface;

/// The name and the service of a span.
pub(super) fn words_of<'a>(trace: &'a Trace, span: u32) -> (&'a str, &'a str) {
    let text = |texts: &'a [String], index: u32| texts.get(index as usize).map_or("", String::as_str);
    let name = text(&trace.names, trace.name_indexes[span as usize]);
    let service = text(&trace.services, trace.service_indexes[span as usize]);
    (if name.is_empty() { "(no name)" } else { name }, format::service_name(service))
}

/// How long a span takes, and what is odd about it.
pub(super) fn beside_bar(trace: &Trace, span: u32) -> String {
    let marks = TraceMarks(trace.marks[span as usize]);
    let mut words = vec![format::duration(trace.span_duration_ns[span as usize])];
    if marks.contains(TraceMarks::UNFINISHED) || marks.contains(TraceMarks::BACKWARDS) {
        words.clear();
    }
    words.extend(format::oddities(marks).into_iter().map(str::to_owned));
    words.join(" · ")
}

/// The beginning of a text that is no wider than there is room, with an ellipsis if it is not all; and its width.
pub(in crate::paint) fn fitting(surface: &Surface, text: &str, room_px: f64) -> (String, f64) {
    let width = surface.width_of(text);
    if width <= room_px {
        return (text.to_owned(), width);
    }
    if room_px < 12.0 {
        return (String::new(), 0.0);
    }
    // Letters differ in width: what is cut by their mean is cut again until it fits.
    let letters = text.chars().count();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the number of letters")]
    #[expect(clippy::cast_precision_loss, reason = "names are short")]
    let mut kept = (letters as f64 * (room_px / width)).floor() as usize;
    loop {
        let shown: String = text.chars().take(kept).chain(['…']).collect();
        let width = surface.width_of(&shown);
        if width <= room_px || kept == 0 {
            return (shown, width);
        }
        kept -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_odd_is_said_beside_the_bar() {
        let beside = |marks: &[TraceMarks]| {
            let marks = marks.iter().fold(TraceMarks::default(), |all, &mark| all.with(mark));
            let trace = Trace { marks: vec![marks.0], span_duration_ns: vec![1_500_000], ..Trace::default() };
            beside_bar(&trace, 0)
        };
        assert_eq!(beside(&[]), "1.5 ms");
        assert_eq!(beside(&[TraceMarks::UNFINISHED]), "unfinished");
        assert_eq!(beside(&[TraceMarks::STARTS_BEFORE_PARENT]), "1.5 ms · starts before its parent");
    }
}
