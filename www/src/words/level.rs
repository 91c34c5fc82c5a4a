//! How bad an event or a log is, as far as it is shown.

use spanlens::units::Severity;

/// How bad an event or a log is: what it says, or else what it is. Each has a colour and a shape of its own, from the least bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Level {
    /// An event that does not say, or a log for those who look for mistakes.
    #[default]
    Quiet,
    Info,
    Warn,
    /// An error, or an exception that does not say how bad it is.
    Error,
    Fatal,
}

impl Level {
    /// From the least bad.
    pub(crate) const ALL: [Self; 5] = [Self::Quiet, Self::Info, Self::Warn, Self::Error, Self::Fatal];

    /// The level of a severity of OTLP, zero where nothing is said.
    pub(crate) fn new(severity: u8, tells_exception: bool) -> Self {
        match Severity::new(severity).and_then(Severity::word) {
            None if tells_exception => Self::Error,
            Some("info") => Self::Info,
            Some("warn") => Self::Warn,
            Some("error") => Self::Error,
            Some("fatal") => Self::Fatal,
            _ => Self::Quiet,
        }
    }

    /// As the style sheet calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
            Self::Fatal => "fatal",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_severity_has_a_level() {
        for (severity, tells_exception, level) in [
            (0, false, Level::Quiet),
            (0, true, Level::Error),
            (1, false, Level::Quiet),
            (8, true, Level::Quiet),
            (9, false, Level::Info),
            (13, false, Level::Warn),
            (16, true, Level::Warn),
            (17, false, Level::Error),
            (24, false, Level::Fatal),
            (25, false, Level::Quiet),
        ] {
            assert_eq!(Level::new(severity, tells_exception), level, "{severity} {tells_exception}");
        }
        assert!(Level::ALL.is_sorted());
    }
}
