//! Spans of every shape, written straight into a builder.

use spanlens::store::{EventDraft, LinkDraft, LogDraft, RawValue, SourceRow, SpanDraft, StoreBuilder, Sym};
use spanlens::units::{Severity, SpanId, TraceId};

/// A shape: what it is called, and how many spans make some ten megabytes of it.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) spans: u32,
    /// Writes the span with a number, of so many.
    write: fn(&mut Writer, u32, u32),
}

pub(crate) const SHAPES: [Shape; 12] = [
    Shape { name: "a trace each", spans: 130_000, write: |writer, number, _| writer.push(number, 0) },
    Shape { name: "one trace, a chain", spans: 130_000, write: |writer, number, _| writer.push(1, number) },
    Shape { name: "one trace, a star", spans: 130_000, write: |writer, number, _| writer.push(1, number.min(1)) },
    Shape { name: "without trace ids", spans: 130_000, write: |writer, _, _| writer.push(0, 0) },
    Shape {
        name: "traces in pieces, children first",
        spans: 130_000,
        write: |writer, number, count| {
            let (traces, from_behind) = (count / 10, count - number);
            writer.push(from_behind % traces + 1, from_behind / traces);
        },
    },
    Shape {
        name: "long unique values",
        spans: 30_000,
        write: |writer, number, _| {
            for key in 0..3 {
                let text = format!("{number:080}{key:020}");
                writer.text(key, &text);
            }
            writer.push(number / 10 + 1, number % 10);
        },
    },
    Shape {
        name: "unique numbers",
        spans: 6_000,
        write: |writer, number, _| {
            (0..50).for_each(|key| writer.number(key, i64::from(number)));
            writer.push(number / 10 + 1, number % 10);
        },
    },
    Shape {
        name: "many attributes that repeat",
        spans: 15_000,
        write: |writer, number, _| {
            (0..60).for_each(|key| writer.number(key, i64::from(number % 4)));
            writer.push(number / 10 + 1, number % 10);
        },
    },
    Shape {
        name: "events and links",
        spans: 15_000,
        write: |writer, number, _| {
            writer.hang(10);
            writer.push(number / 10 + 1, number % 10);
        },
    },
    Shape {
        name: "flags, states and messages",
        spans: 60_000,
        write: |writer, number, _| {
            writer.draft.flags = 257;
            (writer.draft.trace_state, writer.draft.status_message) = (writer.name, writer.name);
            writer.draft.dropped.events = 1;
            writer.push(number / 10 + 1, number % 10);
        },
    },
    Shape {
        name: "logs before their spans",
        spans: 15_000,
        write: |writer, number, _| {
            for at in 0..4 {
                writer.log(number / 10 + 1, number + 1, &format!("line {at} of span {number:030}"));
            }
            writer.push(number / 10 + 1, number % 10);
        },
    },
    Shape {
        name: "logs of one span, of one time and of none that is there",
        spans: 60_000,
        write: |writer, number, _| {
            if number == 0 {
                writer.push(1, 0);
            }
            writer.log(1 + number / 50_000, 1 + number / 40_000, &format!("one of the lines of all: {number:030}"));
        },
    },
];

/// Writes spans into a builder.
struct Writer<'a> {
    builder: &'a mut StoreBuilder,
    source: SourceRow,
    name: Sym,
    keys: Vec<Sym>,
    draft: SpanDraft,
    number: u32,
}

impl Writer<'_> {
    fn attribute(&mut self, key: usize, value: RawValue) {
        let pair = self.builder.intern_pair(self.keys[key], value).unwrap();
        self.draft.attributes.push(pair);
    }

    fn text(&mut self, key: usize, text: &str) {
        let value = RawValue::string(self.builder.intern(text).unwrap());
        self.attribute(key, value);
    }

    fn number(&mut self, key: usize, number: i64) {
        self.attribute(key, RawValue::int(number));
    }

    /// Hangs so many events and links on the span.
    fn hang(&mut self, count: u64) {
        for at in 0..count {
            self.draft.events.push(EventDraft { time_ns: at, name: self.name, ..EventDraft::default() });
            self.draft.links.push(LinkDraft { span_id: SpanId(at), ..LinkDraft::default() });
        }
    }

    /// Writes a log of a span.
    fn log(&mut self, trace: u32, span: u32, text: &str) {
        let body = RawValue::string(self.builder.intern(text).unwrap());
        let (trace_id, span_id) = (TraceId(u128::from(trace).to_be_bytes()), SpanId(span.into()));
        let log = LogDraft { trace_id, span_id, body, time_ns: 7, severity: Severity::WARN, ..LogDraft::default() };
        self.builder.push_log(&log, StoreBuilder::UNKNOWN_SCOPE, self.source).unwrap();
    }

    /// Adds the span to a trace, below another, with what it was given.
    fn push(&mut self, trace: u32, parent: u32) {
        self.number += 1;
        let draft = &mut self.draft;
        draft.trace_id = TraceId(u128::from(trace).to_be_bytes());
        draft.span_id = SpanId(u64::from(self.number));
        draft.parent_id = SpanId(u64::from(parent));
        draft.name = self.name;
        draft.start_ns = 1_000_000 + u64::from(self.number);
        draft.end_ns = draft.start_ns + 1_000;
        self.builder.push(draft, StoreBuilder::UNKNOWN_SCOPE, self.source).unwrap();
        draft.clear();
    }
}

impl Shape {
    pub(crate) fn fill(&self) -> StoreBuilder {
        let mut builder = StoreBuilder::new();
        let source = builder.add_source("made", "default");
        let name = builder.intern("operation").unwrap();
        let keys = (0..60).map(|key| builder.intern(&format!("key {key}")).unwrap()).collect();
        let draft = SpanDraft::default();
        let mut writer = Writer { builder: &mut builder, source, name, keys, draft, number: 0 };
        (0..self.spans).for_each(|number| (self.write)(&mut writer, number, self.spans));
        builder
    }
}
