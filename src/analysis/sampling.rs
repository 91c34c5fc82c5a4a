//! Whether what is stored stands for more than itself.

use crate::store::{Store, Sym};

/// How many spans say that they were sampled by chance: by a threshold in their trace state, `ot=th:…`, that lets not everything
/// through. Each of these stands for others that were not stored.
///
/// See "Tracestate: Probability Sampling" of the OpenTelemetry specification. O(distinct strings + spans with a trace state).
///
/// # Example
///
/// ```
/// use spanlens::analysis::sampled_spans;
/// use spanlens::sketch::sketch;
///
/// let store = sketch("shop GET /  0..9")?;
/// assert_eq!(sampled_spans(&store), 0);
/// # Ok::<(), spanlens::error::Error>(())
/// ```
#[must_use]
pub fn sampled_spans(store: &Store) -> u32 {
    let states = store.spans().trace_states();
    if states.is_empty() {
        return 0;
    }
    // A trace state is that of many spans.
    let mut known = vec![None; store.strings().len()];
    let mut is_sampled = |state: Sym| *known[state.0 as usize].get_or_insert_with(|| is_sampled(store.text(state)));
    (0..states.len()).map(|at| u32::from(is_sampled(*states.value(at)))).sum()
}

/// Whether a trace state has a threshold above zero.
fn is_sampled(state: &str) -> bool {
    let members = state.split(',').filter_map(|member| member.trim().strip_prefix("ot="));
    let thresholds = members.flat_map(|member| member.split(';')).filter_map(|part| part.strip_prefix("th:"));
    thresholds.into_iter().any(|threshold| threshold.bytes().any(|digit| digit != b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{SpanDraft, StoreBuilder};

    #[test]
    fn a_threshold_above_zero_means_that_others_were_left_out() {
        let cases = [
            ("", false),
            ("ot=th:8", true),
            ("ot=th:0", false),
            ("vendor=th:8", false),
            ("a=b, ot=rv:abcdef;th:c", true),
            ("ot=rv:th", false),
            ("ot=th:", false),
        ];
        for (state, expected) in cases {
            assert_eq!(is_sampled(state), expected, "{state}");
        }
    }

    #[test]
    fn sampled_spans_are_counted() {
        let mut builder = StoreBuilder::new();
        let source = builder.add_source("a.json", "default");
        for state in ["ot=th:8", "", "ot=th:8", "ot=th:0"] {
            let draft = SpanDraft { trace_state: builder.intern(state).unwrap(), ..SpanDraft::default() };
            builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
        }
        assert_eq!(sampled_spans(&builder.seal()), 2);
    }
}
