//! Files that are saved while they are made, piece by piece.
//!
//! Where the browser lets a person pick a file, pieces go straight there. Elsewhere they are gathered in a `Blob`, which browsers keep
//! outside of the tab's memory or on the disk, and that is saved in the end. Either way, a piece is taken when there is room for it.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DomException, Response, TransformStream, WritableStream, WritableStreamDefaultWriter};

use super::download::{file_name, save};

/// A file that is being saved.
pub(crate) struct FileStream {
    writer: WritableStreamDefaultWriter,
    /// Fulfilled once all is written: with a `Blob`, if that is still to be saved.
    end: Promise,
    name: String,
    is_picked: bool,
}

impl FileStream {
    /// Asks a person for a file under a suggested name, if the browser can, and begins to save it. `None` if the person picks none.
    ///
    /// # Errors
    ///
    /// What the browser says.
    pub(crate) async fn begin(name: &str, gzip: bool) -> Result<Option<Self>, JsValue> {
        let name = file_name(name);
        let picked = match picked_file(&name).await {
            Picked::None => return Ok(None),
            Picked::Nowhere => None,
            Picked::File(file) => Some(file),
        };
        let packing = if gzip { compression()? } else { TransformStream::new()? };
        let writer = packing.writable().get_writer()?;
        let (end, is_picked) = match picked {
            Some(file) => {
                let writable = call(&file, "createWritable")?.unchecked_into::<Promise>();
                let writable: WritableStream = JsFuture::from(writable).await?.unchecked_into();
                (packing.readable().pipe_to(&writable), true)
            }
            None => (gathered(&packing)?, false),
        };
        Ok(Some(Self { writer, end, name, is_picked }))
    }

    /// Begins to gather what is compressed, to be a part of another file.
    ///
    /// # Errors
    ///
    /// What the browser says.
    pub(crate) fn begin_part() -> Result<Self, JsValue> {
        let packing = compression()?;
        let (writer, end) = (packing.writable().get_writer()?, gathered(&packing)?);
        Ok(Self { writer, end, name: String::new(), is_picked: false })
    }

    /// Writes a piece, once there is room for it.
    ///
    /// # Errors
    ///
    /// What the browser says: that the disk is full, for example.
    pub(crate) async fn write(&self, bytes: &[u8]) -> Result<(), JsValue> {
        JsFuture::from(self.writer.ready()).await?;
        JsFuture::from(self.writer.write_with_chunk(&Uint8Array::from(bytes))).await?;
        Ok(())
    }

    /// Ends what is a part of another file, and gives it.
    ///
    /// # Errors
    ///
    /// What the browser says.
    pub(crate) async fn finish_part(self) -> Result<Blob, JsValue> {
        JsFuture::from(self.writer.close()).await?;
        JsFuture::from(self.end).await?.dyn_into()
    }

    /// Ends the file, and gives its name.
    ///
    /// # Errors
    ///
    /// What the browser says.
    pub(crate) async fn finish(self) -> Result<String, JsValue> {
        JsFuture::from(self.writer.close()).await?;
        let end = JsFuture::from(self.end).await?;
        if !self.is_picked {
            save(&end.unchecked_into::<Blob>(), &self.name);
        }
        Ok(self.name)
    }

    /// Gives the file up. Nothing of it is kept, and what was in a picked file before stays.
    pub(crate) async fn give_up(self) {
        // There is nothing more to lose.
        let _ = JsFuture::from(self.writer.abort()).await;
        let _ = JsFuture::from(self.end).await;
    }
}

/// What comes out of a stream, once it has ended.
fn gathered(stream: &TransformStream) -> Result<Promise, JsValue> {
    Response::new_with_opt_readable_stream(Some(&stream.readable()))?.blob()
}

/// What a person picked.
enum Picked {
    /// A file, as a handle of it.
    File(JsValue),
    /// They do not want any.
    None,
    /// Nobody was asked: the browser cannot, or does not let this page.
    Nowhere,
}

async fn picked_file(name: &str) -> Picked {
    let options = Object::new();
    let pick =
        Reflect::get(&window(), &"showSaveFilePicker".into()).ok().and_then(|pick| pick.dyn_into::<Function>().ok());
    let (Some(pick), Ok(_)) = (pick, Reflect::set(&options, &"suggestedName".into(), &name.into())) else {
        return Picked::Nowhere;
    };
    let picked = match pick.call1(&window(), &options) {
        Ok(picked) => JsFuture::from(picked.unchecked_into::<Promise>()).await,
        Err(fault) => Err(fault),
    };
    match picked {
        Ok(file) => Picked::File(file),
        Err(fault) if fault.dyn_ref::<DomException>().is_some_and(|fault| fault.name() == "AbortError") => Picked::None,
        Err(_) => Picked::Nowhere,
    }
}

/// A stream that compresses what goes through it.
fn compression() -> Result<TransformStream, JsValue> {
    let constructor = Reflect::get(&window(), &"CompressionStream".into())?.dyn_into::<Function>()?;
    Ok(Reflect::construct(&constructor, &Array::of1(&"gzip".into()))?.unchecked_into())
}

/// Calls a method that takes nothing.
fn call(object: &JsValue, method: &str) -> Result<JsValue, JsValue> {
    Reflect::get(object, &method.into())?.dyn_into::<Function>()?.call0(object)
}
