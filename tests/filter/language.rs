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
    // Fields of the parent, of links, of the walk over the trace.
    ("{ parent.name = \"a\" && parent.span.x = 1 && parent.resource.x != nil && parent.x = nil }", None),
    (
        "{ parent.\"name\" = 1 && parent.\"span.x\" = 2 && parent.\"a b\" }",
        Some("{ parent.\"name\" = 1 && parent.\"span.x\" = 2 && parent.\"a b\" = true }"),
    ),
    ("{ !parent.a }", Some("{ !(parent.a = true) }")),
    ("{ parent = nil }", Some("{ nestedSetParent < 0 }")),
    ("{ parent != nil && nestedSetLeft > 3 }", Some("{ nestedSetParent >= 0 && nestedSetLeft > 3 }")),
    ("{ span:childCount = 0 || childCount > 2 }", Some("{ childCount = 0 || childCount > 2 }")),
    ("{ event:timeSinceStart > 1s && link:traceID = \"ab\" && link:spanID != nil }", None),
    // Comparisons of other kinds.
    ("{ span.a = resource.b }", None),
    ("{ duration > parent.duration && status = parent.status && name != .b }", None),
    ("{ 500 <= span.code && \"x\" != .c && nil = .d }", Some("{ span.code >= 500 && .c != \"x\" && .d = nil }")),
    ("{ ok = status && (3) < .a }", Some("{ status = ok && .a > 3 }")),
    ("{ 1 = 2 || \"a\" < \"b\" && \"test\" =~ \"t.*\" }", Some("{ }")),
    ("{ nil != nil }", Some("{ false }")),
    ("{ name != nil }", Some("{ }")),
    ("{ !true }", None),
    // Arithmetic.
    ("{ .a + 1 = 2 }", None),
    ("{ .a * 2 - .b / 3 > -.c ^ 2 }", None),
    ("{ (.a - (.b - .c)) - .d = 1 }", Some("{ .a - (.b - .c) - .d = 1 }")),
    ("{ .a ^ .b ^ .c = (.a ^ .b) ^ .c }", None),
    ("{ -(.a + .b) * -1 = - .c }", Some("{ -(.a + .b) * (-1) = -.c }")),
    ("{ .a -1 = 2 -.b }", Some("{ .a - 1 = 2 - .b }")),
    ("{ .a = 2 * (3 + 4) && duration > 2 * 1s && .b = 1 / 4 }", Some("{ .a = 14 && duration > 2s && .b = 0.25 }")),
    ("{ .a = -2 ^ 2 && .b = -9223372036854775808 }", Some("{ .a = -4 && .b = -9223372036854775808 }")),
    ("{ span.x % 2 = 1 / 0 }", None),
    // Structural operators.
    ("{ .a } > { .b } >> { .c }", Some("{ .a = true } > { .b = true } >> { .c = true }")),
    ("{ } > ({ } ~ { })", None),
    (
        "{ }<{ }<<{ }!>{ }!>>{ }!<{ }!<<{ }!~{ }&>{ }&>>{ }&<{ }&<<{ }&~{ }",
        Some("{ } < { } << { } !> { } !>> { } !< { } !<< { } !~ { } &> { } &>> { } &< { } &<< { } &~ { }"),
    ),
    ("{ .a = 1 } && { .b = 1 } > { .c = 1 } || { }", Some("({ .a = 1 } && { .b = 1 } > { .c = 1 }) || { }")),
    ("({ } && { .a = 1 }) >> ({ .b = 1 } || { })", None),
    ("!({ } > { .a = 1 })", None),
    // Pipelines.
    ("{ } | count() > 2", None),
    ("count() > 2", Some("{ } | count() > 2")),
    ("{ .a = 1 } | avg(duration) > 1s | min(.b + 1) <= 2 | sum(childCount) - max(span.c) != -1", None),
    ("{ .a = 1 } | { .b = 1 } | { .c = 1 } && { }", None),
    ("({ .a = 1 } | { .b = 1 }) > ({ } | count() = 2) && { }", None),
    ("{ .a = 1 } || { } | count() = 1 | { }", None),
    ("{ .a = 1 } | ({ .b = 1 } | count() > 1)", Some("{ .a = 1 } | { .b = 1 } | count() > 1")),
    ("{ .a = 1 } | select(.b, span.c, name)", Some("{ .a = 1 }")),
    ("select(nestedSetLeft) | { .a = 1 } | select(parent.b)", Some("{ } | { .a = 1 }")),
    ("({ .a = 1 } | count()) > ({ .b = 1 } | count()) + 1", None),
    (
        "({ .a = 1 } | max(duration)) / count() >= 2ms * 3",
        Some("({ .a = 1 } | max(duration)) / ({ } | count()) >= 6ms"),
    ),
    ("!(({ .a = 1 } | count()) > 1)", None),
    ("1 < count()", Some("{ } | 1 < count()")),
    ("({ } | count() > 1) && ({ } | count() > 2)", None),
];

/// Texts that are no filters: where they go wrong in bytes and in characters, what was expected, what is there.
const BAD: &[(&str, u64, u64, &str, &str)] = &[
    ("x", 0, 0, "`{`", "`x`"),
    ("{", 1, 1, FIELD, "the end"),
    ("}", 0, 0, "`{`", "`}`"),
    ("{ } }", 4, 4, JOINT, "`}`"),
    ("{ } &&", 6, 6, "`{`", "the end"),
    ("({ }", 4, 4, "`&&`, `||`, an operator like `>>`, `|` or `)`", "the end"),
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
    ("{ .a =~ 5 }", 8, 8, "a regular expression in quotes", "`5`"),
    ("{ .a =~ \"(\" }", 8, 8, "a regular expression", "`\"(\"` (found open group without closing ')')"),
    ("{ status = \"error\" }", 11, 11, "error, ok or unset", "`\"error\"`"),
    ("{ status > ok }", 9, 9, "`=` or `!=`", "`>`"),
    ("{ kind = ok }", 9, 9, "server, client, producer, consumer, internal or unspecified", "`ok`"),
    ("{ duration > \"5s\" }", 13, 13, "a duration like 250ms", "`\"5s\"`"),
    ("{ duration =~ \"5s\" }", 11, 11, "`=`, `!=`, `>`, `>=`, `<` or `<=`", "`=~`"),
    ("{ span. = 1 }", 2, 2, FIELD, "`span.`"),
    ("{ service.name = \"x\" }", 2, 2, FIELD, "`service.name`"),
    ("{ .a = 1 .b = 2 }", 9, 9, "`&&`, `||` or `}`", "`.b`"),
    ("{ (.a = 1 }", 10, 10, "`&&`, `||` or `)`", "`}`"),
    ("{ !name = \"x\" }", 3, 3, "parentheses around the comparison that `!` negates", "`name`"),
    ("{ .a = \"x }", 11, 11, "a closing quote", "the end"),
    ("{ .é = `x }", 12, 11, "a closing quote", "the end"),
    ("{ .é = x }", 8, 7, VALUE, "`x`"),
    ("{ .a = \"\\d\" }", 8, 8, ESCAPE, "`\\d\"`"),
    ("{ .a = ! }", 7, 7, VALUE, "`!`"),
    ("{ .a = \u{7} }", 7, 7, VALUE, "`\\u{7}`"),
    // Structural operators and pipelines.
    ("{ } >>", 6, 6, "`{`", "the end"),
    ("{ } > 10", 6, 6, "`{`", "`10`"),
    ("{ } >= { }", 4, 4, JOINT, "`>=`"),
    ("{ } + { }", 4, 4, JOINT, "`+`"),
    ("{ } |", 5, 5, STAGE, "the end"),
    ("{ } | count()", 13, 13, SCALE, "the end"),
    ("{ } | count = 1", 12, 12, "`(`", "`=`"),
    ("{ } | count() > ", 16, 16, AGGREGATE, "the end"),
    ("{ } | count() > { }", 16, 16, AGGREGATE, "`{`"),
    ("{ } | max() = 1", 10, 10, NUMBER, "`)`"),
    ("{ } | max(name) = 1", 10, 10, NUMBER, "`name`"),
    ("{ } | max(1 + 2) = 1", 10, 10, NUMBER, "`1`"),
    ("{ } | max(.a = 1) = 1", 13, 13, "an operator like `+`, or `)`", "`=`"),
    ("{ } | nothing() = 1", 6, 6, STAGE, "`nothing`"),
    (
        "count() > 3 && { }",
        12,
        12,
        "`|` or the end: to join what is measured with others, write it as `({ … } | count() > 1)`",
        "`&&`",
    ),
    ("{ } && count() > 3", 7, 7, "`{`", "`count`"),
    ("3 = 2", 0, 0, MEASURED, "`3`"),
    ("max(duration) < ok", 16, 16, AGGREGATE, "`ok`"),
    (
        "{ } | ({ .a = 1 } | count()) > 1",
        6,
        6,
        "a number of the spans before `|`: numbers of other spans stand at the beginning",
        "`(`",
    ),
    ("{ } | (({ .a = 1 } | count()) > 1)", 6, 6, NEGATED, "`(`"),
    ("{ } | select()", 13, 13, "a field like `duration` or `span.http.route`", "`)`"),
    ("{ } | select(.a", 15, 15, "`,` or `)`", "the end"),
    // Comparisons and arithmetic.
    ("{ parent }", 2, 2, PARENT, "`parent`"),
    ("{ parent > 1 }", 2, 2, PARENT, "`parent`"),
    ("{ 1.1 }", 6, 6, COMPARISON, "`}`"),
    ("{ 1 + 1 }", 8, 8, COMPARISON, "`}`"),
    ("{ 1 + \"foo\" = 1 }", 6, 6, NUMBER, "`\"foo\"`"),
    ("{ .a * true = 1 }", 7, 7, NUMBER, "`true`"),
    ("{ name + 1 = 1 }", 7, 7, OPERATOR, "`+`"),
    ("{ -name = 1 }", 3, 3, NUMBER, "`name`"),
    ("{ 1 = \"foo\" }", 6, 6, "a number, a duration, or a field with numbers", "`\"foo\"`"),
    ("{ .a + 1 = status }", 11, 11, "a number, a duration, or a field with numbers", "`status`"),
    ("{ duration = name }", 13, 13, "a duration like 250ms", "`name`"),
    ("{ \"foo\" = childCount }", 2, 2, "a number", "`\"foo\"`"),
    ("{ nestedSetParent > \"foo\" }", 20, 20, "a number", "`\"foo\"`"),
    ("{ 1 =~ 2 }", 7, 7, "a regular expression in quotes", "`2`"),
    ("{ event:line = .a }", 15, 15, "text in quotes", "`.a`"),
];

/// What is TraceQL, and no filter.
const ELSEWHERE: &[(&str, u64, &str)] = &[
    (
        "{ } | by(.a)",
        6,
        "count(), avg(), min(), max(), sum() or a spanset: to group, look at the overview or at the attributes instead of using by()",
    ),
    (
        "by(name) | count() > 2",
        0,
        "count(), avg(), min(), max(), sum() or a spanset: to group, look at the overview or at the attributes instead of using by()",
    ),
    (
        "{ } | coalesce()",
        6,
        "count(), avg(), min(), max(), sum() or a spanset: without by() there is nothing that coalesce() could join",
    ),
    ("{ } | rate() by (name)", 6, METRICS),
    ("({ } | quantile_over_time(duration, 0.9)) > 1", 7, METRICS),
    ("{ } | compare({ status = error })", 6, METRICS),
    ("{ } with (most_recent=true)", 4, "the end: with() is for a server, leave it out"),
    ("!{ .a = 1 } > { }", 0, NEGATED),
    ("{ } >> !{ .a = 1 }", 7, NEGATED),
    ("({ } && !{ .a = 1 }) ~ { }", 0, NEGATED),
    ("!{ } | count() > 1", 0, NEGATED),
    ("{ } | !{ .a = 1 }", 6, NEGATED),
];

const METRICS: &str = "count(), avg(), min(), max(), sum() or a spanset: for metrics, look at the heatmap and the overview of what the filter leaves";
const NEGATED: &str = "spans, not whole units: instead of `!{ … }` use `{ !(…) }` or an operator like `!>>` here";
const JOINT: &str = "`&&`, `||`, an operator like `>>`, `|` or the end";
const NUMBER: &str = "a number, or a field with numbers like `duration` or `span.http.response.size`";
const AGGREGATE: &str = "a number, count(), or avg(), min(), max() or sum() of a field";
const MEASURED: &str = "count(), or avg(), min(), max() or sum() of a field, on one side at least";
const SCALE: &str = "`=`, `!=`, `>`, `>=`, `<` or `<=` and a number";
const COMPARISON: &str = "`=`, `!=`, `>`, `>=`, `<` or `<=`";
const STAGE: &str = "a spanset, select(), or count(), avg(), min(), max() or sum() with a comparison";
const PARENT: &str = "a field like parent.name, or `parent = nil`, which is true of roots";
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
fn what_is_refused_says_what_to_use_instead() {
    for &(text, offset, expected) in ELSEWHERE {
        let error = Filter::parse(text).expect_err(text);
        let is_right = matches!(error.kind(), ErrorKind::BadFilter { expected: found, .. } if *found == expected);
        assert!(is_right && error.offset() == Some(offset), "{text}: {error} at {:?}", error.offset());
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
    for operator in [" > ", " | ", " &~ "] {
        assert!(Filter::parse(&vec!["{ }"; 257].join(operator)).is_ok());
        assert!(Filter::parse(&vec!["{ }"; 258].join(operator)).is_err());
    }
    for operator in [" + ", " ^ ", " - "] {
        let text = |terms| format!("{{ {} = 1 }}", vec![".a"; terms].join(operator));
        assert!(Filter::parse(&text(33)).is_ok());
        assert!(Filter::parse(&text(100_000)).is_err());
    }
    assert!(Filter::parse(&format!("{{ {}.a = 1 }}", "- ".repeat(100_000))).is_err());
    assert!(Filter::parse(&format!("{}count() > 1", "-".repeat(100_000))).is_err());
    // As deep as can be.
    let deep = (0..64).fold("{ }".to_owned(), |inner, _| ["(", &inner, &" > { }".repeat(4), ")"].concat());
    let deep = Filter::parse(&deep).unwrap();
    assert_eq!(Filter::parse(&deep.to_string()).as_ref(), Ok(&deep));
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
