//! Which answer is shown.

/// An answer, one tab each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tab {
    #[default]
    Overview,
    Traces,
    Causes,
    Attributes,
    Latency,
    Report,
}

impl Tab {
    /// In the order in which they stand.
    pub(crate) const ALL: [Self; 6] =
        [Self::Overview, Self::Traces, Self::Causes, Self::Attributes, Self::Latency, Self::Report];

    /// As it is written in addresses and ids.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Traces => "traces",
            Self::Causes => "causes",
            Self::Attributes => "attributes",
            Self::Latency => "latency",
            Self::Report => "report",
        }
    }

    /// The tab with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.name() == name)
    }
}
