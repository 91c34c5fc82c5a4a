//! Conditions that are put into a query in `TraceQL`.

/// What is written without quotes though it is a word: intrinsics whose values are words or durations of the language.
const WORDS: [&str; 7] = ["status", "kind", "duration", "traceDuration", "span:status", "span:kind", "span:duration"];

/// A query with one more condition, on a value of a key.
pub(super) fn with_condition(query: &str, key: &str, value: &str) -> String {
    let is_number = value.parse::<f64>().is_ok_and(f64::is_finite);
    let is_bare = is_number || matches!(value, "true" | "false") || WORDS.contains(&key);
    let value =
        if is_bare { value.to_owned() } else { format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")) };
    let condition = format!("{key} = {value}");
    let query = query.trim();
    match query.rsplit_once('}') {
        Some((before, "")) if before.trim() == "{" => format!("{{ {condition} }}"),
        Some((before, "")) => format!("{} && {condition} }}", before.trim_end()),
        _ if query.is_empty() => format!("{{ {condition} }}"),
        _ => format!("{query} && {{ {condition} }}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_joins_those_that_are_there() {
        let cases = [
            ("", "span.http.method", "GET", r#"{ span.http.method = "GET" }"#),
            (" { } ", "resource.service.name", "a \"b\"", r#"{ resource.service.name = "a \"b\"" }"#),
            (r#"{ name = "a" }"#, "status", "error", r#"{ name = "a" && status = error }"#),
            ("{ a = 1 } | count() > 2", "span.n", "500", "{ a = 1 } | count() > 2 && { span.n = 500 }"),
            ("{}", "span.ok", "true", "{ span.ok = true }"),
        ];
        for (query, key, value, expected) in cases {
            assert_eq!(with_condition(query, key, value), expected);
        }
    }
}
