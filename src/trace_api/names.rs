//! Lists of names to search for: services, operations, tags and their values.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::answer::{Answer, Verdict};
use super::errors::more_telling;
use super::requests::{Parameters, Server};
use super::server::{TraceApi, TraceApiServer};
use super::{jaeger, tempo};
use crate::error::{Error, ErrorKind, Result};
use crate::remote::{Exchange, Next, Request};
use crate::sort::sort_by;

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TraceApiList {
    /// The services that have sent spans.
    #[default]
    Services,
    /// The operations of a service, or of all in Tempo.
    Operations,
    /// For Tempo, the keys of attributes, with their scopes as in `TraceQL`.
    Tags,
    /// The values of such a key.
    Values,
}

/// A list of a server.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceApiNames {
    /// Each once, sorted.
    pub names: Vec<String>,
    /// The version of the API that answered, such as `v3`.
    pub version: String,
}

/// Asks a server for a list.
pub struct Names {
    api: TraceApi,
    attempts: VecDeque<(&'static str, Request)>,
    version: &'static str,
    answer: Answer,
    found: Option<Vec<String>>,
    failure: Option<Error>,
}

impl Names {
    /// Begins to ask. `of` is the service whose operations, or the key whose values are listed.
    ///
    /// # Errors
    ///
    /// `BadOption` if the address of the server is invalid, if it has no such list, or if `of` is missing.
    pub fn new(server: &TraceApiServer, list: TraceApiList, of: Option<&str>) -> Result<Self> {
        let server = Server::of(server)?;
        let of = of.filter(|of| !of.is_empty());
        let needs = |option| Error::from(ErrorKind::BadOption { option, expected: "said" });
        let plain = |paths: [(&'static str, String); 2]| {
            paths.map(|(version, path)| (version, server.get(&path, &Parameters::new()))).into()
        };
        let fixed = |paths: [(&'static str, &str); 2]| plain(paths.map(|(version, path)| (version, path.to_owned())));
        let attempts = match (server.api, list) {
            (TraceApi::Jaeger, TraceApiList::Services) => fixed(jaeger::SERVICES),
            (TraceApi::Jaeger, TraceApiList::Operations) => {
                jaeger::operations(of.ok_or_else(|| needs("the service whose operations are listed"))?)
                    .map(|(version, path, parameters)| (version, server.get(&path, &parameters)))
                    .into()
            }
            (TraceApi::Jaeger, TraceApiList::Tags | TraceApiList::Values) => {
                return Err(ErrorKind::BadOption {
                    option: "the list",
                    expected: "services or operations, as Jaeger lists no tags",
                }
                .into());
            }
            (TraceApi::Tempo, TraceApiList::Services) => plain(tempo::values("resource.service.name")),
            (TraceApi::Tempo, TraceApiList::Operations) => plain(tempo::values("name")),
            (TraceApi::Tempo, TraceApiList::Tags) => fixed(tempo::TAGS),
            (TraceApi::Tempo, TraceApiList::Values) => {
                plain(tempo::values(of.ok_or_else(|| needs("the key whose values are listed"))?))
            }
        };
        let (answer, found, failure) = (Answer::default(), None, None);
        Ok(Self { api: server.api, attempts, version: "", answer, found, failure })
    }

    fn read(&self) -> Result<Vec<String>> {
        let read: fn(&Value) -> Option<Vec<String>> = match self.api {
            TraceApi::Jaeger => jaeger::names,
            TraceApi::Tempo => tempo::names,
        };
        read(&self.answer.json()?).ok_or_else(|| self.answer.something_else())
    }
}

impl Exchange for Names {
    type Out = TraceApiNames;

    fn next(&mut self) -> Result<Next<TraceApiNames>> {
        if let Some(mut names) = self.found.take() {
            sort_by(&mut names, Ord::cmp);
            names.dedup();
            return Ok(Next::Done(TraceApiNames { names, version: self.version.to_owned() }));
        }
        match (self.attempts.pop_front(), self.failure.take()) {
            (Some((version, request)), failure) => {
                (self.version, self.failure) = (version, failure);
                Ok(Next::Ask(request))
            }
            (None, Some(failure)) => Err(failure),
            (None, None) => Ok(Next::Done(TraceApiNames::default())),
        }
    }

    fn begin(&mut self, status: u16) {
        self.answer = Answer::begin(status, true);
    }

    fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.answer.push(bytes)
    }

    fn end(&mut self) -> Result<()> {
        match self.answer.verdict() {
            Verdict::Good => match self.read() {
                Ok(names) => self.found = Some(names),
                Err(error) => self.failure = Some(more_telling(self.failure.take(), error)),
            },
            Verdict::Empty => self.found = Some(Vec::new()),
            Verdict::NotUnderstood(error) => self.failure = Some(more_telling(self.failure.take(), error)),
            Verdict::Refused(error) => return Err(error),
        }
        Ok(())
    }
}
