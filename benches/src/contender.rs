//! Who reads the file: this engine and its peers, behind one function.

use anyhow::Result;
use opentelemetry_proto::tonic::trace::v1::TracesData;

use crate::peers::columns::{self, Columns};
use crate::peers::messages;

/// A way to read OTLP JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contender {
    /// `serde_json`, straight to columns.
    SerdeColumns,
    /// `opentelemetry-proto` with its serde support.
    OpentelemetryProto,
}

/// What a contender makes of a file.
#[derive(Debug)]
pub enum Decoded {
    /// Plain columns.
    Columns(Box<Columns>),
    /// The messages of OTLP.
    Messages(Vec<TracesData>),
}

impl Contender {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::SerdeColumns, Self::OpentelemetryProto];

    /// What it is called in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SerdeColumns => "serde_json, straight to columns",
            Self::OpentelemetryProto => "opentelemetry-proto with serde, no columns",
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// If the contender does not understand the file.
    pub fn decode(self, text: &[u8]) -> Result<Decoded> {
        Ok(match self {
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
            Self::Columns(columns) => columns.spans(),
            Self::Messages(documents) => messages::spans(documents),
        }
    }
}
