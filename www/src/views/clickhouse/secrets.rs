//! Passwords and tokens that a person wants this browser to remember. Without being asked it remembers none.

use leptos::prelude::*;

use super::fields::Fields;
use crate::host::Host;
use crate::signals::RwSignal;
use crate::sources::ClickhouseSource;
use crate::words::Clickhouse;

/// What is remembered of one user of one server: the letter says what it is.
const PASSWORD: char = 'p';
const TOKEN: char = 't';

/// Remembers the secret of a server, or forgets it.
pub(super) fn keep(host: Host, source: &ClickhouseSource, is_wanted: bool) {
    let name = name(&source.place);
    let secret = match (&source.token, &source.password) {
        (Some(token), _) => format!("{TOKEN}{token}"),
        (None, Some(password)) => format!("{PASSWORD}{password}"),
        (None, None) => return host.forget(&name),
    };
    if is_wanted { host.remember(&name, &secret) } else { host.forget(&name) }
}

/// Writes down what is remembered of the server and the user that are written, unless a secret is already.
pub(super) fn fill_in(host: Host, fields: Fields) {
    let text = |field: RwSignal<String>| field.get_untracked().trim().to_owned();
    let user = Some(text(fields.user)).filter(|user| !user.is_empty());
    let place = Clickhouse { url: text(fields.url), user, ..Clickhouse::default() };
    let Some((is_token, secret)) = remembered(host, &place) else { return };
    fields.is_remembered.set(true);
    if fields.secret.with_untracked(String::is_empty) {
        fields.is_token.set(is_token);
        fields.secret.set(secret);
    }
}

/// The secret of a server that is remembered: a password, or a token.
fn remembered(host: Host, place: &Clickhouse) -> Option<(bool, String)> {
    let secret = host.remembered(&name(place))?;
    let is_token = secret.starts_with(TOKEN);
    secret.strip_prefix([PASSWORD, TOKEN]).map(|secret| (is_token, secret.to_owned()))
}

fn name(place: &Clickhouse) -> String {
    format!("spanlens-clickhouse {} {}", place.user.as_deref().unwrap_or_default(), place.url)
}
