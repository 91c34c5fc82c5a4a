//! Writes items in every form that files have.

use serde_json::{Map, Value as Json, json};

use super::{Item, TRACE, What};

/// The forms, each with its name.
pub(super) fn all(items: &[Item]) -> Vec<(&'static str, String)> {
    let rows: Vec<Map<String, Json>> = items.iter().map(|item| named(item, &CLASSIC)).collect();
    let records: Vec<Map<String, Json>> = items.iter().map(|item| named(item, &WORKSPACE)).collect();
    let lines = |values: Vec<Json>| values.iter().map(|value| value.to_string() + "\n").collect::<String>();
    vec![
        ("a table", table(&rows)),
        ("CSV", csv(&rows)),
        ("CSV of a workspace", csv(&records)),
        ("a table of a workspace", table(&records)),
        ("rows", Json::from(rows.clone().into_iter().map(Json::Object).collect::<Vec<_>>()).to_string()),
        ("records", json!({"records": records}).to_string()),
        ("lines of records", lines(records.into_iter().map(Json::Object).collect())),
        ("envelopes", lines(items.iter().map(envelope).collect())),
    ]
}

/// The names of columns: those of all items, then of each what it is called.
struct Names {
    tables: [&'static str; 4],
    columns: [&'static str; 18],
}

const CLASSIC: Names = Names {
    tables: ["request", "dependency", "exception", "trace"],
    columns: [
        "timestamp",
        "itemType",
        "operation_Id",
        "operation_ParentId",
        "cloud_RoleName",
        "customDimensions",
        "itemCount",
        "id",
        "name",
        "duration",
        "success",
        "resultCode",
        "source",
        "type",
        "type",
        "outerMessage",
        "message",
        "operation_Name",
    ],
};

const WORKSPACE: Names = Names {
    tables: ["AppRequests", "AppDependencies", "AppExceptions", "AppTraces"],
    columns: [
        "TimeGenerated",
        "Type",
        "OperationId",
        "ParentId",
        "AppRoleName",
        "Properties",
        "ItemCount",
        "Id",
        "Name",
        "DurationMs",
        "Success",
        "ResultCode",
        "Source",
        "DependencyType",
        "ExceptionType",
        "OuterMessage",
        "Message",
        "OperationName",
    ],
};

fn date(item: &Item) -> String {
    format!("2023-11-14T22:13:20.{:03}0000Z", item.millis)
}

fn id(number: u64) -> String {
    // Every other one in the older form.
    if number.is_multiple_of(2) { format!("{number:016x}") } else { format!("|{TRACE}.{number:016x}.") }
}

fn parent(item: &Item) -> String {
    if item.parent == 0 { TRACE.to_owned() } else { id(item.parent) }
}

fn millis(tenths: u64) -> Json {
    serde_json::from_str(&format!("{}.{}", tenths / 10, tenths % 10)).unwrap()
}

fn properties(item: &Item) -> Map<String, Json> {
    item.properties.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect()
}

/// An item under the names of columns.
fn named(item: &Item, names: &Names) -> Map<String, Json> {
    let [time, table, operation, parent_id, role, dimensions, count, ref others @ ..] = names.columns;
    let [item_id, name, duration, success, code, source, call, exception, outer, message, _] = *others;
    let mut row = Map::new();
    let mut add = |key: &str, value: Json| drop(row.insert(key.to_owned(), value));
    add(time, json!(date(item)));
    add(operation, json!(TRACE));
    add(parent_id, json!(parent(item)));
    add(role, json!(item.role));
    // Tables have objects as text.
    add(
        dimensions,
        if item.count > 1 { json!(Json::Object(properties(item)).to_string()) } else { json!(properties(item)) },
    );
    add(count, json!(item.count));
    let mut add_call = |number: u64, tenths: u64, well: bool, result: u64| {
        add(item_id, json!(id(number)));
        add(name, json!(item.name));
        add(duration, millis(tenths));
        add(success, if number.is_multiple_of(2) { json!(well) } else { json!(if well { "True" } else { "False" }) });
        add(code, json!(result.to_string()));
    };
    let which = match item.what {
        What::Request { id, tenths, success, code, source: from } => {
            add_call(id, tenths, success, code);
            add(source, json!(from));
            0
        }
        What::Dependency { id, tenths, success, code, kind } => {
            add_call(id, tenths, success, code);
            add(call, json!(kind));
            1
        }
        What::Exception { message } => {
            add(exception, json!("E"));
            add(outer, json!(message));
            2
        }
        What::Message => {
            add(message, json!(item.name));
            3
        }
    };
    add(table, json!(names.tables[which]));
    row
}

fn columns(rows: &[Map<String, Json>]) -> Vec<&String> {
    let mut columns: Vec<&String> = rows.iter().flat_map(Map::keys).collect();
    columns.sort();
    columns.dedup();
    columns
}

fn table(rows: &[Map<String, Json>]) -> String {
    let columns = columns(rows);
    let cells: Vec<Vec<&Json>> =
        rows.iter().map(|row| columns.iter().map(|name| row.get(*name).unwrap_or(&Json::Null)).collect()).collect();
    let described: Vec<Json> = columns.iter().map(|name| json!({"name": name, "type": "string"})).collect();
    let (columns, rows) = (json!(described), json!(cells));
    format!(r#"{{"tables":[{{"name":"PrimaryResult","columns":{columns},"rows":{rows}}}]}}"#)
}

/// As the portal writes it: all cells are texts, quoted where they have to be.
fn csv(rows: &[Map<String, Json>]) -> String {
    let columns = columns(rows);
    let quoted = |text: &str| {
        let is_plain = !text.contains([',', '"', '\n', '\r']);
        if is_plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
    };
    let cell = |value: Option<&Json>| match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => quoted(text),
        Some(other) => quoted(&other.to_string()),
    };
    let head = columns.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(",");
    let line = |row: &Map<String, Json>| columns.iter().map(|name| cell(row.get(*name))).collect::<Vec<_>>().join(",");
    std::iter::once(head).chain(rows.iter().map(line)).map(|line| line + "\r\n").collect()
}

fn envelope(item: &Item) -> Json {
    let duration = |tenths: u64| {
        let (seconds, rest) = (tenths / 10_000, tenths % 10_000);
        format!("00.00:00:{seconds:02}.{rest:04}000")
    };
    let (base_type, mut data) = match item.what {
        What::Request { id: number, tenths, success, code, source } => (
            "RequestData",
            json!({"id": id(number), "name": item.name, "duration": duration(tenths), "success": success, "responseCode": code.to_string(), "source": source}),
        ),
        What::Dependency { id: number, tenths, success, code, kind } => (
            "RemoteDependencyData",
            json!({"id": id(number), "name": item.name, "duration": duration(tenths), "success": success, "resultCode": code.to_string(), "type": kind}),
        ),
        What::Exception { message } => {
            ("ExceptionData", json!({"exceptions": [{"typeName": "E", "message": message, "stack": ""}]}))
        }
        What::Message => ("MessageData", json!({"message": item.name})),
    };
    data["ver"] = json!(2);
    data["properties"] = json!(properties(item));
    let mut tags = json!({"ai.operation.id": TRACE, "ai.cloud.role": item.role});
    if item.parent > 0 {
        tags["ai.operation.parentId"] = json!(id(item.parent));
    }
    json!({
        "name": format!("Microsoft.ApplicationInsights.{}", base_type.trim_end_matches("Data")),
        "time": date(item),
        "sampleRate": 100.0 / f64::from(u32::try_from(item.count).unwrap()),
        "tags": tags,
        "data": {"baseType": base_type, "baseData": data},
    })
}
