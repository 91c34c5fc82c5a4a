//! What can be taken from a trace: its rows as text, its spans as a file, its flame graph.

use leptos::prelude::*;
use spanlens::analysis::{AttributeValue, Selection};
use spanlens::export::ExportOptions;
use spanlens::filter::{Field, Intrinsic};
use spanlens::protocol::{EditFilterQuestion, ExportTraceQuestion};

use super::rows_text::text_of;
use super::waterfall::Waterfall;
use super::{CanClose, close};
use crate::effect::reactive;
use crate::export::{copy, save, text_file};
use crate::format;
use crate::views::dropdown::{Dropdown, MenuPlace};
use crate::views::flash::{SAID, flash};
use crate::words::Tab;

impl Waterfall {
    /// Copies all rows that are shown as text.
    fn copy_rows(self) {
        let spans = self.rows.with_untracked(|rows| rows.spans().to_vec());
        self.copy_text(&spans);
    }

    /// Copies the selected row as text, with those that are shown below it.
    pub(super) fn copy_selected(self) {
        let selected = self.selected.get_untracked();
        let rows = self.rows.get_untracked();
        let end = if rows.is_tree() {
            self.model.with_value(|model| selected + model.trace.subtree_sizes[selected as usize])
        } else {
            selected + 1
        };
        let first = rows.row_of(selected);
        let spans: Vec<u32> =
            rows.spans().iter().skip(first).copied().take_while(|span| (selected..end).contains(span)).collect();
        self.copy_text(&spans);
    }

    fn copy_text(self, spans: &[u32]) {
        let is_tree = self.rows.with_untracked(|rows| rows.is_tree());
        let text = self.model.with_value(|model| text_of(model, spans, is_tree));
        let count = format::counted(u32::try_from(spans.len()).unwrap_or(u32::MAX), "row", "rows");
        self.session.spawn(async move { self.say_copied(&text, &count).await });
    }

    async fn say_copied(self, text: &str, what: &str) {
        let said = if copy(text).await { format!("Copied {what}") } else { format!("{what} could not be copied") };
        flash(self.said, said, SAID);
    }

    /// The trace as OTLP JSON: a document a line.
    async fn otlp_json(self) -> Result<String, String> {
        let (mut bytes, mut from) = (Vec::new(), None);
        loop {
            let asked = self.ask(|model| ExportTraceQuestion {
                trace: model.handle(),
                options: ExportOptions::default(),
                from,
            });
            let piece = asked.await.map_err(|failure| format::sentence(&failure.message))?;
            bytes.extend_from_slice(&piece.bytes);
            from = piece.next;
            if from.is_none() {
                return String::from_utf8(bytes).map_err(|_| "The trace is no text.".to_owned());
            }
        }
    }

    fn copy_json(self) {
        self.session.spawn(async move {
            match self.otlp_json().await {
                Ok(text) => self.say_copied(&text, "the trace as OTLP JSON").await,
                Err(sentence) => flash(self.said, sentence, SAID),
            }
        });
    }

    fn save_json(self) {
        self.session.spawn(async move {
            let name = self.model.with_value(|model| format!("trace-{}.jsonl", model.trace.trace_id));
            match self.otlp_json().await {
                Ok(text) => {
                    if let Some(file) = text_file(&text, "application/json") {
                        save(&file, &name);
                        flash(self.said, format!("Saved {name}"), SAID);
                    }
                }
                Err(sentence) => flash(self.said, sentence, SAID),
            }
        });
    }

    /// Shows the flame graph of this trace alone, on the page below.
    fn show_flame_graph(self) {
        let (session, state) = (self.session, self.session.state);
        let (trace_id, group) = (self.model.with_value(|model| model.trace.trace_id.clone()), self.group());
        session.spawn(async move {
            let edit = EditFilterQuestion {
                filter: String::new(),
                field: Field::Intrinsic(Intrinsic::TraceId),
                value: AttributeValue::String(trace_id),
                excludes: false,
                is_absence: false,
            };
            let Ok(filter) = session.ask(edit).await else { return };
            state.selection.set(Some(Selection { filter: Some(filter), group, ..Selection::default() }));
            state.tab.set(Tab::Latency);
            close(session);
        });
    }
}

/// The menu of what can be copied and saved, and what came of it.
#[component]
pub(super) fn HandOn(waterfall: Waterfall) -> impl IntoView {
    let CanClose(can_close) = expect_context();
    let place = MenuPlace::default();
    let item = move |name: &'static str, title: &'static str, act: fn(Waterfall)| {
        let press = move |_| {
            place.close();
            act(waterfall);
        };
        view! { <button type="button" title=title on:click=press>{name}</button> }
    };
    let has_id = waterfall.model.with_value(|model| model.trace.trace_id.bytes().any(|digit| digit != b'0'));
    view! {
        <Dropdown place class="hand-on" label="Copy or save">
            {item("Copy the rows as text", "All rows that are shown, indented. Ctrl+C copies the selected one with those below it.", Waterfall::copy_rows)}
            {item("Copy as OTLP JSON", "All that its spans say. Nothing is hidden, as an export can do.", Waterfall::copy_json)}
            {item("Save as OTLP JSON", "All that its spans say. Nothing is hidden, as an export can do.", Waterfall::save_json)}
            {(can_close && has_id).then(|| item("Show its flame graph", "Selects this trace alone, and closes it", Waterfall::show_flame_graph))}
        </Dropdown>
        <span class="number" role="status">{reactive(move || waterfall.said.get())}</span>
    }
}
