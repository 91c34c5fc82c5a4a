//! Exceptions and messages, which are rows of their own and name the span that they belong to. That may come after them.

use super::Record;
use super::details::joined_stacks;
use super::item::Item;
use super::table::Table;
use crate::error::Result;
use crate::ingest::json::Parse;
use crate::ingest::logs;
use crate::ingest::report::{FileReport, Reason};
use crate::sort::sort_by_key;
use crate::store::{EventDraft, LogDraft, PairRow, SourceRow, SpanRow, StoreBuilder, Sym};
use crate::units::{SpanId, TraceId};

/// An event whose span is to be found.
#[derive(Debug, Clone)]
struct Event {
    trace: TraceId,
    /// None where it belongs to the operation as a whole.
    span: SpanId,
    time_ns: u64,
    name: Sym,
    attributes: Vec<PairRow>,
    /// Where it stands in the text.
    offset: u64,
}

/// The events of a file.
#[derive(Debug, Default)]
pub(super) struct Events {
    list: Vec<Event>,
    /// The number of their attributes.
    attributes: usize,
}

/// The bytes that one event takes beside itself when it is given to its span: where that is, and at most another row of the span.
const ATTACHED: usize = 256;

impl Record<'_, '_> {
    /// Keeps the event that an item is, which began at `at`, until all spans are known.
    pub(super) fn event(&mut self, table: Table, item: &mut Item, at: usize, events: &mut Events) -> Parse<()> {
        let (trace, span) = self.place(item, at);
        let mut attributes = Vec::new();
        let name = match table {
            Table::Exceptions => {
                self.exception(item, &mut attributes)?;
                self.builder.intern("exception")?
            }
            Table::Traces if item.message != Sym::EMPTY => item.message,
            _ => item.name,
        };
        attributes.append(&mut item.others);
        attributes.append(&mut item.properties);
        let offset = self.offset + at as u64;
        events.attributes += attributes.len();
        events.list.push(Event { trace, span, time_ns: item.time_ns.unwrap_or_default(), name, attributes, offset });
        Ok(())
    }

    /// Adds what an exception is. The outermost one is what the span saw.
    fn exception(&mut self, item: &Item, out: &mut Vec<PairRow>) -> Parse<()> {
        let outermost = item.details.first();
        let [kind, message] =
            [outermost.map_or("", |detail| &detail.kind), outermost.map_or("", |detail| &detail.message)];
        let first = |texts: [Sym; 2]| texts.into_iter().find(|&text| text != Sym::EMPTY);
        match first([item.kind, item.outer_type]) {
            Some(kind) => self.push_text("exception.type", kind, out)?,
            None => self.push_str("exception.type", kind, out)?,
        }
        match first([item.message, item.outer_message]) {
            Some(message) => self.push_text("exception.message", message, out)?,
            None => self.push_str("exception.message", message, out)?,
        }
        self.push_str("exception.stacktrace", &joined_stacks(&item.details), out)
    }
}

impl Events {
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The bytes of all events, with those that are taken to give them to their spans.
    pub(super) fn held_bytes(&self) -> usize {
        let events = self.list.capacity() * (size_of::<Event>() + ATTACHED);
        events + 2 * self.attributes * size_of::<PairRow>()
    }

    /// Gives spans their events, in the order of their times. Those whose span is not in the file may find it in another: they wait for it as
    /// logs do. O((n + e) log e) for n spans and e events.
    ///
    /// # Errors
    ///
    /// `Limit` where the store cannot hold another span.
    pub(super) fn attach(
        &mut self,
        (builder, source): (&mut StoreBuilder, SourceRow),
        report: &mut FileReport,
    ) -> Result<()> {
        let Self { mut list, .. } = std::mem::take(self);
        if list.is_empty() {
            return Ok(());
        }
        sort_by_key(&mut list, key);
        let owners = owners(&list, builder, source);
        let mut found: Vec<(SpanRow, usize)> = Vec::with_capacity(list.len());
        let mut first = 0;
        for (at, event) in list.iter().enumerate() {
            if at > 0 && key(&list[at - 1]) != key(event) {
                first = at;
            }
            match owners[first] {
                Some(row) => found.push((row, at)),
                None => event.wait_as_log((builder, source), report)?,
            }
        }
        sort_by_key(&mut found, |&(row, at)| (row, list[at].time_ns));
        for of_span in found.chunk_by(|(a, _), (b, _)| a == b) {
            let (mut draft, scope) = builder.withdraw(of_span[0].0);
            for &(_, at) in of_span {
                let Event { time_ns, name, ref attributes, .. } = list[at];
                let start = draft.nested.len();
                draft.nested.extend_from_slice(attributes);
                draft.events.push(EventDraft {
                    time_ns,
                    name,
                    attributes: start..draft.nested.len(),
                    dropped_attributes: 0,
                });
            }
            builder.push(&draft, scope, source)?;
        }
        Ok(())
    }
}

impl Event {
    /// Leaves the event to the store, which joins it with its span or its trace once all files were read.
    fn wait_as_log(&self, (builder, source): (&mut StoreBuilder, SourceRow), report: &mut FileReport) -> Result<()> {
        let &Self { trace: trace_id, span: span_id, time_ns, name, ref attributes, offset } = self;
        if trace_id.is_none() {
            report.note(Reason::EventWithoutSpan, offset, 1);
            return Ok(());
        }
        let draft =
            LogDraft { trace_id, span_id, time_ns, name, attributes: attributes.clone(), ..LogDraft::default() };
        logs::add(&draft, (builder, source), report).map(drop)
    }
}

fn key(event: &Event) -> (TraceId, SpanId) {
    (event.trace, event.span)
}

/// The span of each event, where it is the first of those of its span. What belongs to an operation belongs to its root.
fn owners(list: &[Event], builder: &StoreBuilder, source: SourceRow) -> Vec<Option<SpanRow>> {
    let mut owners = vec![None; list.len()];
    let spans = builder.spans();
    for row in (0..spans.len()).map(SpanRow) {
        if spans.source(row) != source || builder.is_withdrawn(row) {
            continue;
        }
        let trace = builder.trace_id(row);
        let root = spans.parent_id(row).is_none().then_some(SpanId::NONE);
        for span in [Some(spans.span_id(row)), root].into_iter().flatten() {
            let first = list.partition_point(|event| key(event) < (trace, span));
            if list.get(first).is_some_and(|event| key(event) == (trace, span)) {
                owners[first].get_or_insert(row);
            }
        }
    }
    owners
}
