//! The tables that items are rows of.

/// A table, under whichever of its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    Requests,
    Dependencies,
    PageViews,
    Availability,
    /// Items with an id and a duration that do not say more.
    Unknown,
    Exceptions,
    Traces,
    Events,
    /// Numbers, which are not looked at.
    Metrics,
}

/// The names of each table: of the items in it, in Application Insights, in a workspace, and of the data of an envelope.
const NAMES: [(&str, Table); 36] = [
    ("request", Table::Requests),
    ("requests", Table::Requests),
    ("apprequests", Table::Requests),
    ("requestdata", Table::Requests),
    ("dependency", Table::Dependencies),
    ("dependencies", Table::Dependencies),
    ("appdependencies", Table::Dependencies),
    ("remotedependency", Table::Dependencies),
    ("remotedependencydata", Table::Dependencies),
    ("pageview", Table::PageViews),
    ("pageviews", Table::PageViews),
    ("apppageviews", Table::PageViews),
    ("pageviewdata", Table::PageViews),
    ("availability", Table::Availability),
    ("availabilityresult", Table::Availability),
    ("availabilityresults", Table::Availability),
    ("appavailabilityresults", Table::Availability),
    ("availabilitydata", Table::Availability),
    ("exception", Table::Exceptions),
    ("exceptions", Table::Exceptions),
    ("appexceptions", Table::Exceptions),
    ("exceptiondata", Table::Exceptions),
    ("trace", Table::Traces),
    ("traces", Table::Traces),
    ("apptraces", Table::Traces),
    ("message", Table::Traces),
    ("messagedata", Table::Traces),
    ("customevent", Table::Events),
    ("customevents", Table::Events),
    ("appevents", Table::Events),
    ("event", Table::Events),
    ("eventdata", Table::Events),
    ("metric", Table::Metrics),
    ("metricdata", Table::Metrics),
    ("custommetric", Table::Metrics),
    ("custommetrics", Table::Metrics),
];

/// The names of further tables of numbers.
const MORE_METRICS: [&str; 8] = [
    "appmetrics",
    "performancecounter",
    "performancecounters",
    "appperformancecounters",
    "browsertiming",
    "browsertimings",
    "appbrowsertimings",
    "pageviewperfdata",
];

impl Table {
    /// The table of a name, in letters of either case.
    pub(super) fn of(name: &str) -> Option<Self> {
        let found = NAMES.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|&(_, table)| table);
        let is_metrics = || MORE_METRICS.iter().any(|other| other.eq_ignore_ascii_case(name));
        found.or_else(|| is_metrics().then_some(Self::Metrics))
    }

    /// The table that an envelope is for, if the text is its name, such as `Microsoft.ApplicationInsights.Request`.
    pub(super) fn of_envelope(name: &str) -> Option<Self> {
        Self::of(name.strip_prefix("Microsoft.ApplicationInsights.")?.rsplit('.').next()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_have_several_names() {
        let cases = [
            ("AppRequests", Some(Table::Requests)),
            ("RemoteDependencyData", Some(Table::Dependencies)),
            ("trace", Some(Table::Traces)),
            ("AppPerformanceCounters", Some(Table::Metrics)),
            ("PrimaryResult", None),
        ];
        for (name, expected) in cases {
            assert_eq!(Table::of(name), expected, "{name}");
        }
        let envelopes =
            ["Microsoft.ApplicationInsights.Request", "Microsoft.ApplicationInsights.0f8b.Exception", "GET /"];
        assert_eq!(envelopes.map(Table::of_envelope), [Some(Table::Requests), Some(Table::Exceptions), None]);
    }
}
