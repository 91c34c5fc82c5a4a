//! A stream of bytes, as they arrive.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader};

use super::unreadable;
use crate::error::{ErrorKind, Result};

/// A stream that nobody else reads. Dropping it tells its source that no more is wanted.
pub(super) struct Stream {
    reader: ReadableStreamDefaultReader,
}

impl Stream {
    /// `None` where somebody else reads the stream.
    pub(super) fn of(stream: &ReadableStream) -> Option<Self> {
        (!stream.locked()).then(|| Self { reader: stream.get_reader().unchecked_into() })
    }

    /// What ends the wait for more.
    pub(super) fn reader(&self) -> &ReadableStreamDefaultReader {
        &self.reader
    }

    /// Replaces `buffer` by what has arrived. `false` at the end.
    ///
    /// # Errors
    ///
    /// `Unreadable` if the stream fails, or is not of bytes.
    pub(super) async fn read_into(&mut self, buffer: &mut Vec<u8>) -> Result<bool> {
        let part = JsFuture::from(self.reader.read()).await.map_err(|fault| unreadable(&fault))?;
        let member = |name: &str| Reflect::get(&part, &JsValue::from_str(name)).unwrap_or_default();
        if member("done").is_truthy() {
            return Ok(false);
        }
        let Ok(bytes) = member("value").dyn_into::<Uint8Array>() else {
            return Err(ErrorKind::Unreadable { detail: "expected bytes".to_owned() }.into());
        };
        buffer.resize(bytes.length() as usize, 0);
        bytes.copy_to(buffer);
        Ok(true)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        cancel(&self.reader);
    }
}

/// Ends a stream, and the wait of whoever reads it.
pub(super) fn cancel(reader: &ReadableStreamDefaultReader) {
    let cancelled = JsFuture::from(reader.cancel());
    // A stream that has failed refuses, which is not to be a crash.
    wasm_bindgen_futures::spawn_local(async move {
        let _ = cancelled.await;
    });
}
