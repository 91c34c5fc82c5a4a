//! How well the compiler optimises engine and page.

use std::env;
use std::path::PathBuf;

/// How well the compiler optimises engine and page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// As well as it can, which takes minutes.
    Published,
    /// So that a change is on the page after seconds.
    Served,
}

impl Profile {
    /// The one that Trunk builds with, where Trunk calls. Otherwise, that of what is published.
    pub(crate) fn of_trunk() -> Self {
        if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "debug") { Self::Served } else { Self::Published }
    }

    /// The name of the engine's profile in `Cargo.toml`.
    pub(crate) fn of_engine(self) -> &'static str {
        match self {
            Self::Published => "release",
            Self::Served => "serve-engine",
        }
    }

    /// The name of the page's profile in `Cargo.toml`.
    pub(crate) fn of_page(self) -> &'static str {
        match self {
            Self::Published => "page",
            Self::Served => "serve-page",
        }
    }
}

/// What cargo makes of a program for browsers.
pub(crate) fn compiled(profile: &str, file: &str) -> PathBuf {
    ["target/wasm32-unknown-unknown", profile, file].iter().collect()
}
