//! What the worker in `browser/` calls. It holds the clock; nothing here is measured from the inside.

use spanlens::store::Store;
use wasm_bindgen::prelude::*;

use crate::contender::{self, Contender};
use crate::reading::{self, heatmap_of_spans};
use crate::traces::{latency_diff_of_halves, store_of_traces};
use crate::units::store_of_requests;

/// What a peer makes of a file.
#[wasm_bindgen]
pub struct Decoded(contender::Decoded);

#[wasm_bindgen]
impl Decoded {
    /// Lets the peer of this name read a text.
    ///
    /// # Errors
    ///
    /// If there is no such peer, or it does not understand the file.
    #[wasm_bindgen(constructor)]
    pub fn new(peer: &str, text: &[u8]) -> Result<Decoded, JsError> {
        let peer = Contender::ALL.into_iter().find(|known| known.name() == peer);
        let peer = peer.ok_or_else(|| JsError::new("there is no such peer"))?;
        Ok(Self(peer.decode(text).map_err(into_js)?))
    }

    /// The number of spans.
    #[wasm_bindgen(getter)]
    pub fn spans(&self) -> usize {
        self.0.spans()
    }
}

/// A file that this engine is reading.
#[wasm_bindgen]
#[derive(Default)]
pub struct Reading(reading::Reading);

#[wasm_bindgen]
impl Reading {
    /// Begins.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the next slice.
    ///
    /// # Errors
    ///
    /// Those of the reader.
    pub fn push(&mut self, slice: &[u8]) -> Result<(), JsError> {
        self.0.push(slice).map_err(into_js)
    }

    /// Joins all spans into traces.
    ///
    /// # Errors
    ///
    /// If the file was not read to its end.
    pub fn seal(self) -> Result<Sealed, JsError> {
        self.0.seal().map(Sealed).map_err(into_js)
    }
}

/// A sealed store.
#[wasm_bindgen]
pub struct Sealed(Store);

#[wasm_bindgen]
impl Sealed {
    /// A store of so many requests.
    ///
    /// # Errors
    ///
    /// If there are too many.
    #[wasm_bindgen(js_name = ofRequests)]
    pub fn of_requests(count: u32) -> Result<Sealed, JsError> {
        store_of_requests(count).map(Self).map_err(into_js)
    }

    /// A store of traces with so many spans.
    ///
    /// # Errors
    ///
    /// If there are too many.
    #[wasm_bindgen(js_name = ofTraces)]
    pub fn of_traces(spans: u32) -> Result<Sealed, JsError> {
        store_of_traces(spans).map(Self).map_err(into_js)
    }

    /// Compares the latency of one half of the requests with that of the other, and gives the number of frames.
    ///
    /// # Errors
    ///
    /// Those of the analysis.
    #[wasm_bindgen(js_name = latencyDiff)]
    pub fn latency_diff(&self) -> Result<usize, JsError> {
        latency_diff_of_halves(&self.0).map(|diff| diff.flames.frames.len()).map_err(into_js)
    }

    /// The number of spans.
    #[wasm_bindgen(getter)]
    pub fn spans(&self) -> u32 {
        self.0.spans().len()
    }

    /// The bytes that the store occupies.
    #[wasm_bindgen(getter, js_name = heapBytes)]
    pub fn heap_bytes(&self) -> usize {
        self.0.heap_bytes()
    }

    /// Makes the heatmap of all spans and gives the number of units in it.
    ///
    /// # Errors
    ///
    /// Those of the analysis.
    pub fn heatmap(&self) -> Result<u32, JsError> {
        heatmap_of_spans(&self.0).map(|heatmap| heatmap.units).map_err(into_js)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what errors are mapped by")]
fn into_js(error: anyhow::Error) -> JsError {
    JsError::new(&format!("{error:#}"))
}
