//! Jaeger and Tempo as sources: their query APIs, over HTTP.
//!
//! A [`Search`] finds traces and reads them whole, or reads one by its id; [`Names`] lists the services, operations, tags or values to
//! search for. Both return the next request and receive the answers, and do no I/O. Traces are read like files of the same formats. Jaeger's
//! newer API (v3) is tried first, and the older one (v1) if a server does not have it; Tempo's traces are requested by v2, then by v1.

mod address;
mod answer;
mod errors;
mod jaeger;
mod members;
mod names;
mod outcome;
mod requests;
mod search;
mod server;
mod tempo;
mod times;
mod wanted;

pub use names::{Names, TraceApiList, TraceApiNames};
pub use outcome::SearchOutcome;
pub use search::Search;
pub use server::{TraceApi, TraceApiServer};
pub use wanted::TraceSearch;
