//! Where the bytes of a load come from: a file or a stream beside the question, or the answer of a server.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, ReadableStream};

use super::member_of_ask;
use super::slices::Slices;
use super::stream::Stream;
use crate::error::Result;

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

    pub(super) fn open(self) -> Bytes {
        match self {
            Self::File(blob) => Bytes::File(Slices::of(blob)),
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
    Stream(Stream),
    /// The answer of a server that has no body.
    Nothing,
}

impl Bytes {
    /// Replaces `buffer` by the next bytes. `false` at the end.
    pub(super) async fn read_into(&mut self, buffer: &mut Vec<u8>) -> Result<bool> {
        match self {
            Self::File(slices) => slices.read_into(buffer).await,
            Self::Stream(stream) => stream.read_into(buffer).await,
            Self::Nothing => Ok(false),
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are whole numbers")]
fn whole(size: f64) -> u64 {
    size as u64
}
