//! The integration tests: one binary, one module for each question.

#![cfg(test)]

mod analysis;
mod demo;
mod documents;
mod engine;
mod export;
mod filter;
mod layers;
mod pushdown;
mod reader;
mod store;
mod strategies;
