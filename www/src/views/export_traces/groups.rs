//! The groups of keys that are suggested to be hidden, with what there is of each.

use leptos::prelude::*;
use spanlens::export::{ExportContents, ExportedKey, RedactionGroup};

use super::Contents;
use super::choices::{Choice, Choices};
use crate::format;
use crate::signals::Memo;
use crate::views::segments::segments;

/// What a group is called, and what is in it.
pub(super) fn name(group: RedactionGroup) -> &'static str {
    match group {
        RedactionGroup::User => "Users",
        RedactionGroup::ClientAddress => "Client addresses",
        RedactionGroup::Tokens => "Tokens, passwords, cookies",
        RedactionGroup::Sql => "SQL texts",
        RedactionGroup::Messages => "Messages, stack traces",
        RedactionGroup::UrlQueries => "Queries of URLs",
    }
}

/// A row for each group.
#[component]
pub(super) fn Groups(choices: Choices, contents: Contents) -> impl IntoView {
    view! {
        <h3>"Hide"</h3>
        <table class="hide">
            <caption class="sr-only">"Groups of attributes to hide"</caption>
            <tbody>
                {RedactionGroup::ALL.map(|group| {
                    let found = Memo::new(move |_| contents.with(|contents| Some(found(contents.as_ref()?, group))));
                    view! {
                        <tr>
                            <th scope="row">{name(group)}</th>
                            <td class="found" title=move || found.get()>{move || found.get()}</td>
                            <td><ChoiceOfGroup choices group/></td>
                        </tr>
                    }
                })}
            </tbody>
        </table>
    }
}

#[component]
fn ChoiceOfGroup(choices: Choices, group: RedactionGroup) -> impl IntoView {
    segments(
        name(group),
        Choice::ALL.map(|choice| (choice, choice.word().to_owned())),
        move || choices.of_group(group),
        move |choice| choices.groups.update(|groups| _ = groups.insert(group, choice)),
    )
}

/// What there is of a group, in words.
fn found(contents: &ExportContents, group: RedactionGroup) -> String {
    let of_group: Vec<&ExportedKey> = contents.keys.iter().filter(|key| key.group == Some(group)).collect();
    let mut parts = Vec::new();
    if !of_group.is_empty() {
        let keys: Vec<&str> = of_group.iter().map(|key| key.key.as_str()).collect();
        let count: u64 = of_group.iter().map(|key| u64::from(key.count)).sum();
        parts.push(format!("{} × {}", format::count(count), keys.join(", ")));
    }
    match group {
        RedactionGroup::Messages if contents.messages > 0 => {
            parts.push(format!("{} messages of statuses", format::count(contents.messages)));
        }
        RedactionGroup::UrlQueries if contents.names_with_query > 0 => {
            parts.push(format!("{} names with a query", format::count(contents.names_with_query)));
        }
        _ => {}
    }
    if parts.is_empty() { "none".to_owned() } else { parts.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_says_what_there_is_of_it() {
        let key = |key: &str, count, group| ExportedKey {
            key: key.to_owned(),
            count,
            group: Some(group),
            ..ExportedKey::default()
        };
        let contents = ExportContents {
            keys: vec![
                key("user.id", 1200, RedactionGroup::User),
                key("user.email", 34, RedactionGroup::User),
                key("url.full", 5, RedactionGroup::UrlQueries),
            ],
            messages: 7,
            names_with_query: 2,
            ..ExportContents::default()
        };
        for (group, expected) in [
            (RedactionGroup::User, "1,234 × user.id, user.email"),
            (RedactionGroup::Messages, "7 messages of statuses"),
            (RedactionGroup::UrlQueries, "5 × url.full; 2 names with a query"),
            (RedactionGroup::Sql, "none"),
        ] {
            assert_eq!(found(&contents, group), expected);
        }
    }
}
