//! AWS X-Ray: what `aws xray batch-get-traces` answers, and segment documents by themselves, as SDKs send them to the daemon.
//!
//! A segment is what one service did for one request. It has its subsegments inside, to any depth. A trace of the API's answer holds
//! segments as text: `{"Traces":[{"Id","Duration","Segments":[{"Id","Document":"{…}"}]}]}`.
//!
//! # Mapping
//!
//! From X-Ray's words ("AWS X-Ray segment documents" of its developer guide) to OpenTelemetry's, as `receiver/awsxrayreceiver/internal/translator`
//! of opentelemetry-collector-contrib reads them, in the names that the semantic conventions have now. Where this differs from the
//! collector, the note below says so.
//!
//! | X-Ray | here |
//! |---|---|
//! | `trace_id`, as `1-5759e988-bd862e3fe1be46a994272793` | trace id: both numbers joined |
//! | `id`, `parent_id`, or the segment that a subsegment lies in | span id, parent |
//! | `name` | name; of a segment `service.name`, too |
//! | `name`, of a subsegment with the `namespace` `remote` or `aws` | `peer.service`; with `aws`, `rpc.service` and `rpc.system` = `aws-api`, too |
//! | `start_time`, `end_time` | start and end, in seconds, digit by digit; `in_progress` has no end |
//! | the `namespace` `remote` or `aws` | kind CLIENT |
//! | `origin` or `http.request` of a segment | kind SERVER |
//! | any other | kind INTERNAL |
//! | `fault`; `error` and `throttle` of a CLIENT; without them `http.response.status` from 500, of a CLIENT from 400 | status ERROR |
//! | `cause.exceptions` | events `exception` at the end of the span, with `exception.type`, `.message`, `.stacktrace`, `aws.xray.exception.…` |
//! | `cause` that is the id of an exception | the event of that exception, if it is in the same document |
//! | `links` | links |
//! | `http.request` | `http.request.method`, `url.full`, `user_agent.original`, `client.address` |
//! | `http.response` | `http.response.status_code`, `http.response.body.size` |
//! | `sql` | `db.system.name`, `db.query.text`, `db.user`, `db.connection_string`; the end of its path is `db.namespace` |
//! | `aws.operation`, `.region`, `.table_name`, `.queue_url`, … | `rpc.method`, `cloud.region`, `aws.dynamodb.table_names`, `aws.sqs.queue.url`, …, see [`fields`] |
//! | `aws.account_id`, `.ec2`, `.ecs`, `.eks`, `.elastic_beanstalk`, `.xray`, `.cloudwatch_logs`, `service`, `origin` of a segment | resource, see [`fields`] |
//! | `annotations` | attributes of the same names |
//! | `metadata` | attributes `aws.xray.metadata.…`, one a namespace |
//! | `user` | `enduser.id` |
//! | `inferred`: a segment that X-Ray made of its parent, which has no instrumentation of its own | attribute `aws.xray.inferred` |
//! | `resource_arn`, `traced`, `precursor_ids`, and any other field of `aws`, `http`, `sql`, `service`, `cause` | attribute `aws.xray.` and its path; those of `aws` keep theirs |
//! | `LimitExceeded`, `UnprocessedTraceIds`, `NextToken` | told in the report |
//!
//! The collector reads no flags, calls every segment SERVER and every one with a status from 400 or a `cause` ERROR. By OpenTelemetry's
//! conventions for HTTP a server that answers 404 has not failed. X-Ray's own flags know more than the status does.

mod cause;
mod document;
mod fields;
mod keys;
mod lone;
mod records;
mod segment;
mod translate;

use super::outline::Outline;
use super::reader::Reader;
use super::steps::Steps;
use crate::store::SourceRow;
use keys::KeyHints;
use records::Segments;

/// A step of X-Ray's JSON.
type Record<'a, 'b> = super::record::Record<'a, 'b, KeyHints>;

/// A reader of X-Ray's JSON.
pub(super) fn reader(source: SourceRow) -> Box<dyn Reader> {
    Box::new(Steps::new(Outline::new(Segments::new(source))))
}
