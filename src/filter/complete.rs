//! Completions at a position in the text of a filter.

use super::FilterIndex;
use super::chip::literal_of;
use super::completion::{Completion, CompletionKind, Completions};
use super::condition::{Operator, can_compare, text_of};
use super::expression::Whose;
use super::fault::Expected;
use super::field::{Field, Intrinsic, Scope, Type};
use super::literal::Literal;
use super::number::Arithmetic;
use super::parse::parse;
use super::pattern::Pattern;
use super::ranking::Found;
use super::spans::{Aggregate, Relation};
use super::token::{Placed, Token, tokens};
use crate::store::{Store, Value};

impl FilterIndex {
    /// Completions for the cursor's position, in place of the word that contains it or ends there.
    ///
    /// Completions contain the part of the word before the cursor, ignoring case. Those that begin with it come first; then values are
    /// ordered by how often they occur, keys and ties by text. The index must be that of the store. `cursor` is in bytes.
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
        let operators = |found: &mut Found, symbols: &[&str]| found.all_fixed(symbols, CompletionKind::Operator);
        match expected {
            Expected::Spanset => operators(found, &["{", "!", "("]),
            Expected::Joint { in_parentheses } => {
                operators(found, &["&&", "||"]);
                Relation::all().for_each(|relation| operators(found, &[relation.symbol()]));
                operators(found, &["|"]);
                operators(found, if *in_parentheses { &[")"] } else { &[] });
            }
            Expected::ConditionJoint { in_parentheses: true } => operators(found, &["&&", "||", ")"]),
            Expected::ConditionJoint { in_parentheses: false } => operators(found, &["&&", "||", "}"]),
            Expected::Condition { .. } | Expected::Value | Expected::Listed => self.offer_fields(store, false, found),
            Expected::Number => self.offer_fields(store, true, found),
            Expected::Operator { field } => {
                let suitable = Operator::ALL.into_iter().filter(|operator| operator.suits(field.has_type()));
                suitable.for_each(|operator| operators(found, &[operator.symbol()]));
                if matches!(field.has_type(), Type::Attribute | Type::Duration | Type::Number) {
                    operators(found, &Arithmetic::ALL.map(Arithmetic::symbol));
                }
            }
            Expected::Comparison | Expected::Scale => {
                let comparing = Operator::ALL.into_iter().filter(|operator| !operator.takes_pattern());
                comparing.for_each(|operator| operators(found, &[operator.symbol()]));
            }
            Expected::Literal { field, operator } => {
                self.offer_values(store, field, *operator, found);
                // Who writes a scope means another field.
                if found.needle.contains(['.', ':']) && !found.needle.starts_with(['"', '`']) {
                    self.offer_fields(store, matches!(field.has_type(), Type::Duration | Type::Number), found);
                }
            }
            Expected::Stage => {
                operators(found, &["{"]);
                offer_aggregates(found);
                operators(found, &["select("]);
            }
            Expected::Aggregate => offer_aggregates(found),
            Expected::Pattern | Expected::Other(_) => {}
        }
    }

    fn offer_fields(&self, store: &Store, numbers_only: bool, found: &mut Found) {
        const PARENT: &str = "parent.";
        if found.needle.starts_with(PARENT) {
            return self.offer_fields_of_parent(store, found);
        }
        let is_meant =
            |intrinsic: &Intrinsic| !numbers_only || matches!(intrinsic.has_type(), Type::Duration | Type::Number);
        for intrinsic in Intrinsic::ALL.into_iter().filter(is_meant) {
            found.fixed(&Field::Intrinsic(intrinsic).to_string(), CompletionKind::Intrinsic);
        }
        if !found.needle.is_empty() && PARENT.starts_with(&found.needle) {
            found.fixed(PARENT, CompletionKind::Intrinsic);
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

    /// The fields of the parent: its own attributes and those of its resource, and what it has beside.
    fn offer_fields_of_parent(&self, store: &Store, found: &mut Found) {
        let of_parent = |field| Whose { of_parent: true, field }.to_string();
        for intrinsic in Intrinsic::ALL {
            let text = of_parent(Field::Intrinsic(intrinsic));
            if !text.contains(':') {
                found.fixed(&text, CompletionKind::Intrinsic);
            }
        }
        for (scope, order) in [Scope::Span, Scope::Resource].into_iter().zip(0..) {
            for (key, count) in self.keys(store, scope) {
                let text = of_parent(Field::Attribute(scope, key.to_owned()));
                found.add(&[&text], (1, order), || Completion {
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

/// What can be measured, with the parenthesis that its field comes after.
fn offer_aggregates(found: &mut Found) {
    for aggregate in Aggregate::ALL {
        let end = if aggregate == Aggregate::Count { "()" } else { "(" };
        found.fixed(&format!("{}{end}", aggregate.word()), CompletionKind::Operator);
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
    let tokens = tokens(text);
    let at = tokens.iter().position(|(_, place)| place.start < cursor && cursor <= place.end);
    let touched = at.map(|at| tokens[at].clone());
    let sign = at.and_then(|at| tokens.get(at.checked_sub(1)?));
    match (touched, sign) {
        // A text without its quotes, such as a path.
        (Some((Token::Word(_) | Token::Number(_), place)), Some((Token::Symbol("/"), sign)))
            if sign.end == place.start && expects_literal(&text[..sign.start]) =>
        {
            (sign.start, place.end)
        }
        (touched, _) => part_at(touched, text, cursor),
    }
}

/// The part of the text that a token is.
fn part_at(touched: Option<Placed>, text: &str, cursor: usize) -> (usize, usize) {
    match touched {
        Some((Token::Word(_) | Token::Number(_) | Token::Text(_), place)) => (place.start, place.end),
        // What is not closed has no end.
        Some((Token::Broken(..) | Token::Unknown, place)) => (place.start, cursor),
        Some((Token::Symbol("/"), place)) if expects_literal(&text[..place.start]) => (place.start, place.end),
        // `!` after a field or a spanset is the beginning of an operator.
        Some((Token::Symbol("!"), place)) if expects_operator(&text[..place.start]) => (place.start, place.end),
        _ => (cursor, cursor),
    }
}

fn expects_operator(text: &str) -> bool {
    match parse(text) {
        Ok(_) => !text.trim().is_empty(),
        Err(fault) => matches!(fault.expected, Expected::Operator { .. } | Expected::Joint { .. }),
    }
}

fn expects_literal(text: &str) -> bool {
    matches!(parse(text), Err(fault) if matches!(fault.expected, Expected::Literal { .. }))
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
            ("{ } !|", &["!>", "!>>", "!<", "!<<", "!~"]),
            ("{ } &|", &["&&", "&>", "&>>", "&<", "&<<", "&~"]),
            ("{ } > |", &["{", "!", "("]),
            ("{ } > { } && |", &["{", "!", "("]),
            ("count() |", &["=", "!=", ">", ">=", "<", "<="]),
            ("count() > |", &["count()", "avg(", "min(", "max(", "sum("]),
            ("max(dur|", &["duration", "traceDuration"]),
            ("max(ok|", &["span.ok"]),
            ("select(http.m|", &["span.http.method"]),
            ("select(name, http.m|", &["span.http.method"]),
            ("{ par|", &["parent.", "span:parentID", "nestedSetParent"]),
            ("{ parent.st|", &["parent.status", "parent.statusMessage"]),
            ("{ parent.span.db|", &["parent.span.db.system"]),
            ("{ parent.status = e|", &["error", "unset"]),
            ("{ 5 |", &["=", "!=", ">", ">=", "<", "<="]),
            ("{ 5 < http.r|", &["span.http.route"]),
            (
                "{ span.http.route = span.|",
                &["span.db.system", "span.http.method", "span.http.route", "span.n", "span.ok", "span.user.id"],
            ),
            ("{ span.n * child|", &["childCount"]),
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
    fn operators_between_spansets_and_stages_are_offered() {
        let joints = complete("{ } |").1;
        assert_eq!(joints[..4], ["&&", "||", ">", ">>"]);
        assert_eq!(joints[16..], ["&~", "|"]);
        assert_eq!(complete("({ } |").1[17..], ["|", ")"]);
        // The cursor is behind the bar here, as a bar is a part of the text.
        let (store, text) = (store(), "{ } | ");
        let found = FilterIndex::new(&store).complete(&store, text, text.len());
        let inserts: Vec<&str> = found.items.iter().map(|item| item.insert.as_str()).collect();
        assert_eq!(inserts, ["{", "count()", "avg(", "min(", "max(", "sum(", "select("]);
        let attribute = complete("{ span.n |").1;
        assert_eq!(attribute[6..], ["=~", "!~", "+", "-", "*", "/", "%", "^"]);
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
            ("{ } !|", 4, 5),
            ("{ name = /c|", 9, 11),
            ("{ span.a / n|", 11, 12),
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
