//! Fields of segments that become attributes, by their paths.

use super::Record;
use super::segment::Segment;
use crate::ingest::json::{Kind, Parse};
use crate::ingest::record::ReadValue;
use crate::ingest::renames::{self, Form, On, Rename};

/// The objects within `aws` and `http` that are taken apart.
const GROUPS: [&str; 7] =
    ["aws.ec2", "aws.ecs", "aws.eks", "aws.elastic_beanstalk", "aws.xray", "http.request", "http.response"];

/// Sorted by path. Names are those of OpenTelemetry's semantic conventions where they have one, else the collector's.
const FIELDS: &[Rename] = &[
    Rename::resource("aws.account_id", "cloud.account.id"),
    Rename::resource("aws.cloudwatch_logs", "aws.xray.cloudwatch_logs"),
    Rename::resource("aws.ec2.ami_id", "host.image.id"),
    Rename::resource("aws.ec2.availability_zone", "cloud.availability_zone"),
    Rename::resource("aws.ec2.instance_id", "host.id"),
    Rename::resource("aws.ec2.instance_size", "host.type"),
    Rename::resource("aws.ecs.availability_zone", "cloud.availability_zone"),
    Rename::resource("aws.ecs.cluster_arn", "aws.ecs.cluster.arn"),
    Rename::resource("aws.ecs.container", "container.name"),
    Rename::resource("aws.ecs.container_arn", "aws.ecs.container.arn"),
    Rename::resource("aws.ecs.container_id", "container.id"),
    Rename::resource("aws.ecs.launch_type", "aws.ecs.launchtype"),
    Rename::resource("aws.ecs.task_arn", "aws.ecs.task.arn"),
    Rename::resource("aws.ecs.task_family", "aws.ecs.task.family"),
    Rename::resource("aws.eks.cluster_name", "k8s.cluster.name"),
    Rename::resource("aws.eks.container_id", "container.id"),
    Rename::resource("aws.eks.pod", "k8s.pod.name"),
    Rename::resource("aws.elastic_beanstalk.deployment_id", "service.instance.id"),
    Rename::resource("aws.elastic_beanstalk.environment_name", "service.namespace"),
    Rename::resource("aws.elastic_beanstalk.version_label", "service.version"),
    Rename::span("aws.operation", "rpc.method"),
    Rename::span("aws.queue_url", "aws.sqs.queue.url"),
    Rename::span("aws.region", "cloud.region"),
    Rename::span("aws.retries", "aws.xray.retries"),
    Rename::span("aws.table_name", "aws.dynamodb.table_names").of(Form::List),
    Rename::span("aws.table_names", "aws.dynamodb.table_names").of(Form::List),
    Rename::resource("aws.xray.auto_instrumentation", "aws.xray.auto_instrumentation"),
    Rename::resource("aws.xray.sdk", "telemetry.sdk.name"),
    Rename::resource("aws.xray.sdk_version", "telemetry.sdk.version"),
    Rename::span("http.request.client_ip", "client.address"),
    Rename::span("http.request.method", "http.request.method"),
    Rename::span("http.request.traced", "aws.xray.traced"),
    Rename::span("http.request.url", "url.full"),
    Rename::span("http.request.user_agent", "user_agent.original"),
    Rename::span("http.request.x_forwarded_for", "aws.xray.x_forwarded_for"),
    Rename::span("http.response.content_length", "http.response.body.size").of(Form::Int),
    Rename::span("http.response.status", "http.response.status_code").of(Form::Int),
    Rename::resource("resource_arn", "aws.xray.resource_arn"),
    Rename::resource("service.compiler", "aws.xray.service.compiler"),
    Rename::resource("service.compiler_version", "aws.xray.service.compiler_version"),
    Rename::resource("service.runtime", "process.runtime.name"),
    Rename::resource("service.runtime_version", "process.runtime.version"),
    Rename::resource("service.version", "service.version"),
    Rename::span("sql.connection_string", "db.connection_string"),
    Rename::span("sql.database_type", "db.system.name"),
    Rename::span("sql.sanitized_query", "db.query.text"),
    Rename::span("sql.url", "db.connection_string"),
    Rename::span("sql.user", "db.user"),
    Rename::span("user", "enduser.id"),
];

impl Record<'_, '_> {
    /// Reads an object of fields, or a group of them within one. A group lies in no other, so this calls itself once.
    pub(super) fn group(&mut self, path: &mut String, segment: &mut Segment) -> Parse<()> {
        if !self.open(Kind::Object)? {
            return Ok(());
        }
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            let len = path.len();
            path.push('.');
            self.decode(key, path);
            if self.cursor.kind()? == Kind::Object && GROUPS.contains(&path.as_str()) {
                self.group(path, segment)?;
            } else {
                self.attribute_field(path, segment)?;
            }
            path.truncate(len);
        }
        Ok(())
    }

    /// Reads a field that becomes an attribute.
    pub(super) fn attribute_field(&mut self, path: &str, segment: &mut Segment) -> Parse<()> {
        let rename = renames::find(FIELDS, path);
        let value = self.any_value(0)?;
        if let ReadValue::Empty = value {
            return Ok(());
        }
        let value = rename.map_or(Form::Same, |rename| rename.form).shape(value);
        match (path, &value) {
            ("http.response.status", ReadValue::Int(status)) => segment.http_status = *status,
            ("http.request.method" | "http.request.url", _) => segment.has_request = true,
            _ => {}
        }
        let value = self.intern_value(value)?;
        let key = match rename {
            Some(rename) => self.builder.intern(rename.to)?,
            None if path.starts_with("aws.") => self.builder.intern(path)?,
            None => self.builder.intern(&format!("aws.xray.{path}"))?,
        };
        let pair = self.builder.intern_pair(key, value)?;
        match rename.map(|rename| rename.on) {
            Some(On::Resource) => segment.resource.push(pair),
            _ => segment.draft.attributes.push(pair),
        }
        if let ("aws.xray.sdk" | "sql.url", Some(text)) = (path, value.text()) {
            self.add_part(path, text, segment)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(renames::is_sorted(FIELDS));
    }
}
