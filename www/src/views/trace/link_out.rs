//! The ways from a trace to other tools: links made from templates that a person gives once.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::waterfall::Waterfall;
use crate::address::encoded;
use crate::effect::reactive;
use crate::format::timestamp;
use crate::signals::{Memo, RwSignal};
use crate::words::host_of;

/// A link out of the page.
pub(super) struct Target {
    /// What its template is remembered under.
    key: &'static str,
    /// What the link is called; `None` for the name of the server that it leads to.
    name: Option<&'static str>,
    /// What gives it an address, as long as it has none.
    ask: &'static str,
    /// What is asked for.
    label: &'static str,
    example: &'static str,
    /// How much more time than that of the trace is meant, on both sides.
    margin_ns: u64,
}

/// Logs are written a little before and after what they are about.
pub(super) const LOGS: Target = Target {
    key: "spanlens-logs",
    name: Some("Logs"),
    ask: "Link to logs …",
    label: "Address of your logs, with {trace_id}, {span_id}, {from}, {to}, {from_ms} and {to_ms} in their places",
    example: "https://logs.example.org/?query={trace_id}&from={from}&to={to}",
    margin_ns: 60_000_000_000,
};

/// Another tool that shows the same trace: Jaeger's page, or Grafana.
pub(super) const OTHER_TOOL: Target = Target {
    key: "spanlens-trace-link",
    name: None,
    ask: "Link to another tool …",
    label: "Address of a trace in Jaeger, Grafana or another tool, with {trace_id}, {span_id}, {from}, {to}, {from_ms} and {to_ms} in their places",
    example: "https://jaeger.example.org/trace/{trace_id}?uiFind={span_id}",
    margin_ns: 0,
};

/// What takes the places in a template.
struct Values {
    trace_id: String,
    span_id: String,
    from_ns: u64,
    to_ns: u64,
}

/// A link to where a trace is, too, and the form for its template.
#[component]
pub(super) fn LinkOut(waterfall: Waterfall, target: &'static Target) -> impl IntoView {
    let host = waterfall.session.host;
    let template = RwSignal::new(host.remembered(target.key).unwrap_or_default());
    let input = NodeRef::<html::Input>::new();
    let open = RwSignal::new(false);
    let href = Memo::new(move |_| {
        let selected = waterfall.selected.get();
        let values = waterfall.model.with_value(|model| Values {
            trace_id: model.trace.trace_id.clone(),
            span_id: model.span_id(selected),
            from_ns: model.trace.origin_ns.saturating_sub(target.margin_ns),
            to_ns: model.trace.origin_ns.saturating_add(model.trace.duration_ns).saturating_add(target.margin_ns),
        });
        template.with(|template| filled(template, &values))
    });
    let name = move || match target.name {
        Some(name) => name.to_owned(),
        None => format!("Open in {}", template.with(|template| server(template).to_owned())),
    };
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(input) = input.get_untracked() {
            host.remember(target.key, input.value().trim());
            template.set(input.value().trim().to_owned());
            open.set(false);
        }
    };
    view! {
        <span class="link-out">
            <Show when=move || href.with(Option::is_some)>
                <a href=move || href.get() target="_blank" rel="noopener noreferrer">{name}</a>
            </Show>
            <button type="button" class="quiet" aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>
                {reactive(move || if href.with(Option::is_some) { "Change the link" } else { target.ask })}
            </button>
            <Show when=move || open.get()>
                <form on:submit=save>
                    <label>
                        {target.label}
                        <input node_ref=input type="text" spellcheck="false" autocomplete="off" placeholder=target.example prop:value=move || template.get()/>
                    </label>
                    <button type="submit" class="primary">{if host.is_page { "Save on this machine" } else { "Use it" }}</button>
                </form>
            </Show>
        </span>
    }
    .into_any()
}

/// A template with all values in their places. `None` if it leads nowhere on the web.
fn filled(template: &str, values: &Values) -> Option<String> {
    let Values { trace_id, span_id, from_ns, to_ns } = values;
    let is_web = ["https://", "http://"].iter().any(|scheme| template.starts_with(scheme));
    let values = [
        ("{trace_id}", trace_id.clone()),
        ("{span_id}", span_id.clone()),
        ("{from}", timestamp(*from_ns)),
        ("{to}", timestamp(*to_ns)),
        ("{from_ms}", (from_ns / 1_000_000).to_string()),
        ("{to_ms}", (to_ns / 1_000_000).to_string()),
    ];
    is_web.then(|| {
        let fill = |text: String, (name, value): &(&str, String)| text.replace(name, &encoded(value));
        values.iter().fold(template.to_owned(), fill)
    })
}

/// The server that an address names.
fn server(address: &str) -> &str {
    let server = host_of(address);
    server.rsplit_once('@').map_or(server, |(_, server)| server)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled_in() {
        const AFTERNOON_NS: u64 = 1_773_756_000_000_000_000;
        let values = Values {
            trace_id: "0a1b".to_owned(),
            span_id: "7".to_owned(),
            from_ns: AFTERNOON_NS,
            to_ns: AFTERNOON_NS + 5_000_000,
        };
        let fill = |template: &str| filled(template, &values);
        assert_eq!(
            fill("https://logs/?q={trace_id}&s={span_id}&a={from_ms}&b={to_ms}").as_deref(),
            Some("https://logs/?q=0a1b&s=7&a=1773756000000&b=1773756000005")
        );
        let times = "http://logs/{from}/{to}";
        assert_eq!(
            fill(times).as_deref(),
            Some("http://logs/2026-03-17T14:00:00.000000000Z/2026-03-17T14:00:00.005000000Z")
        );
        assert_eq!(fill("javascript:alert('{trace_id}')"), None);
        assert_eq!(fill(""), None);
    }

    #[test]
    fn a_server_is_what_is_before_the_path() {
        for (address, expected) in [
            ("https://jaeger.example.org:16686/trace/{trace_id}", "jaeger.example.org:16686"),
            ("http://me:secret@jaeger?x", "jaeger"),
            ("https://jaeger", "jaeger"),
        ] {
            assert_eq!(server(address), expected);
        }
    }
}
