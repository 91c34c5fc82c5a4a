//! What the worker in `browser/` calls. It holds the clock; nothing here is measured from the inside.

use std::ops::ControlFlow;

use spanlens::analysis::{FindingsFold, Fold};
use spanlens::store::Store;
use wasm_bindgen::prelude::*;

use crate::contender::{self, Contender};
use crate::halves;
use crate::reading::{self, heatmap_of_spans};
use crate::units::{filtered, store_of_requests};

/// How many spans the engine lets a question look at in one step.
const STEP: u32 = 1 << 18;

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

    /// Filters the requests by an attribute and gives the number of those that are left.
    ///
    /// # Errors
    ///
    /// None.
    pub fn filter(&self) -> Result<u32, JsError> {
        filtered(&self.0).map_err(into_js)
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

/// Requests on two sides.
#[wasm_bindgen]
pub struct Halves(halves::Halves);

#[wasm_bindgen]
impl Halves {
    /// Requests with about so many spans.
    ///
    /// # Errors
    ///
    /// If they cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(spans: u32) -> Result<Halves, JsError> {
        halves::Halves::of_demos(spans).map(Self).map_err(into_js)
    }

    /// Finds the error causes of the selection and gives their number.
    #[must_use]
    pub fn causes(&self) -> u32 {
        self.0.causes().causes
    }

    /// Compares the sides by their attributes and gives the number of values.
    #[must_use]
    pub fn attributes(&self) -> u32 {
        self.0.attributes().value_count
    }

    /// So many requests of one operation.
    ///
    /// # Errors
    ///
    /// If there are too many.
    #[wasm_bindgen(js_name = ofOneOperation)]
    pub fn of_one_operation(requests: u32) -> Result<Halves, JsError> {
        halves::Halves::of_one_operation(requests).map(Self).map_err(into_js)
    }

    /// Begins to look for what stands out on both sides together.
    #[must_use]
    pub fn look(&self) -> Looking {
        Looking(Some(self.0.look()))
    }

    /// Takes a step of looking. Whether there is more to do.
    pub fn step(&self, looking: &mut Looking) -> bool {
        looking.0 = looking.0.take().and_then(|fold| match fold.step(&self.0.store, STEP) {
            ControlFlow::Continue(fold) => Some(fold),
            ControlFlow::Break(_) => None,
        });
        looking.0.is_some()
    }

    /// Compares the sides by their latency and gives the number of units that are compared.
    ///
    /// # Errors
    ///
    /// Those of the analysis.
    pub fn latency(&self) -> Result<u32, JsError> {
        let flames = self.0.latency().map_err(into_js)?.flames;
        Ok(flames.selection_units + flames.baseline_units)
    }

    /// The rows of so many requests after so many others, for a peer: a line each, and nothing after the last request.
    ///
    /// # Errors
    ///
    /// None, as they are written to memory.
    pub fn rows(&self, skip: usize, take: usize) -> Result<String, JsError> {
        let mut rows = Vec::new();
        let mut requests = self.0.requests().skip(skip).take(take);
        requests.try_for_each(|unit| self.0.write_rows(unit, &mut rows))?;
        Ok(String::from_utf8(rows)?)
    }
}

/// What stands out, while it is looked for.
#[wasm_bindgen]
pub struct Looking(Option<FindingsFold>);

#[expect(clippy::needless_pass_by_value, reason = "it is what errors are mapped by")]
fn into_js(error: anyhow::Error) -> JsError {
    JsError::new(&format!("{error:#}"))
}
