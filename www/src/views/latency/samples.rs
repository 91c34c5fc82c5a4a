//! The traces in which a frame takes longest.

use leptos::prelude::*;
use spanlens::analysis::FrameKey;
use spanlens::protocol::{FrameUnitsAnswer, FrameUnitsQuestion};

use super::flame::Flame;
use crate::format;
use crate::latest::Latest;
use crate::questions::comparison;
use crate::signals::RwSignal;
use crate::words::{OpenTrace, nouns};

/// How many traces are offered.
const SAMPLES: u32 = 5;

/// A button that looks for them, and then they.
#[component]
pub(super) fn Samples(flame: Flame, key: FrameKey) -> impl IntoView {
    let session = flame.session;
    let open_trace = session.state.open_trace;
    let latest = Latest::new();
    let found: RwSignal<Option<FrameUnitsAnswer>> = RwSignal::new(None);
    let look = move |_| {
        let options = session.state.latency_options.with_untracked(|options| options.graph.clone());
        let comparison = untrack(|| comparison(session));
        let question = FrameUnitsQuestion { comparison, key: key.clone(), options, samples: SAMPLES };
        latest.run(session, async move {
            if let Ok(answer) = session.ask(question).await {
                found.try_set(Some(answer));
            }
        });
    };
    let traces = move || {
        found.get().map(|answer| {
            let count = answer.count;
            let (one, many) = nouns(session.state.population.get());
            let is_shown = count > 0;
            view! {
                <p>{format!("In {}.", format::counted(count, one, many))}</p>
                {is_shown.then(|| view! {
                    <p class="samples">
                        "Where it takes longest: "
                        {sampled(answer).into_iter().zip(1..).map(|(trace, number)| view! {
                            <button type="button" on:click=move |_| open_trace.set(Some(trace.clone())) aria-label=format!("Sample trace {number}")>
                                {number}
                            </button>
                        }).collect_view()}
                    </p>
                })}
            }
        })
    };
    view! {
        <button type="button" on:click=look>"Sample traces"</button>
        <div role="status" aria-label="Samples">{traces}</div>
    }
    .into_any()
}

/// The traces of the samples.
fn sampled(
    FrameUnitsAnswer { sample_traces, sample_trace_ids, sample_groups, .. }: FrameUnitsAnswer,
) -> Vec<OpenTrace> {
    let names = sample_trace_ids.into_iter().zip(sample_groups);
    let traces = sample_traces.into_iter().zip(names);
    traces.map(|(handle, (trace_id, group))| OpenTrace { trace_id, group, span: None, handle: Some(handle) }).collect()
}
