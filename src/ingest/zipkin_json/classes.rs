//! What a tag is, by its key.

use crate::ingest::words::Word;
use crate::store::{StoreBuilder, Sym};

/// What a tag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// An attribute of the span.
    Plain,
    /// An attribute of its resource.
    Resource,
    /// More than an attribute.
    Word(Word),
    /// A link, packed.
    Link,
}

/// The attributes that are a resource's, by OpenTelemetry's semantic conventions. Zipkin has no place for resources, so exporters write
/// them as tags of each span. In order.
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

impl Class {
    fn of(key: &str) -> Self {
        if let Some(word) = Word::of(key) {
            return Self::Word(word);
        }
        let is_resource = |key: &str| {
            RESOURCE.binary_search(&key).is_ok()
                || matches!(key, "service.version" | "telemetry.auto.version")
                || RESOURCE_GROUPS.iter().any(|group| key.starts_with(group))
        };
        match key.strip_prefix("otlp.link.") {
            Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => Self::Link,
            _ if is_resource(key) => Self::Resource,
            _ => Self::Plain,
        }
    }
}

/// The classes of keys that were met, by their symbols. Keys are few and come early, so that their symbols are small.
#[derive(Debug, Default)]
pub(super) struct Classes {
    known: Vec<Option<Class>>,
}

/// Symbols from here on are looked at each time.
const MOST: usize = 1 << 16;

impl Classes {
    /// What a tag of this key is.
    #[inline]
    pub(super) fn of(&mut self, builder: &StoreBuilder, key: Sym) -> Class {
        match self.known.get(key.0 as usize) {
            Some(&Some(class)) => class,
            _ => self.learn(builder, key),
        }
    }

    #[cold]
    fn learn(&mut self, builder: &StoreBuilder, key: Sym) -> Class {
        let class = Class::of(builder.strings().text(key));
        let at = key.0 as usize;
        if at < MOST {
            if self.known.len() <= at {
                self.known.resize(at + 1, None);
            }
            self.known[at] = Some(class);
        }
        class
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_tell_whose_attribute_a_tag_is() {
        assert!(RESOURCE.is_sorted());
        let cases = [
            ("http.route", Class::Plain),
            ("host.name", Class::Word(Word::HostName)),
            ("host.id", Class::Resource),
            ("telemetry.sdk.name", Class::Resource),
            ("service.version", Class::Resource),
            ("error", Class::Word(Word::Error)),
            ("otlp.link.12", Class::Link),
            ("otlp.link.x", Class::Plain),
        ];
        for (key, class) in cases {
            assert_eq!(Class::of(key), class, "{key}");
        }
    }

    #[test]
    fn a_class_is_the_same_when_it_is_asked_for_again() {
        let mut builder = StoreBuilder::new();
        let keys = ["a", "error", "host.id"].map(|key| builder.intern(key).unwrap());
        let mut classes = Classes::default();
        let mut all = || keys.map(|key| classes.of(&builder, key));
        assert_eq!(all(), [Class::Plain, Class::Word(Word::Error), Class::Resource]);
        assert_eq!(all(), [Class::Plain, Class::Word(Word::Error), Class::Resource]);
    }
}
