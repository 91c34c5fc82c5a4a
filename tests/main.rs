//! The integration tests: one binary, one module for each question.

#![cfg(test)]

mod demo;
mod layers;
