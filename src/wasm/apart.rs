//! A large file, read in parts by several workers at once.
//!
//! The file is cut into parts where lines end. Every worker has its share of them: this one reads its own in turn and takes over what the
//! others have read, in the order of the file, so that it is all the same as if it had read everything itself. The first part that
//! does not stand by itself ends this: from there on the file is read in turn.

use std::collections::VecDeque;

use js_sys::{Function, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::unreadable;
use crate::error::Result;
use crate::ingest::Segment;

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

    /// Resolves to the [`Segment`] of a part, or to undefined if it does not stand by itself or nobody is there to read it.
    #[wasm_bindgen(method)]
    fn read(this: &Parser, part: &Blob) -> Promise;

    /// Ends the worker.
    #[wasm_bindgen(method)]
    fn end(this: &Parser);
}

/// How to start workers that read parts, and how many.
#[derive(Default)]
pub(super) struct Helpers {
    start: Option<Function>,
    count: u32,
}

impl Helpers {
    pub(super) fn new(start: Option<Function>, count: u32) -> Self {
        Self { start, count }
    }

    /// Begins to read a file in parts, if that is worth it.
    pub(super) fn open(&self, file: &Blob) -> Option<Apart> {
        let start = self.start.as_ref().filter(|_| file.size() >= WORTH_IT)?;
        // Where no worker can be started, there are fewer.
        let started = (0..self.count)
            .map_while(|_| start.call1(&JsValue::NULL, &wasm_bindgen::module()).ok())
            .map(JsCast::unchecked_into);
        let helpers = Team(started.collect());
        let is_any = !helpers.0.is_empty();
        is_any.then(|| Apart { file: file.clone(), helpers, handed_out: 0, cut_at: 0.0, parts: VecDeque::new() })
    }
}

/// Workers that end together.
struct Team(Vec<Parser>);

impl Drop for Team {
    fn drop(&mut self) {
        self.0.iter().for_each(Parser::end);
    }
}

/// A file that is read in parts.
pub(super) struct Apart {
    pub(super) file: Blob,
    helpers: Team,
    /// How many parts have been handed out.
    handed_out: usize,
    /// Where the next one begins.
    cut_at: f64,
    parts: VecDeque<Part>,
}

/// A part that somebody is reading.
struct Part {
    /// Where it begins.
    from: f64,
    work: Work,
}

enum Work {
    /// Its bytes, for this worker.
    Own(JsFuture),
    /// What another worker makes of it.
    Theirs(JsFuture),
}

/// What comes next of a file.
pub(super) enum Next {
    Bytes(Uint8Array),
    /// What somebody else has read, and where that begins in the file.
    Segment(Box<Segment>, f64),
    /// Nothing that was read apart: the file is to be read in turn from here.
    InTurn(f64),
}

impl Apart {
    /// Hands out parts, and waits for the next one in the order of the file.
    pub(super) async fn next(&mut self) -> Result<Next> {
        let workers = self.helpers.0.len() + 1;
        while self.parts.len() < workers * AHEAD {
            let Some(part) = self.hand_out().await? else { break };
            self.parts.push_back(part);
        }
        let Some(Part { from, work }) = self.parts.pop_front() else { return Ok(Next::InTurn(self.cut_at)) };
        match work {
            Work::Own(bytes) => Ok(Next::Bytes(Uint8Array::new(&bytes.await.map_err(|fault| unreadable(&fault))?))),
            Work::Theirs(segment) => {
                // Whatever goes wrong elsewhere, the bytes are still there to be read in turn.
                let segment = segment.await.ok().and_then(|segment| serde_wasm_bindgen::from_value(segment).ok());
                Ok(segment.map_or(Next::InTurn(from), |segment| Next::Segment(segment, from)))
            }
        }
    }

    /// Gives the next part to the worker whose turn it is.
    async fn hand_out(&mut self) -> Result<Option<Part>> {
        let from = self.cut_at;
        let Some(to) = self.line_end_after(from + PART).await? else { return Ok(None) };
        let part = self.file.slice_with_f64_and_f64(from, to).map_err(|fault| unreadable(&fault))?;
        let turn = self.handed_out % (self.helpers.0.len() + 1);
        let work = match turn.checked_sub(1).and_then(|helper| self.helpers.0.get(helper)) {
            Some(parser) => Work::Theirs(parser.read(&part).into()),
            None => Work::Own(part.array_buffer().into()),
        };
        self.handed_out += 1;
        self.cut_at = to;
        Ok(Some(Part { from, work }))
    }

    /// The end of the first line that ends behind a place. `None` at the end of the file, or if that is far away.
    async fn line_end_after(&self, place: f64) -> Result<Option<f64>> {
        let mut at = place;
        for length in LOOK {
            if at >= self.file.size() {
                break;
            }
            let look = self.file.slice_with_f64_and_f64(at, at + length).map_err(|fault| unreadable(&fault))?;
            let bytes = JsFuture::from(look.array_buffer()).await.map_err(|fault| unreadable(&fault))?;
            if let Ok(line_end) = u32::try_from(Uint8Array::new(&bytes).index_of(b'\n', 0)) {
                return Ok(Some(at + f64::from(line_end) + 1.0));
            }
            at += length;
        }
        Ok(None)
    }
}
