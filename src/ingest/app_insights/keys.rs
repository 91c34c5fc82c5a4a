//! The names of fields: of columns in Application Insights' own tables and in those of a workspace, of fields and tags in envelopes.

use crate::ingest::record::keys;

keys! {
    /// An answer, a table in it, or an export.
    AroundKey {
        Tables: b"tables" | b"Tables",
        Records: b"records",
        Name: b"name" | b"TableName",
        Columns: b"columns" | b"Columns",
        Rows: b"rows" | b"Rows",
        Error: b"error",
        Unread: b"statistics" | b"render" | b"visualization" | b"dataSources",
    }
}

keys! {
    /// The description of a column.
    ColumnKey {
        Name: b"name" | b"ColumnName",
    }
}

keys! {
    /// What an item says of itself, under all of its names. Any other is an attribute.
    Field {
        Time: b"timestamp" | b"TimeGenerated" | b"time",
        Table: b"itemType" | b"Type" | b"category" | b"baseType",
        Id: b"id" | b"Id",
        OperationId: b"operation_Id" | b"OperationId" | b"ai.operation.id",
        ParentId: b"operation_ParentId" | b"ParentId" | b"ai.operation.parentId",
        OperationName: b"operation_Name" | b"OperationName" | b"ai.operation.name",
        Name: b"name" | b"Name",
        Duration: b"duration" | b"DurationMs",
        Success: b"success" | b"Success",
        ResultCode: b"resultCode" | b"ResultCode" | b"responseCode",
        Kind: b"type" | b"DependencyType" | b"ExceptionType",
        Target: b"target" | b"Target",
        Data: b"data" | b"Data",
        Url: b"url" | b"Url",
        Source: b"source" | b"Source",
        Role: b"cloud_RoleName" | b"AppRoleName" | b"ai.cloud.role",
        ItemCount: b"itemCount" | b"ItemCount",
        SampleRate: b"sampleRate",
        Properties: b"customDimensions" | b"Properties" | b"properties",
        Measurements: b"customMeasurements" | b"Measurements" | b"measurements",
        Message: b"message" | b"Message",
        OuterType: b"outerType" | b"OuterType",
        OuterMessage: b"outerMessage" | b"OuterMessage",
        Details: b"details" | b"Details" | b"exceptions",
        Tags: b"tags",
        BaseData: b"baseData",
        Unread: b"ver" | b"seq" | b"flags" | b"itemId" | b"_ItemId" | b"performanceBucket" | b"PerformanceBucket" | b"_IsBillable"
            | b"_BilledSize" | b"TableName" | b"$table" | b"SourceSystem",
    }
}

keys! {
    /// One exception of a chain of them.
    DetailKey {
        Type: b"type" | b"typeName",
        Message: b"message",
        Stack: b"rawStack" | b"stack",
        ParsedStack: b"parsedStack",
    }
}

keys! {
    /// A frame of a stack.
    FrameKey {
        Method: b"method",
        Assembly: b"assembly",
        File: b"fileName",
        Line: b"line",
    }
}

keys! {
    /// A link, as OpenTelemetry's exporters write it into a property.
    LinkKey {
        TraceId: b"operation_Id",
        SpanId: b"id",
    }
}
