//! A search of a server of traces: `jaeger=http://host:16686` or `tempo=http://host:3200`, and what is looked for. No header is among it.

use spanlens::trace_api::{TraceApi, TraceSearch};

use super::pairs::Pairs;
use super::ranges;
use crate::words::Searched;

const APIS: [(TraceApi, &str); 2] = [(TraceApi::Jaeger, "jaeger"), (TraceApi::Tempo, "tempo")];

pub(super) fn add(pairs: &mut Pairs, place: &Searched) {
    let Searched { api, url, wanted, period, max_spans } = place;
    let TraceSearch { trace_id, query, service, operation, tags, min_duration_ns, max_duration_ns, limit, .. } = wanted;
    for (known, key) in APIS {
        pairs.add_if(known == *api, key, url);
    }
    let mut said = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            pairs.add(key, &value);
        }
    };
    said("search-trace", trace_id.clone());
    said("search-query", query.clone());
    said("search-service", service.clone());
    said("search-operation", operation.clone());
    said("search-min", min_duration_ns.map(|ns| ns.to_string()));
    said("search-max", max_duration_ns.map(|ns| ns.to_string()));
    said("search-limit", limit.map(|limit| limit.to_string()));
    said("search-spans", max_spans.map(|spans| spans.to_string()));
    for (key, value) in tags {
        pairs.add("search-tag", &format!("{key}={value}"));
    }
    if trace_id.is_none() {
        ranges::add_period(pairs, "search-range", *period);
    }
}

/// The search that is said, if one is.
pub(super) fn of(pairs: &Pairs) -> Option<Searched> {
    let text = |key| pairs.first(key).filter(|text| !text.is_empty()).map(str::to_owned);
    let (api, url) = APIS.iter().find_map(|&(api, key)| Some((api, text(key)?)))?;
    let number = |key| pairs.first(key).and_then(|text| text.parse().ok());
    let positive = |key| pairs.first(key).and_then(|text| text.parse().ok()).filter(|&number: &u32| number > 0);
    let tags = pairs.all("search-tag").filter_map(|tag| tag.split_once('='));
    let wanted = TraceSearch {
        trace_id: text("search-trace"),
        query: text("search-query"),
        service: text("search-service"),
        operation: text("search-operation"),
        tags: tags.map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        min_duration_ns: number("search-min"),
        max_duration_ns: number("search-max"),
        range: None,
        limit: positive("search-limit"),
    };
    let period = ranges::period(pairs, "search-range").unwrap_or_default();
    Some(Searched { api, url, wanted, period, max_spans: positive("search-spans") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Period;
    use spanlens::units::TimeRange;

    #[test]
    fn a_search_is_said_as_it_is_read() {
        let all = Searched {
            api: TraceApi::Jaeger,
            url: "https://host:16686/jaeger".to_owned(),
            wanted: TraceSearch {
                service: Some("a&b".to_owned()),
                operation: Some("GET /".to_owned()),
                query: Some("{ a = \"b\" }".to_owned()),
                tags: vec![("http.url".to_owned(), "/?a=b".to_owned()), ("k".to_owned(), String::new())],
                min_duration_ns: Some(5),
                max_duration_ns: Some(7),
                limit: Some(9),
                ..TraceSearch::default()
            },
            period: Period::Between(TimeRange { from_ns: 5, to_ns: 7 }),
            max_spans: Some(11),
        };
        let tempo = Searched { api: TraceApi::Tempo, url: "http://host:3200".to_owned(), ..Searched::default() };
        let wanted = TraceSearch { trace_id: Some("ab".to_owned()), ..TraceSearch::default() };
        let one = Searched { wanted, ..tempo.clone() };
        for place in [all, tempo, one] {
            let mut pairs = Pairs::default();
            add(&mut pairs, &place);
            let read = of(&Pairs::of(&pairs.into_text()));
            assert_eq!(read, Some(place));
        }
        assert_eq!(of(&Pairs::of("search-service=a")), None);
        assert_eq!(of(&Pairs::of("jaeger=")), None);
    }
}
