//! What a person would use to read trace files instead.

pub mod columns;
pub mod jaeger;
pub mod messages;
pub mod zipkin;
