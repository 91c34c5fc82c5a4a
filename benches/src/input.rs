//! The files: the generated one, and the same spans in other formats and compressions.

use std::io::Write;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use crate::peers::{jaeger, messages, zipkin};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// OTLP JSON, a document a line.
    Lines,
    /// The same, compressed by gzip.
    Gzip,
    /// The same, compressed by zstd.
    Zstd,
    /// OTLP protobuf: one message after the other.
    Protobuf,
    /// Jaeger JSON, as its API answers.
    Jaeger,
    /// Zipkin JSON, version 2.
    Zipkin,
}

impl Input {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Lines, Self::Gzip, Self::Zstd, Self::Protobuf, Self::Jaeger, Self::Zipkin];

    /// What the file is called.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Lines => "spans.jsonl",
            Self::Gzip => "spans.jsonl.gz",
            Self::Zstd => "spans.jsonl.zst",
            Self::Protobuf => "spans.pb",
            Self::Jaeger => "spans.jaeger.json",
            Self::Zipkin => "spans.zipkin.json",
        }
    }

    /// What comes before a name in tables. Nothing for the generated file.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Lines => "",
            Self::Gzip => "gzip: ",
            Self::Zstd => "zstd: ",
            Self::Protobuf => "protobuf: ",
            Self::Jaeger => "Jaeger: ",
            Self::Zipkin => "Zipkin: ",
        }
    }

    /// The file of which the bytes count: of one that is compressed, what was compressed.
    #[must_use]
    pub fn counted(self) -> Self {
        match self {
            Self::Gzip | Self::Zstd => Self::Lines,
            other => other,
        }
    }

    /// Makes the file of the generated one.
    ///
    /// # Errors
    ///
    /// If that is not OTLP JSON.
    pub fn of_lines(self, lines: &[u8]) -> Result<Vec<u8>> {
        Ok(match self {
            Self::Lines => lines.to_vec(),
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
                encoder.write_all(lines)?;
                encoder.finish()?
            }
            Self::Zstd => compress_to_vec(lines, CompressionLevel::Fastest),
            Self::Protobuf => messages::encode_protobuf(&messages::decode(lines)?),
            Self::Jaeger => serde_json::to_vec(&jaeger::document(&messages::decode(lines)?))?,
            Self::Zipkin => serde_json::to_vec(&zipkin::spans(&messages::decode(lines)?))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::contender::Contender;
    use crate::generate::{Layout, generate};

    #[test]
    fn every_contender_reads_every_span_of_its_file() {
        let mut lines = Vec::new();
        generate(1_230, Layout::Lines, &mut lines).unwrap();
        for contender in Contender::ALL {
            let file = contender.input.of_lines(&lines).unwrap();
            assert_eq!(contender.decode(&file).unwrap().spans(), 1_230, "{}", contender.name());
        }
    }
}
