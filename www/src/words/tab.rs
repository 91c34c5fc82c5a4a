//! Which answer is shown.

/// Makes the tabs, each with its name in addresses and ids and with its title.
macro_rules! tabs {
    ($($(#[$meta:meta])* $tab:ident: $name:literal, $title:literal;)*) => {
        /// An answer, one tab each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub(crate) enum Tab {
            $($(#[$meta])* $tab,)*
        }

        impl Tab {
            /// In the order in which they stand.
            pub(crate) const ALL: [Self; [$($name),*].len()] = [$(Self::$tab),*];

            /// As it is written in addresses and ids.
            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Self::$tab => $name,)*
                }
            }

            /// What it is called, whatever it shows.
            pub(crate) fn title(self) -> &'static str {
                match self {
                    $(Self::$tab => $title,)*
                }
            }
        }
    };
}

// In the order in which they stand.
tabs! {
    #[default]
    Findings: "findings", "Findings";
    Overview: "overview", "Overview";
    Traces: "traces", "Traces";
    Causes: "causes", "Error causes";
    Attributes: "attributes", "Attributes";
    Latency: "latency", "Latency";
    Map: "map", "Map";
    Report: "report", "Report";
}

impl Tab {
    /// Whether what it shows is found out of spans, and so cannot be counted by a server.
    pub(crate) fn needs_spans(self) -> bool {
        !matches!(self, Self::Overview | Self::Report)
    }

    /// The tab with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.name() == name)
    }
}
