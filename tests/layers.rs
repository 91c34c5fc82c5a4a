//! The layers of the engine and of the page: who may name whom. The tables here are the architecture; docs/ARCHITECTURE.md draws them.
//! Within a module, files name each other in one direction.

mod circles;
mod engine;
mod page;
mod paths;
mod table;
