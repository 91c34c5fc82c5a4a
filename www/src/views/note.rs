//! Notes where that is shown what they are about: to be read, written and taken away.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;

use crate::effect::{effect, reactive};
use crate::format;
use crate::session::Session;
use crate::signals::{Memo, RwSignal};
use crate::state::State;
use crate::words::{Note, NotePlace, OpenTrace, length, note_about, put_note};

/// The note about something, where it is shown what that is.
#[derive(Clone, Copy)]
pub(super) struct Noting {
    state: State,
    place: Memo<Option<NotePlace>>,
    note: Memo<Option<Note>>,
    is_written: RwSignal<bool>,
    /// What begins to write.
    button: NodeRef<html::Button>,
    /// Completes "Add a note to …".
    of: StoredValue<String>,
}

impl Noting {
    /// Of what is there. `of` completes "Add a note to …".
    pub(super) fn new(session: Session, place: Memo<Option<NotePlace>>, of: String) -> Self {
        let state = session.state;
        let note = Memo::new(move |_| {
            let place = place.get()?;
            state.notes.with(|notes| note_about(notes, &place).cloned())
        });
        let is_written = RwSignal::new(false);
        effect(move || {
            // What was begun about something else is not about this.
            place.track();
            is_written.set(false);
        });
        Self { state, place, note, is_written, button: NodeRef::new(), of: StoredValue::new(of) }
    }

    /// The note, or the form that it is written in.
    pub(super) fn view(self) -> AnyView {
        let shown = move || match (self.is_written.get(), self.note.get()) {
            (true, _) => self.form(),
            (false, Some(note)) => view! { <div class="noted">{said(&note)}{self.acts()}</div> }.into_any(),
            (false, None) => ().into_any(),
        };
        reactive(shown).into_any()
    }

    /// The button that begins a note, where there is none.
    pub(super) fn add_button(self) -> AnyView {
        let is_full = move || self.state.notes.with(|notes| notes.len() >= Note::MOST);
        let title = move || {
            let room = format!("There are {} notes, and an address has no room for more.", Note::MOST);
            if is_full() { room } else { "It stands in the address, and in a file with the page".to_owned() }
        };
        let is_offered = Memo::new(move |_| {
            self.place.with(Option::is_some) && self.note.with(Option::is_none) && !self.is_written.get()
        });
        view! {
            <Show when=move || is_offered.get()>
                <button
                    node_ref=self.button
                    type="button"
                    class="quiet add-note"
                    aria-label=format!("Add a note to {}", self.of.get_value())
                    title=title
                    disabled=is_full
                    on:click=move |_| self.is_written.set(true)
                >
                    "Note"
                </button>
            </Show>
        }
        .into_any()
    }

    /// What can be done with a note.
    fn acts(self) -> AnyView {
        let of = self.of.get_value();
        let remove = move |_| {
            let place = self.place.get_untracked();
            self.state.notes.update(|notes| notes.retain(|note| Some(&note.place) != place.as_ref()));
            self.focus();
        };
        view! {
            <span class="acts">
                <button
                    node_ref=self.button
                    type="button"
                    class="quiet"
                    aria-label=format!("Edit the note to {of}")
                    on:click=move |_| self.is_written.set(true)
                >
                    "Edit"
                </button>
                <button type="button" class="quiet" aria-label=format!("Remove the note to {of}") on:click=remove>"Remove"</button>
            </span>
        }
        .into_any()
    }

    /// Ends writing.
    fn close(self) {
        self.is_written.set(false);
        self.focus();
    }

    /// Gives the focus to the button that is there with the next frame.
    fn focus(self) {
        request_animation_frame(move || {
            if let Some(button) = self.button.get_untracked() {
                // A button can take the focus.
                let _ = button.focus();
            }
        });
    }

    /// Keeps what was written. A note that says nothing is none.
    fn keep(self, place: &NotePlace, (title, text): &(String, String)) {
        self.state.notes.update(|notes| match Note::of(place.clone(), title, text) {
            Some(note) => _ = put_note(notes, note),
            None => notes.retain(|note| note.place != *place),
        });
        self.close();
    }

    /// Where it is written.
    fn form(self) -> AnyView {
        let Some(place) = self.place.get_untracked() else { return ().into_any() };
        let place = StoredValue::new_local(place);
        let (title, text) = self.note.get_untracked().map_or_else(Default::default, |note| (note.title, note.text));
        let lengths = RwSignal::new((length(&title), length(&text)));
        let (title_input, text_input) = (NodeRef::<html::Input>::new(), NodeRef::<html::Textarea>::new());
        let written = move || {
            let title = title_input.get_untracked().map(|input| input.value()).unwrap_or_default();
            (title, text_input.get_untracked().map(|input| input.value()).unwrap_or_default())
        };
        effect(move || {
            if let Some(input) = title_input.get() {
                // An input can take the focus.
                let _ = input.focus();
            }
        });
        let count = move |_| {
            let (title, text) = written();
            lengths.set((length(&title), length(&text)));
        };
        let keep = move || self.keep(&place.get_value(), &written());
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            keep();
        };
        let press = move |event: KeyboardEvent| {
            match event.key().as_str() {
                "Escape" => self.close(),
                "Enter" if event.ctrl_key() || event.meta_key() => keep(),
                _ => return,
            }
            // A dialog around it stays open.
            event.prevent_default();
            event.stop_propagation();
        };
        view! {
            <form class="note-form" aria-label=format!("Note to {}", self.of.get_value()) on:submit=submit on:keydown=press>
                <label>
                    <span>"Title"<span class="number">{reactive(move || bound(lengths.get().0, Note::TITLE))}</span></span>
                    <input node_ref=title_input type="text" maxlength=Note::TITLE.to_string() prop:value=title on:input=count/>
                </label>
                <label>
                    <span>"Text"<span class="number">{reactive(move || bound(lengths.get().1, Note::TEXT))}</span></span>
                    <textarea node_ref=text_input rows="3" maxlength=Note::TEXT.to_string() prop:value=text on:input=count></textarea>
                </label>
                <p class="choices">
                    <button type="submit" class="primary" title="Ctrl+Enter">"Keep"</button>
                    <button type="button" title="Esc" on:click=move |_| self.close()>"Cancel"</button>
                    <span class="about">"Plain text. It stands in the address, so whoever has the link reads it."</span>
                </p>
            </form>
        }
        .into_any()
    }
}

/// How much of the room is used.
fn bound(number: usize, most: usize) -> String {
    format!("{} of {}", format::count(number as u64), format::count(most as u64))
}

/// What a note says. It is text, whatever it looks like.
fn said(Note { title, text, .. }: &Note) -> AnyView {
    let (title, text) = (title.clone(), text.clone());
    view! {
        <div class="said">
            {(!title.is_empty()).then(|| view! { <b><bdi>{title}</bdi></b> })}
            {(!text.is_empty()).then(|| view! { <p><bdi>{text}</bdi></p> })}
        </div>
    }
    .into_any()
}

/// All notes but those about findings that are listed, each with the way to what it is about.
#[component]
pub(super) fn OtherNotes() -> impl IntoView {
    let session = expect_context::<Session>();
    let state = session.state;
    let others = Memo::new(move |_| other_notes(state));
    let line = move |note: Note| {
        let (words, place) = (words_of(state, &note.place), note.place.clone());
        view! {
            <li>
                {said(&note)}
                <button type="button" class="link" on:click=move |_| go(state, &place)>{words}</button>
            </li>
        }
    };
    view! {
        <Show when=move || others.with(|others| !others.is_empty())>
            <section class="other-notes" aria-label="Notes">
                <h2>"Notes"</h2>
                <ul>{reactive(move || others.get().into_iter().map(line).collect_view())}</ul>
            </section>
        </Show>
    }
}

/// All notes but those about findings.
pub(super) fn other_notes(state: State) -> Vec<Note> {
    let is_found = |place: &NotePlace| match place {
        NotePlace::Selection(about) => state.findings.with(|found| {
            found.as_ref().is_some_and(|found| found.findings.iter().any(|finding| finding.selection == **about))
        }),
        NotePlace::Span(_) => false,
    };
    state.notes.with(|notes| notes.iter().filter(|note| !is_found(&note.place)).cloned().collect())
}

/// What a note is about, in words.
pub(super) fn words_of(state: State, place: &NotePlace) -> String {
    match place {
        NotePlace::Selection(about) => format!("Selection: {}", format::selection(about, state.zone.get())),
        NotePlace::Span(about) => {
            format!("Span {} of trace {}", about.span.as_deref().unwrap_or_default(), about.trace_id)
        }
    }
}

fn go(state: State, place: &NotePlace) {
    match place {
        NotePlace::Selection(about) => state.selection.set(Some((**about).clone())),
        NotePlace::Span(about) => state.open_trace.set(Some(OpenTrace::from(about.clone()))),
    }
}
