//! What has to be said once: what is being loaded, that this is the demo, what went wrong and what to do about it.

use std::sync::Arc;

use leptos::either::{Either, EitherOf3, EitherOf4, EitherOf6};
use leptos::prelude::*;
use spanlens::error::{ErrorCode, Failure};
use spanlens::protocol::{LoadedFile, Summary};

use super::clickhouse::{RangeBar, coverage, fetched, has_rootless_left_out, not_opened};
use super::invitation::Invitation;
use super::live::{LiveBar, Waiting};
use super::loading::LoadingLine;
use super::trace_api::{NothingFound, SearchBar, not_searched};
use crate::effect::reactive;
use crate::format;
use crate::session::Session;
use crate::signals::Memo;
use crate::state::Phase;
use crate::words::Tab;

/// What there is to say of how things are; no line where there is nothing.
#[component]
pub(crate) fn Notices(
    /// Whether only what keeps a chart from being shown is said.
    #[prop(optional)]
    is_brief: bool,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let place = move || session.state.clickhouse();
    let has_range = move || session.state.phase.with(|phase| matches!(phase, Phase::Ready | Phase::Failed(_)));
    view! {
        <section class="notices" aria-label=(!is_brief).then_some("Status")>
            {reactive(move || place().filter(|_| !is_brief && has_range()).map(|place| view! { <RangeBar period=place.period/> }))}
            {reactive(move || session.state.search().filter(|_| !is_brief && has_range()).map(|place| view! { <SearchBar place/> }))}
            {(!is_brief).then(|| view! { <LiveBar/> })}
            <Show when=move || session.state.is_from_newer.get()>
                <p class="line">"This link was made by a newer version of Spanlens. Parts of what it shows may be missing here."</p>
            </Show>
            <Show when=move || session.is_sample()>
                <p class="line">
                    "This file has the traces of a selection, and as many of its baseline, chosen by a hash of their ids. What is said of all of them together is not of all there were."
                </p>
            </Show>
            {reactive(move || match session.state.phase.get() {
                Phase::Empty => EitherOf6::A(empty_words(session)),
                Phase::Loading(loading) => EitherOf6::B(if is_brief {
                    Either::Left(view! { <LoadingLine loading on_cancel=Callback::new(move |()| session.cancel())/> })
                } else {
                    // Above the heatmap it is said how far that is.
                    Either::Right(view! { <p class="line"><DemoWords/></p> })
                }),
                Phase::Wanted(origins) => EitherOf6::F(view! { <Invitation origins/> }),
                Phase::Ready => EitherOf6::C(ready(session, is_brief)),
                Phase::Failed(failure) => EitherOf6::D(match (place(), session.state.search()) {
                    (Some(place), _) => EitherOf3::A(not_opened(session, &place, &failure)),
                    (None, Some(place)) => EitherOf3::B(not_searched(session, &place, &failure)),
                    (None, None) => EitherOf3::C(view! { <FailureBox failure/> }),
                }),
                Phase::Crashed(words) => EitherOf6::E(view! { <CrashBox words/> }),
            })}
        </section>
    }
}

/// What to do, where nothing opens by itself.
fn empty_words(session: Session) -> Option<impl IntoView> {
    let can_open = !session.is_shared && !session.host.is_page;
    can_open.then(|| view! { <p class="line">"Drop trace files here, or open them."</p> })
}

/// Nothing that could be shown, or something.
fn ready(session: Session, is_brief: bool) -> impl IntoView {
    // What is there is not made anew with everything that comes of a source without an end.
    let nothing = Memo::new(move |_| {
        session.state.summary.with(|summary| summary.as_ref().filter(|summary| is_nothing(summary)).cloned())
    });
    move || match nothing.get() {
        Some(summary) => Either::Left(match (session.state.clickhouse(), summary.live.clone()) {
            (Some(_), _) => EitherOf4::A(view! { <EmptyRange/> }),
            (None, Some(live)) => EitherOf4::B(view! { <Waiting live/> }),
            (None, None) => match session.state.search().filter(|_| has_answered(&summary)) {
                Some(place) => EitherOf4::D(view! { <NothingFound place/> }),
                None => EitherOf4::C(view! { <NothingBox summary/> }),
            },
        }),
        None => Either::Right((!is_brief).then(|| view! { <ReadyLine/> })),
    }
}

/// Whether there are no spans, neither here nor on a server that counts.
fn is_nothing(summary: &Summary) -> bool {
    summary.counted.as_ref().map_or(u64::from(summary.counts.spans), |counted| counted.spans) == 0
}

/// Whether a search came to its end.
fn has_answered(summary: &Summary) -> bool {
    summary.files.iter().any(|file| file.search.is_some() && !file.stopped)
}

/// That a range of a server has nothing in it.
#[component]
fn EmptyRange() -> impl IntoView {
    view! {
        <div class="box invitation" role="alert">
            <h2>"No traces in this range"</h2>
            <p>"The server answered, and no request of that table starts then. Choose a longer range, or another one above. If there should be \
                some, look whether the clock of the zone that is shown is the one that you mean."</p>
        </div>
    }
}

/// Why none of the files could be used, and what to do about it.
#[component]
fn NothingBox(summary: Arc<Summary>) -> impl IntoView {
    let why = |file: &LoadedFile| match &file.report.fault {
        Some(fault) => format::sentence(&fault.message),
        None if file.stopped => "Reading was cancelled.".to_owned(),
        None => "There are no spans in it.".to_owned(),
    };
    let advice = advice(&summary);
    let files = summary.files.iter().map(|file| view! { <li><b>{file.source.name.clone()}</b>": "{why(file)}</li> });
    view! {
        <div class="box" role="alert">
            <h2>"No spans were found"</h2>
            <ul>{files.collect_view()}</ul>
            {advice.into_iter().map(|words| view! { <p>{words}</p> }).collect_view()}
        </div>
    }
}

/// What to change, for each kind of fault that there is.
fn advice(summary: &Summary) -> Vec<String> {
    let page = window().location().origin().unwrap_or_default();
    let mut advice: Vec<String> = Vec::new();
    for file in &summary.files {
        let words = match file.report.fault.as_ref().map(|fault| fault.code) {
            Some(ErrorCode::UnreachableSource) => format!(
                "Check the address, and that the server is running. If it is, it has to allow this page to read its answers (CORS): its \
                 answers need the header “Access-Control-Allow-Origin: {page}”, and if you send headers of your own, it has to answer \
                 OPTIONS requests with “Access-Control-Allow-Headers” and their names. A page served by https cannot read from http, \
                 and browsers ask before a public page may reach this machine."
            ),
            Some(ErrorCode::BadStatus) => "The server is there and refuses. Check the path of the address and, for 401 \
                 and 403, that the header Authorization is what it wants."
                .to_owned(),
            _ => "Spanlens reads traces of OpenTelemetry (OTLP as JSON or protobuf, Tempo, what SDKs print), Jaeger, Zipkin, AWS X-Ray, \
                  Google Cloud Trace and Azure Application Insights, plain, compressed with gzip or zstd, or in ZIP archives. What a file \
                  is called does not matter. Open or drop another one."
                .to_owned(),
        };
        if !advice.contains(&words) {
            advice.push(words);
        }
    }
    advice
}

/// What there is to say when all is well, or nearly.
#[component]
fn ReadyLine() -> impl IntoView {
    let session = expect_context::<Session>();
    let state = session.state;
    let sampled = move || {
        let is_weighted = state.is_weighted();
        state.summary.with(|summary| summary.as_ref().and_then(|summary| sampled(summary, is_weighted)))
    };
    let hint = move || state.summary.with(|summary| summary.as_ref().and_then(|summary| hint(summary)));
    view! {
        <p class="line">
            <DemoWords/>
            {reactive(move || state.counted().map(|counted| view! { <span class="coverage">{coverage(&counted)}</span> }))}
            <Show when=move || state.counted().is_some_and(|counted| has_rootless_left_out(&counted))>
                <button type="button" class="hint" on:click=move |_| session.count_rootless()>"Count them, too"</button>
            </Show>
            {reactive(move || state.covered.get().map(|covered| view! { <span class="coverage">{fetched(&covered)}</span> }))}
            {reactive(move || sampled().map(|words| view! { <span>{words}</span> }))}
            <Show when=move || state.is_sampled()>
                <button
                    type="button"
                    class="chip"
                    title="Each stored request is weighted by its sampling probability (ot=th in the trace state, or sampling.probability)"
                    aria-pressed=move || state.weighs.get().to_string()
                    on:click=move |_| state.weighs.update(|weighs| *weighs = !*weighs)
                >
                    "Estimate numbers before sampling"
                </button>
            </Show>
            {reactive(move || hint().map(|words| view! {
                <button type="button" class="hint" on:click=move |_| state.tab.set(Tab::Report)>{words}</button>
            }))}
        </p>
    }
}

/// What the demo is, where it is open.
#[component]
fn DemoWords() -> impl IntoView {
    let session = expect_context::<Session>();
    view! {
        <Show when=move || !session.is_shared && session.state.is_demo()>
            <span>"This is the demo: an hour of a small web shop, with four incidents in it. Drop your own trace files anywhere: they stay in this tab."</span>
        </Show>
    }
}

/// That what is stored stands for more, if so, and which numbers are of what.
fn sampled(summary: &Summary, is_weighted: bool) -> Option<String> {
    let spans = format::counted(summary.sampled_spans, "span was", "spans were");
    let numbers = if is_weighted {
        "numbers with ≈ are estimates for all there was, all others are of what was stored."
    } else {
        "all numbers are of what was stored, not of all there was."
    };
    (summary.sampled_spans > 0).then(|| format!("{spans} sampled: {numbers}"))
}

/// That not all was read as it stands, if so.
fn hint(summary: &Summary) -> Option<String> {
    let reports = || summary.files.iter().map(|file| &file.report);
    let faults =
        |has_spans: bool| reports().filter(|report| report.fault.is_some() && (report.spans > 0) == has_spans).count();
    let (unread, partly_read) = (faults(false), faults(true));
    let stopped = summary.files.iter().filter(|file| file.stopped).count();
    let findings: u64 = reports().flat_map(|report| &report.findings).map(|finding| finding.count).sum();
    let files = |count: usize| if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    let parts = [
        (unread > 0).then(|| format!("{} could not be read", files(unread))),
        (partly_read > 0).then(|| format!("{} could not be read to the end", files(partly_read))),
        (stopped > 0).then(|| format!("reading was cancelled in {}", files(stopped))),
        (findings > 0).then(|| format!("{} skipped or repaired", format::count(findings))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("{}: see the report", parts.join(", ")))
}

#[component]
fn FailureBox(failure: Failure) -> impl IntoView {
    view! {
        <div class="box" role="alert">
            <h2>"This could not be opened"</h2>
            <p>{format::sentence(&failure.message)}</p>
            <p>"Open other files, or go back to the demo. What was loaded before is still here."</p>
        </div>
    }
}

#[component]
fn CrashBox(words: String) -> impl IntoView {
    let session = expect_context::<Session>();
    view! {
        <div class="box" role="alert">
            <h2>"The engine stopped"</h2>
            <p>"The engine crashed and its data is lost. Its last message:"</p>
            <pre>{words}</pre>
            <Show when=move || !session.is_shared>
                <button type="button" class="primary" on:click=move |_| session.reopen()>
                    {reactive(move || format!("Reopen {}", session.state.source.get()))}
                </button>
            </Show>
        </div>
    }
}
