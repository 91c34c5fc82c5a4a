//! From documents to spans, see the table of [the module](super).

use super::Record;
use super::document::Document;
use super::lone::Lone;
use super::segment::Segment;
use crate::error::Result;
use crate::ingest::json::Parse;
use crate::store::{EventDraft, PairRow, RawValue, ResourceDraft, ScopeDraft, ScopeRow, SourceRow, StoreBuilder, Sym};
use crate::units::{SpanKind, StatusCode};

/// What `origin` says and `cloud.platform` is called.
const PLATFORMS: [(&str, &str); 6] = [
    ("AWS::AppRunner", "aws_app_runner"),
    ("AWS::EC2", "aws_ec2"),
    ("AWS::ECS", "aws_ecs"),
    ("AWS::EKS", "aws_eks"),
    ("AWS::ElasticBeanstalk", "aws_elastic_beanstalk"),
    ("AWS::Lambda", "aws_lambda"),
];

impl Record<'_, '_> {
    /// Keeps the spans of a document; how many.
    pub(super) fn keep(&mut self, document: &mut Document, source: SourceRow, lone: &mut Lone) -> Parse<u64> {
        document.connect();
        document.share_causes(self.builder)?;
        let [root, ..] = document.segments() else { return Ok(0) };
        let is_lone = root.is_subsegment;
        let above = (root.draft.trace_id, root.draft.parent_id);
        let scope = self.scope(root)?;
        let start = self.builder.spans().len();
        for segment in document.segments() {
            self.translate(segment)?;
            self.builder.push(&segment.draft, scope, source)?;
        }
        let end = self.builder.spans().len();
        if is_lone {
            lone.add(above, start..end);
        }
        Ok(u64::from(end - start))
    }

    /// The scope of all spans of a document, as its outermost segment tells.
    fn scope(&mut self, root: &mut Segment) -> Parse<ScopeRow> {
        let mut attributes = std::mem::take(&mut root.resource);
        if root.has_aws {
            let aws = self.builder.intern("aws")?;
            self.push_text("cloud.provider", aws, &mut attributes)?;
        }
        if root.origin != Sym::EMPTY {
            self.push_text("aws.xray.origin", root.origin, &mut attributes)?;
            let origin = self.builder.strings().text(root.origin);
            if let Some((_, platform)) = PLATFORMS.iter().find(|(start, _)| origin.starts_with(start)) {
                let platform = self.builder.intern(platform)?;
                self.push_text("cloud.platform", platform, &mut attributes)?;
            }
        }
        if !root.is_subsegment {
            self.push_text("service.name", root.draft.name, &mut attributes)?;
        }
        if attributes.is_empty() {
            return Ok(StoreBuilder::UNKNOWN_SCOPE);
        }
        let resource = self.builder.intern_resource(&mut ResourceDraft { attributes, ..ResourceDraft::default() })?;
        Ok(self.builder.intern_scope(resource, &mut ScopeDraft::default())?)
    }

    /// Makes of a segment what the store keeps.
    fn translate(&mut self, segment: &mut Segment) -> Parse<()> {
        self.name_peer(segment)?;
        segment.draft.status = segment.status();
        let draft = &mut segment.draft;
        // What a subsegment says of the resource is said of the callee's.
        draft.attributes.append(&mut segment.resource);
        if segment.in_progress {
            draft.end_ns = 0;
        }
        let time_ns = draft.end_ns.max(draft.start_ns);
        draft.events.iter_mut().for_each(|event| event.time_ns = time_ns);
        Ok(())
    }

    /// Sets the kind, and for calls whom they are made to.
    fn name_peer(&mut self, segment: &mut Segment) -> Parse<()> {
        let is_inside = segment.owner.is_some() || segment.is_subsegment;
        let is_served = !is_inside && (segment.origin != Sym::EMPTY || segment.has_request);
        let attributes = &mut segment.draft.attributes;
        segment.draft.kind = match self.builder.strings().text(segment.namespace) {
            "aws" => {
                let system = self.builder.intern("aws-api")?;
                self.push_text("rpc.system", system, attributes)?;
                self.push_text("rpc.service", segment.draft.name, attributes)?;
                SpanKind::Client
            }
            "remote" => SpanKind::Client,
            _ if is_served => SpanKind::Server,
            _ => SpanKind::Internal,
        };
        if segment.draft.kind == SpanKind::Client {
            self.push_text("peer.service", segment.draft.name, attributes)?;
        }
        Ok(())
    }

    /// Adds what an attribute has within it: the language of an SDK, the database of an address.
    pub(super) fn add_part(&mut self, path: &str, text: Sym, segment: &mut Segment) -> Parse<()> {
        let text = self.builder.strings().text(text);
        let (key, part, out) = if path == "sql.url" {
            ("db.namespace", database(text).map(str::to_owned), &mut segment.draft.attributes)
        } else {
            ("telemetry.sdk.language", language(text), &mut segment.resource)
        };
        if let Some(part) = part {
            let part = self.builder.intern(&part)?;
            self.push_text(key, part, out)?;
        }
        Ok(())
    }
}

/// The database in an address such as `protocol://host:port/database?parameters`.
fn database(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("//")?;
    let (_, path) = rest.split_once('/')?;
    Some(path.split(['?', ';']).next().unwrap_or_default()).filter(|name| !name.is_empty())
}

/// The language in the name of an SDK such as `X-Ray for Go`, as OpenTelemetry calls it.
fn language(sdk: &str) -> Option<String> {
    let (_, language) = sdk.split_once(" for ")?;
    let language = language.to_ascii_lowercase();
    Some(match language.as_str() {
        ".net" | ".net core" => "dotnet".to_owned(),
        "node.js" => "nodejs".to_owned(),
        _ => language,
    })
}

impl Segment {
    /// The status, which flags decide if there are any, else what was answered. The caller's fault fails the caller alone.
    fn status(&self) -> StatusCode {
        let is_client = self.draft.kind == SpanKind::Client;
        let failed = match (self.fault, self.error) {
            (true, _) => true,
            (false, true) => is_client,
            (false, false) => self.http_status >= 500 || is_client && self.http_status >= 400,
        };
        if failed { StatusCode::Error } else { StatusCode::Unset }
    }

    /// Adds the event of an exception that is known by its id, and if it was found elsewhere, by its attributes.
    pub(super) fn add_cause(
        &mut self,
        id: Sym,
        mut attributes: Vec<PairRow>,
        builder: &mut StoreBuilder,
    ) -> Result<()> {
        if attributes.is_empty() {
            let key = builder.intern("aws.xray.exception.id")?;
            attributes.push(builder.intern_pair(key, RawValue::string(id))?);
        }
        let start = self.draft.nested.len();
        self.draft.nested.append(&mut attributes);
        let (name, attributes) = (builder.intern("exception")?, start..self.draft.nested.len());
        self.draft.events.push(EventDraft { name, attributes, ..EventDraft::default() });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_texts_are_found() {
        assert_eq!(database("jdbc:postgresql://items-db:5432/shop?ssl=true"), Some("shop"));
        assert_eq!(database("jdbc:sqlserver://host:1433/shop;encrypt=true"), Some("shop"));
        assert_eq!(
            (database("items-db:5432"), database("mysql://host/"), database("mysql://host")),
            (None, None, None)
        );
        let languages = ["X-Ray for Go", "X-Ray for .NET Core", "X-Ray for Node.js", "opentelemetry for java", "X-Ray"];
        assert_eq!(languages.map(|sdk| language(sdk).unwrap_or_default()), ["go", "dotnet", "nodejs", "java", ""]);
    }

    #[test]
    fn flags_go_before_the_status_and_callers_fail_by_their_own_fault() {
        let status = |kind, fault, error, http_status| {
            let mut segment = Segment { fault, error, http_status, ..Segment::default() };
            segment.draft.kind = kind;
            segment.status() == StatusCode::Error
        };
        let cases = [
            (true, false, 0, true, true),
            (true, true, 404, true, true),
            (false, true, 404, true, false),
            (false, true, 503, true, false),
            (false, false, 503, true, true),
            (false, false, 429, true, false),
            (false, false, 302, false, false),
            (false, false, 0, false, false),
        ];
        for (fault, error, http, client, server) in cases {
            let found = [SpanKind::Client, SpanKind::Server].map(|kind| status(kind, fault, error, http));
            assert_eq!(found, [client, server], "{fault} {error} {http}");
        }
    }
}
