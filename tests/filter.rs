//! Filters: the language, and what they select, against a slow version of themselves.

mod data;
mod language;
mod oracle;
mod selecting;
