//! What can be opened: how the engine is asked for it, and what a link can tell of it.

mod clickhouse;
mod known;
mod search;
mod urls;

use std::pin::Pin;

use spanlens::error::Failure;
use spanlens::protocol::{Ask, OpenDemoQuestion, OpenQuestion, OpenUrlQuestion, SourceName, Summary};
use spanlens::store::KeptLogs;
use web_sys::File;

use crate::client::{Asked, Client};
use crate::format;
use crate::words::{DEFAULT_GROUP, Origin};
pub(crate) use clickhouse::ClickhouseSource;
pub(crate) use known::Known;
pub(crate) use search::SearchSource;

/// A file under the name that the user knows it by.
#[derive(Clone)]
pub(crate) struct Source {
    /// With the folder that it was dropped in, if any.
    pub(crate) name: String,
    /// The group that its traces belong to.
    pub(crate) group: String,
    /// Its handle, which stays valid for as long as the file does.
    pub(crate) file: File,
}

impl Source {
    /// A file that is compared with nothing.
    pub(crate) fn of(name: String, file: File) -> Self {
        Self { name, group: DEFAULT_GROUP.to_owned(), file }
    }
}

/// What is opened in one go.
#[derive(Clone)]
pub(crate) enum Opened {
    Demo,
    Files(Vec<Source>),
    Url {
        url: String,
        /// Names and values of the headers to ask with, which are told to nobody else.
        headers: Vec<(String, String)>,
    },
    /// A range of a ClickHouse server.
    Clickhouse(Box<ClickhouseSource>),
    /// What a server of Jaeger or Tempo finds.
    Search(Box<SearchSource>),
}

impl Opened {
    /// Files that are a group to be compared.
    pub(crate) fn as_group(group: &str, mut sources: Vec<Source>) -> Self {
        for source in &mut sources {
            group.clone_into(&mut source.group);
        }
        Self::Files(sources)
    }

    /// What a link names, but for what only a person can give: files, and secrets of servers other than those that are known. A link that
    /// names nothing means the demo.
    pub(crate) fn named_by(origins: &[Origin], known: &Known) -> Vec<Self> {
        if origins.is_empty() {
            return vec![Self::Demo];
        }
        let opened = origins.iter().filter_map(|origin| match origin {
            Origin::Demo => Some(Self::Demo),
            Origin::Url(url) => Some(Self::Url { url: urls::absolute(url), headers: Vec::new() }),
            Origin::Clickhouse(place) => known.clickhouse(place).map(|source| Self::Clickhouse(Box::new(source))),
            Origin::Search(place) => {
                let unknown = || SearchSource { place: (**place).clone(), ..SearchSource::default() };
                Some(Self::Search(Box::new(known.search(place).unwrap_or_else(unknown))))
            }
            Origin::File { .. } => None,
        });
        opened.collect()
    }

    /// The range of a server, if it is one.
    pub(crate) fn clickhouse(&self) -> Option<&ClickhouseSource> {
        match self {
            Self::Clickhouse(source) => Some(source),
            _ => None,
        }
    }

    /// The search, if it is one.
    pub(crate) fn search(&self) -> Option<&SearchSource> {
        match self {
            Self::Search(source) => Some(source),
            _ => None,
        }
    }

    /// Where it comes from, as links tell it.
    pub(crate) fn origins(&self) -> Vec<Origin> {
        let file = |source: &Source| Origin::File { name: source.name.clone(), group: source.group.clone() };
        match self {
            Self::Demo => vec![Origin::Demo],
            Self::Files(sources) => sources.iter().map(file).collect(),
            Self::Url { url, .. } => vec![Origin::Url(url.clone())],
            Self::Clickhouse(source) => vec![Origin::Clickhouse(Box::new(source.place.clone()))],
            Self::Search(source) => vec![Origin::Search(Box::new(source.place.clone()))],
        }
    }

    /// Puts files into the groups that a link says. Gives whether what is opened is all that the link is about; otherwise files stay as they
    /// are.
    pub(crate) fn take_groups_of(&mut self, origins: &[Origin]) -> bool {
        if let Self::Clickhouse(source) = self {
            return matches!(origins, [Origin::Clickhouse(place)] if place.is_same_range(&source.place));
        }
        if let Self::Search(source) = self {
            return matches!(origins, [Origin::Search(place)] if **place == source.place);
        }
        let Self::Files(sources) = self else { return false };
        let mut groups: Vec<String> = sources.iter().map(|source| source.group.clone()).collect();
        let mut taken = vec![false; sources.len()];
        for origin in origins {
            let Origin::File { name, group } = origin else { return false };
            // Files of one name, in two groups, are taken in their order.
            let Some(at) = (0..sources.len()).find(|&at| !taken[at] && sources[at].name == *name) else { return false };
            taken[at] = true;
            groups[at].clone_from(group);
        }
        for (source, group) in sources.iter_mut().zip(groups) {
            source.group = group;
        }
        true
    }

    /// Asks an engine to open it, with such logs. Gives the number of the question, and the future of its answer.
    pub(crate) fn open_in(self, client: &Client, logs: KeptLogs) -> (u32, Opening) {
        match self {
            Self::Demo => opening(client.ask(OpenDemoQuestion {})),
            Self::Files(sources) => {
                let (sources, files): (Vec<_>, Vec<_>) =
                    sources.into_iter().map(|Source { name, group, file }| (SourceName { name, group }, file)).unzip();
                opening(client.ask_with(OpenQuestion { sources, logs }, &files))
            }
            Self::Url { url, headers } => {
                let source = SourceName { name: urls::name_of(&url), group: DEFAULT_GROUP.to_owned() };
                opening(client.ask(OpenUrlQuestion { source, url, headers, logs }))
            }
            Self::Clickhouse(source) => opening(client.ask(source.question(now_ns(), logs))),
            Self::Search(source) => opening(client.ask(source.question(now_ns()))),
        }
    }
}

/// What is loaded once something has been opened.
pub(crate) type Opening = Pin<Box<dyn Future<Output = Result<Summary, Failure>>>>;

fn opening<Q: Ask<Answer = Summary> + 'static>(asked: Asked<Q>) -> (u32, Opening) {
    (asked.id(), Box::pin(asked))
}

/// Whether all that a link names may be opened before a person has agreed: the demo, what lies beside the page, and servers that the person
/// has given secrets for.
pub(crate) fn may_open_unasked(origins: &[Origin], known: &Known) -> bool {
    origins.iter().all(|origin| match origin {
        Origin::Demo => true,
        Origin::Url(url) => urls::is_own(url),
        Origin::Clickhouse(place) => known.clickhouse(place).is_some(),
        Origin::Search(place) => known.search(place).is_some(),
        Origin::File { .. } => false,
    })
}

/// Whether there are files, and all of them are in groups to be compared.
pub(crate) fn are_compared(origins: &[Origin]) -> bool {
    let is_compared = |origin: &Origin| matches!(origin, Origin::File { group, .. } if group != DEFAULT_GROUP);
    !origins.is_empty() && origins.iter().all(is_compared)
}

/// What people call all of it together.
pub(crate) fn one_name(origins: &[Origin]) -> String {
    let Some((first, rest)) = origins.split_first() else { return String::new() };
    let name = match first {
        Origin::Url(url) => urls::name_of(url),
        other => other.name(),
    };
    if rest.is_empty() { name } else { format!("{name} and {} more", format::count(rest.len() as u64)) }
}

/// The time that the clock of this machine shows.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole milliseconds since 1970")]
pub(crate) fn now_ns() -> u64 {
    js_sys::Date::now() as u64 * 1_000_000
}
