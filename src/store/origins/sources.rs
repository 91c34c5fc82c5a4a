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
#[derive(Debug, Clone, Default)]
pub struct SourceTable {
    sources: Vec<Source>,
    groups: Vec<String>,
    /// The bytes of all names.
    name_bytes: usize,
}

impl SourceTable {
    pub(crate) fn add(&mut self, name: &str, group: &str) -> SourceRow {
        let at = self.groups.iter().position(|other| other == group).unwrap_or_else(|| {
            self.name_bytes += group.len();
            self.groups.push(group.to_owned());
            self.groups.len() - 1
        });
        self.list(Source { name: name.to_owned(), group: row(at) })
    }

    /// Adds a part of another source: its name is a path behind that of the whole.
    pub(crate) fn add_part(&mut self, SourceRow(whole): SourceRow, name: &str) -> SourceRow {
        let (path, group) = match self.sources.get(whole as usize) {
            Some(whole) => (format!("{}/{name}", whole.name), whole.group),
            None => (name.to_owned(), 0),
        };
        self.list(Source { name: path, group })
    }

    fn list(&mut self, source: Source) -> SourceRow {
        self.name_bytes += source.name.capacity();
        self.sources.push(source);
        SourceRow(row(self.sources.len() - 1))
    }

    /// The bytes that the sources occupy, spare capacity included. O(1).
    pub(crate) fn heap_bytes(&self) -> usize {
        let tables = self.sources.capacity() * size_of::<Source>() + self.groups.capacity() * size_of::<String>();
        self.name_bytes + tables
    }

    /// The group of a source; the first for one that is not there.
    pub(crate) fn group(&self, SourceRow(source): SourceRow) -> u32 {
        self.sources.get(source as usize).map_or(0, |source| source.group)
    }

    /// Any source of a group. `None` if there is no such group.
    pub(crate) fn some_of_group(&self, group: u32) -> Option<SourceRow> {
        self.sources.iter().position(|source| source.group == group).map(|at| SourceRow(row(at)))
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
