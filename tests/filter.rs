//! Filters: the language, and what they select, against a slow version of themselves.

mod data;
mod language;
mod logs;
mod oracle;
mod relating;
mod selecting;
mod sets;
mod values;
