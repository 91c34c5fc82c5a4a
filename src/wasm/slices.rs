//! A file, piece by piece.

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamByobReader};

use super::{stream, unreadable};
use crate::error::Result;

/// The most bytes of a piece.
const PIECE: u32 = 8 * 1024 * 1024;

/// Reads a file from a place on, in pieces.
///
/// A stream that fills a buffer of ours takes half of the time that slices take, as the browser copies less. Browsers without such
/// streams have others, some of which are one single piece; so slices are read there, the next one ahead of being asked for it.
pub(super) enum Slices {
    Stream {
        reader: ReadableStreamByobReader,
        buffer: Uint8Array,
    },
    Slices {
        file: Blob,
        /// Where the next piece begins.
        at: f64,
        /// Listened to from the start: a rejection that nobody listens to yet would count as a crash.
        next: Option<JsFuture>,
    },
}

impl Slices {
    /// The bytes of a file from a place on.
    pub(super) fn of(file: Blob, from: f64) -> Self {
        let reader = file.slice_with_f64(from).and_then(|rest| ReadableStreamByobReader::new(&rest.stream()));
        match reader {
            Ok(reader) => Self::Stream { reader, buffer: Uint8Array::new_with_length(PIECE) },
            Err(_) => Self::Slices { next: slice(&file, from), file, at: from },
        }
    }

    /// Replaces `buffer` by the next piece. `false` at the end of the file.
    pub(super) async fn read_into(&mut self, bytes: &mut Vec<u8>) -> Result<bool> {
        let piece = match self {
            Self::Stream { reader, buffer } => {
                let read = reader.read_with_array_buffer_view(buffer);
                let Some(value) = stream::value_of(read).await? else { return Ok(false) };
                let piece: Uint8Array = value.unchecked_into();
                // The memory went with the call, and has come back under another name.
                *buffer = Uint8Array::new(&piece.buffer());
                piece
            }
            Self::Slices { file, at, next } => {
                let Some(pending) = next.take() else { return Ok(false) };
                let piece = Uint8Array::new(&pending.await.map_err(|fault| unreadable(&fault))?);
                *at += f64::from(PIECE);
                *next = slice(file, *at);
                piece
            }
        };
        bytes.resize(piece.length() as usize, 0);
        piece.copy_to(bytes);
        Ok(true)
    }
}

/// Asks for the piece of a file at a place. `None` at its end.
fn slice(file: &Blob, at: f64) -> Option<JsFuture> {
    let piece = file.slice_with_f64_and_f64(at, at + f64::from(PIECE)).ok().filter(|_| at < file.size())?;
    Some(piece.array_buffer().into())
}

impl Drop for Slices {
    fn drop(&mut self) {
        if let Self::Stream { reader, .. } = self {
            // Nobody wants the rest.
            stream::ignore(reader.cancel());
        }
    }
}
