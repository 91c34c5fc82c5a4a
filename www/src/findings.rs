//! Findings as people read them: beside their sentences, which the engine makes, when they are, what they cost, and where to read more.
//!
//! Pure: words and numbers.

mod evidence;
mod searched;
mod table;
mod words;

use spanlens::analysis::{Anomaly, FindingKind};

use crate::words::Tab;

pub(crate) use evidence::{Evidence, evidence};
pub(crate) use searched::{headline, looked_at};
pub(crate) use table::table;
pub(crate) use words::{Cost, cost, sentence, trend_label, when};

/// The tab that explains a finding.
pub(crate) fn explaining_tab(finding: &Anomaly) -> Tab {
    match finding.kind {
        FindingKind::Failing | FindingKind::Cause | FindingKind::Retries => Tab::Causes,
        FindingKind::Slower | FindingKind::SlowerInside | FindingKind::RepeatedCalls => Tab::Latency,
        FindingKind::SecondMode => Tab::Attributes,
        FindingKind::New | FindingKind::Gone => Tab::Traces,
        FindingKind::More | FindingKind::Fewer if finding.attribute.is_some() => Tab::Attributes,
        FindingKind::More | FindingKind::Fewer => Tab::Overview,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_the_tab_that_explains_it() {
        let tab = |kind| explaining_tab(&Anomaly { kind, ..Anomaly::default() });
        for kind in [FindingKind::Failing, FindingKind::Cause, FindingKind::Retries] {
            assert_eq!(tab(kind), Tab::Causes);
        }
        for kind in [FindingKind::Slower, FindingKind::SlowerInside, FindingKind::RepeatedCalls] {
            assert_eq!(tab(kind), Tab::Latency);
        }
        assert_eq!((tab(FindingKind::SecondMode), tab(FindingKind::More)), (Tab::Attributes, Tab::Overview));
        assert_eq!((tab(FindingKind::New), tab(FindingKind::Gone)), (Tab::Traces, Tab::Traces));
    }
}
