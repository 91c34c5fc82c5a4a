//! Fields that have another name in OpenTelemetry's semantic conventions, or several names here.

use crate::ingest::renames::{self, Rename};

/// Sorted by field: columns of Application Insights, columns of a workspace, and tags of envelopes.
const NAMES: &[Rename] = &[
    Rename::resource("AppRoleInstance", "service.instance.id"),
    Rename::resource("AppVersion", "service.version"),
    Rename::span("ClientIP", "client.address"),
    Rename::resource("IKey", "iKey"),
    Rename::span("ProblemId", "problemId"),
    Rename::resource("ResourceGUID", "ResourceGUID"),
    Rename::resource("SDKVersion", "sdkVersion"),
    Rename::span("SessionId", "session.id"),
    Rename::span("SeverityLevel", "severityLevel"),
    Rename::span("SyntheticSource", "operation_SyntheticSource"),
    Rename::resource("TenantId", "TenantId"),
    Rename::span("UserAuthenticatedId", "enduser.id"),
    Rename::span("UserId", "enduser.pseudo.id"),
    Rename::resource("_ResourceId", "cloud.resource_id"),
    Rename::resource("ai.application.ver", "service.version"),
    Rename::resource("ai.cloud.roleInstance", "service.instance.id"),
    Rename::resource("ai.device.id", "device.id"),
    Rename::resource("ai.device.model", "device.model.name"),
    Rename::resource("ai.device.osVersion", "os.description"),
    Rename::resource("ai.internal.sdkVersion", "sdkVersion"),
    Rename::span("ai.location.ip", "client.address"),
    Rename::span("ai.operation.syntheticSource", "operation_SyntheticSource"),
    Rename::span("ai.session.id", "session.id"),
    Rename::span("ai.user.authUserId", "enduser.id"),
    Rename::span("ai.user.id", "enduser.pseudo.id"),
    Rename::span("ai.user.userAgent", "user_agent.original"),
    Rename::resource("appId", "appId"),
    Rename::resource("appName", "appName"),
    Rename::resource("application_Version", "service.version"),
    Rename::span("client_IP", "client.address"),
    Rename::resource("cloud_RoleInstance", "service.instance.id"),
    Rename::resource("iKey", "iKey"),
    Rename::resource("resourceId", "cloud.resource_id"),
    Rename::resource("sdkVersion", "sdkVersion"),
    Rename::span("session_Id", "session.id"),
    Rename::span("user_AuthenticatedId", "enduser.id"),
    Rename::span("user_Id", "enduser.pseudo.id"),
];

/// The other name of a field.
pub(super) fn find(name: &str) -> Option<&'static Rename> {
    renames::find(NAMES, name)
}

/// Whether a field that has no other name is a resource's.
pub(super) fn is_of_resource(name: &str) -> bool {
    name.starts_with("ai.device.") || name.starts_with("ai.internal.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(renames::is_sorted(NAMES));
    }
}
