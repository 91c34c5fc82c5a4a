//! Azure Application Insights: what its query API answers, what it exports, and the telemetry that SDKs send to it.
//!
//! Its telemetry consists of items: requests, dependencies (calls of others), exceptions, messages. A query answers rows of them,
//! `{"tables":[{"name","columns":[{"name"}],"rows":[[…]]}]}`; diagnostic settings export records, `{"records":[{…}]}` or one a line; SDKs send envelopes,
//! `{"name","time","tags":{…},"data":{"baseType","baseData":{…}}}`. Fields have other names in each. The portal exports rows as CSV.
//!
//! # Mapping
//!
//! From the words of Application Insights ("Application Insights telemetry data model", and the references of the tables `AppRequests`, `AppDependencies`,
//! `AppExceptions`, `AppTraces`) to OpenTelemetry's: the way that OpenTelemetry's exporters went, backwards, in the names that the semantic conventions
//! have now. Sources: `exporter/azuremonitorexporter/trace_to_envelope.go` of opentelemetry-collector-contrib,
//! `sdk/monitor/azure-monitor-opentelemetry-exporter` of Azure/azure-sdk-for-python.
//!
//! | Application Insights | in a workspace | in an envelope | here |
//! |---|---|---|---|
//! | `operation_Id` | `OperationId` | `ai.operation.id` | trace id |
//! | `id` | `Id` | `id` | span id, see [`ids`] |
//! | `operation_ParentId` | `ParentId` | `ai.operation.parentId` | parent; none if it is the operation or the item itself |
//! | `name`, else `operation_Name` | `Name`, `OperationName` | `name`, `ai.operation.name` | name |
//! | `timestamp` | `TimeGenerated`, `time` | `time` | start |
//! | `duration` | `DurationMs` | `duration` | how long it took |
//! | `success`: false | `Success` | `success` | status ERROR; else UNSET, unless the property `otel.status_code` says more |
//! | `cloud_RoleName` | `AppRoleName` | `ai.cloud.role` | `service.name`; `[namespace]/name` is both |
//! | `cloud_RoleInstance`, `application_Version` | `AppRoleInstance`, `AppVersion` | `ai.cloud.roleInstance`, `ai.application.ver` | `service.instance.id`, `service.version` |
//! | `requests` | `AppRequests` | `RequestData` | kind SERVER; CONSUMER if `source` is a queue, which is `messaging.destination.name` |
//! | `dependencies` | `AppDependencies` | `RemoteDependencyData` | kind CLIENT; INTERNAL if `type` is `InProc`, PRODUCER if it is `Queue Message` |
//! | `type` of a dependency | `DependencyType` | `type` | `db.system.name`, `messaging.system`, `rpc.system`, `az.namespace`, else `type`, see [`calls`] |
//! | `target` | `Target` | `target` | `server.address`, `server.port`; behind a bar `db.namespace` or `peer.service` |
//! | `data`, `url` | `Data`, `Url` | `data`, `url` | `url.full`; `db.query.text` of a database, else `data` |
//! | `resultCode` from 100 to 599; 1 to 16 of gRPC; any other but 0 | `ResultCode` | `resultCode`, `responseCode` | `http.response.status_code`; `rpc.grpc.status_code`; `resultCode` |
//! | `itemCount` | `ItemCount` | `sampleRate` | `itemCount`, and the trace state `ot=th:…`, if it is more than 1 |
//! | `pageViews`, `availabilityResults` | `AppPageViews`, … | `PageViewData`, `AvailabilityData` | kind INTERNAL, CLIENT |
//! | `exceptions`: `type`, `message`, `outerType`, `details` | `AppExceptions`: `ExceptionType`, … | `ExceptionData`: `exceptions` | event `exception` of the parent: `exception.type`, `.message`, `.stacktrace` with those of the causes |
//! | `traces`, `customEvents` | `AppTraces`, `AppEvents` | `MessageData`, `EventData` | event of the parent, named as the message |
//! | `customDimensions`, `customMeasurements` | `Properties`, `Measurements` | `properties`, `measurements` | attributes; those that the semantic conventions know of resources are the resource's |
//! | the property `_MS.links` | | | links |
//! | the properties `service.name`, `otel.status_description`, `instrumentationlibrary.name`, `.version` | | | service, message of the status, scope |
//! | client, user, session, SDK | | | `client.address`, `enduser.id`, `session.id`, …, see [`names`] |
//! | `performanceBucket`, `itemId`, `_BilledSize`, `_IsBillable` | | `ver`, `seq` | nothing |
//! | any other field | | | attribute of the same name |
//! | metrics | | | not read, and counted |
//!
//! Where a table does not say what it has, an item is what its fields say. An exception or a message whose span is not in the file waits for it
//! as a log does, be it in another file of the group; what belongs to nothing is told in the report.

mod added;
mod calls;
mod csv;
mod details;
mod ids;
mod item;
mod keep;
mod keys;
mod loose;
mod moments;
mod names;
mod properties;
mod records;
mod row;
mod span;
mod table;

use super::outline::Outline;
use super::reader::Reader;
use super::steps::Steps;
use crate::store::SourceRow;
use csv::Csv;
use records::Items;

/// A step of Application Insights' JSON.
type Record<'a, 'b> = super::record::Record<'a, 'b, ()>;

/// A reader of Application Insights' JSON.
pub(super) fn reader(source: SourceRow) -> Box<dyn Reader> {
    Box::new(Steps::new(Outline::new(Items::new(source))))
}

/// A reader of its tables as CSV.
pub(super) fn csv_reader(source: SourceRow) -> Box<dyn Reader> {
    Box::new(Csv::new(source))
}

/// Whether the first line of a table names columns that only Application Insights has.
pub(super) fn is_csv_header(line: &[u8]) -> bool {
    csv::is_header(line)
}
