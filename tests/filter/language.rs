//! What is a filter, what is none, and where.

use spanlens::error::{ErrorCode, ErrorKind};
use spanlens::filter::{Condition, Field, Filter, HEALTH_CHECKS, Intrinsic, Scope};
use spanlens::store::Value;

/// Filters and their canonical text; `None` where they are written so already.
const GOOD: &[(&str, Option<&str>)] = &[
    // Spansets.
    ("{ }", None),
    ("", Some("{ }")),
    (" \n", Some("{ }")),
    ("{}", Some("{ }")),
    ("{ true }", Some("{ }")),
    ("{ false }", None),
    ("{ name = \"a\" } && { name = \"b\" }", None),
    ("{ name = \"a\" } || !{ name = \"b\" }", None),
    ("!({ name = \"a\" } && { name = \"b\" })", None),
    ("({}||{})&&{}", Some("({ } || { }) && { }")),
    ("{} || {} && {}", Some("({ } || { }) && { }")),
    ("!!{ name = `a` }", Some("{ name = \"a\" }")),
    // Conditions.
    ("{ resource.service.name = \"shop\" && name = \"GET /cart\" }", None),
    (
        "{resource.service.name=\"shop\"&&name=\"GET /cart\"&&status=error}",
        Some("{ resource.service.name = \"shop\" && name = \"GET /cart\" && status = error }"),
    ),
    ("{ span.http.status_code >= 200 && span.http.status_code < 300 }", None),
    ("{ .a = 1 || .b = 2 && .c = 3 }", Some("{ (.a = 1 || .b = 2) && .c = 3 }")),
    ("{ .a = 1 || (.b = 2 && .c = 3) }", None),
    ("{ (.a = 1 && .b = 2) && .c = 3 }", Some("{ .a = 1 && .b = 2 && .c = 3 }")),
    ("{ !(.a = 1) }", None),
    ("{ !(.a = 1 || .b = 2) && .c = 3 }", None),
    ("{ span.cache.hit }", Some("{ span.cache.hit = true }")),
    ("{ !span.cache.hit || span.retry }", Some("{ !(span.cache.hit = true) || span.retry = true }")),
    ("{ true && name = \"a\" }", Some("{ name = \"a\" }")),
    // Fields.
    (
        "{ span:name = `a` && span:status = ok && span:kind = server }",
        Some("{ name = \"a\" && status = ok && kind = server }"),
    ),
    ("{ trace:duration > 5s && span:duration < 5ms }", Some("{ traceDuration > 5s && duration < 5ms }")),
    ("{ trace:rootName = `a` && trace:rootService = `b` }", Some("{ rootName = \"a\" && rootServiceName = \"b\" }")),
    (
        "{ span:statusMessage != \"\" && event:name = \"exception\" }",
        Some("{ statusMessage != \"\" && event:name = \"exception\" }"),
    ),
    ("{ trace:id = \"4bf92f3577b34da6a3ce929d0e0e4736\" && span:id = \"1\" && span:parentID = \"\" }", None),
    ("{ instrumentation:name = \"grpc\" && instrumentation:version =~ \"1.*\" }", None),
    ("{ event.exception.message =~ \".*went wrong.*\" && link.opentracing.ref_type = \"child_of\" }", None),
    ("{ instrumentation.language = \"java\" && event:name != nil }", None),
    ("{ span.\"a key\" = \"value\" }", None),
    ("{ span.a.\"key with space\".b = 1 }", Some("{ span.\"a.key with space.b\" = 1 }")),
    (
        "{ span.\"http.method\" = 1 && span.\"\" = 2 && .\"\\\"\\\\\" = 3 }",
        Some("{ span.http.method = 1 && span.\"\" = 2 && .\"\\\"\\\\\" = 3 }"),
    ),
    ("{ span.name = 1 && .name = 2 && resource.a-b/c@d = 3 && span.span.x = 4 }", None),
    ("{ .é = \"ü\" }", None),
    // Literals.
    ("{ .a = -1 && .b = 9223372036854775807 && .c = 1.5 && .d = 1e300 && .e = -0.0 }", None),
    ("{ .a = 1.50 && .b = 1E3 && .c = 007 }", Some("{ .a = 1.5 && .b = 1000.0 && .c = 7 }")),
    (
        "{ duration > 1.5s && duration < 1h30m && duration != 500us && duration >= 0ms && duration <= 7 }",
        Some("{ duration > 1500ms && duration < 90m && duration != 500us && duration >= 0s && duration <= 7 }"),
    ),
    ("{ duration > 2µs && .a > -5s }", Some("{ duration > 2us && .a > -5s }")),
    ("{ .a = true && .b != false && .c = nil && .d != nil }", None),
    ("{ .a = \"\\\"\\\\\\n\\u00e9\" && .b = `\\d \"` }", Some("{ .a = \"\\\"\\\\\\né\" && .b = \"\\\\d \\\"\" }")),
    ("{ status != unset && kind != unspecified && kind = internal }", None),
    ("{ kind = client || kind = producer || kind = consumer }", None),
    ("{ .a =~ \"DELETE|GET\" && .b !~ `\\d+` && name =~ \"/api/.*\" }", None),
    ("{ .http.status_code >= \"400\" }", None),
    (HEALTH_CHECKS, None),
];

/// Texts that are no filters: where they go wrong in bytes and in characters, what was expected, what is there.
const BAD: &[(&str, u64, u64, &str, &str)] = &[
    ("x", 0, 0, "`{`", "`x`"),
    ("{", 1, 1, FIELD, "the end"),
    ("}", 0, 0, "`{`", "`}`"),
    ("{ } }", 4, 4, "`&&`, `||` or the end", "`}`"),
    ("{ } | count() > 2", 4, 4, "`&&`, `||` or the end", "`|`"),
    ("{ } >> { }", 4, 4, "`&&`, `||` or the end", "`>`"),
    ("{ } &&", 6, 6, "`{`", "the end"),
    ("({ }", 4, 4, "`&&`, `||` or `)`", "the end"),
    ("!", 1, 1, "`{`", "the end"),
    ("{ name }", 7, 7, OPERATOR, "`}`"),
    ("{ name = }", 9, 9, "text in quotes", "`}`"),
    ("{ name = cart }", 9, 9, "text in quotes", "`cart`"),
    ("{ name = 5 }", 9, 9, "text in quotes", "`5`"),
    ("{ name = nil }", 9, 9, "text in quotes", "`nil`"),
    ("{ .a = cart }", 7, 7, VALUE, "`cart`"),
    ("{ .a = error }", 7, 7, VALUE, "`error`"),
    ("{ .a == 1 }", 6, 6, VALUE, "`=`"),
    ("{ .a > nil }", 7, 7, "text in quotes, a number or a duration", "`nil`"),
    ("{ .a = 5d }", 7, 7, VALUE, "`5d`"),
    ("{ .a = 9223372036854775808 }", 7, 7, VALUE, "`9223372036854775808`"),
    ("{ .a = 1 * 2 }", 9, 9, "`&&`, `||` or `}`", "`*`"),
    ("{ .a =~ 5 }", 8, 8, "a regular expression in quotes", "`5`"),
    ("{ .a =~ \"(\" }", 8, 8, "a regular expression", "`\"(\"` (found open group without closing ')')"),
    ("{ status = \"error\" }", 11, 11, "error, ok or unset", "`\"error\"`"),
    ("{ status > ok }", 9, 9, "`=` or `!=`", "`>`"),
    ("{ kind = ok }", 9, 9, "server, client, producer, consumer, internal or unspecified", "`ok`"),
    ("{ duration > \"5s\" }", 13, 13, "a duration like 250ms", "`\"5s\"`"),
    ("{ duration =~ \"5s\" }", 11, 11, "`=`, `!=`, `>`, `>=`, `<` or `<=`", "`=~`"),
    ("{ span. = 1 }", 2, 2, FIELD, "`span.`"),
    ("{ service.name = \"x\" }", 2, 2, FIELD, "`service.name`"),
    ("{ parent.a = 1 }", 2, 2, FIELD, "`parent.a`"),
    ("{ 5 = .a }", 2, 2, FIELD, "`5`"),
    ("{ .a = .b }", 7, 7, VALUE, "`.b`"),
    ("{ .a = 1 .b = 2 }", 9, 9, "`&&`, `||` or `}`", "`.b`"),
    ("{ (.a = 1 }", 10, 10, "`&&`, `||` or `)`", "`}`"),
    ("{ !name = \"x\" }", 3, 3, "parentheses around the comparison that `!` negates", "`name`"),
    ("{ .a = \"x }", 11, 11, "a closing quote", "the end"),
    ("{ .é = `x }", 12, 11, "a closing quote", "the end"),
    ("{ .é = x }", 8, 7, VALUE, "`x`"),
    ("{ .a = \"\\d\" }", 8, 8, ESCAPE, "`\\d\"`"),
    ("{ .a = ! }", 7, 7, VALUE, "`!`"),
    ("{ .a = \u{7} }", 7, 7, VALUE, "`\\u{7}`"),
];

const FIELD: &str = "an attribute like `span.http.route`, or one of name, status, kind, duration …";
const OPERATOR: &str = "`=`, `!=`, `>`, `>=`, `<`, `<=`, `=~` or `!~`";
const VALUE: &str = "text in quotes, a number, a duration, true, false or nil";
const ESCAPE: &str =
    "one of \\\\ \\\" \\n \\r \\t \\u00e9 after a backslash, or text in back quotes, where backslashes are plain";

#[test]
fn filters_have_a_canonical_text() {
    for (text, canonical) in GOOD {
        let filter = Filter::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(filter.to_string(), canonical.unwrap_or(text), "{text}");
        assert_eq!(Filter::parse(&filter.to_string()).as_ref(), Ok(&filter), "{text}");
    }
}

#[test]
fn an_error_points_at_the_character() {
    for &(text, offset, character, expected, found) in BAD {
        let error = Filter::parse(text).expect_err(text);
        let kind = ErrorKind::BadFilter { offset, character, expected, found: found.to_owned() };
        assert_eq!(error.kind(), &kind, "{text}");
        assert_eq!((error.code(), error.offset()), (ErrorCode::BadFilter, Some(offset)));
    }
}

#[test]
fn every_prefix_of_a_filter_is_read_or_refused() {
    for (text, _) in GOOD {
        for (end, _) in text.char_indices() {
            if let Err(error) = Filter::parse(&text[..end]) {
                let offset = usize::try_from(error.offset().unwrap()).unwrap();
                assert!(offset <= end && text.is_char_boundary(offset), "{text} {end} {offset}");
            }
        }
    }
}

#[test]
fn nesting_is_bounded_and_length_is_not() {
    let nested = |open: &str, inner: &str, close: &str, depth| {
        Filter::parse(&[open.repeat(depth), inner.to_owned(), close.repeat(depth)].concat())
    };
    assert!(nested("(", "{ }", ")", 64).is_ok());
    let error = nested("(", "{ }", ")", 65).unwrap_err();
    assert_eq!((error.code(), error.offset()), (ErrorCode::BadFilter, Some(65)));
    for (open, close) in [("!", ""), ("(", ")"), ("!(", ")")] {
        assert!(nested(open, "{ }", close, 100_000).is_err());
        assert!(nested(&format!("{{ {open}"), ".a = 1", close, 100_000).is_err());
        let inside = [open.repeat(100_000), ".a".to_owned(), close.repeat(100_000)].concat();
        assert!(Filter::parse(&format!("{{ {inside} }}")).is_err());
    }
    let long = vec!["{ .a = 1 || .b = 2 }"; 20_000].join(" && ");
    assert_eq!(Filter::parse(&long).unwrap().to_string(), long);
}

#[test]
fn a_click_on_a_value_makes_a_filter_with_the_right_quotes() {
    let key = |key: &str| Field::Attribute(Scope::Span, key.to_owned());
    for (field, value, expected) in [
        (key("http.route"), Value::String("/a \"b\""), r#"{ span.http.route = "/a \"b\"" }"#),
        (key("a b"), Value::Int(-5), r#"{ span."a b" = -5 }"#),
        (key("x"), Value::Double(2.0), "{ span.x = 2.0 }"),
        (key("x"), Value::Double(f64::NAN), r#"{ span.x = "NaN" }"#),
        (key("x"), Value::Bool(true), "{ span.x = true }"),
        (key("x"), Value::Empty, "{ span.x = nil }"),
        (key("x"), Value::Array("[1,\"a\"]"), r#"{ span.x = "[1,\"a\"]" }"#),
        (Field::Attribute(Scope::Any, "x".to_owned()), Value::Int(1), "{ .x = 1 }"),
        (Field::Intrinsic(Intrinsic::Name), Value::String("GET"), "{ name = \"GET\" }"),
        (Field::Intrinsic(Intrinsic::Status), Value::String("error"), "{ status = error }"),
        (Field::Intrinsic(Intrinsic::Kind), Value::String("server"), "{ kind = server }"),
        (Field::Intrinsic(Intrinsic::Duration), Value::Int(1_000_000), "{ duration = 1ms }"),
    ] {
        let condition = Condition::equal(field, value).unwrap();
        let filter = Filter::of(condition);
        assert_eq!(filter.to_string(), expected);
        assert_eq!(Filter::parse(expected), Ok(filter));
    }
    assert_eq!(Condition::equal(Field::Intrinsic(Intrinsic::Name), Value::Int(1)), None);
    assert_eq!(Condition::not_equal(Field::Intrinsic(Intrinsic::Status), Value::String("bad")), None);
}

#[test]
fn a_condition_is_added_where_it_belongs() {
    let condition = || Condition::not_equal(Field::Attribute(Scope::Span, "x".to_owned()), Value::Int(1)).unwrap();
    for (text, same, some, none) in [
        ("{ }", "{ span.x != 1 }", "{ span.x != 1 }", "!{ span.x != 1 }"),
        ("{ .a = 1 }", "{ .a = 1 && span.x != 1 }", "{ .a = 1 } && { span.x != 1 }", "{ .a = 1 } && !{ span.x != 1 }"),
        (
            "!{ .a = 1 }",
            "!{ .a = 1 } && { span.x != 1 }",
            "!{ .a = 1 } && { span.x != 1 }",
            "!{ .a = 1 } && !{ span.x != 1 }",
        ),
        (
            "!{ .a = 1 } && { .b = 1 || .c = 1 }",
            "!{ .a = 1 } && { (.b = 1 || .c = 1) && span.x != 1 }",
            "!{ .a = 1 } && { .b = 1 || .c = 1 } && { span.x != 1 }",
            "!{ .a = 1 } && { .b = 1 || .c = 1 } && !{ span.x != 1 }",
        ),
        (
            "{ .a = 1 } || { .b = 1 }",
            "({ .a = 1 } || { .b = 1 }) && { span.x != 1 }",
            "({ .a = 1 } || { .b = 1 }) && { span.x != 1 }",
            "({ .a = 1 } || { .b = 1 }) && !{ span.x != 1 }",
        ),
    ] {
        let filter = Filter::parse(text).unwrap();
        assert_eq!(filter.clone().and_same_span(condition()).to_string(), same);
        assert_eq!(filter.clone().and_some_span(condition()).to_string(), some);
        assert_eq!(filter.and_no_span(condition()).to_string(), none);
    }
}
