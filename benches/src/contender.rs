//! Who reads a file: this engine and its peers, behind one function.

use anyhow::{Result, bail};
use opentelemetry_proto::tonic::trace::v1::TracesData;
use spanlens::store::Store;

use crate::input::Input;
use crate::peers::columns::{self, Columns};
use crate::peers::{jaeger, messages, zipkin};
use crate::reading;

/// A way to read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contender {
    /// What the file is.
    pub input: Input,
    /// Who reads it.
    pub reader: Reader,
}

/// Who reads a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// This engine.
    Spanlens,
    /// `serde_json`, straight to columns.
    SerdeColumns,
    /// `opentelemetry-proto` with its serde support.
    OpentelemetryProto,
    /// `opentelemetry-proto` with `prost`, as collectors in Rust decode what they are sent.
    Prost,
    /// `serde_json`, to structs.
    SerdeStructs,
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
    /// A document of Jaeger.
    Jaeger(jaeger::Document),
    /// Spans of Zipkin.
    Zipkin(Vec<zipkin::Span>),
}

const fn contender(input: Input, reader: Reader) -> Contender {
    Contender { input, reader }
}

impl Contender {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 11] = [
        contender(Input::Lines, Reader::Spanlens),
        contender(Input::Lines, Reader::SerdeColumns),
        contender(Input::Lines, Reader::OpentelemetryProto),
        contender(Input::Gzip, Reader::Spanlens),
        contender(Input::Zstd, Reader::Spanlens),
        contender(Input::Protobuf, Reader::Spanlens),
        contender(Input::Protobuf, Reader::Prost),
        contender(Input::Jaeger, Reader::Spanlens),
        contender(Input::Jaeger, Reader::SerdeStructs),
        contender(Input::Zipkin, Reader::Spanlens),
        contender(Input::Zipkin, Reader::SerdeStructs),
    ];

    /// What it is called in tables.
    #[must_use]
    pub fn name(self) -> String {
        let reader = match self.reader {
            Reader::Spanlens => "spanlens, to a sealed store",
            Reader::SerdeColumns => "serde_json, straight to columns",
            Reader::OpentelemetryProto => "opentelemetry-proto with serde, to messages",
            Reader::Prost => "prost, to messages",
            Reader::SerdeStructs => "serde_json, to structs",
        };
        format!("{}{reader}", self.input.prefix())
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// If the contender does not understand the file.
    pub fn decode(self, bytes: &[u8]) -> Result<Decoded> {
        Ok(match (self.reader, self.input) {
            (Reader::Spanlens, _) => Decoded::Store(Box::new(reading::read(bytes)?)),
            (Reader::SerdeColumns, _) => Decoded::Columns(Box::new(columns::decode(bytes)?)),
            (Reader::OpentelemetryProto, _) => Decoded::Messages(messages::decode(bytes)?),
            (Reader::Prost, _) => Decoded::Messages(vec![messages::decode_protobuf(bytes)?]),
            (Reader::SerdeStructs, Input::Jaeger) => Decoded::Jaeger(jaeger::decode(bytes)?),
            (Reader::SerdeStructs, Input::Zipkin) => Decoded::Zipkin(zipkin::decode(bytes)?),
            (Reader::SerdeStructs, input) => bail!("there are no structs of {input:?}"),
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
            Self::Jaeger(document) => document.spans(),
            Self::Zipkin(spans) => spans.len(),
        }
    }
}
