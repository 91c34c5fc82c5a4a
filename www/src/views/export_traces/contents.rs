//! What stays in the file, said before it is saved.

use leptos::prelude::*;
use spanlens::export::{ExportContents, ExportedKey, Treatment};

use super::Contents;
use crate::effect::reactive;
use crate::format;
use crate::signals::Memo;

/// How many keys a sentence names.
const NAMED: usize = 6;

/// What is hidden, and what stays.
#[component]
pub(super) fn Stays(contents: Contents) -> impl IntoView {
    let lines = Memo::new(move |_| {
        contents.with(|contents| contents.as_ref().map(|contents| lines(contents)).unwrap_or_default())
    });
    let warnings = Memo::new(move |_| {
        contents.with(|contents| contents.as_ref().map(|contents| warnings(contents)).unwrap_or_default())
    });
    view! {
        <h3>"What the file says"</h3>
        <dl class="stays" aria-label="What the file says">
            {reactive(move || lines.get().into_iter().map(|(what, words)| view! { <dt>{what}</dt><dd>{words}</dd> }).collect_view())}
        </dl>
        <div role="status">{reactive(move || warnings.get().into_iter().map(|words| view! { <p class="warning">{words}</p> }).collect_view())}</div>
    }
}

/// What is in the file, as names and words.
fn lines(contents: &ExportContents) -> Vec<(&'static str, String)> {
    let keys = |wanted: Treatment, more: Option<String>| {
        let of_it: Vec<&ExportedKey> = contents.keys.iter().filter(|key| key.treatment == wanted).collect();
        let named: Vec<&str> = of_it.iter().take(NAMED).map(|key| key.key.as_str()).collect();
        let rest = of_it.len().saturating_sub(NAMED);
        let mut parts: Vec<String> = if named.is_empty() { vec![] } else { vec![named.join(", ")] };
        if rest > 0 {
            parts = vec![format!("{} and {} more attributes", named.join(", "), format::count(rest as u64))];
        }
        parts.extend(more);
        parts.join("; ")
    };
    let messages = |wanted: Treatment| {
        let is_it = contents.messages > 0 && contents.message_treatment == wanted;
        is_it.then(|| format!("{} messages of statuses", format::count(contents.messages)))
    };
    let queries = |wanted: Treatment| {
        let is_it = contents.names_with_query > 0 && contents.name_treatment == wanted;
        is_it.then(|| format!("{} names of spans and events", format::count(contents.names_with_query)))
    };
    let states = if contents.trace_states > 0 {
        format!(", {} trace states", format::count(contents.trace_states))
    } else {
        String::new()
    };
    let always = format!(
        "ids, times, {} names of spans and events, names of instrumentation scopes{states}",
        format::count(contents.names)
    );
    let all = [
        ("Removed", keys(Treatment::Removed, messages(Treatment::Removed))),
        ("Hashed", keys(Treatment::Hashed, messages(Treatment::Hashed))),
        ("Without queries", keys(Treatment::QueryRemoved, queries(Treatment::QueryRemoved))),
        ("With hashed queries", keys(Treatment::QueryHashed, queries(Treatment::QueryHashed))),
        ("Stays", keys(Treatment::Kept, messages(Treatment::Kept))),
        ("Stays always", always),
    ];
    all.into_iter().filter(|(_, words)| !words.is_empty()).collect()
}

/// What a person might not expect.
fn warnings(contents: &ExportContents) -> Vec<String> {
    let elsewhere: Vec<&ExportedKey> = contents.keys.iter().filter(|key| key.hidden_elsewhere > 0).collect();
    let mut warnings = Vec::new();
    if !elsewhere.is_empty() {
        let key = |key: &&ExportedKey| format!("{} ({})", key.key, format::count(key.hidden_elsewhere));
        let keys: Vec<String> = elsewhere.iter().take(NAMED).map(key).collect();
        let more = if elsewhere.len() > NAMED { ", and more" } else { "" };
        warnings
            .push(format!("Hidden values also occur under other keys, where they stay: {}{more}.", keys.join(", ")));
    }
    if contents.names_with_hidden_values > 0 {
        let names = format::count(contents.names_with_hidden_values);
        warnings.push(format!("Values that are hidden stay where they are the name of a span or an event: {names}."));
    }
    if contents.groups.len() > 1 {
        let groups = contents.groups.join(", ");
        warnings.push(format!(
            "The file does not say which group a trace belongs to: {groups}. Select one group to export it separately."
        ));
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: &str, treatment: Treatment) -> ExportedKey {
        ExportedKey { key: key.to_owned(), treatment, ..ExportedKey::default() }
    }

    #[test]
    fn everything_that_stays_is_said() {
        let contents = ExportContents {
            keys: vec![
                key("a", Treatment::Kept),
                key("b", Treatment::Removed),
                key("url.full", Treatment::QueryRemoved),
            ],
            messages: 3,
            message_treatment: Treatment::Hashed,
            names: 1200,
            names_with_query: 4,
            name_treatment: Treatment::QueryRemoved,
            ..ExportContents::default()
        };
        let expected = [
            ("Removed", "b"),
            ("Hashed", "3 messages of statuses"),
            ("Without queries", "url.full; 4 names of spans and events"),
            ("Stays", "a"),
            ("Stays always", "ids, times, 1,200 names of spans and events, names of instrumentation scopes"),
        ];
        assert_eq!(lines(&contents), expected.map(|(what, words)| (what, words.to_owned())));
        assert_eq!(warnings(&contents), Vec::<String>::new());
    }

    #[test]
    fn what_stays_unexpectedly_is_a_warning() {
        let contents = ExportContents {
            keys: vec![ExportedKey { hidden_elsewhere: 5, ..key("owner", Treatment::Kept) }],
            names_with_hidden_values: 1,
            groups: vec!["before".to_owned(), "after".to_owned()],
            ..ExportContents::default()
        };
        let warnings = warnings(&contents);
        assert_eq!(warnings[0], "Hidden values also occur under other keys, where they stay: owner (5).");
        assert_eq!(warnings.len(), 3);
    }
}
