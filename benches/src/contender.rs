//! Who reads the file: this engine and its peers, behind one function.

use anyhow::Result;
use opentelemetry_proto::tonic::trace::v1::TracesData;
use spanlens::store::Store;

use crate::peers::columns::{self, Columns};
use crate::peers::messages;
use crate::reading;

/// A way to read OTLP JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contender {
    /// This engine.
    Spanlens,
    /// `serde_json`, straight to columns.
    SerdeColumns,
    /// `opentelemetry-proto` with its serde support.
    OpentelemetryProto,
}

/// What a contender makes of a file.
#[derive(Debug)]
pub enum Decoded {
    /// Spans joined into traces.
    Store(Box<Store>),
    /// Plain columns.
    Columns(Box<Columns>),
    /// The messages of OTLP.
    Messages(Vec<TracesData>),
}

impl Contender {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Spanlens, Self::SerdeColumns, Self::OpentelemetryProto];

    /// What it is called in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Spanlens => "spanlens, to a sealed store",
            Self::SerdeColumns => "serde_json, straight to columns",
            Self::OpentelemetryProto => "opentelemetry-proto with serde, to messages",
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// If the contender does not understand the file.
    pub fn decode(self, text: &[u8]) -> Result<Decoded> {
        Ok(match self {
            Self::Spanlens => Decoded::Store(Box::new(reading::read(text)?)),
            Self::SerdeColumns => Decoded::Columns(Box::new(columns::decode(text)?)),
            Self::OpentelemetryProto => Decoded::Messages(messages::decode(text)?),
        })
    }
}

impl Decoded {
    /// The number of spans.
    #[must_use]
    pub fn spans(&self) -> usize {
        match self {
            Self::Store(store) => store.spans().len() as usize,
            Self::Columns(columns) => columns.spans(),
            Self::Messages(documents) => messages::spans(documents),
        }
    }
}
