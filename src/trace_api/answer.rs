//! The answer that is under way: what of it is kept, and what it says beside its traces.

use serde_json::Value;

use super::errors::{message, of_answer, says_no_traces, shortened};
use super::members::Members;
use crate::error::{Error, ErrorKind, Result};
use crate::remote::is_success;

/// The longest list that is read, in bytes.
const LONGEST_LIST: usize = 32 << 20;

/// How much is kept of an answer that is read by somebody else, or is none.
const EXCERPT: usize = 16 << 10;

/// What an answer says beside its traces.
const SAID: [&str; 3] = ["status", "message", "errors"];

/// The answer that is under way.
#[derive(Debug, Default)]
pub(super) struct Answer {
    status: u16,
    kept: Vec<u8>,
    /// Whether all of it is to be kept.
    is_list: bool,
    members: Members,
    /// Its first byte that is no space.
    first: Option<u8>,
}

/// What an answer is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// What was asked for.
    Good,
    /// Nothing: there are no such traces.
    Empty,
    /// Another version may be understood.
    NotUnderstood(Error),
    /// No other version would be answered better.
    Refused(Error),
}

impl Answer {
    pub(super) fn begin(status: u16, is_list: bool) -> Self {
        Self { status, is_list, members: Members::wanted(&SAID), ..Self::default() }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.first = self.first.or_else(|| bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace()));
        let room = if self.is_list { LONGEST_LIST } else { EXCERPT };
        let kept = bytes.len().min(room - self.kept.len());
        self.kept.extend_from_slice(&bytes[..kept]);
        if self.is_list && kept < bytes.len() {
            return Err(ErrorKind::Limit { what: "bytes of a list", limit: LONGEST_LIST as u64 }.into());
        }
        if self.is_file() {
            self.members.push(bytes);
        }
        Ok(())
    }

    /// Whether its bytes are those of traces: neither an error nor a web page, which servers have for paths that they do not know.
    pub(super) fn is_file(&self) -> bool {
        !self.is_list && is_success(self.status) && self.first.is_some_and(|first| first != b'<')
    }

    /// Whether it is JSON from its beginning to its end.
    pub(super) fn is_whole(&self) -> bool {
        self.members.is_complete()
    }

    /// What it is, now that it has ended.
    pub(super) fn verdict(&self) -> Verdict {
        let error = || of_answer(self.status, &self.kept);
        match self.status {
            status if is_success(status) && matches!(self.first, None | Some(b'<')) => Verdict::NotUnderstood(error()),
            status if is_success(status) => Verdict::Good,
            404 if says_no_traces(&self.kept) => Verdict::Empty,
            400 | 404 | 405 | 501 => Verdict::NotUnderstood(error()),
            _ => Verdict::Refused(error()),
        }
    }

    /// A list as JSON.
    ///
    /// # Errors
    ///
    /// `BadStatus` where it is none.
    pub(super) fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.kept).map_err(|_| self.something_else())
    }

    /// It is no answer of this API.
    pub(super) fn something_else(&self) -> Error {
        ErrorKind::BadStatus { status: self.status, answer: message(&self.kept) }.into()
    }

    /// Whether the server says that this is a part of a trace.
    pub(super) fn is_partial(&self) -> bool {
        self.members
            .all("status")
            .any(|value| matches!(serde_json::from_slice(value), Ok(Value::String(word)) if word == "PARTIAL"))
    }

    /// What the server says besides, in its own words.
    pub(super) fn said(&self) -> Vec<String> {
        let mut said = Vec::new();
        for value in self.members.all("message").chain(self.members.all("errors")) {
            match serde_json::from_slice(value) {
                Ok(Value::String(text)) => said.push(text),
                Ok(Value::Array(errors)) => {
                    let words = |error: &Value| {
                        ["msg", "message"].iter().find_map(|name| error.get(name)?.as_str()).map(str::to_owned)
                    };
                    said.extend(errors.iter().filter_map(words));
                }
                _ => {}
            }
        }
        said.iter().map(|text| shortened(text)).filter(|text| !text.is_empty()).collect()
    }
}
