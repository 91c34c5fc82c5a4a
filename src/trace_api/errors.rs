//! What a server says is wrong, with an HTTP status and a text in one of many shapes.

use serde_json::Value;

use crate::error::{Error, ErrorKind, Refusal};

/// How much of a message is told.
const LONGEST: usize = 300;

/// What an answer says that is none, by its status.
pub(super) fn of_answer(status: u16, body: &[u8]) -> Error {
    let answer = message(body);
    let refused = |why| ErrorKind::Refused { why, answer: answer.clone() }.into();
    match status {
        400 | 422 => refused(Refusal::Query),
        401 => refused(Refusal::Credentials),
        403 => refused(Refusal::Rights),
        408 | 504 => refused(Refusal::TimeOut),
        429 => refused(Refusal::Limit),
        _ => ErrorKind::BadStatus { status, answer }.into(),
    }
}

/// Whether an answer that is none says that there are no such traces, and not that there is no such path.
pub(super) fn says_no_traces(body: &[u8]) -> bool {
    let said = message(body).to_ascii_lowercase();
    said.contains("no traces found") || (said.contains("trace") && said.contains("not found") && !said.contains("page"))
}

/// Which of two failures, by two versions of an API, says more: what is wrong with the question, not that there is no such path.
pub(super) fn more_telling(one: Option<Error>, other: Error) -> Error {
    let Some(one) = one else { return other };
    let is_telling = |error: &Error| matches!(error.kind(), ErrorKind::Refused { answer, .. } if !answer.to_ascii_lowercase().contains("unsupported path"));
    if is_telling(&other) { other } else { one }
}

/// The words of an answer, on a line.
pub(super) fn message(body: &[u8]) -> String {
    let said = serde_json::from_slice::<Value>(body).ok().and_then(|value| said_in(&value));
    let text = said.unwrap_or_else(|| String::from_utf8_lossy(&body[..body.len().min(4 * LONGEST)]).into_owned());
    if text.trim_start().starts_with('<') {
        return "a web page".to_owned();
    }
    shortened(&text)
}

/// `error.message`, `errors[0].msg`, `message` or `error`: what the APIs, and proxies before them, have.
fn said_in(value: &Value) -> Option<String> {
    let places = ["/error/message", "/errors/0/msg", "/errors/0/message", "/message", "/error", "/msg"];
    places.iter().find_map(|place| value.pointer(place)?.as_str()).map(str::to_owned)
}

/// The words of a text on a line, as many as are told.
pub(super) fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_told_apart_by_their_status() {
        let cases = [
            (401, "", "wrong-credentials"),
            (403, "forbidden", "not-permitted"),
            (429, "job queue full", "server-limit"),
            (504, "", "server-time-out"),
            (400, "invalid TraceQL query", "refused-query"),
            (500, "{}", "bad-status"),
        ];
        for (status, body, expected) in cases {
            assert_eq!(of_answer(status, body.as_bytes()).code().as_str(), expected, "{status}");
        }
    }

    #[test]
    fn messages_are_found_in_all_shapes() {
        let cases = [
            (r#"{"error":{"httpCode":404,"message":"No traces found"}}"#, "No traces found", true),
            (r#"{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}"#, "trace not found", true),
            (r#"{"message":"Unauthorized"}"#, "Unauthorized", false),
            (r#"{"error":"backend"}"#, "backend", false),
            ("404 page not found\n", "404 page not found", false),
            ("trace page not found", "trace page not found", false),
            ("unsupported path requested: /api/v3/traces", "unsupported path requested: /api/v3/traces", false),
            (" <html>Trace not found</html>", "a web page", false),
            ("", "", false),
        ];
        for (body, expected, says_none) in cases {
            assert_eq!((message(body.as_bytes()).as_str(), says_no_traces(body.as_bytes())), (expected, says_none));
        }
    }
}
