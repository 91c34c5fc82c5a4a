//! Sampling weights of spans.

use super::rows::{PairRow, SpanRow, Sym};
use super::{Store, Value};

/// The attribute that says a probability where there is no threshold.
const PROBABILITY: &str = "sampling.probability";

/// The most that a span can stand for: thresholds have 56 bits, and probabilities below are taken for a mistake, too.
const LARGEST: u64 = 1 << 56;

/// How many spans each span stands for, itself included: the inverse of its sampling probability.
///
/// The probability is given by a rejection threshold in the trace state, `ot=th:…`, up to 14 hexadecimal digits of a fraction `T` of 2⁵⁶, as 1
/// − T/2⁵⁶; otherwise by the span's own attribute `sampling.probability`, above 0 and up to 1, as a number or as text. A span with neither has
/// the weight of its parent, as samplers decide on traces and not every SDK marks each span; without a parent its weight is 1. Invalid
/// thresholds and probabilities are ignored and counted.
///
/// So a unit has the weight of its own span, whatever the thresholds of its descendants: with consistent sampling these are kept as often
/// or more rarely, and do not change how often the unit was kept.
///
/// See "Tracestate: Probability Sampling" of the OpenTelemetry specification.
#[derive(Debug)]
pub struct Weights {
    /// What spans can stand for. The first is one.
    known: Vec<f64>,
    /// Which of these each span stands for. Empty where all stand for themselves.
    of_spans: Vec<u32>,
    sampled: u32,
    invalid: u32,
}

impl Weights {
    /// The weight of a span: at least 1, at most 2⁵⁶.
    #[must_use]
    #[inline]
    pub fn of(&self, span: SpanRow) -> f64 {
        self.of_spans.get(span.0 as usize).map_or(1.0, |&at| self.known[at as usize])
    }

    /// Whether the weight of any span is above 1.
    #[must_use]
    pub fn has_any(&self) -> bool {
        !self.of_spans.is_empty()
    }

    /// How many spans have a sampling probability of their own below 1.
    #[must_use]
    pub fn sampled(&self) -> u32 {
        self.sampled
    }

    /// How many spans have an invalid threshold or probability.
    #[must_use]
    pub fn invalid(&self) -> u32 {
        self.invalid
    }

    /// What the spans of a store stand for. O(distinct strings and pairs, and spans where any of these say it).
    pub(super) fn new(store: &Store) -> Self {
        let mut sayings = Sayings::new(store);
        let (mut sampled, mut invalid) = (0, 0);
        if sayings.are_silent() {
            return Self { known: vec![1.0], of_spans: Vec::new(), sampled, invalid };
        }
        let mut of_spans = Vec::with_capacity(store.spans().len() as usize);
        for span in (0..store.spans().len()).map(SpanRow) {
            let own = match sayings.next(span) {
                Saying::Nothing => None,
                Saying::Nonsense => {
                    invalid += 1;
                    None
                }
                Saying::Weight(at) => {
                    sampled += u32::from(sayings.known[at as usize] > 1.0);
                    Some(at)
                }
            };
            // Parents come before their children.
            let above = || store.parent(span).map_or(0, |parent| of_spans[parent.0 as usize]);
            of_spans.push(own.unwrap_or_else(above));
        }
        if sampled == 0 {
            of_spans = Vec::new();
        }
        Self { known: sayings.known, of_spans, sampled, invalid }
    }
}

/// What something says of how often its like is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Saying<T> {
    Nothing,
    Nonsense,
    Weight(T),
}

/// What the spans of a store say, in the order of their rows.
struct Sayings<'a> {
    store: &'a Store,
    /// The next of all trace states.
    next: u32,
    /// What each string says as a trace state, once it was asked for.
    of_states: Vec<Option<Saying<u32>>>,
    /// What pairs say, ascending.
    of_pairs: Vec<(PairRow, Saying<u32>)>,
    /// The weights by their numbers.
    known: Vec<f64>,
}

impl<'a> Sayings<'a> {
    fn new(store: &'a Store) -> Self {
        let (states, pairs) = (store.spans().trace_states(), store.pairs());
        let of_states = if states.is_empty() { Vec::new() } else { vec![None; store.strings().len()] };
        let mut known = vec![1.0];
        let mut of_pairs = Vec::new();
        if let Some(key) = store.strings().find(PROBABILITY) {
            let all = (0..super::chunked::row(pairs.len())).map(PairRow);
            let said = all.filter(|&pair| pairs.key(pair) == key);
            of_pairs.extend(said.map(|pair| (pair, numbered(&mut known, of_value(store.value(pair))))));
        }
        Self { store, next: 0, of_states, of_pairs, known }
    }

    fn are_silent(&self) -> bool {
        self.of_states.is_empty() && self.of_pairs.is_empty()
    }

    /// What the next span says: by its trace state, else by an attribute.
    fn next(&mut self, span: SpanRow) -> Saying<u32> {
        let states = self.store.spans().trace_states();
        let mut saying = Saying::Nothing;
        while self.next < states.len() && states.owner(self.next) == span.0 {
            saying = self.of_state(*states.value(self.next));
            self.next += 1;
        }
        if matches!(saying, Saying::Weight(_)) || self.of_pairs.is_empty() {
            return saying;
        }
        let said = |pair: &PairRow| self.of_pairs.binary_search_by_key(pair, |&(pair, _)| pair).ok();
        let by_attribute = self.store.attributes(span).iter().find_map(said);
        by_attribute.map_or(saying, |at| self.of_pairs[at].1)
    }

    fn of_state(&mut self, state: Sym) -> Saying<u32> {
        let Self { store, of_states, known, .. } = self;
        *of_states[state.0 as usize].get_or_insert_with(|| numbered(known, of_trace_state(store.text(state))))
    }
}

/// The same with a number for the weight.
fn numbered(known: &mut Vec<f64>, saying: Saying<f64>) -> Saying<u32> {
    match saying {
        Saying::Nothing => Saying::Nothing,
        Saying::Nonsense => Saying::Nonsense,
        Saying::Weight(weight) => {
            known.push(weight);
            Saying::Weight(super::chunked::row(known.len() - 1))
        }
    }
}

/// What a trace state says: by the threshold of its first member `ot` that has one.
fn of_trace_state(state: &str) -> Saying<f64> {
    let members = state.split(',').filter_map(|member| member.trim().strip_prefix("ot="));
    let mut thresholds = members.flat_map(|member| member.split(';')).filter_map(|part| part.strip_prefix("th:"));
    thresholds.next().map_or(Saying::Nothing, of_threshold)
}

fn of_threshold(digits: &str) -> Saying<f64> {
    let is_number = (1..=14).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    match u64::from_str_radix(&format!("{digits:0<14}"), 16) {
        #[expect(clippy::cast_precision_loss, reason = "the nearest ratio is meant")]
        Ok(rejected) if is_number => Saying::Weight(LARGEST as f64 / (LARGEST - rejected) as f64),
        _ => Saying::Nonsense,
    }
}

fn of_value(value: Value<'_>) -> Saying<f64> {
    let probability = match value {
        Value::Double(number) => Some(number),
        Value::Int(1) => Some(1.0),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    #[expect(clippy::cast_precision_loss, reason = "a power of two")]
    let is_probability = |&number: &f64| number * LARGEST as f64 >= 1.0 && number <= 1.0;
    probability.filter(is_probability).map_or(Saying::Nonsense, |number| Saying::Weight(1.0 / number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{RawValue, SpanDraft, StoreBuilder};
    use crate::units::{SpanId, TraceId};

    #[test]
    fn a_threshold_says_how_many_a_span_stands_for() {
        use Saying::{Nonsense, Nothing, Weight};
        for (state, expected) in [
            ("", Nothing),
            ("ot=th:8", Weight(2.0)),
            ("ot=th:c", Weight(4.0)),
            ("ot=th:0", Weight(1.0)),
            ("ot=th:ffffffffffffff", Weight(72_057_594_037_927_936.0)),
            ("vendor=th:8", Nothing),
            ("a=b, ot=rv:abcdef;th:c", Weight(4.0)),
            ("ot=rv:th", Nothing),
            ("ot=th:", Nonsense),
            ("ot=th:cats", Nonsense),
            ("ot=th:+8", Nonsense),
            ("ot=th:80000000000000", Weight(2.0)),
            ("ot=th:800000000000000", Nonsense),
        ] {
            assert_eq!(of_trace_state(state), expected, "{state}");
        }
    }

    #[test]
    fn a_probability_is_above_zero_and_up_to_one() {
        use Saying::{Nonsense, Weight};
        for (value, expected) in [
            (Value::Double(0.25), Weight(4.0)),
            (Value::String("0.1"), Weight(10.0)),
            (Value::String("1"), Weight(1.0)),
            (Value::Int(1), Weight(1.0)),
            (Value::Int(0), Nonsense),
            (Value::Double(0.0), Nonsense),
            (Value::Double(-0.5), Nonsense),
            (Value::Double(1.5), Nonsense),
            (Value::Double(1e-300), Nonsense),
            (Value::Double(f64::NAN), Nonsense),
            (Value::String("often"), Nonsense),
            (Value::Bool(true), Nonsense),
        ] {
            assert_eq!(of_value(value), expected, "{value:?}");
        }
    }

    #[test]
    fn spans_that_say_nothing_stand_for_what_their_parents_do() {
        let mut builder = StoreBuilder::new();
        let source = builder.add_source("a.json", "default");
        // Each span, its parent, its trace state and its probability.
        let spans = [
            (1, 0, "ot=th:8", None),
            (2, 1, "", None),
            (3, 2, "ot=th:c", None),
            (4, 3, "ot=th:cats", Some("0.1")),
            (5, 4, "", Some("often")),
            (6, 9, "", None),
        ];
        for (id, parent, state, probability) in spans {
            let mut attributes = Vec::new();
            if let Some(probability) = probability {
                let (key, text) = (builder.intern(PROBABILITY).unwrap(), builder.intern(probability).unwrap());
                attributes.push(builder.intern_pair(key, RawValue::string(text)).unwrap());
            }
            let draft = SpanDraft {
                trace_id: TraceId([1; 16]),
                span_id: SpanId(id),
                parent_id: SpanId(parent),
                trace_state: builder.intern(state).unwrap(),
                attributes,
                start_ns: id,
                end_ns: 10,
                ..SpanDraft::default()
            };
            builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
        }
        let store = builder.seal();
        let weights = store.weights();
        let by_id = |id| (0..6).map(SpanRow).find(|&span| store.spans().span_id(span) == SpanId(id)).unwrap();
        for (id, expected) in [(1, 2.0), (2, 2.0), (3, 4.0), (4, 10.0), (5, 10.0), (6, 1.0)] {
            let weight: f64 = weights.of(by_id(id));
            assert!((weight - expected).abs() < 1e-12, "{id}: {weight}");
        }
        assert_eq!((weights.sampled(), weights.invalid(), weights.has_any()), (3, 1, true));
    }

    #[test]
    fn without_sampling_nothing_is_kept_of_spans() {
        let mut builder = StoreBuilder::new();
        let source = builder.add_source("a.json", "default");
        let draft = SpanDraft { trace_state: builder.intern("ot=th:0").unwrap(), ..SpanDraft::default() };
        builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
        let store = builder.seal();
        assert!(!store.weights().has_any() && store.weights().of_spans.is_empty());
    }
}
