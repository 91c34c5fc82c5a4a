//! How values cross to JavaScript: what the worker says, and what its clients in Rust say and hand on.

use serde::Serialize;
use wasm_bindgen::JsValue;

/// A value as it crosses to JavaScript, whole numbers of 64 bits as `bigint`.
///
/// # Errors
///
/// What the serializer says of a value that has no shape there, such as a map whose keys are no texts.
pub fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_large_number_types_as_bigints(true);
    Ok(value.serialize(&serializer)?)
}
