//! Questions that open files, an address or the demo.

use serde::{Deserialize, Serialize};

use crate::store::KeptLogs;

/// Adds files to what is loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenQuestion {
    /// The names of the files, in the order of the files sent beside the question.
    pub sources: Vec<SourceName>,
    /// Which of their logs are kept.
    #[serde(default)]
    pub logs: KeptLogs,
}

/// Adds the content of an address to what is loaded. No credentials are sent except those in the headers.
///
/// A response of the type `application/vnd.spanlens.live` is an endless stream: the question is answered as soon as it begins, and
/// [`Changed`](super::Reply::Changed) announces new data. Only one can be open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenUrlQuestion {
    /// Its name and group.
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

/// The name and the group of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceName {
    /// The name that the user knows it by.
    pub name: String,
    /// The group that it belongs to. Groups can be compared with each other; traces are assembled within a
    /// group.
    pub group: String,
}
