//! A large file, read in parts by several workers at once.
//!
//! The file is cut into parts at line ends, and every worker reads its share. This worker reads its own parts and takes over those of the
//! others, in the order of the file, so the result is the same as if it had read everything itself. After the first part that cannot be
//! used, it reads the rest of the file itself.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use js_sys::{Function, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::slices::Slices;
use super::unreadable;
use crate::error::Result;
use crate::ingest::Segment;
use crate::js::to_js;
use crate::store::KeptLogs;

/// Bytes of a part, up to the end of a line.
const PART: f64 = 8.0 * 1024.0 * 1024.0;
/// Bytes that are looked at for the end of a line, first few, then more.
const LOOK: [f64; 3] = [64.0 * 1024.0, 1024.0 * 1024.0, PART];
/// Smaller files are read before another worker has started.
const WORTH_IT: f64 = 64.0 * 1024.0 * 1024.0;
/// How many parts each worker has before it, so that none waits for another.
const AHEAD: usize = 2;

#[wasm_bindgen]
extern "C" {
    /// A worker that reads parts, as parser.js starts it.
    type Parser;

    /// Resolves to the [`Segment`] of a part, with such logs, or to undefined if it does not stand by itself or nobody is there to read it.
    #[wasm_bindgen(method)]
    fn read(this: &Parser, part: &Blob, logs: &JsValue) -> Promise;

    /// Ends the worker, and the wait for what it was reading.
    #[wasm_bindgen(method)]
    fn end(this: &Parser);
}

/// How to start workers that read parts, and how many.
#[derive(Default)]
pub(super) struct Helpers {
    start: Option<Function>,
    count: u32,
    /// Those that were started last.
    team: RefCell<Weak<Team>>,
}

impl Helpers {
    pub(super) fn new(start: Option<Function>, count: u32) -> Self {
        Self { start, count, team: RefCell::default() }
    }

    /// A file to be read in parts, if that is worth it.
    pub(super) fn open(self: &Rc<Self>, file: &Blob, logs: KeptLogs) -> Option<ParallelFile> {
        let is_worth_it = self.start.is_some() && self.count > 0 && file.size() >= WORTH_IT;
        is_worth_it.then(|| ParallelFile {
            file: file.clone(),
            // A word is never refused.
            logs: to_js(&logs).unwrap_or_default(),
            helpers: Rc::clone(self),
            team: None,
            handed_out: 0,
            cut_at: 0.0,
            look: None,
            parts: VecDeque::new(),
            own: None,
        })
    }

    /// Starts the workers; fewer where the browser starts no more.
    fn start(&self) -> Rc<Team> {
        let start = self.start.iter().cycle().take(self.count as usize);
        let started = start.map_while(|start| start.call1(&JsValue::NULL, &wasm_bindgen::module()).ok());
        let team = Rc::new(Team(started.map(JsCast::unchecked_into).collect()));
        *self.team.borrow_mut() = Rc::downgrade(&team);
        team
    }

    /// Ends the workers, and the wait for what they were reading.
    pub(super) fn end(&self) {
        let team = self.team.borrow().upgrade();
        if let Some(team) = team {
            team.end();
        }
    }
}

/// Workers that end together.
struct Team(Vec<Parser>);

impl Team {
    fn end(&self) {
        self.0.iter().for_each(Parser::end);
    }
}

impl Drop for Team {
    fn drop(&mut self) {
        self.end();
    }
}

/// A file that is read in parts.
pub(super) struct ParallelFile {
    pub(super) file: Blob,
    /// Which logs are kept.
    logs: JsValue,
    helpers: Rc<Helpers>,
    /// Those who read with this worker, once its first part has shown that they can.
    team: Option<Rc<Team>>,
    /// How many parts have been handed out.
    handed_out: usize,
    /// Where the next one begins.
    cut_at: f64,
    /// The bytes around its end, asked for ahead: a small read takes its time as well.
    look: Option<JsFuture>,
    parts: VecDeque<Part>,
    /// The part that this worker is reading.
    own: Option<Slices>,
}

/// A part that somebody is reading.
struct Part {
    /// Where it begins.
    from: f64,
    work: Work,
}

enum Work {
    /// This worker's, which reads it piece by piece when its turn comes.
    Own(Blob),
    /// What another worker makes of it.
    Theirs(JsFuture),
}

/// What comes next of a file.
pub(super) enum Next {
    /// Bytes, which are in the buffer.
    Bytes,
    /// What somebody else has read.
    Segment(Box<Segment>),
    /// Nothing that was read apart: the file is to be read in turn from here.
    InTurn(f64),
}

impl ParallelFile {
    /// Hands out parts, and waits for the next piece in the order of the file. `is_between_documents` is whether what was read so far
    /// ends where a document does.
    pub(super) async fn next(
        &mut self,
        buffer: &mut Vec<u8>,
        is_between_documents: impl FnOnce() -> bool,
    ) -> Result<Next> {
        if let Some(part) = &mut self.own {
            if part.read_into(buffer).await? {
                return Ok(Next::Bytes);
            }
            self.own = None;
        }
        if self.handed_out > 0 && !is_between_documents() {
            return Ok(self.in_turn());
        }
        let ahead = if self.handed_out == 0 {
            1
        } else {
            let team = self.team.get_or_insert_with(|| self.helpers.start());
            (team.0.len() + 1) * AHEAD
        };
        while self.parts.len() < ahead {
            // A place that cannot be read is met again, in its turn.
            let Ok(Some(part)) = self.hand_out().await else { break };
            self.parts.push_back(part);
        }
        let Some(Part { from, work }) = self.parts.pop_front() else { return Ok(self.in_turn()) };
        match work {
            Work::Own(part) => {
                self.own.insert(Slices::of(part, 0.0)).read_into(buffer).await?;
                Ok(Next::Bytes)
            }
            Work::Theirs(segment) => {
                // Whatever goes wrong elsewhere, the bytes are still there to be read in turn.
                let segment = segment.await.ok().and_then(|segment| serde_wasm_bindgen::from_value(segment).ok());
                Ok(segment.map_or(Next::InTurn(from), Next::Segment))
            }
        }
    }

    /// Nothing more is read apart.
    fn in_turn(&self) -> Next {
        Next::InTurn(self.parts.front().map_or(self.cut_at, |part| part.from))
    }

    /// Gives the next part to the worker whose turn it is.
    async fn hand_out(&mut self) -> Result<Option<Part>> {
        let from = self.cut_at;
        let Some(to) = self.line_end_after(from + PART).await? else { return Ok(None) };
        let part = self.file.slice_with_f64_and_f64(from, to).map_err(|fault| unreadable(&fault))?;
        let work = match self.whose_turn() {
            Some(parser) => Work::Theirs(parser.read(&part, &self.logs).into()),
            None => Work::Own(part),
        };
        self.handed_out += 1;
        self.cut_at = to;
        self.look = self.look_at(to + PART, LOOK[0]);
        Ok(Some(Part { from, work }))
    }

    /// The helper that gets the next part. `None` for this worker, which has the first.
    fn whose_turn(&self) -> Option<&Parser> {
        let team = self.team.as_ref()?;
        let turn = self.handed_out % (team.0.len() + 1);
        team.0.get(turn.checked_sub(1)?)
    }

    /// The end of the first line that ends behind a place. `None` at the end of the file, or if that is far away.
    async fn line_end_after(&mut self, place: f64) -> Result<Option<f64>> {
        let mut at = place;
        for length in LOOK {
            let Some(look) = self.look.take().or_else(|| self.look_at(at, length)) else { break };
            let bytes = look.await.map_err(|fault| unreadable(&fault))?;
            if let Ok(line_end) = u32::try_from(Uint8Array::new(&bytes).index_of(b'\n', 0)) {
                return Ok(Some(at + f64::from(line_end) + 1.0));
            }
            at += length;
        }
        Ok(None)
    }

    /// Asks for some bytes. `None` beyond the end of the file.
    fn look_at(&self, at: f64, length: f64) -> Option<JsFuture> {
        let is_inside = at < self.file.size();
        let look = self.file.slice_with_f64_and_f64(at, at + length).ok().filter(|_| is_inside)?;
        Some(look.array_buffer().into())
    }
}
