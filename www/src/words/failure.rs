//! What counts as failing.

use spanlens::units::FailureRule;

/// That more counts as failing than usual, if so: for whoever reads numbers without the page.
pub(crate) fn failure_rule(rule: FailureRule) -> Option<&'static str> {
    match rule {
        FailureRule::Status => None,
        FailureRule::StatusOr5xx => Some("Failing: status ERROR, or HTTP 5xx"),
    }
}
