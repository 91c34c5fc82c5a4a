//! Errors of the server: an HTTP status and a text that begins `Code: N. DB::Exception:`, or such a text at the end of an answer that began
//! well.
//!
//! Source: `src/Common/ErrorCodes.cpp` and `src/ClickhouseServer/HTTP/exceptionCodeToHTTPStatus.cpp` of ClickHouse/ClickHouse.

use crate::error::{Error, ErrorKind, Refusal};

/// How much of a message is told.
const LONGEST: usize = 400;

/// How much of the end of an answer is looked at for a message.
const TAIL: usize = 32 << 10;

/// What numbers mean to whoever asked.
const REFUSALS: [(u32, Refusal); 24] = [
    (47, Refusal::Query),        // UNKNOWN_IDENTIFIER
    (60, Refusal::NoTable),      // UNKNOWN_TABLE
    (81, Refusal::NoTable),      // UNKNOWN_DATABASE
    (115, Refusal::Setting),     // UNKNOWN_SETTING
    (158, Refusal::Limit),       // TOO_MANY_ROWS
    (159, Refusal::TimeOut),     // TIMEOUT_EXCEEDED
    (160, Refusal::TimeOut),     // TOO_SLOW
    (164, Refusal::Setting),     // READONLY
    (192, Refusal::Credentials), // UNKNOWN_USER
    (193, Refusal::Credentials), // WRONG_PASSWORD
    (194, Refusal::Credentials), // REQUIRED_PASSWORD
    (195, Refusal::Rights),      // IP_ADDRESS_NOT_ALLOWED
    (201, Refusal::Limit),       // QUOTA_EXCEEDED
    (202, Refusal::Limit),       // TOO_MANY_SIMULTANEOUS_QUERIES
    (209, Refusal::TimeOut),     // SOCKET_TIMEOUT
    (241, Refusal::Memory),      // MEMORY_LIMIT_EXCEEDED
    (291, Refusal::Rights),      // DATABASE_ACCESS_DENIED
    (307, Refusal::Limit),       // TOO_MANY_BYTES
    (394, Refusal::Stopped),     // QUERY_WAS_CANCELLED
    (396, Refusal::Limit),       // TOO_MANY_ROWS_OR_BYTES
    (452, Refusal::Setting),     // SETTING_CONSTRAINT_VIOLATION
    (497, Refusal::Rights),      // ACCESS_DENIED
    (516, Refusal::Credentials), // AUTHENTICATION_FAILED
    (734, Refusal::Stopped),     // QUERY_WAS_CANCELLED_BY_CLIENT
];

/// What an answer says that is none, by its status.
pub(super) fn of_answer(status: u16, body: &[u8]) -> Error {
    if let Some(error) = in_text(&String::from_utf8_lossy(&body[..body.len().min(TAIL)])) {
        return error;
    }
    let answer = shortened(&String::from_utf8_lossy(&body[..body.len().min(4 * LONGEST)]));
    match status {
        401 => refused(Refusal::Credentials, answer),
        403 => refused(Refusal::Rights, answer),
        408 | 504 => refused(Refusal::TimeOut, answer),
        _ => ErrorKind::BadStatus { status, answer }.into(),
    }
}

/// What the end of an answer says that began well. `None` where it says nothing of the kind.
pub(super) fn in_stream(bytes: &[u8]) -> Option<Error> {
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    let text = String::from_utf8_lossy(tail);
    in_text(&text[text.rfind("Code: ")?..])
}

/// What a text says that has a number in it.
fn in_text(text: &str) -> Option<Error> {
    let at = text.find("Code: ")?;
    let rest = &text[at + "Code: ".len()..];
    let digits = rest.find(|c: char| !c.is_ascii_digit())?;
    let (code, message) = rest.split_at(digits);
    let message = message.strip_prefix('.').or(message.strip_prefix(','))?.trim_start();
    if !message.contains("Exception") {
        return None;
    }
    let code: u32 = code.parse().ok()?;
    let why = REFUSALS.iter().find(|(other, _)| *other == code).map_or(Refusal::Query, |&(_, why)| why);
    let message = message.strip_prefix("DB::Exception:").unwrap_or(message);
    // What frames it at the end of a stream.
    let message = message.split("\n__exception__").next().unwrap_or(message);
    Some(refused(why, format!("Code {code}: {}", shortened(message))))
}

fn refused(why: Refusal, answer: String) -> Error {
    ErrorKind::Refused { why, answer }.into()
}

/// The words of a text on a line, as many as are told.
fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}

/// The end of an answer, as much of it as may have a message in it.
#[derive(Debug, Default)]
pub(super) struct Tail(Vec<u8>);

impl Tail {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        let new = &bytes[bytes.len().saturating_sub(TAIL)..];
        let kept = TAIL - new.len();
        self.0.drain(..self.0.len().saturating_sub(kept));
        self.0.extend_from_slice(new);
    }

    /// What the server said at its end.
    pub(super) fn fault(&self) -> Option<Error> {
        in_stream(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    #[test]
    fn failures_are_told_apart_by_their_numbers() {
        let cases = [
            (
                403,
                "Code: 516. DB::Exception: ann: Authentication failed. (AUTHENTICATION_FAILED) (version 25.3)",
                "wrong-credentials",
            ),
            (500, "Code: 497. DB::Exception: ann: Not enough privileges. (ACCESS_DENIED)", "not-permitted"),
            (404, "Code: 60. DB::Exception: Unknown table. (UNKNOWN_TABLE)", "no-such-table"),
            (
                500,
                "Code: 164. DB::Exception: Cannot modify 'x' setting in readonly mode. (READONLY)",
                "refused-setting",
            ),
            (500, "Code: 159. DB::Exception: Timeout exceeded. (TIMEOUT_EXCEEDED)", "server-time-out"),
            (500, "Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)", "server-memory-limit"),
            (500, "Code: 201. DB::Exception: Quota exceeded. (QUOTA_EXCEEDED)", "server-limit"),
            (400, "Code: 62. DB::Exception: Syntax error. (SYNTAX_ERROR)", "refused-query"),
            (401, "", "wrong-credentials"),
            (502, "<html>Bad gateway</html>", "bad-status"),
        ];
        for (status, body, expected) in cases {
            assert_eq!(of_answer(status, body.as_bytes()).code().as_str(), expected, "{body}");
        }
    }

    #[test]
    fn a_message_behind_blocks_is_found_in_both_forms() {
        let old = b"\x01\x02\x03Code: 241. DB::Exception: Memory limit (total) exceeded".to_vec();
        let new = b"\x01\x02__exception__\r\nabcdefgh\r\nCode: 241. DB::Exception: Memory limit exceeded. (X)\n82 abcdefgh\r\n__exception__\r\n".to_vec();
        for bytes in [old, new] {
            let mut tail = Tail::default();
            bytes.chunks(5).for_each(|piece| tail.push(piece));
            let fault = tail.fault().unwrap();
            assert_eq!(fault.code(), ErrorCode::ServerMemoryLimit);
            assert!(fault.to_string().contains("Code 241: Memory limit"), "{fault}");
        }
        assert_eq!(in_stream(b"a span named Code: 1"), None);
        assert_eq!(in_stream(b""), None);
    }

    #[test]
    fn a_long_answer_leaves_its_end() {
        let mut tail = Tail::default();
        (0..100).for_each(|_| tail.push(&[0; 1000]));
        tail.push(&vec![1; TAIL + 5]);
        assert_eq!(tail.0, vec![1; TAIL]);
        tail.push(&[2, 3]);
        assert_eq!((tail.0.len(), tail.0.last()), (TAIL, Some(&3)));
    }
}
