//! Keys and values of a comparison as people read them.

use spanlens::analysis::{AttributeOrigin, Signal};

/// A key. What is not the span's own says whose it is.
pub(crate) fn signal_key(origin: AttributeOrigin, key: &str) -> String {
    match origin {
        AttributeOrigin::Span => key.to_owned(),
        AttributeOrigin::Event => format!("event {key}"),
        AttributeOrigin::Scope => format!("scope {key}"),
        AttributeOrigin::Resource => format!("resource {key}"),
        AttributeOrigin::Service => "service".to_owned(),
        AttributeOrigin::Name => "span name".to_owned(),
        AttributeOrigin::Kind => "span kind".to_owned(),
        AttributeOrigin::EventName => "event name".to_owned(),
        AttributeOrigin::LogLine => "log line".to_owned(),
    }
}

/// A value.
pub(crate) fn signal_value(signal: &Signal) -> String {
    match (&signal.value, signal.text.as_str()) {
        (None, _) => "absent".to_owned(),
        (Some(_), "") => "\"\"".to_owned(),
        (Some(_), text) => text.to_owned(),
    }
}

/// Key and value on one line: `app.tenant = maple`.
pub(crate) fn signal(signal: &Signal) -> String {
    format!("{} = {}", signal_key(signal.origin, &signal.key), signal_value(signal))
}

#[cfg(test)]
mod tests {
    use spanlens::analysis::AttributeValue;

    use super::*;

    #[test]
    fn a_signal_says_whose_it_is() {
        let of = |origin, key: &str, value: Option<&str>| Signal {
            origin,
            key: key.to_owned(),
            value: value.map(|value| AttributeValue::String(value.to_owned())),
            text: value.unwrap_or_default().to_owned(),
        };
        for (origin, key, value, words) in [
            (AttributeOrigin::Span, "app.tenant", Some("maple"), "app.tenant = maple"),
            (AttributeOrigin::Span, "app.tenant", Some(""), "app.tenant = \"\""),
            (AttributeOrigin::Resource, "k8s.pod.name", None, "resource k8s.pod.name = absent"),
            (AttributeOrigin::LogLine, "", Some("cart <n> is empty"), "log line = cart <n> is empty"),
        ] {
            assert_eq!(signal(&of(origin, key, value)), words);
        }
    }
}
