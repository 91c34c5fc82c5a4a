//! What is opened: files, an address, the demo.

use serde::{Deserialize, Serialize};

use crate::store::KeptLogs;

/// Adds files to what is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenQuestion {
    /// The files, in the order of what travels beside the question.
    pub sources: Vec<SourceName>,
    /// Which of their logs are kept.
    #[serde(default)]
    pub logs: KeptLogs,
}

/// Adds what an address answers with to what is loaded. No credentials are sent but those in the headers.
///
/// An answer of the type `application/vnd.spanlens.live` has no end: it is answered as soon as it begins, and what comes of it is told by
/// [`Changed`](super::Reply::Changed). There can be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenUrlQuestion {
    /// How it is called.
    pub source: SourceName,
    /// An absolute `http` or `https` address.
    pub url: String,
    /// The names and values of the headers of the request.
    pub headers: Vec<(String, String)>,
    /// Which of the logs in it are kept.
    #[serde(default)]
    pub logs: KeptLogs,
}

/// Adds the generated demo to what is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenDemoQuestion {}

/// How a file is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceName {
    /// The name that the user knows it by.
    pub name: String,
    /// The group that it belongs to. Files are compared between groups, and traces joined within.
    pub group: String,
}
