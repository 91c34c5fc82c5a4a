//! A live source: an endless stream of deliveries of spans and logs, of which a window is kept.
//!
//! Deliveries wait until [`refresh`](Engine::refresh) reads them into the store and seals it again, in one step: questions never see a half-filled
//! store. A store never removes texts and attributes, so once the window is exceeded, the part to keep is copied to a new store. Incomplete traces are
//! held back until no more of them has arrived for a while.
//!
//! # The stream
//!
//! The stream consists of frames: a byte for the kind, four bytes for the length (little-endian), and that many bytes of content. A frame `B` is a
//! delivery, a file of any format; a frame `T` is text, with a line for each message of the source: a word, a space, and the rest of the line. Frames of
//! other kinds are skipped.

mod arriving;
mod frames;
mod window;

use std::collections::VecDeque;

use super::job::Job;
use super::memory::Memory;
use super::{Engine, Load};
use crate::error::{ErrorKind, Failure, Result};
use crate::ingest::{FileReader, FileReport};
use crate::protocol::{LiveQuestion, LiveSummary, LoadedFile};
use crate::store::{KeptLogs, SourceRow, SpanRow, TraceRow};
use arriving::Arriving;
use frames::{Frame, Frames};

/// The content type of an address that answers with a stream of deliveries.
pub const LIVE_TYPE: &str = "application/vnd.spanlens.live";

/// The most bytes that wait to be read.
const MAX_WAITING: u64 = 64 << 20;

/// A source without an end, and what has become of it.
#[derive(Debug)]
pub(super) struct Live {
    row: SourceRow,
    /// Where its report is among those of the engine.
    file: usize,
    logs: KeptLogs,
    frames: Frames,
    /// Deliveries that wait, in the order in which they came.
    waiting: VecDeque<Vec<u8>>,
    arriving: Arriving,
    /// Whether there may be more than the window has.
    is_window_new: bool,
    /// Whether the source has told something new.
    has_heard: bool,
    summary: LiveSummary,
}

impl Live {
    pub(super) fn summary(&self) -> &LiveSummary {
        &self.summary
    }

    fn take(&mut self, frame: Frame) {
        match frame {
            Frame::Delivery(bytes) => {
                self.summary.waiting_bytes += bytes.len() as u64;
                self.waiting.push_back(bytes);
                // Who does not pause leaves what is too much where it is.
                while self.summary.paused && self.summary.waiting_bytes > MAX_WAITING {
                    let Some(dropped) = self.waiting.pop_front() else { break };
                    self.summary.waiting_bytes -= dropped.len() as u64;
                    self.summary.missed += 1;
                }
            }
            Frame::Told(text) => {
                self.has_heard = true;
                text.lines().for_each(|line| self.hear(line));
            }
        }
    }

    /// Takes in what the source tells.
    fn hear(&mut self, line: &str) {
        let Some((word, rest)) = line.split_once(' ') else { return };
        match word {
            "endpoint" => self.summary.endpoint = Some(rest.to_owned()),
            "metrics" => self.summary.metrics = rest.parse().unwrap_or(self.summary.metrics),
            "missed" => self.summary.missed_before = rest.parse().unwrap_or(self.summary.missed_before),
            _ => {}
        }
    }
}

impl Engine {
    /// Turns a file of which nothing has been read into the live source, beside what is loaded. If there is one already, the file's report
    /// says that there can be only one: `false`.
    pub fn begin_live(&mut self, mut load: Load) -> bool {
        if self.live.is_some() {
            let expected = "no second source without an end";
            load.give_up(ErrorKind::BadOption { option: "the address", expected }.into());
            self.end_file(load, false);
            return false;
        }
        let (source, row, logs) = load.into_source();
        let file = self.files.len();
        self.files.push(LoadedFile {
            source,
            report: FileReport::default(),
            stopped: false,
            range: None,
            search: None,
        });
        self.live = Some(Live {
            row,
            file,
            logs,
            frames: Frames::default(),
            waiting: VecDeque::new(),
            arriving: Arriving::default(),
            is_window_new: false,
            has_heard: false,
            summary: LiveSummary::default(),
        });
        true
    }

    /// Takes the next bytes of the stream. Their deliveries wait.
    ///
    /// # Errors
    ///
    /// `BadMessage` if the bytes are not frames. More bytes of the stream are useless then.
    pub fn push_live(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(live) = &mut self.live else { return Ok(()) };
        let mut frames = std::mem::take(&mut live.frames);
        let pushed = frames.push(bytes, |frame| live.take(frame));
        live.frames = frames;
        pushed
    }

    /// Whether there is room for more of the stream.
    #[must_use]
    pub fn has_room_for_live(&self) -> bool {
        self.live.as_ref().is_none_or(|live| live.summary.paused || live.summary.waiting_bytes < MAX_WAITING)
    }

    /// Ends the stream.
    pub fn end_live(&mut self) {
        if let Some(live) = &mut self.live {
            live.summary.has_ended = true;
        }
    }

    /// Pauses or resumes the source, and sets its window.
    ///
    /// # Errors
    ///
    /// `NoData` if none is open, `BadOption` for an empty window.
    pub fn steer_live(&mut self, LiveQuestion { paused, window }: LiveQuestion) -> Result<()> {
        let Some(live) = &mut self.live else { return Err(ErrorKind::NoData.into()) };
        if window.max_spans == 0 || window.max_age_ns == Some(0) {
            return Err(ErrorKind::BadOption { option: "the window", expected: "room for a span" }.into());
        }
        live.is_window_new |= live.summary.window != window;
        (live.summary.paused, live.summary.window) = (paused, window);
        Ok(())
    }

    /// Whether a [`refresh`](Self::refresh) at a time would change what is loaded. The time is that of the clock, in nanoseconds since the Unix epoch.
    #[must_use]
    pub fn has_live_news(&self, now_ns: u64) -> bool {
        !self.is_loading()
            && self.live.as_ref().is_some_and(|live| {
                let has_come = !live.summary.paused && !live.waiting.is_empty();
                has_come || live.is_window_new || live.has_heard || live.arriving.has_rested(now_ns)
            })
    }

    /// Reads waiting deliveries, seals the store again, drops traces beyond the window, and holds back traces that are still arriving. `false` if
    /// earlier answers are still valid. O(what is kept · log), whatever has come.
    pub fn refresh(&mut self, now_ns: u64) -> bool {
        if !self.has_live_news(now_ns) {
            return false;
        }
        if let Some(live) = &mut self.live {
            live.arriving.set_clock(now_ns);
        }
        let is_paused = self.live.as_ref().is_some_and(|live| live.summary.paused);
        if !is_paused && self.read_waiting() {
            self.seal();
        }
        self.keep_window(now_ns);
        if let Some(live) = &mut self.live {
            (live.is_window_new, live.has_heard) = (false, false);
        }
        self.hold_back();
        true
    }

    /// Reads all that waits. `false` if nothing does.
    fn read_waiting(&mut self) -> bool {
        let Some(live) = &mut self.live else { return false };
        let (waiting, logs, row, file) = (std::mem::take(&mut live.waiting), live.logs, live.row, live.file);
        live.summary.waiting_bytes = 0;
        if waiting.is_empty() {
            return false;
        }
        for delivery in waiting {
            let builder = self.building();
            builder.keep_logs(logs);
            let mut reader = FileReader::new(row);
            // The report tells.
            let _ = reader.push(builder, &delivery);
            let report = reader.finish(builder);
            if let Some(live) = &mut self.live {
                live.summary.received_spans += report.spans;
                live.summary.received_logs += report.logs;
                if let Some(fault) = &report.fault {
                    live.summary.unreadable += 1;
                    live.summary.fault = Some(Failure::clone(fault));
                }
            }
            if let Some(LoadedFile { report: of_all, .. }) = self.files.get_mut(file) {
                of_all.join(&report);
            }
        }
        true
    }

    /// Looks anew which traces are held back, and forgets what was found about those that were.
    pub(super) fn hold_back(&mut self) {
        let Self { live: Some(live), store: Some(store), .. } = self else { return };
        let held = live.arriving.look(store, live.row);
        live.summary.arriving_traces = u32::try_from(held.len()).unwrap_or(u32::MAX);
        let traces = store.traces();
        let requests =
            |&trace: &TraceRow| traces.spans(trace).filter(|&span| store.requests().contains(SpanRow(span))).count();
        live.summary.arriving_requests = u32::try_from(held.iter().map(requests).sum::<usize>()).unwrap_or(u32::MAX);
        self.ranges.hold_back(held);
        self.memory = Memory::within(self.ranges.clone());
        self.queue.jobs_mut().for_each(Job::restart);
    }
}
