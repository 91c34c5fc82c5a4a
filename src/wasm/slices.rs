//! A file, slice by slice.

use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::unreadable;
use crate::error::Result;

/// Bytes a slice. Streams would be faster in some browsers, and are one single chunk in others.
const SLICE: f64 = 8.0 * 1024.0 * 1024.0;

/// Reads a file in slices, the next one ahead of being asked for it.
pub(super) struct Slices {
    blob: Blob,
    at: f64,
    /// Listened to from the start: a rejection that nobody listens to yet would count as a crash.
    next: Option<JsFuture>,
}

impl Slices {
    /// The bytes of a file from a place on.
    pub(super) fn of(blob: Blob, from: f64) -> Self {
        let mut slices = Self { blob, at: from, next: None };
        slices.next = slices.begin();
        slices
    }

    fn begin(&mut self) -> Option<JsFuture> {
        let from = self.at;
        if from >= self.blob.size() {
            return None;
        }
        self.at = from + SLICE;
        self.blob.slice_with_f64_and_f64(from, self.at).ok().map(|slice| slice.array_buffer().into())
    }

    /// Replaces `buffer` by the next slice. `false` at the end of the file.
    pub(super) async fn read_into(&mut self, buffer: &mut Vec<u8>) -> Result<bool> {
        let Some(pending) = self.next.take() else { return Ok(false) };
        let bytes = Uint8Array::new(&pending.await.map_err(|fault| unreadable(&fault))?);
        self.next = self.begin();
        buffer.resize(bytes.length() as usize, 0);
        bytes.copy_to(buffer);
        Ok(true)
    }
}
