//! What crosses a port: messages to the engine, replies to a client.

use serde::{Deserialize, Serialize};

use super::questions::{Answer, Question};
use super::summary::Summary;
use crate::clickhouse::Coverage;
use crate::error::Failure;

/// From a client to the engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Message {
    /// Asks something. Each id gets any number of [`Reply::Progress`] and then one [`Reply::Answer`] or [`Reply::Error`].
    Ask {
        /// Chosen by the client, unique among its unanswered questions.
        id: u32,
        /// What it wants to know.
        question: Box<Question>,
        /// Whether all other questions go before it, whoever asks them.
        #[serde(default)]
        background: bool,
    },
    /// Drops a question. It is answered by the error `cancelled`, unless its answer is under way already. A load stops where it is
    /// and keeps what it has read.
    Cancel {
        /// The id of the question.
        id: u32,
    },
    /// Says goodbye. Its questions and loads are dropped unanswered; a load under way stops, and what it has read stays for
    /// the others. The port is closed.
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
        /// Of how many requests the answer is, where the traces of some were fetched for it. Absent where it is of all.
        #[serde(default)]
        coverage: Option<Coverage>,
    },
    /// A question has no answer.
    Error {
        /// The id of the question.
        id: u32,
        /// Why.
        error: Failure,
    },
    /// How far a load has come, or the traces that are fetched for a question.
    Progress {
        /// The id of the question.
        id: u32,
        /// How far.
        progress: Progress,
    },
    /// What is loaded has changed at another client's request, or as more has come of a source without an end. What was answered before is
    /// out of date.
    Changed(Box<Summary>),
    /// The engine is gone, with its last words. Everything must be opened again, by a new worker.
    Crashed(String),
}

/// How far a load has come, or the traces that are fetched for a question about a range that a server counts: then it is of spans alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// The name of the file that is being read.
    pub name: String,
    /// Bytes read, over all files of the load. Compressed bytes where files are compressed.
    pub bytes: u64,
    /// Bytes to read, over all files of the load. Zero where that is not known.
    pub total_bytes: u64,
    /// Spans in the store, those of earlier loads included.
    pub spans: u32,
    /// Spans to read, of those of this load. Zero where that is not known.
    pub total_spans: u32,
    /// Whether everything is read and spans are being joined into traces.
    pub joining: bool,
}
