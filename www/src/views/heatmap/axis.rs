//! What the rows of the heatmap are of: the duration, or another number of units.

use leptos::prelude::*;
use spanlens::analysis::{NumberAttribute, NumberCallee, NumberChoices, UnitNumber};
use spanlens::filter::Scope;
use spanlens::protocol::NumberChoicesQuestion;

use super::interaction::Interaction;
use crate::effect::{effect, reactive};
use crate::format;
use crate::latest::Latest;
use crate::session::Session;
use crate::signals::RwSignal;
use crate::words::{attribute_named, attribute_word, nouns};

/// A kind of number, as it is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Duration,
    Spans,
    Calls,
    Attribute,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Duration, Self::Spans, Self::Calls, Self::Attribute];

    fn of(axis: Option<&UnitNumber>) -> Self {
        match axis {
            None => Self::Duration,
            Some(UnitNumber::Spans) => Self::Spans,
            Some(UnitNumber::Calls(_)) => Self::Calls,
            Some(UnitNumber::Attribute(..)) => Self::Attribute,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Duration => "duration",
            Self::Spans => "spans",
            Self::Calls => "calls",
            Self::Attribute => "attribute",
        }
    }

    /// What it is called where units have a name.
    fn name(self, unit: &str) -> String {
        match self {
            Self::Duration => "duration".to_owned(),
            Self::Spans => format!("spans per {unit}"),
            Self::Calls => "calls to …".to_owned(),
            Self::Attribute => "attribute …".to_owned(),
        }
    }

    /// Whether no more has to be said: which service, or which attribute.
    fn is_whole(self) -> bool {
        matches!(self, Self::Duration | Self::Spans)
    }
}

/// Chooses what rows are of: a kind of number, and where that is not all, the service or the attribute.
#[component]
pub(super) fn AxisChoice(interaction: Interaction) -> impl IntoView {
    let session = interaction.session;
    let state = session.state;
    let kind = RwSignal::new(Kind::of(state.axis.get_untracked().as_ref()));
    effect(move || kind.set(Kind::of(state.axis.get().as_ref())));
    let choices = choices(session, kind);
    let choose = move |word: &str| {
        let Some(chosen) = Kind::ALL.into_iter().find(|kind| kind.word() == word) else { return };
        kind.set(chosen);
        // Which service or attribute is said behind it; until then, rows stay what they are.
        if chosen.is_whole() {
            state.choose_axis((chosen == Kind::Spans).then_some(UnitNumber::Spans));
        }
    };
    let is_on_server = move || state.counted().is_some();
    let title = move || {
        if is_on_server() {
            "It takes the spans to know other numbers than durations: narrow the range until they are read"
        } else {
            "What is upwards in the heatmap"
        }
    };
    view! {
        <span class="axis">
            <span aria-hidden="true">"by"</span>
            <select
                aria-label="What is upwards in the heatmap"
                title=title
                disabled=is_on_server
                on:change=move |event| choose(&event_target_value(&event))
            >
                {Kind::ALL.map(|of| view! {
                    <option value=of.word() prop:selected=move || kind.get() == of>
                        {move || of.name(nouns(state.population.get()).0)}
                    </option>
                })}
            </select>
            <Show when=move || !kind.get().is_whole() && !is_on_server()>
                <Which interaction kind choices/>
            </Show>
        </span>
    }
}

/// The service or the attribute, with completion.
#[component]
fn Which(interaction: Interaction, kind: RwSignal<Kind>, choices: RwSignal<Option<NumberChoices>>) -> impl IntoView {
    let state = interaction.session.state;
    let list = format!("axis-choices{}", interaction.strip.map(|strip| format!("-{strip}")).unwrap_or_default());
    let options = move || choices.with(|choices| choices.as_ref().map(|choices| offered(kind.get(), choices)));
    let written =
        move || state.axis.with(|axis| axis.as_ref().filter(|axis| Kind::of(Some(axis)) == kind.get()).map(text));
    let commit = move |text: String| {
        if let Some(axis) = choices.with_untracked(|choices| meant(kind.get_untracked(), &text, choices.as_ref())) {
            state.choose_axis(Some(axis));
        }
    };
    let (label, hint) = (
        move || {
            if kind.get() == Kind::Calls { "Calls to which service" } else { "The largest value of which attribute" }
        },
        move || if kind.get() == Kind::Calls { "service" } else { "attribute" },
    );
    view! {
        <input
            type="text"
            list=list.clone()
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            aria-label=label
            title=label
            placeholder=hint
            prop:value=move || written().unwrap_or_default()
            on:change=move |event| commit(event_target_value(&event))
        />
        <datalist id=list.clone()>
            {reactive(move || options().map(|options| {
                options.into_iter().map(|(value, words)| view! { <option value=value>{words}</option> }).collect_view()
            }))}
        </datalist>
    }
}

/// What there is to choose from, once somebody is about to choose, and of what is loaded now.
fn choices(session: Session, kind: RwSignal<Kind>) -> RwSignal<Option<NumberChoices>> {
    let (choices, asking) = (RwSignal::new(None), Latest::new());
    effect(move || {
        session.state.version.track();
        let is_loaded = session.state.summary.with(Option::is_some) && session.state.counted().is_none();
        if !is_loaded || kind.get().is_whole() {
            return;
        }
        asking.run(session, async move {
            // Without choices, what is meant can still be written.
            if let Ok(found) = session.ask_in_background(NumberChoicesQuestion {}).await {
                choices.set(Some(found));
            }
        });
    });
    choices
}

/// What is offered for a kind, and how much there is of it.
fn offered(kind: Kind, choices: &NumberChoices) -> Vec<(String, String)> {
    match kind {
        Kind::Duration | Kind::Spans => Vec::new(),
        Kind::Calls => {
            let words = |NumberCallee { service, calls }: &NumberCallee| {
                (service.clone(), format::counted(*calls, "call", "calls"))
            };
            choices.callees.iter().map(words).collect()
        }
        Kind::Attribute => {
            let words = |NumberAttribute { scope, key, numbers }: &NumberAttribute| {
                (attribute_word(*scope, key), format::counted(*numbers, "number", "numbers"))
            };
            choices.attributes.iter().map(words).collect()
        }
    }
}

/// What is written of an axis.
fn text(axis: &UnitNumber) -> String {
    match axis {
        UnitNumber::Spans => String::new(),
        UnitNumber::Calls(service) => service.clone(),
        UnitNumber::Attribute(scope, key) => attribute_word(*scope, key),
    }
}

/// The number that is meant by what somebody has written: of an attribute without its scope, the one that is offered, else one of spans or
/// resources.
fn meant(kind: Kind, text: &str, choices: Option<&NumberChoices>) -> Option<UnitNumber> {
    let text = text.trim();
    match kind {
        _ if text.is_empty() => None,
        Kind::Duration | Kind::Spans => None,
        Kind::Calls => Some(UnitNumber::Calls(text.to_owned())),
        Kind::Attribute => {
            let attributes = choices.map(|choices| choices.attributes.as_slice()).unwrap_or_default();
            let is_whole = |known: &&NumberAttribute| attribute_word(known.scope, &known.key) == text;
            let known = attributes.iter().find(is_whole).or_else(|| attributes.iter().find(|known| known.key == text));
            let known = known.map(|known| (known.scope, known.key.as_str()));
            let (scope, key) = known.or_else(|| attribute_named(text)).unwrap_or((Scope::Any, text));
            Some(UnitNumber::Attribute(scope, key.to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_may_be_written_without_its_scope() {
        let attribute = |scope, key: &str| NumberAttribute { scope, key: key.to_owned(), numbers: 3 };
        let choices = NumberChoices {
            attributes: vec![attribute(Scope::Event, "size"), attribute(Scope::Span, "span.n")],
            callees: Vec::new(),
        };
        for (text, expected) in [
            ("size", Some((Scope::Event, "size"))),
            (" event.size ", Some((Scope::Event, "size"))),
            ("resource.size", Some((Scope::Resource, "size"))),
            ("span.n", Some((Scope::Span, "span.n"))),
            ("other", Some((Scope::Any, "other"))),
            (" ", None),
        ] {
            let expected = expected.map(|(scope, key)| UnitNumber::Attribute(scope, key.to_owned()));
            assert_eq!(meant(Kind::Attribute, text, Some(&choices)), expected, "{text}");
        }
        assert_eq!(meant(Kind::Calls, "cart", None), Some(UnitNumber::Calls("cart".to_owned())));
    }
}
