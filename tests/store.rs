//! The store: what assembly finds, and what does not change it.

mod dump;
mod laws;
mod logs;
mod model;
mod scale;
