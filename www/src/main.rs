//! The page of Spanlens.
fn main() {}
