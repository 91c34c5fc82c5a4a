//! The servers that a person has asked here, with what they were asked with.

use super::{ClickhouseSource, Opened, SearchSource};
use crate::words::{Clickhouse, Searched};

/// The servers that were asked, the latest last.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) servers: Vec<ClickhouseSource>,
    pub(crate) searches: Vec<SearchSource>,
}

impl Known {
    /// Takes note of the servers of what is opened.
    pub(crate) fn add(&mut self, opened: &[Opened]) {
        self.servers.extend(opened.iter().filter_map(Opened::clickhouse).cloned());
        self.searches.extend(opened.iter().filter_map(Opened::search).cloned());
    }

    /// A range of a server, with the secrets that are known for it.
    pub(crate) fn clickhouse(&self, place: &Clickhouse) -> Option<ClickhouseSource> {
        self.servers.iter().rev().find_map(|source| source.for_place(place))
    }

    /// A search of a server, with the headers that are known for it.
    pub(crate) fn search(&self, place: &Searched) -> Option<SearchSource> {
        self.searches.iter().rev().find_map(|source| source.for_place(place))
    }
}
