//! Opening a trace by its id, or by the beginning of one.

use leptos::either::EitherOf3;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use spanlens::analysis::FoundTraces;
use spanlens::protocol::FindTraceQuestion;

use crate::effect::reactive;
use crate::format;
use crate::latest::Latest;
use crate::session::Session;
use crate::signals::RwSignal;
use crate::state::State;
use crate::words::OpenTrace;

/// Digits that make a text a trace id, and no word that happens to consist of a to f.
const LEAST_DIGITS: usize = 16;

/// What came of it.
#[derive(Clone)]
enum Outcome {
    Nothing,
    Failed(String),
    Several(FoundTraces),
}

/// A line for an id, and what came of it.
#[component]
pub(crate) fn FindTrace() -> impl IntoView {
    let session = expect_context::<Session>();
    let state = session.state;
    let input = NodeRef::<html::Input>::new();
    let outcome = RwSignal::new(Outcome::Nothing);
    let latest = Latest::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(text) = input.get_untracked().map(|input| input.value()) else { return };
        latest.run(session, async move {
            outcome.set(match session.ask(FindTraceQuestion { text }).await {
                Ok(found) if found.total > 1 => Outcome::Several(found),
                Ok(found) => {
                    open(state, &found, 0);
                    Outcome::Nothing
                }
                Err(failure) => Outcome::Failed(format::sentence(&failure.message)),
            });
        });
    };
    view! {
        <form class="find" role="search" on:submit=submit>
            <input
                node_ref=input
                type="text"
                aria-label="Trace id"
                placeholder="Trace id, or its first digits"
                spellcheck="false"
                autocomplete="off"
                on:input=move |_| outcome.set(Outcome::Nothing)
            />
            <button type="submit">"Open"</button>
            <span role="status">
                {reactive(move || match outcome.get() {
                    Outcome::Nothing => EitherOf3::A(()),
                    Outcome::Failed(words) => EitherOf3::B(view! { <span class="errors">{words}</span> }),
                    Outcome::Several(found) => EitherOf3::C(view! { <Several found/> }),
                })}
            </span>
        </form>
    }
}

/// The traces that a text means, to pick one from.
#[component]
fn Several(found: FoundTraces) -> impl IntoView {
    let state = expect_context::<Session>().state;
    let rest = (found.total as usize).saturating_sub(found.ids.len());
    let rest = (rest > 0).then(|| format!(" and {} more", format::count(rest as u64)));
    let ids = (0..found.ids.len()).map(|at| {
        let found = found.clone();
        let name = found.ids[at].clone();
        view! { <button type="button" class="link" on:click=move |_| open(state, &found, at)><code>{name}</code></button>" " }
    });
    view! { <span class="several">{format::counted(found.total, "trace", "traces")}": "{ids.collect_view()}{rest}</span> }
}

fn open(state: State, found: &FoundTraces, at: usize) {
    if let (Some(trace_id), Some(group), Some(&handle)) =
        (found.ids.get(at), found.groups.get(at), found.traces.get(at))
    {
        state.open_trace.set(Some(OpenTrace {
            trace_id: trace_id.clone(),
            group: group.clone(),
            span: None,
            handle: Some(handle),
        }));
    }
}

/// The digits of a text that is a trace id, as people copy it from logs. `None` if it is anything else.
pub(crate) fn pasted_id(text: &str) -> Option<String> {
    let digits: String = text.trim().chars().filter(|&character| character != '-').collect();
    let is_id = (LEAST_DIGITS..=32).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_id.then(|| digits.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_told_from_other_text() {
        let cases = [
            (" 4BF92F3577B34DA6A3CE929D0E0E4736\n", Some("4bf92f3577b34da6a3ce929d0e0e4736")),
            ("4bf92f35-77b3-4da6-a3ce-929d0e0e4736", Some("4bf92f3577b34da6a3ce929d0e0e4736")),
            ("463ac35c9f6413ad", Some("463ac35c9f6413ad")),
            ("463ac35c9f6413a", None),
            ("deadbeef", None),
            ("{\"resourceSpans\":[]}", None),
            ("4bf92f3577b34da6a3ce929d0e0e47361", None),
        ];
        for (text, id) in cases {
            assert_eq!(pasted_id(text).as_deref(), id, "{text}");
        }
    }
}
