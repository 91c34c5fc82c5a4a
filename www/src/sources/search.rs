//! A search of a server of traces, with all that is needed to ask for it.

use spanlens::protocol::{OpenSearchQuestion, SourceName};
use spanlens::trace_api::TraceApiServer;

use crate::words::{DEFAULT_GROUP, Period, Searched};

/// A search, and the headers that it is asked with. Unlike [`Searched`] it may have secrets, and is told to the engine alone.
#[derive(Clone, PartialEq, Default)]
pub(crate) struct SearchSource {
    /// What may be told.
    pub(crate) place: Searched,
    /// Names and values.
    pub(crate) headers: Vec<(String, String)>,
}

impl SearchSource {
    /// What somebody wants opened by the question that opens it.
    pub(crate) fn of(question: OpenSearchQuestion) -> Self {
        let OpenSearchQuestion { server, mut search, max_spans, .. } = question;
        // An address that is none is refused by the engine, with words for it.
        let TraceApiServer { api, url, headers } = server.taken_apart().unwrap_or(server);
        let period = search.range.take().map_or_else(Period::default, Period::Between);
        Self { place: Searched { api, url, wanted: search, period, max_spans }, headers }
    }

    /// The same server asked for something else. `None` where the headers are not for that.
    pub(crate) fn for_place(&self, place: &Searched) -> Option<Self> {
        let is_same_server = (self.place.api, &self.place.url) == (place.api, &place.url);
        is_same_server.then(|| Self { place: place.clone(), headers: self.headers.clone() })
    }

    /// The server, and what it is asked with.
    pub(crate) fn server(&self) -> TraceApiServer {
        TraceApiServer { api: self.place.api, url: self.place.url.clone(), headers: self.headers.clone() }
    }

    /// The question that opens it at a time of the page's clock.
    pub(crate) fn question(&self, now_ns: u64) -> OpenSearchQuestion {
        OpenSearchQuestion {
            source: SourceName { name: self.place.name(), group: DEFAULT_GROUP.to_owned() },
            server: self.server(),
            search: self.place.search_at(now_ns),
            max_spans: self.place.max_spans,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spanlens::trace_api::{TraceApi, TraceSearch};
    use spanlens::units::TimeRange;

    #[test]
    fn what_may_be_told_has_no_secrets() {
        let range = Some(TimeRange { from_ns: 5, to_ns: 7 });
        let question = OpenSearchQuestion {
            source: SourceName { name: "mine".to_owned(), group: DEFAULT_GROUP.to_owned() },
            server: TraceApiServer {
                api: TraceApi::Tempo,
                url: "http://ann:secret@host/".to_owned(),
                headers: Vec::new(),
            },
            search: TraceSearch { query: Some("{}".to_owned()), range, ..TraceSearch::default() },
            max_spans: None,
        };
        let source = SearchSource::of(question);
        assert!(!format!("{:?}", source.place).contains("secret"));
        assert_eq!(source.headers.len(), 1);
        let asked = source.question(0);
        assert_eq!((asked.server.url.as_str(), asked.search.range), ("http://host", range));
        let elsewhere = Searched { url: "http://other".to_owned(), ..source.place.clone() };
        assert!(source.for_place(&source.place).is_some() && source.for_place(&elsewhere).is_none());
    }
}
