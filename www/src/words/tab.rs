//! Which answer is shown.

/// An answer, one tab each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tab {
    #[default]
    Findings,
    Overview,
    Traces,
    Causes,
    Attributes,
    Latency,
    Map,
    Report,
}

impl Tab {
    /// In the order in which they stand.
    pub(crate) const ALL: [Self; 8] = [
        Self::Findings,
        Self::Overview,
        Self::Traces,
        Self::Causes,
        Self::Attributes,
        Self::Latency,
        Self::Map,
        Self::Report,
    ];

    /// As it is written in addresses and ids.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Findings => "findings",
            Self::Overview => "overview",
            Self::Traces => "traces",
            Self::Causes => "causes",
            Self::Attributes => "attributes",
            Self::Latency => "latency",
            Self::Map => "map",
            Self::Report => "report",
        }
    }

    /// Whether what it shows is found out of spans, and so cannot be counted by a server.
    pub(crate) fn needs_spans(self) -> bool {
        !matches!(self, Self::Overview | Self::Report)
    }

    /// What it is called, whatever it shows.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Findings => "Findings",
            Self::Overview => "Overview",
            Self::Traces => "Traces",
            Self::Causes => "Error causes",
            Self::Attributes => "Attributes",
            Self::Latency => "Latency",
            Self::Map => "Map",
            Self::Report => "Report",
        }
    }

    /// The tab with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.name() == name)
    }
}
