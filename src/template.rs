//! Templates: texts with their variable parts replaced by placeholders, so that they can be grouped.

mod bytes;
mod shapes;

use std::borrow::Cow;

use bytes::{Kind, Seen, is_word, kind};
use shapes::Word;

/// A text with its variable parts, such as ids and numbers, replaced by placeholders: messages of one kind of error, and names of one kind
/// of operation, have the same template.
///
/// | placeholder | stands for |
/// |---|---|
/// | `<url>` | a URL, up to the next space, quote or closing bracket |
/// | `<email>` | an email address |
/// | `<uuid>` | a UUID |
/// | `<time>` | a date, a time of day, or both, with its zone |
/// | `<ip>` | an IPv4 or IPv6 address |
/// | `<hex>` | `0x…`, or eight hexadecimal digits and more of which some, not all, are letters |
/// | `<id>` | a word in quotes that has a digit, or a longer word in which digits and letters alternate |
/// | `<n>` | a number, its sign and its decimals included; what else is in the word, such as a unit, stays |
///
/// Up to three digits after letters are part of a name: `utf8`, `s3`, `sha256`. Other letters are never changed, so a template reads like
/// the original text. A text without such parts is its own template, and nothing is copied.
///
/// # Complexity
///
/// O(length) for any text: it is scanned once, and each look-ahead is of bounded length, consumes what it saw or is remembered.
///
/// # Example
///
/// ```
/// use spanlens::analysis::template;
///
/// assert_eq!(template("cart 8712 of ada@example.org not found"), "cart <n> of <email> not found");
/// assert_eq!(template("GET /users/77/orders"), "GET /users/<n>/orders");
/// assert_eq!(template("no rule set for 'B-22'"), "no rule set for '<id>'");
/// ```
#[must_use]
pub fn template(text: &str) -> Cow<'_, str> {
    let mut template = String::new();
    match scan(text, Seen::of(text), &mut template) {
        0 => Cow::Borrowed(text),
        copied => {
            template.push_str(&text[copied..]);
            Cow::Owned(template)
        }
    }
}

/// Appends the [template](template()) of a text to another. O(length).
pub(crate) fn write_template(text: &str, out: &mut String) {
    let copied = scan(text, Seen::of(text), out);
    out.push_str(&text[copied..]);
}

/// Writes the template of a text but for what comes behind the last placeholder; up to where that is.
fn scan(text: &str, seen: Seen, template: &mut String) -> usize {
    let mut scanner = Scanner { text, bytes: text.as_bytes(), seen, at: 0, template, copied: 0, no_email_to: 0 };
    scanner.scan();
    scanner.copied
}

struct Scanner<'a, 't> {
    text: &'a str,
    bytes: &'a [u8],
    /// What the text has somewhere: a shape that needs what it has not is not looked for.
    seen: Seen,
    at: usize,
    template: &'t mut String,
    /// How much of the text the template has.
    copied: usize,
    /// No email address begins before this: what could be the part before its `@` was looked at and ends here without one.
    no_email_to: usize,
}

impl Scanner<'_, '_> {
    fn scan(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match kind(byte) {
                Kind::Letter | Kind::Digit => self.word(),
                Kind::Colon if self.whole_address(self.at) => {}
                Kind::Quote if self.quoted(byte) => {}
                _ => self.at += 1,
            }
        }
    }

    /// Replaces what lies between two positions and goes on behind it.
    fn replace(&mut self, from: usize, to: usize, placeholder: &str) {
        self.template.push_str(&self.text[self.copied..from]);
        self.template.push_str(placeholder);
        self.copied = to;
        self.at = to;
    }

    /// An IPv6 address that begins with colons.
    fn whole_address(&mut self, from: usize) -> bool {
        let end = if self.seen.has(Kind::Digit) { shapes::ipv6(self.text, from) } else { None };
        end.inspect(|&end| self.replace(from, end, "<ip>")).is_some()
    }

    /// Something in quotes that reads as an id, unless it is of a shape that has a placeholder of its own.
    fn quoted(&mut self, quote: u8) -> bool {
        let opens = self.seen.has(Kind::Digit) && !self.at.checked_sub(1).is_some_and(|at| is_word(self.bytes[at]));
        let inner = self.at + 1;
        let Some(end) = opens.then(|| shapes::quoted_id(self.bytes, inner, quote)).flatten() else { return false };
        let placeholder = self.whole(inner).filter(|&(to, _)| to == end).map(|(_, placeholder)| placeholder);
        let placeholder = placeholder.or_else(|| match Word::of(&self.bytes[inner..end]) {
            Word::Hex => Some("<hex>"),
            _ => (shapes::number(self.bytes, inner) == end).then_some("<n>"),
        });
        self.replace(inner, end, placeholder.unwrap_or("<id>"));
        true
    }

    /// What begins at the start of a word and may be more than a word: its end, and its placeholder.
    fn whole(&mut self, from: usize) -> Option<(usize, &'static str)> {
        let seen = self.seen;
        if seen.has(Kind::Colon)
            && let Some(end) = shapes::url(self.bytes, from)
        {
            return Some((end, "<url>"));
        }
        if seen.has(Kind::At) && from >= self.no_email_to {
            match shapes::email(self.bytes, from) {
                Ok(end) => return Some((end, "<email>")),
                Err(end) => self.no_email_to = end,
            }
        }
        if !(self.bytes[from].is_ascii_hexdigit() && seen.has_any([Kind::Colon, Kind::Dot, Kind::Dash])) {
            return None;
        }
        None.or_else(|| Some((shapes::uuid(self.bytes, from)?, "<uuid>")))
            .or_else(|| Some((shapes::time(self.bytes, from)?, "<time>")))
            .or_else(|| Some((shapes::ipv4(self.text, from)?, "<ip>")))
            .or_else(|| Some((shapes::ipv6(self.text, from)?, "<ip>")))
    }

    /// A word and, if it is the beginning of something larger, all of that.
    fn word(&mut self) {
        let from = self.at;
        // Only letters are left of a word whose number was replaced: the unit, or further numbers and units.
        let goes_on = from > 0 && self.copied == from;
        if !goes_on && let Some((end, placeholder)) = self.whole(from) {
            return self.replace(from, end, placeholder);
        }
        let (mut end, mut has_digit) = (from, false);
        while let Some(kind @ (Kind::Letter | Kind::Digit)) = self.bytes.get(end).map(|&byte| kind(byte)) {
            has_digit |= kind == Kind::Digit;
            end += 1;
        }
        if !has_digit {
            self.at = end;
            return;
        }
        match Word::of(&self.bytes[from..end]) {
            Word::Hex if !goes_on => self.replace(from, end, "<hex>"),
            Word::Id if !goes_on => self.replace(from, end, "<id>"),
            Word::Plain => self.at = end,
            Word::Hex | Word::Id | Word::Numbers => self.numbers(end, goes_on),
        }
    }

    /// The numbers of a word: all if it begins with one, else those that are too long for a name.
    fn numbers(&mut self, end: usize, goes_on: bool) {
        let is_quantity = goes_on || self.bytes[self.at].is_ascii_digit();
        while self.at < end {
            let from = self.at;
            if !self.bytes[from].is_ascii_digit() {
                self.at += 1;
                continue;
            }
            let digits = self.bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if is_quantity || digits > 3 {
                self.replace(shapes::sign(self.bytes, from), shapes::number(self.bytes, from), "<n>");
            } else {
                self.at += digits;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_varies_is_replaced() {
        for (text, expected) in [
            // URLs.
            ("Get \"http://cart:8080/v1?id=7\": EOF", "Get \"<url>\": EOF"),
            ("see https://example.org/a/b.", "see <url>."),
            ("dial (redis+tls://h:1)", "dial (<url>)"),
            // Emails, and what has an at sign but is none.
            ("mail to a.b+c@x.example.org failed", "mail to <email> failed"),
            ("pkg@1.2.3", "pkg@<n>"),
            ("shop.Cart@1b2c3d4e", "shop.Cart@<hex>"),
            ("a@b", "a@b"),
            // UUIDs.
            ("job 123e4567-e89b-12d3-a456-426614174000 gone", "job <uuid> gone"),
            ("{F23E4567-E89B-12D3-A456-426614174000}", "{<uuid>}"),
            // Times.
            ("at 2026-03-17T14:00:00.123Z", "at <time>"),
            ("at 2026-03-17 14:00:00 +0000 UTC", "at <time>"),
            ("at 2026-03-17T14:00:00+01:00,", "at <time>,"),
            ("2026/03/17 14:00:00 no", "<time> no"),
            ("since 2026-03-17.", "since <time>."),
            ("[14:00:00.5] x", "[<time>] x"),
            // Addresses.
            ("dial tcp 10.0.0.12:6379: i/o timeout", "dial tcp <ip>:<n>: i/o timeout"),
            ("from [fe80::1ff:fe23:4567:890a]:80", "from [<ip>]:<n>"),
            ("bind ::1 failed", "bind <ip> failed"),
            ("2001:db8:0:0:0:0:0:1", "<ip>"),
            ("999.1.1.1", "<n>"),
            // Hexadecimal.
            ("at 0x7ffee4", "at <hex>"),
            ("commit 734f897a", "commit <hex>"),
            ("trace 4bf92f3577b34da6a3ce929d0e0e4736", "trace <hex>"),
            // Numbers.
            ("took 1.5s, limit 500ms", "took <n>s, limit <n>ms"),
            ("after 1m30.5s", "after <n>m<n>s"),
            ("after 1.5m30s", "after <n>m<n>s"),
            ("x = -3.2e-5%", "x = <n>%"),
            ("3-5 of 10", "<n>-<n> of <n>"),
            ("GET /users/12/cart_7", "GET /users/<n>/cart_<n>"),
            ("user10234 left", "user<n> left"),
            ("version 1.2.3", "version <n>"),
            ("HTTP/1.1 503", "HTTP/<n> <n>"),
            // Ids.
            ("no product 'OLJ-7' here", "no product '<id>' here"),
            ("no product \"12\" here", "no product \"<n>\" here"),
            ("key `4bf92f3577b34da6`", "key `<hex>`"),
            ("no product OLJCESPC7Z", "no product <id>"),
            ("req 01H8XGJWBWBAQ4TZ9V7X3J2K5M", "req <id>"),
            ("pod k3x9q8w2p", "pod <id>"),
        ] {
            assert_eq!(template(text), expected, "{text}");
        }
    }

    #[test]
    fn what_says_what_it_is_stays() {
        for text in [
            "",
            "connection refused",
            "the café is closed — é",
            "utf8 s3 ec2 sha256 base64url http2 x86",
            "std::fmt::Error at shipping::pool::Exhausted",
            "db::add a::b",
            "deadbeef facade",
            "can't read 'name' of \"user\"",
            "it's user's",
            "<n> <uuid>",
        ] {
            assert!(matches!(template(text), Cow::Borrowed(same) if same == text), "{text}: {}", template(text));
        }
    }

    #[test]
    fn cut_off_shapes_are_no_shapes() {
        for (text, expected) in [
            ("http://", "http://"),
            ("a@", "a@"),
            ("'7", "'<n>"),
            ("2026-03-", "<n>-<n>-"),
            ("12:3", "<n>:<n>"),
            ("0x", "<n>x"),
            ("1.", "<n>."),
            ("-", "-"),
            ("1e", "<n>e"),
            ("10.0.0.", "<n>."),
            ("::", "::"),
            ("é1é", "é1é"),
        ] {
            assert_eq!(template(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_not_looked_for_is_not_there(text in "([a-fx:.@/'\" -]|[0-9]{1,4}|é|://|0x|[0-9a-f]{8}-|T12:30){0,12}") {
            let mut whole = String::new();
            let copied = scan(&text, Seen::ALL, &mut whole);
            whole.push_str(&text[copied..]);
            prop_assert_eq!(template(&text), whole.as_str());
            let mut behind = "before ".to_owned();
            write_template(&text, &mut behind);
            prop_assert_eq!(behind, format!("before {whole}"));
        }
    }

    #[test]
    fn long_texts_take_no_more_than_their_length() {
        for unit in ["a.", "1.", "1:", "'1", "a-", "f:", "http:", "1a", "@a.", "0x", "::", "1e"] {
            let text = unit.repeat(50_000);
            assert!(template(&text).len() <= 4 * text.len(), "{unit}");
        }
    }
}
