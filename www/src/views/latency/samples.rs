//! The traces in which a frame takes longest.

use leptos::prelude::*;
use spanlens::analysis::FrameKey;
use spanlens::protocol::{Answer, FrameUnitsAnswer, FrameUnitsQuestion, Question};

use super::flame::Flame;
use crate::format;
use crate::questions::comparison;
use crate::session::Session;
use crate::words::{OpenTrace, nouns};

/// How many traces are offered.
const SAMPLES: u32 = 5;

/// A button that looks for them, and then they.
#[component]
pub(super) fn Samples(flame: Flame, key: FrameKey) -> impl IntoView {
    let session = flame.session;
    let found: RwSignal<Option<FrameUnitsAnswer>> = RwSignal::new(None);
    let look = move |_| {
        let options = session.state.latency_options.with_untracked(|options| options.graph.clone());
        let comparison = untrack(|| comparison(session));
        let question = FrameUnitsQuestion { comparison, key: key.clone(), options, samples: SAMPLES };
        session.spawn(async move {
            // A question that is out of date has no answer.
            if let Ok(Answer::FrameUnits(answer)) = session.ask(Question::FrameUnits(question)).await {
                found.try_set(Some(answer));
            }
        });
    };
    let traces = move || {
        found.get().map(|FrameUnitsAnswer { count, sample_traces, .. }| {
            let (one, many) = nouns(session.state.population.get());
            let is_shown = count > 0;
            view! {
                <p>{format!("In {}.", format::counted(count, one, many))}</p>
                {is_shown.then(|| view! {
                    <p class="samples">
                        "Where it takes longest: "
                        {sample_traces.into_iter().zip(1..).map(|(row, number)| view! {
                            <button type="button" on:click=move |_| open(session, row) aria-label=format!("Sample trace {number}")>
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

/// Opens the trace of a row, whose id is asked for first: the address of the page names it.
fn open(session: Session, row: u32) {
    let version = session.state.version.get_untracked();
    session.spawn(async move {
        if let Ok(Answer::Trace(trace)) = session.ask(Question::Trace { row }).await {
            let trace = *trace;
            session.state.open_trace.set(Some(OpenTrace {
                trace_id: trace.trace_id,
                group: trace.group,
                span: None,
                row: Some((version, row)),
            }));
        }
    });
}
