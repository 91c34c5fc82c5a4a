//! The demo: an hour of a small web shop, with four incidents and two permanent problems. The right answers about them are known.
//!
//! A demo can cheat with a few hand-made traces on which every tab looks good. This one is an ordinary file. It is written as the file
//! exporter of the OpenTelemetry collector writes it, one batch per line, and read by the ordinary reader. [`INCIDENTS`] states its
//! problems in numbers, and tests count them again from the text alone. Each incident has a decoy that a simpler rule would name: a rare
//! value that coincides with failures, a change of mix, a correlated attribute, a frequent but harmless failure.
//!
//! Every machine generates the same bytes. There is no clock and no floating point in here, only integers: a random number is a scrambled
//! counter, a latency comes from a table of quantiles. Each request draws from streams of its own, one for what happens on any day and one
//! for what only happens in trouble. So [`Demo::calm`] can generate the same hour without the incidents, request by request, and the cost
//! of an incident is the difference.
//!
//! The layers, each naming only those before it: `rng`, `latency`, `text`; `incidents`, the answers; `services`, `faults`,
//! `traffic`; `scene`, which records a trace; `call` and `messages`, how services talk; `backends` and `pages`, what they
//! do; `visits`, how a request passes through them; `records` and `batch`, the lines. The module knows nothing of the store or the
//! reader.

mod backends;
mod batch;
mod call;
mod faults;
mod incidents;
mod latency;
mod messages;
mod pages;
mod records;
mod rng;
mod scene;
mod services;
mod text;
mod traffic;
mod visits;

use batch::{Batch, Signal};
use traffic::{Page, Traffic, Visit};
use visits::Shop;

pub use incidents::{
    Decoy, HOUR, INCIDENTS, Incident, LOST_PARENTS, LostParents, ManyCalls, REPEATED_CALLS, RepeatedCalls, Trouble,
};

/// Traces in the demo.
pub const TRACES: u32 = 23_805;
/// Requests: every trace is one, also without a root.
pub const REQUESTS: u32 = TRACES;
/// Requests whose root is missing.
pub const INCOMPLETE: u32 = 6;
/// Requests whose root has status ERROR, incidents and daily noise together.
pub const FAILING: u32 = 336;
/// Different spans.
pub const SPANS: u32 = 210_640;
/// Exact duplicates of spans in the file.
pub const REPEATED: u32 = 8;
/// Different spans with status ERROR.
pub const ERROR_SPANS: u32 = 2_682;
/// Spans whose parent is missing.
pub const ORPHANS: u32 = 1_182;
/// Links from spans that handle a message to the spans that published it.
pub const LINKS: u32 = 2_728;
/// Logs, all of spans.
pub const LOGS: u32 = 27_279;
/// Logs whose span is missing.
pub const LOGS_OF_TRACES: u32 = 4;

/// The text of the demo, in chunks of about 256 KiB, each a whole line of OTLP JSON.
///
/// # Shape and units
///
/// A line is an object with `resourceSpans` or with `resourceLogs`. Within it spans and logs are grouped by resource and scope, and children
/// come before their parents; a trace may go on in the next line of its kind. Times are nanoseconds, as strings.
///
/// # Example
///
/// ```
/// use spanlens::demo::Demo;
/// let line = Demo::new().next().unwrap();
/// assert!(line.starts_with(b"{\"resourceSpans\":[{\"resource\":"));
/// assert!(line.ends_with(b"]}\n"));
/// ```
pub struct Demo {
    traffic: Traffic,
    shop: Shop,
    spans: Batch,
    logs: Batch,
    /// Whether all that is wrong is left out.
    is_calm: bool,
}

impl Demo {
    /// The hour with its incidents.
    #[must_use]
    pub fn new() -> Self {
        let [spans, logs] = [Signal::Spans, Signal::Logs].map(Batch::new);
        Self { traffic: Traffic::new(), shop: Shop::new(), spans, logs, is_calm: false }
    }

    /// The same hour without incidents: the same requests at the same times, including those of decoys, with the same trace ids. The cost
    /// of an incident for a request is the difference.
    #[must_use]
    pub fn calm() -> Self {
        Self { is_calm: true, ..Self::new() }
    }

    /// Plays one visit and gathers its spans and logs. A line of spans that becomes full on the way is written.
    fn play(&mut self, visit: &Visit, line: &mut Vec<u8>) {
        let scene = self.shop.play(visit);
        for (place, span) in scene.spans().iter().enumerate().rev() {
            for _ in 0..copies(visit, place) {
                self.spans.push_span(scene, span);
            }
            if self.spans.is_full() {
                self.spans.end_line(line);
            }
        }
        scene.logs().iter().for_each(|log| self.logs.push_log(scene, log));
    }
}

impl Default for Demo {
    fn default() -> Self {
        Self::new()
    }
}

impl Iterator for Demo {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut line = Vec::new();
        if self.logs.is_full() {
            self.logs.end_line(&mut line);
        }
        while line.is_empty() {
            let Some(visit) = self.traffic.next() else {
                let rest = [&mut self.spans, &mut self.logs].into_iter().find(|batch| !batch.is_empty());
                if let Some(rest) = rest {
                    rest.end_line(&mut line);
                }
                break;
            };
            let trouble = visit.trouble.filter(|_| !self.is_calm);
            self.play(&Visit { trouble, is_calm: self.is_calm, ..visit }, &mut line);
        }
        (!line.is_empty()).then_some(line)
    }
}

/// How often a span gets into the file: once, but for the losses and repetitions that every pipeline has.
fn copies(visit: &Visit, place: usize) -> u32 {
    const ROOT: usize = 0;
    const CALL: usize = 1;
    const CALLEE: usize = 2;
    let is_lossy = visit.page == Page::Search && visit.number.is_multiple_of(211);
    let lost = if visit.number.is_multiple_of(3) { ROOT } else { CALLEE };
    if is_lossy && place == lost {
        0
    } else if visit.number % 2_999 == 7 && place == CALL {
        2
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_come_every_time() {
        assert!(Demo::new().take(3).eq(Demo::new().take(3)));
    }

    #[test]
    fn a_chunk_is_one_line_of_about_256_kib() {
        for line in Demo::new().take(5) {
            assert_eq!(line.iter().position(|&byte| byte == b'\n'), Some(line.len() - 1));
            assert!((240 * 1024..290 * 1024).contains(&line.len()), "{}", line.len());
        }
    }
}
