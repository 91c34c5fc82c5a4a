//! The reader of Application Insights, on whatever follows the beginning of a table, of an envelope, of records, or of CSV.

#![no_main]

mod cut;

use libfuzzer_sys::fuzz_target;

const TABLE: &str = r#"{"tables":[{"columns":[{"name":"timestamp"},{"name":"id"},{"name":"operation_Id"},{"name":"duration"},{"name":"customDimensions"},{"name":"details"}],"rows":[["#;
const ENVELOPE: &str = r#"{"tags":{"ai.operation.id":"1"},"data":{"baseType":"RequestData","baseData":{"#;
const RECORD: &str = r#"{"records":[{"Type":"AppRequests","AppRoleName":"a","#;
const CSV: &str = "timestamp,id,operation_Id,duration,customDimensions,details\n";

fuzz_target!(|bytes: &[u8]| cut::compare(bytes, &[TABLE, ENVELOPE, RECORD, CSV]));
