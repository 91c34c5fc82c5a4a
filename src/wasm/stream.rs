//! A stream of bytes, as they arrive.

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader};

use super::{turns, unreadable};
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
        let Some(value) = value_of(self.reader.read()).await? else { return Ok(false) };
        let Ok(bytes) = value.dyn_into::<Uint8Array>() else {
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
    ignore(reader.cancel());
}

/// What a read of a stream gives. `None` at its end.
pub(super) async fn value_of(read: Promise) -> Result<Option<JsValue>> {
    let part = JsFuture::from(read).await.map_err(|fault| unreadable(&fault))?;
    let member = |name: &str| Reflect::get(&part, &JsValue::from_str(name)).unwrap_or_default();
    Ok((!member("done").is_truthy()).then(|| member("value")))
}

/// Waits for the end of a stream, which nobody needs: one that has failed refuses, and that is not to be a crash.
pub(super) fn ignore(ended: Promise) {
    let ended = JsFuture::from(ended);
    turns::spawn(async move {
        let _ = ended.await;
    });
}
