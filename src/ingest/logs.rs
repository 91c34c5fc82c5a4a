//! What is done with a log record once its fields were read, whatever the format.

use super::report::FileReport;
use super::words;
use crate::error::Result;
use crate::store::{KeptLogs, LogDraft, LogRow, SourceRow, StoreBuilder, Sym};
use crate::units::Severity;

/// The attribute that had the name of an event before log records had a field for it.
const EVENT_NAME: &str = "event.name";

/// Whether any logs are read.
pub(crate) fn are_read(builder: &StoreBuilder) -> bool {
    builder.kept_logs() != KeptLogs::None
}

/// Fills what a field says only if another does not: the time from that of the observation, the severity from its text.
pub(crate) fn complete(draft: &mut LogDraft, observed_ns: u64, severity_text: Option<&str>) {
    if draft.time_ns == 0 {
        draft.time_ns = observed_ns;
    }
    if draft.severity == Severity::NONE {
        draft.severity = severity_text.and_then(Severity::from_word).unwrap_or_default();
    }
}

/// Fills the name of the event from the attributes, if it has no other.
pub(crate) fn name_by_attribute(draft: &mut LogDraft, builder: &StoreBuilder) {
    if draft.name != Sym::EMPTY {
        return;
    }
    let Some(key) = builder.strings().find(EVENT_NAME) else { return };
    let pair = draft.attributes.iter().find(|&&pair| builder.pairs().key(pair) == key);
    draft.name = pair.and_then(|&pair| words::text(builder, pair)).unwrap_or_default();
}

/// Adds a log of a trace to the store, if it is one of those that are asked for, and counts it.
///
/// # Errors
///
/// As [`StoreBuilder::push_log`].
pub(crate) fn add(
    draft: &LogDraft,
    (builder, source): (&mut StoreBuilder, SourceRow),
    report: &mut FileReport,
) -> Result<Option<LogRow>> {
    let row = builder.push_log(draft, StoreBuilder::UNKNOWN_SCOPE, source)?;
    match row {
        Some(_) => report.logs += 1,
        None => report.logs_left_out += 1,
    }
    Ok(row)
}
