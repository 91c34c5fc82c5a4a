//! Servers of traces as a source: the query APIs of Jaeger and of Tempo, asked over HTTP.
//!
//! A [`Search`] finds traces and reads them whole, or reads one by its id; [`Names`] lists what a search can be for. Both say which request
//! comes next and are handed the answers, and do no I/O. The traces themselves are read as files of the same formats are. Jaeger's newer API
//! (v3) is asked first and the older one (v1) where a server does not have it, Tempo's traces by v2 and by v1.

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
