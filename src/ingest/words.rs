//! Keys of attributes for which OpenTelemetry has something better than an attribute.
//!
//! Formats that have fewer fields than OTLP keep what they have no field for as tags, under names that OpenTelemetry's specification
//! fixes ("Mapping to non-OTLP formats", "OpenTelemetry to Jaeger", "OpenTelemetry to Zipkin") or that were there before it.

mod told;

use crate::error::Result;
use crate::ingest::json::parse_uint;
use crate::sort::{sort_by, sort_by_key};
use crate::store::{PairRow, RawValue, StoreBuilder, Sym, Value};
use crate::units::SpanKind;
pub(crate) use told::{ScopeName, Told};

/// Declares the words, each with its key.
macro_rules! words {
    ($($(#[$doc:meta])* $word:ident: $key:literal,)+) => {
        /// A key that means more than an attribute, or that something else becomes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Word {
            $($(#[$doc])* $word,)+
        }

        impl Word {
            const ALL: &[Self] = &[$(Self::$word,)+];
            const KEYS: &[&str] = &[$($key,)+];

            /// The word that a key is, if it is one.
            pub(crate) fn of(key: &str) -> Option<Self> {
                Self::KEYS.iter().position(|other| *other == key).map(|at| Self::ALL[at])
            }
        }
    };
}

words! {
    SpanKind: "span.kind",
    Error: "error",
    StatusCode: "otel.status_code",
    StatusDescription: "otel.status_description",
    HttpStatusMessage: "http.status_message",
    ScopeName: "otel.scope.name",
    ScopeVersion: "otel.scope.version",
    LibraryName: "otel.library.name",
    LibraryVersion: "otel.library.version",
    TraceState: "w3c.tracestate",
    DroppedAttributes: "otel.dropped_attributes_count",
    DroppedEvents: "otel.dropped_events_count",
    DroppedLinks: "otel.dropped_links_count",
    DroppedOfEvent: "otel.event.dropped_attributes_count",
    Event: "event",
    Message: "message",
    ErrorKind: "error.kind",
    ErrorObject: "error.object",
    Stack: "stack",
    ServiceName: "service.name",
    HostName: "host.name",
    Hostname: "hostname",
    ExceptionType: "exception.type",
    ExceptionMessage: "exception.message",
    ExceptionStack: "exception.stacktrace",
    ReferenceType: "opentracing.ref_type",
    JaegerWarnings: "@jaeger@warnings",
    ClientAddress: "ca",
    ServerAddress: "sa",
    MessageAddress: "ma",
    LocalComponent: "lc",
    Component: "component",
    PeerService: "peer.service",
    PeerAddress: "network.peer.address",
    PeerPort: "network.peer.port",
    LocalAddress: "network.local.address",
    LocalPort: "network.local.port",
    ServiceNameSource: "otlp.service.name.source",
    AbsentStart: "otel.zipkin.absentField.startTime",
}

/// The symbols of all words in one store.
#[derive(Debug, Default)]
pub(crate) struct Words {
    syms: Vec<Sym>,
    /// The lowest and the highest symbol: of most keys one look tells that they are no word.
    ends: (Sym, Sym),
}

impl Words {
    /// Interns all words.
    ///
    /// # Errors
    ///
    /// `Limit` where the store holds too many strings.
    pub(crate) fn of(builder: &mut StoreBuilder) -> Result<Self> {
        let syms = Word::KEYS.iter().map(|key| builder.intern(key)).collect::<Result<Vec<_>>>()?;
        let ends = (syms.iter().min().copied(), syms.iter().max().copied());
        Ok(Self { syms, ends: (ends.0.unwrap_or_default(), ends.1.unwrap_or_default()) })
    }

    /// Whether none is known yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.syms.is_empty()
    }

    /// The symbol of a word.
    #[inline]
    pub(crate) fn sym(&self, word: Word) -> Sym {
        self.syms.get(word as usize).copied().unwrap_or_default()
    }

    /// The word that a key is, if it is one.
    #[inline]
    pub(crate) fn find(&self, key: Sym) -> Option<Word> {
        if key < self.ends.0 || key > self.ends.1 || key == Sym::EMPTY {
            return None;
        }
        // In a store that was empty they follow one another.
        let likely = (key.0 - self.ends.0.0) as usize;
        if self.syms.get(likely) == Some(&key) {
            return Some(Word::ALL[likely]);
        }
        self.syms.iter().position(|&sym| sym == key).map(|at| Word::ALL[at])
    }

    /// The word that the key of an attribute is, if it is one.
    #[inline]
    pub(crate) fn word(&self, builder: &StoreBuilder, pair: PairRow) -> Option<Word> {
        self.find(builder.pairs().key(pair))
    }
}

/// The value of an attribute.
pub(crate) fn value(builder: &StoreBuilder, pair: PairRow) -> Value<'_> {
    builder.pairs().value(pair).resolve(builder.strings())
}

/// The symbol of the value of an attribute that is text.
pub(crate) fn text(builder: &StoreBuilder, pair: PairRow) -> Option<Sym> {
    let value = builder.pairs().value(pair);
    value.text().filter(|&sym| value == RawValue::string(sym))
}

/// The number that an attribute holds, be it as text.
pub(crate) fn count(builder: &StoreBuilder, pair: PairRow) -> Option<u32> {
    match value(builder, pair) {
        Value::Int(number) => u32::try_from(number).ok(),
        Value::String(text) => parse_uint(text.as_bytes()).and_then(|number| u32::try_from(number).ok()),
        _ => None,
    }
}

/// The kind of a name, in letters of either case.
pub(crate) fn kind_of(name: &str) -> Option<SpanKind> {
    SpanKind::ALL.into_iter().skip(1).find(|kind| kind.word().eq_ignore_ascii_case(name))
}

/// The kind that an attribute names.
pub(crate) fn kind(builder: &StoreBuilder, pair: PairRow) -> Option<SpanKind> {
    match value(builder, pair) {
        Value::String(name) => kind_of(name),
        _ => None,
    }
}

/// Leaves one of each attribute of a list that is there more than once, the first. O(n log n).
pub(crate) fn drop_repeats(pairs: &mut Vec<PairRow>) {
    /// Up to here it is faster to look at all pairs before one.
    const FEW: usize = 32;
    if pairs.len() <= FEW {
        // One bit for each of some pairs: where it is not set there is no need to look.
        let mut taken = [0_u64; 4];
        let mut kept = 0;
        for at in 0..pairs.len() {
            let pair = pairs[at];
            let (word, bit) = (&mut taken[(pair.0 >> 6 & 3) as usize], 1 << (pair.0 & 63));
            if *word & bit == 0 || !pairs[..kept].contains(&pair) {
                *word |= bit;
                pairs[kept] = pair;
                kept += 1;
            }
        }
        pairs.truncate(kept);
        return;
    }
    let mut order: Vec<(PairRow, usize)> = pairs.iter().copied().zip(0..).collect();
    sort_by(&mut order, Ord::cmp);
    order.dedup_by_key(|(pair, _)| *pair);
    sort_by_key(&mut order, |&(_, at)| at);
    pairs.clear();
    pairs.extend(order.into_iter().map(|(pair, _)| pair));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_by_their_symbols() {
        let mut builder = StoreBuilder::new();
        let other = builder.intern("http.route").unwrap();
        let words = Words::of(&mut builder).unwrap();
        for (word, key) in Word::ALL.iter().zip(Word::KEYS) {
            assert_eq!(words.find(builder.intern(key).unwrap()), Some(*word), "{key}");
            assert_eq!(builder.strings().text(words.sym(*word)), *key);
        }
        let last = builder.intern("last").unwrap();
        assert_eq!((words.find(other), words.find(last), words.find(Sym::EMPTY)), (None, None, None));
    }

    #[test]
    fn the_first_of_equal_attributes_stays() {
        for len in [0_u32, 1, 5, 32, 33, 500] {
            let mut pairs: Vec<PairRow> = (0..len).map(|at| PairRow(at * 7 % 20)).collect();
            let expected: Vec<PairRow> = (0..len.min(20)).map(|at| PairRow(at * 7 % 20)).collect();
            drop_repeats(&mut pairs);
            assert_eq!(pairs, expected, "{len}");
        }
    }
}
