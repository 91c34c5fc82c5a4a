//! The content of a port: messages to the engine, replies to a client.

use serde::{Deserialize, Serialize};

use super::questions::{Answer, Question};
use super::summary::Summary;
use crate::clickhouse::Coverage;
use crate::error::Failure;

/// From a client to the engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Message {
    /// Asks a question. Each id gets any number of [`Reply::Progress`] and then one [`Reply::Answer`] or
    /// [`Reply::Error`].
    Ask {
        /// Chosen by the client, unique among its unanswered questions.
        id: u32,
        /// The question.
        question: Box<Question>,
        /// Whether it runs in the background: after all other questions of all clients.
        #[serde(default)]
        background: bool,
    },
    /// Cancels a question. It is answered with the error `cancelled`, unless its answer was already sent. A load stops where it is
    /// and keeps what it has read.
    Cancel {
        /// The id of the question.
        id: u32,
    },
    /// Disconnects the client. Its questions and loads are dropped without an answer; a running load stops, and what it has
    /// read stays for the other clients. The port is closed.
    Leave,
}

/// From the engine to a client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reply {
    /// The answer to a question.
    Answer {
        /// The id of the question.
        id: u32,
        /// The answer, of the kind of the question.
        answer: Answer,
        /// How many requests the answer covers, if traces were fetched from a server for it. Absent if it covers all.
        #[serde(default)]
        coverage: Option<Coverage>,
    },
    /// A question has no answer.
    Error {
        /// The id of the question.
        id: u32,
        /// The reason.
        error: Failure,
    },
    /// The progress of a load, or of fetching traces for a question.
    Progress {
        /// The id of the question.
        id: u32,
        /// The progress.
        progress: Progress,
    },
    /// The loaded data has changed, because another client opened something or a live source has new data. Earlier answers are out of
    /// date.
    Changed(Box<Summary>),
    /// The engine has crashed, with the message of the panic. Everything must be opened again, in a new
    /// worker.
    Crashed(String),
}

/// The progress of a load, or of fetching traces for a question about a range on a server; the latter only counts spans.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// The name of the file that is being read.
    pub name: String,
    /// Bytes read, over all files of the load. For compressed files, compressed bytes.
    pub bytes: u64,
    /// Bytes to read, over all files of the load. Zero if unknown.
    pub total_bytes: u64,
    /// Spans in the store, those of earlier loads included.
    pub spans: u32,
    /// Spans to read in this load. Zero if unknown.
    pub total_spans: u32,
    /// Whether everything is read and spans are being joined into traces.
    pub joining: bool,
    /// How many spans there will be when the memory is full, estimated once a twentieth of the bytes is read. Zero if everything will fit, and if
    /// that is not known.
    pub fitting_spans: u32,
}
