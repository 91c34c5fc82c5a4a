//! What is counted.

use spanlens::store::Population;

/// What can be counted, by the words for it.
pub(crate) const POPULATIONS: [(Population, &str); 3] =
    [(Population::Requests, "requests"), (Population::Entries, "entries"), (Population::Spans, "spans")];

/// The words for one and for many units of a population.
pub(crate) fn nouns(population: Population) -> (&'static str, &'static str) {
    match population {
        Population::Requests => ("request", "requests"),
        Population::Entries => ("entry", "entries"),
        Population::Spans => ("span", "spans"),
    }
}
