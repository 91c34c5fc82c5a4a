//! The form: which server is asked, as whom, and for what.

use std::sync::Arc;

use leptos::either::EitherOf4;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use spanlens::clickhouse::ClickhouseTables;
use spanlens::error::{ErrorCode, Failure};
use spanlens::protocol::ClickhouseTablesQuestion;

use super::fields::Fields;
use super::outcome::Outcome;
use super::range_fields::RangeFields;
use super::secrets;
use super::server_fields::ServerFields;
use super::trouble::{Ways, trouble};
use crate::effect::{effect, reactive};
use crate::session::Session;
use crate::signals::RwSignal;
use crate::sources::{ClickhouseSource, now_ns};

/// A server that is to be asked for its tables, and whether what is written is to be opened then.
#[derive(Clone)]
struct Attempt {
    source: ClickhouseSource,
    opens: bool,
}

/// All of the form. `close` is run when it has done its work, or is left.
#[component]
pub(super) fn Form(close: Callback<()>) -> impl IntoView {
    let session = expect_context::<Session>();
    let zone = session.state.zone.get_untracked();
    let fields = Fields::of(session.clickhouse().unwrap_or_default(), zone, now_ns());
    let (outcome, attempt) = (RwSignal::new(Outcome::Nothing), RwSignal::new(None::<Attempt>));
    secrets::fill_in(session.host, fields);
    effect(move || {
        let Some(Attempt { source, opens }) = attempt.get() else { return };
        outcome.set(Outcome::Asking);
        session.spawn_until_next(async move {
            match session.ask_elsewhere(ClickhouseTablesQuestion { server: source.server() }).await {
                Ok(found) => match chosen(&source, &found) {
                    Some(source) if opens => {
                        secrets::keep(session.host, &source, fields.is_remembered.get_untracked());
                        close.run(());
                        session.open_clickhouse(source);
                    }
                    Some(source) => {
                        fields.table.set(source.place.table_name());
                        outcome.set(Outcome::Found(Arc::new(found)));
                    }
                    None => outcome.set(Outcome::Failed(Box::new(source), no_table())),
                },
                Err(failure) => outcome.set(Outcome::Failed(Box::new(source), failure)),
            }
        });
    });
    let ask = move |opens: bool| match fields.read(zone) {
        Ok(source) => attempt.set(Some(Attempt { source, opens })),
        Err(words) => outcome.set(Outcome::Mistake(words)),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        ask(true);
    };
    let in_url = Callback::new(move |()| {
        fields.credentials_in_url.set(true);
        ask(true);
    });
    let again = Callback::new(move |()| ask(true));
    let is_asking = move || outcome.with(|outcome| *outcome == Outcome::Asking);
    view! {
        <form on:submit=submit>
            <ServerFields fields outcome on_find=Callback::new(move |()| ask(false))/>
            <RangeFields fields zone/>
            {reactive(move || match outcome.get() {
                Outcome::Nothing | Outcome::Found(_) => EitherOf4::A(()),
                Outcome::Asking => EitherOf4::B(view! { <p role="status" class="late">"Connecting …"</p> }),
                Outcome::Mistake(words) => EitherOf4::C(view! { <p role="alert" class="errors">{words}</p> }),
                Outcome::Failed(source, failure) => {
                    let ways =
                        Ways { credentials_in_url: in_url, again: Some(again), shorter: None, change: None, leave: None };
                    EitherOf4::D(trouble(&failure, &source.place, ways))
                }
            })}
            <p class="choices">
                <button type="submit" class="primary" disabled=is_asking>"Open"</button>
                <button type="button" on:click=move |_| close.run(())>"Cancel"</button>
            </p>
        </form>
    }
}

/// What is asked for, with the table that it is: the one that was chosen if it is there, else the best.
fn chosen(source: &ClickhouseSource, found: &ClickhouseTables) -> Option<ClickhouseSource> {
    let wanted = source.place.table_name();
    let is_wanted = |name| wanted.as_ref().is_none_or(|wanted| wanted == name);
    let table = found.tables.iter().map(|table| &table.table).find(|&name| is_wanted(name))?;
    let mut source = source.clone();
    (source.place.database, source.place.table) = (Some(table.database.clone()), Some(table.name.clone()));
    Some(source)
}

fn no_table() -> Failure {
    let message = "this user sees no such table with the columns of spans".to_owned();
    Failure { code: ErrorCode::NoSuchTable, message, offset: None }
}
