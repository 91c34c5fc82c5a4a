//! Where the bytes of a load come from: a file or a stream beside the question, or the answer of a server.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, ReadableStream};

use super::member_of_ask;
use super::parallel::{Helpers, Next, ParallelFile};
use super::slices::Slices;
use super::stream::Stream;
use crate::error::Result;
use crate::ingest::Segment;
use crate::store::KeptLogs;

/// What travels beside a question, and is not begun yet.
pub(super) enum Input {
    File(Blob),
    Stream {
        stream: Stream,
        /// How many bytes are to come, where the client knows.
        length: Option<u64>,
    },
}

impl Input {
    /// In bytes, where it is known.
    pub(super) fn length(&self) -> Option<u64> {
        match self {
            Self::File(blob) => Some(whole(blob.size())),
            Self::Stream { length, .. } => *length,
        }
    }

    /// Begins to read. Large files are shared with `helpers`.
    pub(super) fn open(self, helpers: &Rc<Helpers>, logs: KeptLogs) -> Bytes {
        match self {
            Self::File(blob) => match helpers.open(&blob, logs) {
                Some(parts) => Bytes::Parallel(parts),
                None => Bytes::File(Slices::of(blob, 0.0)),
            },
            Self::Stream { stream, .. } => Bytes::Stream(stream),
        }
    }
}

/// The files and streams that travel with a question: `files`, and the `lengths` of streams where they are known. What is neither,
/// or is read by somebody else, is left out.
pub(super) fn inputs_of(data: &JsValue) -> Vec<Input> {
    let list = |name| member_of_ask(data, name).dyn_into::<Array>().unwrap_or_default();
    let (files, lengths) = (list("files"), list("lengths"));
    let input = |(file, length): (JsValue, JsValue)| match file.dyn_into::<Blob>() {
        Ok(blob) => Some(Input::File(blob)),
        Err(other) => Some(Input::Stream {
            stream: Stream::of(other.dyn_ref::<ReadableStream>()?)?,
            length: length.as_f64().map(whole),
        }),
    };
    (0..files.length()).filter_map(|at| input((files.get(at), lengths.get(at)))).collect()
}

/// Bytes that are being read.
pub(super) enum Bytes {
    File(Slices),
    /// A file that several workers read.
    Parallel(ParallelFile),
    Stream(Stream),
    /// The answer of a server that has no body.
    Nothing,
}

impl Bytes {
    /// The next piece; nothing at the end. If it is of bytes, `buffer` is replaced by them. `is_between_documents` is whether what was
    /// read so far ends where a document does: elsewhere there are only bytes.
    pub(super) async fn read_into(
        &mut self,
        buffer: &mut Vec<u8>,
        is_between_documents: impl FnOnce() -> bool,
    ) -> Result<Option<Piece>> {
        let is_more = match self {
            Self::Parallel(parts) => match parts.next(buffer, is_between_documents).await? {
                Next::Segment(segment) => return Ok(Some(Piece::Segment(segment))),
                Next::Bytes => true,
                Next::InTurn(from) => {
                    let mut slices = Slices::of(parts.file.clone(), from);
                    let is_more = slices.read_into(buffer).await?;
                    *self = Self::File(slices);
                    is_more
                }
            },
            Self::File(slices) => slices.read_into(buffer).await?,
            Self::Stream(stream) => stream.read_into(buffer).await?,
            Self::Nothing => false,
        };
        Ok(is_more.then_some(Piece::Bytes))
    }
}

/// What comes next of what is being read.
pub(super) enum Piece {
    Bytes,
    /// What another worker has read.
    Segment(Box<Segment>),
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are whole numbers")]
fn whole(size: f64) -> u64 {
    size as u64
}
