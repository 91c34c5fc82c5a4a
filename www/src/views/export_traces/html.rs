//! The buttons that make and save a file with the page, the engine and the traces in it. It is made before it is saved, so that its size is known.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use js_sys::{Object, Promise, Reflect};
use leptos::prelude::*;
use spanlens::error::Failure;
use spanlens::export::{ExportContents, ExportOptions};
use spanlens::js::to_js;
use spanlens::protocol::{Comparison, ExportContentsQuestion, ExportPieceQuestion};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::choices::{Choices, Scope};
use super::saving::{sentence, told_key, write_all};
use super::{Contents, ExportOpen};
use crate::effect::{effect, reactive};
use crate::export::{FileStream, save};
use crate::format;
use crate::session::Session;
use crate::signals::{Memo, RwSignal};

/// What an error of JavaScript is called that says that there is too much for one file.
const TOO_MUCH: &str = "limit-exceeded";

/// Where making the file is.
#[derive(Debug, Clone, PartialEq, Default)]
enum Progress {
    /// There is no file of what is chosen.
    #[default]
    Idle,
    /// So many spans are written.
    Writing(u32),
    /// There is a file.
    Made {
        bytes: u64,
        /// Whether the page opens with all conditions: not with those that could say what is hidden.
        is_whole: bool,
        hash_key: Option<String>,
    },
    /// It is saved under this name.
    Saved { name: String, hash_key: Option<String> },
}

impl Progress {
    /// The key of the hashes of the file that there is.
    fn hash_key(&self) -> Option<&String> {
        match self {
            Self::Made { hash_key, .. } | Self::Saved { hash_key, .. } => hash_key.as_ref(),
            Self::Idle | Self::Writing(_) => None,
        }
    }
}

/// What a file is made of.
struct Wanted {
    comparison: Comparison,
    with_baseline: bool,
    options: ExportOptions,
    /// What is shown, as the address has it.
    state: String,
}

/// Why there is no file.
struct Fault {
    words: String,
    /// Whether fewer traces would help.
    is_too_much: bool,
}

/// The buttons of the dialog.
#[component]
pub(super) fn HtmlSaving(choices: Choices, contents: Contents, fault: RwSignal<Option<String>>) -> impl IntoView {
    let (session, ExportOpen(open)) = (expect_context::<Session>(), expect_context());
    let (progress, is_too_much) = (RwSignal::new(Progress::default()), RwSignal::new(false));
    let made = StoredValue::new_local(None::<Blob>);
    let is_stopped = StoredValue::new(Arc::new(AtomicBool::new(false)));
    let stop = move || _ = is_stopped.try_with_value(|is_stopped| is_stopped.store(true, Ordering::Relaxed));
    on_cleanup(stop);
    effect(move || {
        // Of other choices, and of other data, another file is made.
        session.state.version.track();
        let _ = (choices.redaction(), choices.scope.get());
        stop();
        made.set_value(None);
        is_too_much.set(false);
        progress.set(Progress::Idle);
    });
    let begin = move |_| {
        let (comparison, with_baseline) = untrack(|| choices.of(session));
        let options = untrack(|| choices.options());
        let state = untrack(|| session.state.address()).to_hash();
        let is_mine = Arc::new(AtomicBool::new(false));
        is_stopped.set_value(Arc::clone(&is_mine));
        fault.set(None);
        is_too_much.set(false);
        progress.set(Progress::Writing(0));
        session.spawn(async move {
            let wanted = Wanted { comparison, with_baseline, options, state };
            let outcome = file_of(session, wanted, progress, &is_mine).await;
            if is_mine.load(Ordering::Relaxed) {
                return;
            }
            match outcome {
                Ok(Some((file, now))) => {
                    made.try_set_value(Some(file));
                    progress.try_set(now);
                }
                Ok(None) => drop(progress.try_set(Progress::Idle)),
                Err(Fault { words, is_too_much: is_it }) => {
                    progress.try_set(Progress::Idle);
                    fault.try_set(Some(words));
                    is_too_much.try_set(is_it);
                }
            }
        });
    };
    let keep = move |_| {
        let Some(file) = made.get_value() else { return };
        let name = format!("{}-spanlens.html", session.state.source.get_untracked());
        save(&file, &name);
        progress.update(|progress| *progress = Progress::Saved { name, hash_key: progress.hash_key().cloned() });
    };
    let is_writing = Memo::new(move |_| progress.with(|progress| matches!(progress, Progress::Writing(_))));
    let has_none = move || contents.with(|contents| contents.as_ref().is_none_or(|contents| contents.spans == 0));
    let close = move |_| {
        if is_writing.get_untracked() {
            stop();
            progress.set(Progress::Idle);
        } else {
            open.set(false);
        }
    };
    let hash_key = Memo::new(move |_| progress.with(|progress| progress.hash_key().cloned()));
    let told = move || contents.with(|contents| told(&progress.get(), contents.as_deref()));
    view! {
        <p class="choices">
            {reactive(move || match progress.get() {
                Progress::Made { bytes, .. } => view! {
                    <button type="button" class="primary" on:click=keep>{format!("Save {}", format::bytes(bytes))}</button>
                }.into_any(),
                Progress::Saved { .. } => view! { <button type="button" class="primary" on:click=keep>"Save again"</button> }.into_any(),
                _ => view! {
                    <button type="button" class="primary" disabled=move || is_writing.get() || has_none() on:click=begin>"Make the file"</button>
                }.into_any(),
            })}
            <button type="button" on:click=close>{reactive(move || if is_writing.get() { "Stop" } else { "Close" })}</button>
            <Show when=move || is_too_much.get() && session.state.selection.with(Option::is_some) && choices.scope.get() == Scope::All>
                <button type="button" on:click=move |_| choices.scope.set(Scope::Both)>"Only the selection, and as many others"</button>
            </Show>
            <span class="number" role="status">{told}</span>
        </p>
        {reactive(move || hash_key.get().map(told_key))}
    }
}

/// How far it is, in words.
fn told(progress: &Progress, contents: Option<&ExportContents>) -> Option<String> {
    match progress {
        Progress::Idle => None,
        Progress::Writing(spans) => {
            let all = contents.map_or(0, |contents| contents.spans);
            Some(format!("{} of {} spans", format::count(*spans), format::count(all)))
        }
        Progress::Made { bytes, is_whole, .. } => {
            let size = format!("The file has {}.", format::bytes(*bytes));
            let conditions =
                "It opens without the filters, errors and calls that are chosen, as these could say what is hidden.";
            Some(if *is_whole { size } else { format!("{size} {conditions}") })
        }
        Progress::Saved { name, .. } => Some(format!("Saved {name}")),
    }
}

/// Makes the file. `None` if a person stops it.
async fn file_of(
    session: Session,
    Wanted { comparison, with_baseline, options, state }: Wanted,
    progress: RwSignal<Progress>,
    is_stopped: &AtomicBool,
) -> Result<Option<(Blob, Progress)>, Fault> {
    let hash_key = options.hash_key.clone();
    let hides = !options.redaction.is_empty();
    let question =
        ExportContentsQuestion { comparison: comparison.clone(), with_baseline, redaction: options.redaction.clone() };
    let asked = session.ask(question).await;
    let told_by_engine = |failure: Failure| Fault { words: format::sentence(&failure.message), is_too_much: false };
    let contents = asked.map_err(told_by_engine)?;
    let packing = FileStream::begin_part().map_err(|fault| fault_of(&fault))?;
    let question = ExportPieceQuestion { comparison, with_baseline, options, from: None };
    let tell = |written| {
        if !is_stopped.load(Ordering::Relaxed) {
            progress.try_set(Progress::Writing(written));
        }
    };
    match write_all(session, &packing, question, tell, is_stopped).await {
        Ok(true) => {}
        other => {
            packing.give_up().await;
            return other.map(|_| None).map_err(|words| Fault { words, is_too_much: false });
        }
    }
    let made = async {
        let traces = packing.finish_part().await?;
        let content = Object::new();
        let members: [(&str, JsValue); 5] = [
            ("traces", traces.into()),
            ("state", state.into()),
            ("contents", to_js(&contents)?),
            ("hides", hides.into()),
            ("isSample", (with_baseline || untrack(|| session.is_sample())).into()),
        ];
        for (name, value) in members {
            Reflect::set(&content, &name.into(), &value)?;
        }
        let make = session.host.html().ok_or("this page has no parts to be saved")?;
        JsFuture::from(make.call1(&JsValue::NULL, &content)?.dyn_into::<Promise>()?).await
    };
    let made = made.await.map_err(|fault| fault_of(&fault))?;
    let said = |name: &str| Reflect::get(&made, &name.into());
    let file: Blob = said("html").and_then(JsCast::dyn_into).map_err(|fault| fault_of(&fault))?;
    let is_whole = said("isStateWhole").is_ok_and(|is_whole| is_whole.is_truthy());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of bytes")]
    let bytes = file.size() as u64;
    Ok(Some((file, Progress::Made { bytes, is_whole, hash_key })))
}

/// What JavaScript says, as a sentence.
fn fault_of(fault: &JsValue) -> Fault {
    let code = Reflect::get(fault, &"code".into()).ok().and_then(|code| code.as_string());
    Fault { words: sentence(fault), is_too_much: code.as_deref() == Some(TOO_MUCH) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_is_told_and_what_is_left_out() {
        let made = |is_whole| Progress::Made { bytes: 1_234_567, is_whole, hash_key: None };
        assert_eq!(told(&made(true), None).as_deref(), Some("The file has 1.23 MB."));
        assert!(told(&made(false), None).is_some_and(|words| words.contains("could say what is hidden")));
        let contents = ExportContents { spans: 1_200, ..ExportContents::default() };
        assert_eq!(told(&Progress::Writing(7), Some(&contents)).as_deref(), Some("7 of 1,200 spans"));
    }
}
