//! Which span each log of a trace belongs to, and in which order.

use super::content::Content;
use super::forest::{NONE, is_callee};
use crate::sort::sort_by_key;
use crate::store::chunked::Chunked;
use crate::store::logs::WaitingLog;
use crate::store::rows::TraceRow;
use crate::store::tables::Tables;
use crate::units::SpanId;

/// The span of a log that is there already.
pub(super) const REPEAT: u32 = NONE - 1;

/// Where a log goes.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// The row of its span, or none for a log of the trace.
    span: u32,
    /// Its row among those that wait.
    row: u32,
    time_ns: u64,
}

/// Finds the spans of logs, trace by trace. Reused for its memory.
pub(super) struct Placer<'a> {
    tables: &'a Tables,
    content: Content<'a>,
    /// The spans of the trace at hand that have an id, by id; of one id those first that are callees. The first of an id is meant by it.
    ids: Vec<(SpanId, bool, u32)>,
    /// The logs of the trace at hand.
    places: Vec<Place>,
}

impl<'a> Placer<'a> {
    pub(super) fn new(tables: &'a Tables) -> Self {
        Self { tables, content: Content::of(tables), ids: Vec::new(), places: Vec::new() }
    }

    /// Orders the logs of a trace by span, time and content, and puts into each the row of its span, or what stands for none.
    pub(super) fn place(&mut self, trace: u32, logs: &mut Chunked<WaitingLog>, rows: &mut [u32]) {
        self.index_spans(trace);
        self.find_spans(logs, rows);
        self.order_equal_times(logs);
        let Self { places, content, .. } = self;
        for (at, row) in rows.iter_mut().enumerate() {
            let place = places[at];
            let is_repeat = at > 0
                && (places[at - 1].span, places[at - 1].time_ns) == (place.span, place.time_ns)
                && content.same_log(&logs[places[at - 1].row], &logs[place.row]);
            *row = place.row;
            logs[place.row].trace = TraceRow(if is_repeat { REPEAT } else { place.span });
        }
    }

    fn index_spans(&mut self, trace: u32) {
        let Self { ids, tables, .. } = self;
        let spans = &tables.spans;
        ids.clear();
        let rows = tables.traces.spans(TraceRow(trace)).filter(|&row| !spans.span_id[row].is_none());
        ids.extend(rows.map(|row| (spans.span_id[row], !is_callee(spans.kind[row]), row)));
        ids.sort_unstable();
    }

    /// The logs by span and time.
    fn find_spans(&mut self, logs: &Chunked<WaitingLog>, rows: &[u32]) {
        let Self { ids, places, .. } = self;
        let span_of = |id: SpanId| {
            let at = ids.partition_point(|&(other, ..)| other < id);
            ids.get(at).filter(|&&(other, ..)| other == id).map_or(NONE, |&(.., row)| row)
        };
        places.clear();
        places.extend(rows.iter().map(|&row| {
            let log = &logs[row];
            Place { span: span_of(log.span_id), row, time_ns: log.event.time_ns }
        }));
        places.sort_unstable_by_key(|place| (place.span, place.time_ns));
    }

    /// Orders logs of one time by what they say, so that it does not matter in which order they came.
    fn order_equal_times(&mut self, logs: &Chunked<WaitingLog>) {
        let Self { places, content, .. } = self;
        for equal in places.chunk_by_mut(|a, b| (a.span, a.time_ns) == (b.span, b.time_ns)) {
            if equal.len() > 1 {
                let digest = |place: &Place| (content.digest_log(&logs[place.row]), place.row);
                let mut digests: Vec<(u64, u32)> = equal.iter().map(digest).collect();
                sort_by_key(&mut digests, |&digest| digest);
                equal.iter_mut().zip(digests).for_each(|(place, (_, row))| place.row = row);
            }
        }
    }
}
