//! Opening what an address answers with.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use web_sys::Url;

use crate::effect::{effect, reactive};
use crate::session::Session;
use crate::signals::RwSignal;
use crate::sources::Opened;
use crate::views::dialog::small;
use crate::views::kept_logs::KeptLogsChoice;

/// Whether the form is open.
#[derive(Clone, Copy)]
pub(crate) struct UrlFormOpen(pub(crate) RwSignal<bool>);

/// The dialog that asks for an address and for headers.
#[component]
pub(crate) fn UrlForm() -> impl IntoView {
    let session = expect_context::<Session>();
    let UrlFormOpen(open) = expect_context();
    let (url, headers) = (NodeRef::<html::Input>::new(), NodeRef::<html::Textarea>::new());
    let mistake = RwSignal::new(None::<&'static str>);
    let dialog = small(session.host, move || open.get());
    effect(move || {
        if open.get() {
            mistake.set(None);
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(url), Some(headers)) = (url.get(), headers.get()) else { return };
        match (absolute(&url.value()), parsed_headers(&headers.value())) {
            (None, _) => mistake.set(Some("This is no http or https address.")),
            (_, None) => mistake.set(Some("Each header is a line of its own: a name, a colon, a value.")),
            (Some(url), Some(headers)) => {
                open.set(false);
                session.open(Opened::Url { url, headers });
            }
        }
    };
    view! {
        <dialog node_ref=dialog class="small url-form" aria-labelledby="url-title" on:close=move |_| open.set(false)>
            <h2 id="url-title">"Open an address"</h2>
            <form on:submit=submit>
                <label>
                    "Address that answers with traces"
                    <input node_ref=url type="text" inputmode="url" autocomplete="url" placeholder="https://tempo.example.org/api/traces/…" required autofocus/>
                </label>
                <label>
                    "Headers, one a line (optional)"
                    <textarea node_ref=headers rows="3" spellcheck="false" autocomplete="off" placeholder="Authorization: Bearer …"></textarea>
                </label>
                <label>
                    "Logs beside the traces"
                    <KeptLogsChoice on_choice=move |logs| session.state.logs.set(logs)/>
                </label>
                <p class="quiet">
                    "The request goes from this tab straight to that server, without cookies. Headers are sent there only, and are kept \
                     neither in links nor on this machine."
                </p>
                <p role="alert" class="errors">{reactive(move || mistake.get())}</p>
                <p class="choices">
                    <button type="submit" class="primary">"Open"</button>
                    <button type="button" on:click=move |_| open.set(false)>"Cancel"</button>
                </p>
            </form>
        </dialog>
    }
}

/// An address as seen from the page, if it can be asked.
fn absolute(text: &str) -> Option<String> {
    let base = document().base_uri().ok().flatten()?;
    let url = Url::new_with_base(text.trim(), &base).ok()?;
    (!text.trim().is_empty() && matches!(url.protocol().as_str(), "http:" | "https:")).then(|| url.href())
}

/// Names and values of headers, one a line. `None` if a line is neither empty nor a header.
pub(super) fn parsed_headers(text: &str) -> Option<Vec<(String, String)>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        let name = name.trim();
        let is_name = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_graphic() && !b"()<>@,;\\\"/[]?={}".contains(&byte));
        is_name.then(|| (name.to_owned(), value.trim().to_owned()))
    };
    lines.map(header).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_lines_of_name_and_value() {
        let one = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(parsed_headers(""), Some(vec![]));
        assert_eq!(parsed_headers(" a: b:c \n\n X-Y:\n"), Some(vec![one("a", "b:c"), one("X-Y", "")]));
        assert_eq!(parsed_headers("no header"), None);
        assert_eq!(parsed_headers("a b: c"), None);
        assert_eq!(parsed_headers(": c"), None);
    }
}
