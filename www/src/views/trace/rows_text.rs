//! Rows of the waterfall as text, to be pasted elsewhere.

use super::model::TraceModel;
use crate::format;

/// A line for each of some spans, in that order: service, name, duration, start within the trace, and whether it failed. As a tree, lines are indented as far
/// as the spans are below the least deep one. O(spans).
pub(super) fn text_of(model: &TraceModel, spans: &[u32], is_tree: bool) -> String {
    let depth = |span: u32| model.trace.depths[span as usize];
    let base = spans.iter().map(|&span| depth(span)).min().unwrap_or_default();
    let mut text = String::new();
    for &span in spans {
        let indent = if is_tree { 2 * (depth(span) - base) as usize } else { 0 };
        text.push_str(&" ".repeat(indent));
        text.push_str(&line(model, span));
        text.push('\n');
    }
    text
}

fn line(model: &TraceModel, span: u32) -> String {
    let (at, trace, (name, service)) = (span as usize, &model.trace, model.names(span));
    let name = if name.is_empty() { "(no name)" } else { name };
    let mut words = vec![
        format!("{} {}", on_a_line(format::service_name(service)), on_a_line(name)),
        format::precise_duration(trace.span_duration_ns[at]),
        format!("at {}", format::precise_duration(trace.offset_ns[at])),
    ];
    words.extend(model.is_error(span).then(|| "failed".to_owned()));
    words.join(", ")
}

/// A text without line breaks and runs of spaces.
fn on_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::model::tests::model;
    use super::*;

    #[test]
    fn rows_are_lines() {
        let model = model("shop GET /cart  0..100 !\n  cart get  10..60\n    redis GET  20..50");
        assert_eq!(
            text_of(&model, &[0, 1, 2], true),
            "shop GET /cart, 100 ms, at 0, failed\n  cart get, 50 ms, at 10 ms\n    redis GET, 30 ms, at 20 ms\n"
        );
        assert_eq!(text_of(&model, &[1, 2], true), "cart get, 50 ms, at 10 ms\n  redis GET, 30 ms, at 20 ms\n");
        assert_eq!(text_of(&model, &[2, 1], false), "redis GET, 30 ms, at 20 ms\ncart get, 50 ms, at 10 ms\n");
        assert_eq!(text_of(&model, &[], true), "");
        assert_eq!(on_a_line("SELECT *\n  FROM t"), "SELECT * FROM t");
    }
}
