//! Which attributes are a resource's, for formats that have no place for resources, and whose writers put them on each span.

/// The attributes that are a resource's, by OpenTelemetry's semantic conventions. In order.
const RESOURCE: [&str; 78] = [
    "aws.ecs.cluster.arn",
    "aws.ecs.container.arn",
    "aws.ecs.launchtype",
    "aws.ecs.task.arn",
    "aws.ecs.task.family",
    "aws.ecs.task.revision",
    "aws.eks.cluster.arn",
    "aws.log.group.arns",
    "aws.log.group.names",
    "aws.log.stream.arns",
    "aws.log.stream.names",
    "cloud.account.id",
    "cloud.availability_zone",
    "cloud.platform",
    "cloud.provider",
    "cloud.region",
    "cloud.resource_id",
    "container.id",
    "container.image.name",
    "container.image.tag",
    "container.name",
    "container.runtime",
    "deployment.environment",
    "deployment.environment.name",
    "device.id",
    "device.manufacturer",
    "device.model.identifier",
    "device.model.name",
    "faas.id",
    "faas.instance",
    "faas.max_memory",
    "faas.name",
    "faas.version",
    "host.arch",
    "host.id",
    "host.image.id",
    "host.image.name",
    "host.image.version",
    "host.ip",
    "host.name",
    "host.type",
    "k8s.cluster.name",
    "k8s.container.name",
    "k8s.container.restart_count",
    "k8s.cronjob.name",
    "k8s.cronjob.uid",
    "k8s.daemonset.name",
    "k8s.daemonset.uid",
    "k8s.deployment.name",
    "k8s.deployment.uid",
    "k8s.job.name",
    "k8s.job.uid",
    "k8s.namespace.name",
    "k8s.node.name",
    "k8s.node.uid",
    "k8s.pod.name",
    "k8s.pod.uid",
    "k8s.replicaset.name",
    "k8s.replicaset.uid",
    "k8s.statefulset.name",
    "k8s.statefulset.uid",
    "os.description",
    "os.name",
    "os.type",
    "os.version",
    "process.command",
    "process.command_args",
    "process.command_line",
    "process.executable.name",
    "process.executable.path",
    "process.owner",
    "process.parent_pid",
    "process.pid",
    "process.runtime.description",
    "process.runtime.name",
    "process.runtime.version",
    "service.instance.id",
    "service.namespace",
];

/// The same for groups of names that are only a resource's.
const RESOURCE_GROUPS: [&str; 3] = ["telemetry.sdk.", "telemetry.distro.", "webengine."];

/// Whether an attribute of this key is a resource's. The name of the service is not among them: formats have a place for it.
pub(crate) fn is_resource_key(key: &str) -> bool {
    RESOURCE.binary_search(&key).is_ok()
        || matches!(key, "service.version" | "telemetry.auto.version")
        || RESOURCE_GROUPS.iter().any(|group| key.starts_with(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_order() {
        assert!(RESOURCE.is_sorted());
        let keys = ["host.id", "telemetry.sdk.name", "service.version", "http.route", "service.name"];
        assert_eq!(keys.map(is_resource_key), [true, true, true, false, false]);
    }
}
