//! A value of a field, as something to read and to act on.

use leptos::prelude::*;
use spanlens::analysis::{AttributeOrigin, Signal};
use spanlens::filter::{Field, Intrinsic, Scope};

use crate::views::{Chosen, Value};

/// What a filter by it is about.
pub(super) fn field(origin: AttributeOrigin, key: &str) -> Field {
    let of = |scope| Field::Attribute(scope, key.to_owned());
    match origin {
        AttributeOrigin::Span => of(Scope::Span),
        AttributeOrigin::Event => of(Scope::Event),
        AttributeOrigin::Scope => of(Scope::Instrumentation),
        AttributeOrigin::Resource => of(Scope::Resource),
        AttributeOrigin::Service => Field::Attribute(Scope::Resource, "service.name".to_owned()),
        AttributeOrigin::Name => Field::Intrinsic(Intrinsic::Name),
        AttributeOrigin::Kind => Field::Intrinsic(Intrinsic::Kind),
    }
}

/// The key as people read it. What is not the span's own says whose it is.
pub(super) fn key(origin: AttributeOrigin, key: &str) -> String {
    match origin {
        AttributeOrigin::Span => key.to_owned(),
        AttributeOrigin::Event => format!("event {key}"),
        AttributeOrigin::Scope => format!("scope {key}"),
        AttributeOrigin::Resource => format!("resource {key}"),
        AttributeOrigin::Service => "service".to_owned(),
        AttributeOrigin::Name => "span name".to_owned(),
        AttributeOrigin::Kind => "span kind".to_owned(),
    }
}

/// The value as people read it.
pub(super) fn text(signal: &Signal) -> String {
    match (&signal.value, signal.text.as_str()) {
        (None, _) => "absent".to_owned(),
        (Some(_), "") => "\"\"".to_owned(),
        (Some(_), text) => text.to_owned(),
    }
}

/// Key and value on one line: `app.tenant = maple`.
pub(super) fn words(signal: &Signal) -> String {
    format!("{} = {}", key(signal.origin, &signal.key), text(signal))
}

/// Key and value, the value to be acted on.
pub(super) fn signal(signal: &Signal) -> AnyView {
    let chosen = Chosen { field: field(signal.origin, &signal.key), value: signal.value.clone(), text: text(signal) };
    let is_absent = signal.value.is_none();
    view! {
        <span class="signal" class:absent=is_absent>
            <span class="number">{key(signal.origin, &signal.key)}" = "</span>
            <Value chosen/>
        </span>
    }
    .into_any()
}
