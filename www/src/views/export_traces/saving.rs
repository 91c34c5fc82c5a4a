//! The button that saves the file, and how far that has come.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use leptos::prelude::*;
use spanlens::export::{ExportContents, ExportFormat, ExportOptions};
use spanlens::protocol::{Comparison, ExportPieceQuestion};
use wasm_bindgen::JsValue;

use super::choices::{Choices, FileKind};
use super::{Contents, ExportOpen};
use crate::effect::reactive;
use crate::export::FileStream;
use crate::format;
use crate::questions::comparison;
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::views::copy_button::CopyButton;

/// Where saving is.
#[derive(Debug, Clone, PartialEq, Default)]
enum Progress {
    /// Nothing is being saved.
    #[default]
    Idle,
    /// So many spans are written.
    Writing(u32),
    /// The file of this name is saved.
    Saved(String),
}

/// The buttons of the dialog, and the key of the hashes of the file that is saved.
#[component]
pub(super) fn Saving(choices: Choices, contents: Contents, fault: RwSignal<Option<String>>) -> impl IntoView {
    let (session, ExportOpen(open)) = (expect_context::<Session>(), expect_context());
    let progress = RwSignal::new(Progress::default());
    // The key ends with the dialog, and each file has another.
    let hash_key = RwSignal::new(None::<String>);
    let is_stopped = Arc::new(AtomicBool::new(false));
    let stop = {
        let is_stopped = Arc::clone(&is_stopped);
        move || is_stopped.store(true, Ordering::Relaxed)
    };
    on_cleanup(stop.clone());
    let save = move |_| {
        let FileKind::Traces(format) = choices.kind.get_untracked() else { return };
        is_stopped.store(false, Ordering::Relaxed);
        fault.set(None);
        let options = untrack(|| choices.options());
        hash_key.set(options.hash_key.clone());
        let gzip = choices.gzip.get_untracked();
        let file = (file_name(&session.state.source.get_untracked(), format, gzip), gzip);
        let what = (untrack(|| comparison(session)), options);
        let task = save_as(session, file, what, progress, Arc::clone(&is_stopped));
        session.spawn(async move {
            let outcome = task.await;
            let saved = outcome.as_ref().is_ok_and(Option::is_some);
            if !saved {
                hash_key.try_set(None);
            }
            progress.try_set(outcome.as_ref().ok().cloned().flatten().map_or(Progress::Idle, Progress::Saved));
            fault.try_set(outcome.err());
        });
    };
    let is_writing = Memo::new(move |_| progress.with(|progress| matches!(progress, Progress::Writing(_))));
    let has_none = move || contents.with(|contents| contents.as_ref().is_none_or(|contents| contents.spans == 0));
    let close = move |_| if is_writing.get_untracked() { stop() } else { open.set(false) };
    let told = move || contents.with(|contents| told(&progress.get(), contents.as_deref()));
    view! {
        <p class="choices">
            <button type="button" class="primary" disabled=move || is_writing.get() || has_none() on:click=save>"Save…"</button>
            <button type="button" on:click=close>{reactive(move || if is_writing.get() { "Stop" } else { "Close" })}</button>
            <span class="number" role="status">{told}</span>
        </p>
        {reactive(move || hash_key.get().map(told_key))}
    }
}

/// The key of the hashes of a file.
pub(super) fn told_key(key: String) -> AnyView {
    view! {
        <p class="hash-key">
            "Key of its hashes: "
            <code>{key.clone()}</code>
            <CopyButton text=key what="the key of the hashes".to_owned()/>
            <span class="quiet">
                "It is shown once and not stored; the next file gets another key. Whoever has it can search the file for a known value."
            </span>
        </p>
    }
    .into_any()
}

/// How far it is, in words.
fn told(progress: &Progress, contents: Option<&ExportContents>) -> Option<String> {
    match progress {
        Progress::Idle => None,
        Progress::Writing(spans) => {
            let all = contents.map_or(0, |contents| contents.spans);
            Some(format!("{} of {} spans", format::count(*spans), format::count(all)))
        }
        Progress::Saved(name) => Some(format!("Saved {name}")),
    }
}

/// A name that says what is in the file.
fn file_name(source: &str, format: ExportFormat, gzip: bool) -> String {
    let format = match format {
        ExportFormat::OtlpJson => "jsonl",
        ExportFormat::OtlpProto => "pb",
    };
    let packed = if gzip { ".gz" } else { "" };
    format!("{source}-traces.{format}{packed}")
}

/// Saves the file, piece by piece, and gives its name. `None` if a person picks no file or stops it; a sentence if it cannot be saved.
async fn save_as(
    session: Session,
    (name, gzip): (String, bool),
    (comparison, options): (Comparison, ExportOptions),
    progress: RwSignal<Progress>,
    is_stopped: Arc<AtomicBool>,
) -> Result<Option<String>, String> {
    let Some(file) = FileStream::begin(&name, gzip).await.map_err(|fault| sentence(&fault))? else { return Ok(None) };
    let question = ExportPieceQuestion { comparison, with_baseline: false, options, from: None };
    let tell = |written| _ = progress.try_set(Progress::Writing(written));
    match write_all(session, &file, question, tell, &is_stopped).await {
        Ok(true) => file.finish().await.map(Some).map_err(|fault| sentence(&fault)),
        other => {
            file.give_up().await;
            other.map(|_| None)
        }
    }
}

/// Writes every piece, from the one that a question is about on. Whether all are written: a person may stop it.
pub(super) async fn write_all(
    session: Session,
    file: &FileStream,
    mut question: ExportPieceQuestion,
    tell: impl Fn(u32),
    is_stopped: &AtomicBool,
) -> Result<bool, String> {
    let mut written = 0;
    loop {
        tell(written);
        let asked = session.ask(question.clone()).await;
        if is_stopped.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let piece = asked.map_err(|failure| format::sentence(&failure.message))?;
        file.write(&piece.bytes).await.map_err(|fault| sentence(&fault))?;
        written += piece.spans;
        question.from = piece.next;
        if question.from.is_none() {
            return Ok(true);
        }
    }
}

/// What the browser says, as a sentence.
pub(super) fn sentence(fault: &JsValue) -> String {
    let message = js_sys::Error::from(fault.clone()).message();
    format!("The file could not be saved: {message}")
}
