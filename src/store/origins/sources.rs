//! Sources, such as files, and the groups that they are compared as.

use crate::store::chunked::row;
use crate::store::rows::SourceRow;

/// A file, or whatever else spans came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The name that the user knows it by.
    pub name: String,
    /// The index of its group in [`SourceTable::groups`].
    pub group: u32,
}

/// Sources and their groups, in the order in which they were added.
#[derive(Debug, Default)]
pub struct SourceTable {
    sources: Vec<Source>,
    groups: Vec<String>,
}

impl SourceTable {
    pub(crate) fn add(&mut self, name: &str, group: &str) -> SourceRow {
        let at = self.groups.iter().position(|other| other == group).unwrap_or_else(|| {
            self.groups.push(group.to_owned());
            self.groups.len() - 1
        });
        self.sources.push(Source { name: name.to_owned(), group: row(at) });
        SourceRow(row(self.sources.len() - 1))
    }

    /// Adds a part of another source: its name is a path behind that of the whole.
    pub(crate) fn add_part(&mut self, SourceRow(whole): SourceRow, name: &str) -> SourceRow {
        let (path, group) = match self.sources.get(whole as usize) {
            Some(whole) => (format!("{}/{name}", whole.name), whole.group),
            None => (name.to_owned(), 0),
        };
        self.sources.push(Source { name: path, group });
        SourceRow(row(self.sources.len() - 1))
    }

    /// All sources.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The names of all groups.
    #[must_use]
    pub fn groups(&self) -> &[String] {
        &self.groups
    }
}
