//! How columns of numbers cross to JavaScript: as typed arrays, in one copy.
//!
//! For use as `#[serde(with = "crate::column")]` on a `Vec` of numbers. Through any other serializer than the one to JavaScript
//! values, a column is a plain sequence.

#[cfg(not(all(target_arch = "wasm32", feature = "js")))]
mod plain {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<T: Serialize, S: Serializer>(column: &[T], serializer: S) -> Result<S::Ok, S::Error> {
        column.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<T>, D::Error> {
        Vec::deserialize(deserializer)
    }
}

#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod typed_array {
    use serde::de::Error;
    use serde::{Deserializer, Serializer};
    use wasm_bindgen::{JsCast, JsValue};

    /// A number that JavaScript has a typed array for.
    pub(crate) trait Element: Sized {
        fn to_array(column: &[Self]) -> JsValue;
        fn from_array(array: &JsValue) -> Option<Vec<Self>>;
    }

    impl Element for u8 {
        fn to_array(column: &[Self]) -> JsValue {
            js_sys::Uint8Array::from(column).into()
        }

        fn from_array(array: &JsValue) -> Option<Vec<Self>> {
            Some(array.dyn_ref::<js_sys::Uint8Array>()?.to_vec())
        }
    }

    impl Element for u32 {
        fn to_array(column: &[Self]) -> JsValue {
            js_sys::Uint32Array::from(column).into()
        }

        fn from_array(array: &JsValue) -> Option<Vec<Self>> {
            Some(array.dyn_ref::<js_sys::Uint32Array>()?.to_vec())
        }
    }

    impl Element for u64 {
        fn to_array(column: &[Self]) -> JsValue {
            js_sys::BigUint64Array::from(column).into()
        }

        fn from_array(array: &JsValue) -> Option<Vec<Self>> {
            Some(array.dyn_ref::<js_sys::BigUint64Array>()?.to_vec())
        }
    }

    impl Element for f64 {
        fn to_array(column: &[Self]) -> JsValue {
            js_sys::Float64Array::from(column).into()
        }

        fn from_array(array: &JsValue) -> Option<Vec<Self>> {
            Some(array.dyn_ref::<js_sys::Float64Array>()?.to_vec())
        }
    }

    pub(crate) fn serialize<T: Element, S: Serializer>(column: &[T], serializer: S) -> Result<S::Ok, S::Error> {
        serde_wasm_bindgen::preserve::serialize(&T::to_array(column), serializer)
    }

    pub(crate) fn deserialize<'de, T: Element, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
        let array: JsValue = serde_wasm_bindgen::preserve::deserialize(deserializer)?;
        T::from_array(&array).ok_or_else(|| D::Error::custom("expected a typed array"))
    }
}

#[cfg(not(all(target_arch = "wasm32", feature = "js")))]
pub(crate) use plain::{deserialize, serialize};
#[cfg(all(target_arch = "wasm32", feature = "js"))]
pub(crate) use typed_array::{Element, deserialize, serialize};
