//! A value of a field, as something to read and to act on.

use leptos::prelude::*;
use spanlens::analysis::{AttributeOrigin, Signal};
use spanlens::filter::{Field, Intrinsic, Scope};

use crate::format::{signal_key, signal_value};
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
        AttributeOrigin::EventName => Field::Intrinsic(Intrinsic::EventName),
        AttributeOrigin::LogLine => Field::Intrinsic(Intrinsic::EventLine),
    }
}

/// Key and value, the value to be acted on.
pub(super) fn signal(signal: &Signal) -> AnyView {
    let chosen =
        Chosen { field: field(signal.origin, &signal.key), value: signal.value.clone(), text: signal_value(signal) };
    let is_absent = signal.value.is_none();
    view! {
        <span class="signal" class:absent=is_absent>
            <span class="number">{signal_key(signal.origin, &signal.key)}" = "</span>
            <Value chosen/>
        </span>
    }
    .into_any()
}
