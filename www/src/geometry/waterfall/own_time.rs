//! Where in its bar a span does its own work.

use spanlens::analysis::Trace;

use super::super::TimeAxis;

/// The least gap between two stretches that is left open.
const LEAST_GAP_PX: f64 = 1.0;

/// The stretches of a bar in which none of the span's children ran, from left to right, in pixels between `left` and `right`. Those
/// that no pixel separates are one, so there are never more of them than pixels. O(children).
pub(crate) fn own_stretches(trace: &Trace, span: u32, axis: &TimeAxis, (left, right): (f64, f64)) -> Vec<(f64, f64)> {
    let mut stretches: Vec<(f64, f64)> = Vec::new();
    let mut covered_to = left;
    let mut add = |from: f64, to: f64| match stretches.last_mut() {
        _ if to <= from => {}
        Some(last) if from - last.1 < LEAST_GAP_PX => last.1 = to,
        _ => stretches.push((from, to)),
    };
    for child in children(trace, span) {
        let start_ns = trace.offset_ns[child];
        let from = axis.px_from_ns(start_ns).clamp(left, right);
        add(covered_to, from);
        let to = axis.px_from_ns(start_ns.saturating_add(trace.span_duration_ns[child])).clamp(left, right);
        covered_to = covered_to.max(to);
        if covered_to >= right {
            return stretches;
        }
    }
    add(covered_to, right);
    stretches
}

/// The children of a span, by their starts.
fn children(trace: &Trace, span: u32) -> impl Iterator<Item = usize> {
    let first = span as usize + 1;
    let end = span as usize + trace.subtree_sizes[span as usize] as usize;
    let next = move |&child: &usize| Some(child + trace.subtree_sizes[child].max(1) as usize).filter(|&at| at < end);
    std::iter::successors(Some(first).filter(|&first| first < end), next)
}

#[cfg(test)]
mod tests {
    use spanlens::units::TimeRange;

    use super::*;

    fn stretches(children: &[(u64, u64)]) -> Vec<(f64, f64)> {
        let size = u32::try_from(children.len()).unwrap();
        let trace = Trace {
            subtree_sizes: std::iter::once(size + 1).chain(children.iter().map(|_| 1)).collect(),
            offset_ns: std::iter::once(0).chain(children.iter().map(|child| child.0)).collect(),
            span_duration_ns: std::iter::once(100).chain(children.iter().map(|child| child.1)).collect(),
            ..Trace::default()
        };
        let axis = TimeAxis { range: TimeRange { from_ns: 0, to_ns: 200 }, width_px: 200.0 };
        own_stretches(&trace, 0, &axis, (0.0, 100.0))
    }

    #[test]
    fn own_time_is_between_the_children() {
        assert_eq!(stretches(&[]), [(0.0, 100.0)]);
        assert_eq!(stretches(&[(10, 20), (50, 10)]), [(0.0, 10.0), (30.0, 50.0), (60.0, 100.0)]);
        assert_eq!(stretches(&[(10, 50), (20, 10), (40, 30)]), [(0.0, 10.0), (70.0, 100.0)]);
        assert_eq!(stretches(&[(0, 150)]), []);
        assert_eq!(stretches(&[(150, 50)]), [(0.0, 100.0)]);
    }

    #[test]
    fn children_that_take_no_pixel_leave_no_gap() {
        assert_eq!(stretches(&[(10, 0), (20, 0), (30, 0)]), [(0.0, 100.0)]);
    }
}
