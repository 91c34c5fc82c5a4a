//! What can come next in a filter that is being written.

use super::FilterIndex;
use super::chip::literal_of;
use super::completion::{Completion, CompletionKind, Completions};
use super::condition::{Operator, can_compare, text_of};
use super::fault::Expected;
use super::field::{Field, Intrinsic, Scope, Type};
use super::literal::Literal;
use super::parse::parse;
use super::pattern::Pattern;
use super::ranking::Found;
use super::token::{Token, tokens};
use crate::store::{Store, Value};

impl FilterIndex {
    /// What can stand where the cursor is, in place of the word that it is in or at the end of.
    ///
    /// Completions contain the part of the word before the cursor, in whatever case; those that begin with it come first, then values by
    /// how often they occur, keys and all ties by text. The index is that of the store. `cursor` is in bytes.
    ///
    /// O(values of the key), for values; otherwise O(keys).
    ///
    /// # Example
    ///
    /// ```
    /// use spanlens::filter::FilterIndex;
    /// use spanlens::sketch::sketch;
    ///
    /// let store = sketch("shop GET /cart 0..9 http.method=GET\n\n shop GET / 0..9 http.method=GET\n\n a b 0..1 http.method=PUT")?;
    /// let index = FilterIndex::new(&store);
    /// let inserts = |text: &str| -> Vec<String> {
    ///     index.complete(&store, text, text.len()).items.into_iter().map(|item| item.insert).collect()
    /// };
    /// assert_eq!(inserts("{ meth"), ["span.http.method"]);
    /// assert_eq!(inserts("{ span.http.method = "), ["\"GET\"", "\"PUT\"", "nil"]);
    /// assert_eq!(inserts("{ status "), ["=", "!="]);
    /// # Ok::<(), spanlens::error::Error>(())
    /// ```
    #[must_use]
    pub fn complete(&self, store: &Store, text: &str, cursor: usize) -> Completions {
        let cursor = text.floor_char_boundary(cursor.min(text.len()));
        let (from, to) = word_at(text, cursor);
        let mut found = Found::new(&text[from..cursor]);
        let expected = match parse(&text[..from]) {
            Ok(_) if text[..from].trim().is_empty() => Expected::Spanset,
            Ok(_) => Expected::Joint { in_parentheses: false },
            Err(fault) => fault.expected,
        };
        self.offer(store, &expected, &mut found);
        let bytes = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Completions { from: bytes(from), to: bytes(to), items: found.into_items() }
    }

    fn offer(&self, store: &Store, expected: &Expected, found: &mut Found) {
        match expected {
            Expected::Spanset => found.all_fixed(&["{", "!", "("], CompletionKind::Operator),
            Expected::Joint { in_parentheses: false } => found.all_fixed(&["&&", "||"], CompletionKind::Operator),
            Expected::Joint { in_parentheses: true } | Expected::ConditionJoint { in_parentheses: true } => {
                found.all_fixed(&["&&", "||", ")"], CompletionKind::Operator);
            }
            Expected::ConditionJoint { in_parentheses: false } => {
                found.all_fixed(&["&&", "||", "}"], CompletionKind::Operator);
            }
            Expected::Condition { .. } => self.offer_fields(store, found),
            Expected::Operator { field } => {
                let operators = Operator::ALL.into_iter().filter(|operator| operator.suits(field.has_type()));
                operators.for_each(|operator| found.fixed(operator.symbol(), CompletionKind::Operator));
            }
            Expected::Literal { field, operator } => self.offer_values(store, field, *operator, found),
            Expected::Other(_) => {}
        }
    }

    fn offer_fields(&self, store: &Store, found: &mut Found) {
        for intrinsic in Intrinsic::ALL {
            found.fixed(&Field::Intrinsic(intrinsic).to_string(), CompletionKind::Intrinsic);
        }
        // `.key` is offered to those who have begun to write it so.
        let is_any_meant = found.needle.starts_with('.');
        let scopes = Scope::ALL.into_iter().filter(|&scope| scope != Scope::Any || is_any_meant);
        for (scope, order) in scopes.zip(0..) {
            for (key, count) in self.keys(store, scope) {
                let text = Field::Attribute(scope, key.to_owned()).to_string();
                found.add(&[&text, key], (1, order), || Completion {
                    insert: text.clone(),
                    label: text.clone(),
                    kind: CompletionKind::Key,
                    count: Some(count),
                });
            }
        }
    }

    fn offer_values(&self, store: &Store, field: &Field, operator: Operator, found: &mut Found) {
        if field.has_type() == Type::Duration {
            found.all_fixed(&["1ms", "10ms", "100ms", "1s", "10s"], CompletionKind::Value);
        }
        let word = std::mem::take(&mut found.needle);
        found.needle = word.trim_start_matches(['"', '`']).to_owned();
        self.for_each_value(store, field, &mut |value, count| {
            if count == 0 || value == Value::Empty || operator.is_order() && matches!(value, Value::Bool(_)) {
                return;
            }
            let text = text_of(value);
            found.add(&[&text], (1, u32::MAX - count), || Completion {
                insert: insert_of(field, operator, value),
                label: text.clone().into_owned(),
                kind: CompletionKind::Value,
                count: Some(count),
            });
        });
        if can_compare(field, operator, &Literal::Nil) {
            found.needle = word;
            found.fixed("nil", CompletionKind::Value);
        }
    }
}

/// A value as it is written after an operator.
fn insert_of(field: &Field, operator: Operator, value: Value<'_>) -> String {
    match (field.has_type(), value) {
        (Type::Status | Type::Kind | Type::Severities, Value::String(word)) => word.to_owned(),
        _ if operator.takes_pattern() => Pattern::exactly(&text_of(value)),
        _ => literal_of(value).to_string(),
    }
}

/// The part of the text that is being written: the word that the cursor is in or at the end of, or nothing at the cursor.
fn word_at(text: &str, cursor: usize) -> (usize, usize) {
    let touched = tokens(text).into_iter().find(|(_, place)| place.start < cursor && cursor <= place.end);
    match touched {
        Some((Token::Word(_) | Token::Number(_) | Token::Text(_), place)) => (place.start, place.end),
        // What is not closed has no end.
        Some((Token::Broken(..) | Token::Unknown, place)) => (place.start, cursor),
        // `!` after a field is the beginning of an operator.
        Some((Token::Symbol("!"), place)) if expects_operator(&text[..place.start]) => (place.start, place.end),
        _ => (cursor, cursor),
    }
}

fn expects_operator(text: &str) -> bool {
    matches!(parse(text), Err(fault) if matches!(fault.expected, Expected::Operator { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::sketch;

    fn store() -> Store {
        sketch(
            "shop GET /cart  0..9 @server http.method=GET http.route=/cart user.id=1 !
               cart get      1..8 @client db.system=redis ^retry

             shop GET /      0..9 @server http.method=GET n=1.5 ok=true

             shop PUT /cart  0..9 @server http.method=PUT",
        )
        .unwrap()
    }

    /// The completions at `|`.
    fn complete(text: &str) -> (Completions, Vec<String>) {
        let cursor = text.find('|').unwrap();
        let store = store();
        let found = FilterIndex::new(&store).complete(&store, &text.replacen('|', "", 1), cursor);
        let inserts = found.items.iter().map(|item| item.insert.clone()).collect();
        (found, inserts)
    }

    #[test]
    fn what_comes_next_is_offered() {
        for (text, expected) in [
            ("|", &["{", "!", "("][..]),
            ("{ } |", &["&&", "||"]),
            ("({ } |", &["&&", "||", ")"]),
            ("{ (name = `x` |", &["&&", "||", ")"]),
            ("{ name = `x` |", &["&&", "||", "}"]),
            ("{ http.r|", &["span.http.route"]),
            ("{ HTTP|", &["span.http.method", "span.http.route"]),
            ("{ .http.m|", &[".http.method", "span.http.method"]),
            ("{ kind |", &["=", "!="]),
            ("{ duration !|", &["!="]),
            ("{ span.http.method = |", &[r#""GET""#, r#""PUT""#, "nil"]),
            (r#"{ span.http.method = "p|"#, &[r#""PUT""#]),
            (r#"{ span.http.method =~ "|"#, &[r#""GET""#, r#""PUT""#]),
            ("{ span.n = |", &["1.5", "nil"]),
            ("{ span.ok = |", &["true", "nil"]),
            ("{ span.ok > |", &[]),
            ("{ resource.service.name = |", &[r#""shop""#, r#""cart""#, "nil"]),
            (".service.name|", &[]),
            ("{ name = /c|", &[r#""GET /cart""#, r#""PUT /cart""#]),
            ("{ status = |", &["unset", "error"]),
            ("{ event:name = |", &[r#""retry""#, "nil"]),
            ("{ rootServiceName = |", &[r#""shop""#]),
            ("{ duration > 1|", &["1ms", "10ms", "100ms", "1s", "10s"]),
            ("{ name =~ `(` |", &[]),
        ] {
            assert_eq!(complete(text).1, expected, "{text}");
        }
    }

    #[test]
    fn the_word_at_the_cursor_is_replaced() {
        for (text, from, to) in [
            ("{ span.ht|tp = 1 }", 2, 11),
            (r#"{ span.x = "a|"#, 11, 13),
            (r#"{ span.x = "a|b" }"#, 11, 15),
            ("{ span.x = | }", 11, 11),
            ("{ span.x !| }", 9, 10),
            ("{ !| }", 3, 3),
            ("{ } &|", 4, 5),
        ] {
            let found = complete(text).0;
            assert_eq!((found.from, found.to), (from, to), "{text}");
        }
    }

    #[test]
    fn counts_say_how_many() {
        let count = |text: &str| complete(text).0.items.into_iter().map(|item| item.count).collect::<Vec<_>>();
        assert_eq!(count("{ span.http.method|"), [Some(2)]);
        assert_eq!(count("{ span.http.method = |"), [Some(2), Some(1), None]);
        assert_eq!(count("{ resource.service.name = |"), [Some(3), Some(1), None]);
    }

    #[test]
    fn a_cursor_anywhere_is_no_harm() {
        let text = r#"{ span."é" = "ü" }"#;
        let store = store();
        let index = FilterIndex::new(&store);
        (0..30).for_each(|cursor| drop(index.complete(&store, text, cursor)));
    }
}
