//! Names of rows, the same in every answer.

use serde::{Deserialize, Serialize};

use super::rows::{RowKey, RowKind};
use crate::analysis::flame_graph::{Labels, NO_CALLEE};
use crate::store::Store;

/// The name of a row of the suspects.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RowName {
    /// What the time was spent on.
    pub kind: RowKind,
    /// The service of the spans; for a call, the caller.
    pub service: String,
    /// The name of the spans.
    pub name: String,
    /// For calls, the called service.
    pub callee: Option<String>,
    /// For legs, the name of the callee's span.
    pub callee_name: Option<String>,
}

impl RowName {
    pub(crate) fn of(store: &Store, labels: &Labels, key: &RowKey) -> Self {
        let service = |number: u32| labels.service_text(store, number).to_owned();
        let known = |number: u32| (number != NO_CALLEE).then_some(number);
        Self {
            kind: key.kind,
            service: service(key.service),
            name: labels.name_text(key.name).to_owned(),
            callee: known(key.callee).map(service),
            callee_name: known(key.callee_name).map(|name| labels.name_text(name).to_owned()),
        }
    }

    /// What the row waits for: the called service and the name of the callee's span, as far as known. For own time, the service and the
    /// name of the spans themselves.
    #[must_use]
    pub fn leads_to(&self) -> (&str, Option<&str>) {
        match &self.callee {
            Some(callee) => (callee, self.callee_name.as_deref()),
            None => (&self.service, Some(&self.name)),
        }
    }
}
