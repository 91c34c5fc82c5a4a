//! What a person looks for in a server of traces, but for the headers that it is asked with.

use spanlens::trace_api::{TraceApi, TraceSearch};

use super::{Period, host_of};

/// A search of a server of traces, or one of its traces: all but headers, so that links can say it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Searched {
    pub(crate) api: TraceApi,
    /// The address of the server, and nothing else.
    pub(crate) url: String,
    /// What is looked for, but for the range.
    pub(crate) wanted: TraceSearch,
    pub(crate) period: Period,
    /// The most spans that are read; as many as the engine reads by itself where nothing is said.
    pub(crate) max_spans: Option<u32>,
}

impl Searched {
    /// Where the server is: host and port.
    pub(crate) fn host(&self) -> &str {
        host_of(&self.url)
    }

    /// What people call it: the server, and what is looked for there.
    pub(crate) fn name(&self) -> String {
        let TraceSearch { trace_id, query, service, operation, .. } = &self.wanted;
        let what = match (trace_id, query, service, operation) {
            (Some(id), ..) => format!("trace {id}"),
            (None, Some(query), ..) => query.clone(),
            (None, None, Some(service), Some(operation)) => format!("{service} {operation}"),
            (None, None, Some(service), None) => service.clone(),
            (None, None, None, _) => "all".to_owned(),
        };
        format!("{} at {}: {what}", self.api.name(), self.host())
    }

    /// What is looked for at a time of the page's clock.
    pub(crate) fn search_at(&self, now_ns: u64) -> TraceSearch {
        let range = self.wanted.trace_id.is_none().then(|| self.period.at(now_ns));
        TraceSearch { range, ..self.wanted.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_called_by_server_and_what_is_looked_for() {
        let mut searched = Searched { url: "https://host:16686/jaeger".to_owned(), ..Searched::default() };
        assert_eq!(searched.name(), "Jaeger at host:16686: all");
        searched.wanted.service = Some("shop".to_owned());
        assert_eq!(searched.name(), "Jaeger at host:16686: shop");
        searched.wanted.operation = Some("GET /".to_owned());
        assert_eq!(searched.name(), "Jaeger at host:16686: shop GET /");
        searched.wanted.query = Some("{}".to_owned());
        searched.api = TraceApi::Tempo;
        assert_eq!(searched.name(), "Tempo at host:16686: {}");
        searched.wanted.trace_id = Some("ab".to_owned());
        assert_eq!(searched.name(), "Tempo at host:16686: trace ab");
        assert_eq!(searched.search_at(7).range, None);
    }
}
