//! The recording of one trace: spans are opened and closed while a clock goes on.
//!
//! A scene knows time and spans. It does not know what the services do.

use super::{
    faults::{Class, Fault},
    latency::sample_ns,
    rng::{Rng, mix},
    services::{Scope, Service},
    text::List,
    traffic::Visit,
};

/// Span ids are scrambled from here on, far from the numbers of traces and instances.
const SPAN_IDS: u64 = 1 << 40;

/// The streams of what is logged begin here, one for each visit.
const CHATTER: u64 = 1 << 44;

/// A kind of span, numbered as in OTLP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    #[default]
    Internal = 1,
    Server = 2,
    Client = 3,
    Producer = 4,
    Consumer = 5,
}

/// A span, and for as long as the scene lasts its place in it.
#[derive(Default)]
pub(super) struct Span {
    pub(super) id: u64,
    /// The place of the parent; none for a root.
    pub(super) parent: Option<usize>,
    pub(super) service: Service,
    pub(super) scope: Scope,
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) start_ns: u64,
    pub(super) end_ns: u64,
    pub(super) failed: bool,
    /// What the status says.
    pub(super) fault: Option<Fault>,
    pub(super) attributes: List,
    pub(super) events: List,
    pub(super) links: List,
}

impl Span {
    /// Gives the span the status of a failure.
    pub(super) fn blame(&mut self, fault: Fault) {
        self.failed = true;
        self.fault = Some(fault).filter(|fault| !fault.class.is_logged);
    }
}

/// How much a log matters, numbered as in OTLP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Severity {
    Info = 9,
    Warn = 13,
    Error = 17,
}

impl Severity {
    /// `severityText`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

/// What a service logs in a span.
pub(super) struct Log {
    /// The place of the span.
    pub(super) span: usize,
    pub(super) time_ns: u64,
    pub(super) severity: Severity,
    pub(super) said: Said,
}

/// What a log says.
#[derive(Clone, Copy)]
pub(super) enum Said {
    /// A line: what is before and after its number, and the number.
    Line((&'static str, &'static str), u64),
    /// The exception that was thrown, and nothing else.
    Thrown(Fault),
}

/// A trace while it happens.
pub(super) struct Scene {
    pub(super) visit: Visit,
    /// Draws what happens on any day.
    pub(super) rng: Rng,
    /// Draws what happens only in trouble, so that all else is as it would have been.
    pub(super) chaos: Rng,
    /// Draws what is logged.
    pub(super) chatter: Rng,
    pub(super) now_ns: u64,
    /// How many calls of shipping are still to be refused.
    pub(super) refusals: u32,
    pub(super) trace: [u64; 2],
    /// Spans, parents before children; those beyond `len` are kept for their memory.
    pool: Vec<Span>,
    len: usize,
    logs: Vec<Log>,
    /// The innermost open span.
    open: Option<usize>,
    /// Spans recorded so far, over all traces.
    recorded: u64,
}

impl Scene {
    /// A scene that waits for its first visit.
    pub(super) const fn new() -> Self {
        Self {
            visit: Visit::NONE,
            rng: Rng::stream(0),
            chaos: Rng::stream(0),
            chatter: Rng::stream(0),
            now_ns: 0,
            refusals: 0,
            trace: [0; 2],
            pool: Vec::new(),
            len: 0,
            logs: Vec::new(),
            open: None,
            recorded: 0,
        }
    }

    /// Starts the next trace.
    pub(super) fn begin(&mut self, visit: Visit) {
        let [rng, chaos, high, low] = [1, 2, 3, 4].map(|nth| visit.number * 4 + nth);
        self.visit = visit;
        self.rng = Rng::stream(rng);
        self.chaos = Rng::stream(chaos);
        self.chatter = Rng::stream(CHATTER + visit.number);
        self.now_ns = visit.at_ns;
        self.refusals = 0;
        self.trace = [mix(high), mix(low)];
        self.len = 0;
        self.logs.clear();
        self.open = None;
    }

    /// The spans of the trace, parents before children.
    pub(super) fn spans(&self) -> &[Span] {
        &self.pool[..self.len]
    }

    /// The logs of the trace, in the order in which they were written.
    pub(super) fn logs(&self) -> &[Log] {
        &self.logs
    }

    /// Opens a span in the open one.
    pub(super) fn enter(&mut self, service: Service, scope: Scope, name: &'static str, kind: Kind) {
        if self.len == self.pool.len() {
            self.pool.push(Span::default());
        }
        self.recorded += 1;
        let span = &mut self.pool[self.len];
        span.attributes.clear();
        span.events.clear();
        span.links.clear();
        let [attributes, events, links] = [&mut span.attributes, &mut span.events, &mut span.links].map(std::mem::take);
        *span = Span {
            id: mix(SPAN_IDS + self.recorded),
            parent: self.open,
            service,
            scope,
            name,
            kind,
            start_ns: self.now_ns,
            end_ns: 0,
            failed: false,
            fault: None,
            attributes,
            events,
            links,
        };
        self.open = Some(self.len);
        self.len += 1;
    }

    /// The open span; the root when all are closed.
    pub(super) fn span(&mut self) -> &mut Span {
        &mut self.pool[self.open.unwrap_or(0)]
    }

    /// Closes the open span.
    pub(super) fn leave(&mut self) {
        let now_ns = self.now_ns;
        let span = self.span();
        span.end_ns = now_ns;
        self.open = span.parent;
    }

    /// Goes back into a closed span, to add children that it did not wait for.
    pub(super) fn reopen(&mut self, place: usize) {
        self.open = Some(place);
    }

    /// The attributes of the open span.
    pub(super) fn attributes(&mut self) -> &mut List {
        &mut self.span().attributes
    }

    /// Lets time pass, with the given median in microseconds.
    pub(super) fn work(&mut self, median_us: u32) {
        self.now_ns += self.takes_ns(median_us);
    }

    /// Draws how long something takes, with the given median in microseconds.
    pub(super) fn takes_ns(&mut self, median_us: u32) -> u64 {
        sample_ns(&mut self.rng, median_us)
    }

    /// Work that the service records as a span of its own.
    pub(super) fn step(&mut self, name: &'static str, median_us: u32) {
        let service = self.span().service;
        self.enter(service, Scope::Own, name, Kind::Internal);
        self.work(median_us);
        self.leave();
    }

    /// Something goes wrong in the open span.
    pub(super) fn fail(&mut self, class: &'static Class) -> Fault {
        let fault = Fault { class, number: self.rng.below(3_000) };
        let now_ns = self.now_ns;
        fault.write_event(now_ns, &mut self.span().events);
        if class.is_logged {
            self.push_log(Severity::Error, Said::Thrown(fault));
        }
        fault
    }

    /// The service of the open span logs a line with a number below 100 in it.
    pub(super) fn say(&mut self, severity: Severity, line: (&'static str, &'static str)) {
        let number = self.chatter.below(100);
        self.push_log(severity, Said::Line(line, number));
    }

    /// The service of the open span warns, with the milliseconds since the span began.
    pub(super) fn warn_of_time(&mut self, line: (&'static str, &'static str)) {
        let waited_ns = self.now_ns - self.span().start_ns;
        self.push_log(Severity::Warn, Said::Line(line, waited_ns / 1_000_000));
    }

    fn push_log(&mut self, severity: Severity, said: Said) {
        let (span, time_ns) = (self.open.unwrap_or(0), self.now_ns);
        self.logs.push(Log { span, time_ns, severity, said });
    }
}
