//! Which server is asked, as whom, and for which of its tables.

use std::sync::Arc;

use leptos::prelude::*;
use spanlens::clickhouse::{ClickhouseTable, ClickhouseTables};

use super::fields::Fields;
use super::outcome::Outcome;
use super::secrets;
use crate::effect::reactive;
use crate::format;
use crate::session::Session;
use crate::signals::RwSignal;

/// The fields, and what the server says of its tables. `on_find` is run to ask for them.
#[component]
pub(super) fn ServerFields(fields: Fields, outcome: RwSignal<Outcome>, on_find: Callback<()>) -> impl IntoView {
    let session = expect_context::<Session>();
    // What was found is of what was written then.
    let changed = move || outcome.set(Outcome::Nothing);
    let written = move |field: RwSignal<String>| {
        move |event: leptos::ev::Event| {
            field.set(event_target_value(&event));
            changed();
        }
    };
    let left = move |_| {
        fields.take_address_apart();
        secrets::fill_in(session.host, fields);
    };
    let secret = move || if fields.is_token.get() { "Token" } else { "Password" };
    view! {
        <label class="wide">
            "Address"
            <input
                type="text"
                inputmode="url"
                autocomplete="off"
                spellcheck="false"
                placeholder="http://localhost:8123, or https://user@host:8443/database"
                required
                autofocus
                prop:value=move || fields.url.get()
                on:input=written(fields.url)
                on:change=left
            />
        </label>
        <label>
            "User"
            <input
                type="text"
                autocomplete="off"
                spellcheck="false"
                placeholder="default"
                disabled=move || fields.is_token.get()
                prop:value=move || fields.user.get()
                on:input=written(fields.user)
                on:change=left
            />
        </label>
        <label>
            {secret}
            <input type="password" autocomplete="off" prop:value=move || fields.secret.get() on:input=written(fields.secret)/>
        </label>
        <Checks fields changed=Callback::new(move |()| changed())/>
        <div class="wide with-button">
            <label>
                "Database"
                <input
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder="the user's own"
                    prop:value=move || fields.database.get()
                    on:input=move |event| {
                        fields.database.set(event_target_value(&event));
                        fields.table.set(None);
                        changed();
                    }
                />
            </label>
            <button type="button" on:click=move |_| on_find.run(())>"Find tables"</button>
        </div>
        <label class="wide">"Table"<TableChoice fields outcome/></label>
        <p class="wide quiet" role="status">{reactive(move || outcome.with(found))}</p>
    }
}

/// How the secret is told and kept.
#[component]
fn Checks(fields: Fields, changed: Callback<()>) -> impl IntoView {
    let session = expect_context::<Session>();
    let check = move |field: RwSignal<bool>, words: &'static str, title: &'static str| {
        view! {
            <label class="check" title=title>
                <input
                    type="checkbox"
                    prop:checked=move || field.get()
                    on:change=move |event| {
                        field.set(event_target_checked(&event));
                        changed.run(());
                    }
                />
                {words}
            </label>
        }
    };
    let remembers = session.host.is_page.then(|| {
        check(
            fields.is_remembered,
            "Remember it in this browser",
            "It is stored on this machine, unencrypted, until this is unticked",
        )
    });
    view! {
        <p class="wide checks">
            {check(fields.is_token, "It is a token", "Such as those of ClickHouse Cloud, which stand for user and password")}
            {remembers}
            <Show when=move || !fields.is_token.get()>
                {check(
                    fields.credentials_in_url,
                    "Send it in the address",
                    "For servers that do not let browsers send headers. A proxy or a log on the way may write the address down.",
                )}
            </Show>
        </p>
    }
}

/// The tables that were found, or the one that was chosen before.
#[component]
fn TableChoice(fields: Fields, outcome: RwSignal<Outcome>) -> impl IntoView {
    let tables = move || match outcome.get() {
        Outcome::Found(found) => found,
        _ => Arc::default(),
    };
    let choose = move |event| {
        let at: Option<usize> = event_target_value(&event).parse().ok();
        let table = at.and_then(|at| tables().tables.get(at).map(|table| table.table.clone()));
        fields.table.set(table);
    };
    view! {
        <select on:change=choose disabled=move || tables().tables.is_empty()>
            {reactive(move || {
                let found = tables();
                let chosen = fields.table.get();
                if found.tables.is_empty() {
                    let words = chosen.map_or_else(|| "the best that is found".to_owned(), |table| table.name);
                    return view! { <option>{words}</option> }.into_any();
                }
                let options = found.tables.iter().enumerate().map(|(at, table)| {
                    let is_chosen = chosen.as_ref() == Some(&table.table);
                    view! { <option value=at.to_string() selected=is_chosen>{told(table)}</option> }
                });
                options.collect_view().into_any()
            })}
        </select>
    }
}

/// A table as it is listed.
fn told(table: &ClickhouseTable) -> String {
    let rows = table.rows.map_or_else(String::new, |rows| format!(" · {} rows", format::count(rows)));
    format!("{}.{} · {}{rows}", table.table.database, table.table.name, table.engine)
}

/// What a server is, once it has said so.
fn found(outcome: &Outcome) -> Option<String> {
    let Outcome::Found(found) = outcome else { return None };
    let ClickhouseTables { version, user, is_read_only, tables } = &**found;
    let tables = match tables.len() {
        1 => "one table of spans".to_owned(),
        count => format!("{} tables of spans", format::count(count as u64)),
    };
    let rights = if *is_read_only { ", who may pass no settings" } else { "" };
    Some(format!("ClickHouse {version} has {tables} for {user}{rights}."))
}
