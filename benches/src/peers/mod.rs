//! What a person would use to read OTLP JSON instead.

pub mod columns;
pub mod messages;
