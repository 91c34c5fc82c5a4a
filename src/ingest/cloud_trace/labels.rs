//! Labels that have another name in OpenTelemetry's semantic conventions.

use crate::ingest::renames::{Form, Rename};
use crate::ingest::resource_keys::is_resource_key;

/// What labels began with before.
const OLD_PREFIX: &str = "trace.cloud.google.com";

/// Sorted by label. Those of resources are the labels of Google Cloud's monitored resources.
const LABELS: &[Rename] = &[
    Rename::span("/error/name", "error.type"),
    Rename::span("/http/host", "server.address"),
    Rename::span("/http/method", "http.request.method"),
    Rename::span("/http/path", "url.path"),
    Rename::span("/http/request/size", "http.request.body.size").of(Form::Int),
    Rename::span("/http/response/size", "http.response.body.size").of(Form::Int),
    Rename::span("/http/route", "http.route"),
    Rename::span("/http/status_code", "http.response.status_code").of(Form::Int),
    Rename::span("/http/url", "url.full"),
    Rename::span("/http/user_agent", "user_agent.original"),
    Rename::resource("/pid", "process.pid").of(Form::Int),
    Rename::span("/stacktrace", "code.stacktrace"),
    Rename::span("/tid", "thread.id").of(Form::Int),
    Rename::resource("g.co/r/cloud_run_revision/location", "cloud.region"),
    Rename::resource("g.co/r/cloud_run_revision/revision_name", "faas.version"),
    Rename::resource("g.co/r/cloud_run_revision/service_name", "faas.name"),
    Rename::resource("g.co/r/gce_instance/instance_id", "host.id"),
    Rename::resource("g.co/r/gce_instance/project_id", "cloud.account.id"),
    Rename::resource("g.co/r/gce_instance/zone", "cloud.availability_zone"),
    Rename::resource("g.co/r/k8s_container/cluster_name", "k8s.cluster.name"),
    Rename::resource("g.co/r/k8s_container/container_name", "k8s.container.name"),
    Rename::resource("g.co/r/k8s_container/namespace_name", "k8s.namespace.name"),
    Rename::resource("g.co/r/k8s_container/pod_name", "k8s.pod.name"),
    Rename::resource("g.co/r/k8s_container/project_id", "cloud.account.id"),
    Rename::resource("g.co/r/k8s_node/cluster_name", "k8s.cluster.name"),
    Rename::resource("g.co/r/k8s_node/node_name", "k8s.node.name"),
    Rename::resource("g.co/r/k8s_pod/cluster_name", "k8s.cluster.name"),
    Rename::resource("g.co/r/k8s_pod/namespace_name", "k8s.namespace.name"),
    Rename::resource("g.co/r/k8s_pod/pod_name", "k8s.pod.name"),
];

/// The labels that name a service, the surest first.
pub(super) const SERVICE: [&str; 5] = [
    "service.name",
    "g.co/r/k8s_container/container_name",
    "g.co/gae/app/module",
    "g.co/r/cloud_run_revision/service_name",
    "/component",
];

/// A label in the form that it has now.
pub(super) fn current(label: &str) -> &str {
    label.strip_prefix(OLD_PREFIX).filter(|rest| rest.starts_with('/')).unwrap_or(label)
}

/// The other name of a label.
pub(super) fn find(label: &str) -> Option<&'static Rename> {
    crate::ingest::renames::find(LABELS, label)
}

/// Whether a label that has no other name is a resource's.
pub(super) fn is_of_resource(label: &str) -> bool {
    label.starts_with("g.co/") || is_resource_key(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_old_labels_are_known() {
        assert!(crate::ingest::renames::is_sorted(LABELS));
        let cases = [
            ("trace.cloud.google.com/http/url", "/http/url"),
            ("trace.cloud.google.comx", "trace.cloud.google.comx"),
            ("/pid", "/pid"),
        ];
        for (label, expected) in cases {
            assert_eq!(current(label), expected);
        }
    }
}
