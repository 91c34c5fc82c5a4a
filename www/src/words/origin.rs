//! Where traces come from, and the groups that they are compared as.

use super::{Clickhouse, Searched};

/// The group that files are in where nothing is said.
pub(crate) const DEFAULT_GROUP: &str = "default";
/// The group of files that others are compared with.
pub(crate) const BEFORE: &str = "before";
/// The group of files that are compared with those.
pub(crate) const AFTER: &str = "after";
/// The groups that are compared, as they are shown one over the other.
pub(crate) const COMPARED: [&str; 2] = [BEFORE, AFTER];

/// Where traces come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The generated demo.
    Demo,
    /// What an address answers with.
    Url(String),
    /// A range of a ClickHouse server.
    Clickhouse(Box<Clickhouse>),
    /// What a server of Jaeger or Tempo finds.
    Search(Box<Searched>),
    /// A file of this machine, of which a link can only tell the name.
    File {
        name: String,
        /// What its traces are compared as.
        group: String,
    },
}

impl Origin {
    /// Whether it is a file, which only a person can give.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self, Self::File { .. })
    }

    /// What people call it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Demo => "Demo".to_owned(),
            Self::Url(name) => name.clone(),
            Self::Clickhouse(place) => place.name(),
            Self::Search(place) => place.name(),
            Self::File { name, group } if group == DEFAULT_GROUP => name.clone(),
            Self::File { name, group } => format!("{group}: {name}"),
        }
    }
}
