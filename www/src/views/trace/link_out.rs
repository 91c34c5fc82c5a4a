//! The way from a trace to its logs: a link made from a template that a person gives once.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use crate::address::encoded;
use crate::effect::reactive;
use crate::format::timestamp;
use crate::session::Session;
use crate::signals::{Memo, RwSignal};

const KEY: &str = "spanlens-logs";
/// Logs are written a little before and after what they are about.
const MARGIN_NS: u64 = 60_000_000_000;
const EXAMPLE: &str = "https://logs.example.org/?query={trace_id}&from={from}&to={to}";

/// A link to the logs of a trace, and the form for its template.
#[component]
pub(super) fn Logs(trace_id: String, from_ns: u64, to_ns: u64) -> impl IntoView {
    let host = expect_context::<Session>().host;
    let template = RwSignal::new(host.remembered(KEY).unwrap_or_default());
    let input = NodeRef::<html::Input>::new();
    let open = RwSignal::new(false);
    let href = Memo::new(move |_| template.with(|template| filled(template, &trace_id, from_ns, to_ns)));
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(input) = input.get_untracked() {
            host.remember(KEY, input.value().trim());
            template.set(input.value().trim().to_owned());
            open.set(false);
        }
    };
    view! {
        <span class="logs">
            <Show when=move || href.with(Option::is_some)>
                <a href=move || href.get() target="_blank" rel="noopener noreferrer">"Logs"</a>
            </Show>
            <button type="button" class="quiet" aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>
                {reactive(move || if href.with(Option::is_some) { "Change the link" } else { "Link to logs …" })}
            </button>
            <Show when=move || open.get()>
                <form on:submit=save>
                    <label>
                        "Address of your logs, with {trace_id}, {from}, {to}, {from_ms} and {to_ms} in their places"
                        <input node_ref=input type="text" spellcheck="false" autocomplete="off" placeholder=EXAMPLE prop:value=move || template.get()/>
                    </label>
                    <button type="submit" class="primary">{if host.is_page { "Save on this machine" } else { "Use it" }}</button>
                </form>
            </Show>
        </span>
    }
    .into_any()
}

/// A template with a trace and its time, a minute wider on both sides. `None` if it leads nowhere on the web.
fn filled(template: &str, trace_id: &str, from_ns: u64, to_ns: u64) -> Option<String> {
    let (from_ns, to_ns) = (from_ns.saturating_sub(MARGIN_NS), to_ns.saturating_add(MARGIN_NS));
    let is_web = ["https://", "http://"].iter().any(|scheme| template.starts_with(scheme));
    let values = [
        ("{trace_id}", trace_id.to_owned()),
        ("{from}", timestamp(from_ns)),
        ("{to}", timestamp(to_ns)),
        ("{from_ms}", (from_ns / 1_000_000).to_string()),
        ("{to_ms}", (to_ns / 1_000_000).to_string()),
    ];
    is_web.then(|| {
        let fill = |text: String, (name, value): &(&str, String)| text.replace(name, &encoded(value));
        values.iter().fold(template.to_owned(), fill)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled_in() {
        const AFTERNOON_NS: u64 = 1_773_756_000_000_000_000;
        let fill = |template: &str| filled(template, "0a1b", AFTERNOON_NS, AFTERNOON_NS + 5_000_000);
        assert_eq!(
            fill("https://logs/?q={trace_id}&a={from_ms}&b={to_ms}").as_deref(),
            Some("https://logs/?q=0a1b&a=1773755940000&b=1773756060005")
        );
        let times = "http://logs/{from}/{to}";
        assert_eq!(
            fill(times).as_deref(),
            Some("http://logs/2026-03-17T13:59:00.000000000Z/2026-03-17T14:01:00.005000000Z")
        );
        assert_eq!(fill("javascript:alert('{trace_id}')"), None);
        assert_eq!(fill(""), None);
    }
}
