//! Groups of keys to hide together.
//!
//! Keys are recognised by OpenTelemetry's semantic conventions, present and past, and by common words in custom keys.

use serde::{Deserialize, Serialize};

/// Groups of attributes with sensitive content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RedactionGroup {
    /// Identity: ids, names and email addresses of users, and their sessions.
    User,
    /// Location: addresses of clients and peers.
    ClientAddress,
    /// Credentials: tokens, passwords, cookies, keys.
    Tokens,
    /// Database statements and their parameters.
    Sql,
    /// Free text: messages of errors and of statuses, stack traces, bodies, prompts.
    Messages,
    /// Query and fragment of a URL, and a user before its host. The rest of the URL stays.
    UrlQueries,
}

impl RedactionGroup {
    /// All groups, in the order in which they are shown.
    pub const ALL: [Self; 6] =
        [Self::User, Self::ClientAddress, Self::Tokens, Self::Sql, Self::Messages, Self::UrlQueries];
}

/// Whether the words of a key are those of a group.
type Test = fn(&[&str]) -> bool;

/// The suggested group of a key, if any. O(length of the key).
///
/// # Example
///
/// ```
/// use spanlens::export::{RedactionGroup, suggested_group};
///
/// assert_eq!(suggested_group("user.email"), Some(RedactionGroup::User));
/// assert_eq!(suggested_group("http.request.header.authorization"), Some(RedactionGroup::Tokens));
/// assert_eq!(suggested_group("url.full"), Some(RedactionGroup::UrlQueries));
/// assert_eq!(suggested_group("http.route"), None);
/// ```
#[must_use]
pub fn suggested_group(key: &str) -> Option<RedactionGroup> {
    let words = words(key);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let tests: [(Test, RedactionGroup); 6] = [
        (is_token, RedactionGroup::Tokens),
        (is_statement, RedactionGroup::Sql),
        (is_user, RedactionGroup::User),
        (is_address, RedactionGroup::ClientAddress),
        (is_message, RedactionGroup::Messages),
        (is_url, RedactionGroup::UrlQueries),
    ];
    tests.into_iter().find(|(is_of, _)| is_of(&words)).map(|(_, group)| group)
}

/// The words of a key in lower case: parted by signs, and where a capital letter follows a small one.
fn words(key: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for character in key.chars() {
        let is_part = character.is_alphanumeric();
        let starts = !is_part || (was_small && character.is_uppercase());
        if starts && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| is_part) {
            word.extend(character.to_lowercase());
        }
        was_small = character.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

fn has(words: &[&str], any: &[&str]) -> bool {
    words.iter().any(|word| any.contains(word))
}

fn has_pair(words: &[&str], pairs: &[[&str; 2]]) -> bool {
    words.array_windows::<2>().any(|pair| pairs.contains(pair))
}

fn is_token(words: &[&str]) -> bool {
    // Of a language model, tokens are counted.
    let counts = has(words, &["usage"]) || has_pair(words, &[["token", "type"], ["token", "count"]]);
    let is_one = has(
        words,
        &[
            "token",
            "accesstoken",
            "idtoken",
            "secret",
            "secrets",
            "password",
            "passwd",
            "pwd",
            "passphrase",
            "authorization",
            "authentication",
            "cookie",
            "cookies",
            "apikey",
            "credential",
            "credentials",
            "jwt",
            "bearer",
            "csrf",
            "xsrf",
            "otp",
            "signature",
        ],
    );
    let pairs = [["api", "key"], ["access", "key"], ["private", "key"], ["secret", "key"], ["auth", "key"]];
    !counts && (is_one || has_pair(words, &pairs))
}

fn is_statement(words: &[&str]) -> bool {
    match words {
        ["db", "statement" | "sql", ..] | ["db", "query" | "operation", "parameter", ..] | ["db", "query", "text"] => {
            true
        }
        _ => {
            has(words, &["sql", "statement", "cypher", "cql"])
                || has_pair(words, &[["mongodb", "command"], ["redis", "command"]])
        }
    }
}

fn is_user(words: &[&str]) -> bool {
    let user = words.iter().zip(words.iter().skip(1).chain([&""]));
    let mut user = user.filter(|(word, next)| matches!(**word, "user" | "users") && **next != "agent");
    let is_one = has(
        words,
        &[
            "enduser",
            "username",
            "userid",
            "useremail",
            "email",
            "mail",
            "login",
            "phone",
            "firstname",
            "lastname",
            "fullname",
            "customer",
            "customerid",
            "subscriber",
            "msisdn",
            "iban",
            "ssn",
        ],
    );
    let pairs = [["session", "id"], ["session", "previous"], ["full", "name"], ["first", "name"], ["last", "name"]];
    is_one || user.next().is_some() || has_pair(words, &pairs)
}

fn is_address(words: &[&str]) -> bool {
    let pairs = [
        ["client", "address"],
        ["client", "addr"],
        ["client", "port"],
        ["client", "socket"],
        ["client", "host"],
        ["client", "geo"],
        ["source", "address"],
        ["remote", "addr"],
        ["remote", "address"],
        ["peer", "address"],
        ["peer", "addr"],
    ];
    words.first() == Some(&"geo")
        || has(words, &["ip", "ips", "ipv4", "ipv6", "clientip", "forwarded"])
        || has_pair(words, &pairs)
}

fn is_message(words: &[&str]) -> bool {
    match words {
        // The ids, sizes and numbers of messages that a queue carries.
        ["messaging" | "rpc", .., last] => matches!(*last, "body" | "payload"),
        ["gen", "ai", rest @ ..] => {
            has(rest, &["prompt", "completion", "messages", "instructions", "arguments", "result", "content"])
        }
        _ => {
            let last = words.last().copied().unwrap_or_default();
            matches!(last, "message" | "msg" | "stacktrace" | "stack" | "body" | "payload" | "prompt" | "exception")
                || has_pair(words, &[["stack", "trace"], ["status", "description"], ["error", "description"]])
        }
    }
}

fn is_url(words: &[&str]) -> bool {
    let parts = ["path", "scheme", "domain", "subdomain", "registered", "top", "port", "template", "extension"];
    if words.first() == Some(&"url") && words.get(1).is_some_and(|part| parts.contains(part)) {
        return false;
    }
    let pairs = [["http", "target"], ["http", "path"], ["http", "query"], ["query", "string"], ["request", "path"]];
    has(words, &["url", "uri", "href", "referer", "referrer", "querystring"]) || has_pair(words, &pairs)
}

/// Whether a key of the group of URLs has no URL but only what follows the path in one.
pub(super) fn is_query_alone(key: &str) -> bool {
    words(key).last().is_some_and(|last| matches!(last.as_str(), "query" | "querystring" | "string" | "fragment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_by_their_words() {
        use RedactionGroup::{ClientAddress, Messages, Sql, Tokens, UrlQueries, User};
        for (group, keys) in [
            (
                Some(User),
                "enduser.id enduser.pseudo.id user.id user.email user_id userId customer.id session.id db.user app.User",
            ),
            (
                Some(ClientAddress),
                "client.address client.port net.peer.ip net.sock.peer.addr network.peer.address http.client_ip",
            ),
            (
                Some(ClientAddress),
                "peer.ipv4 source.address http.request.header.x-forwarded-for http.request.header.x_real_ip",
            ),
            (
                Some(Tokens),
                "http.request.header.authorization http.request.header.cookie http.response.header.set-cookie",
            ),
            (Some(Tokens), "api_key apiKey aws.secret.access_key auth.token user.password accessToken"),
            (Some(Sql), "db.statement db.query.text db.query.parameter.0 sql.query db.operation.parameter.id db.sql"),
            (
                Some(Messages),
                "exception.message exception.stacktrace error.message message gen_ai.prompt gen_ai.input.messages",
            ),
            (
                Some(Messages),
                "otel.status_description error.stack messaging.message.body http.request.body rpc.request.payload",
            ),
            (Some(UrlQueries), "url url.full url.query http.url http.target http.request.header.referer request_uri"),
            (
                None,
                "http.route http.method user_agent.original service.name messaging.message.id gen_ai.usage.input_tokens",
            ),
            (
                None,
                "db.system db.query.summary url.path server.address exception.type host.name k8s.pod.name rpc.message.id",
            ),
            (None, "http.request.body.size gen_ai.token.type messaging.message.body.size error.type zip.code"),
        ] {
            for key in keys.split(' ') {
                assert_eq!(suggested_group(key), group, "{key}");
            }
        }
    }
}
