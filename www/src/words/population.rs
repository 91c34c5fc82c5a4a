//! What is counted.

use spanlens::store::Population;

/// What can be counted.
pub(crate) const POPULATIONS: [Population; 3] = [Population::Requests, Population::Entries, Population::Spans];

/// The words for one and for many units of a population.
pub(crate) fn nouns(population: Population) -> (&'static str, &'static str) {
    match population {
        Population::Requests => ("request", "requests"),
        Population::Entries => ("entry", "entries"),
        Population::Spans => ("span", "spans"),
    }
}
