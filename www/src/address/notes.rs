//! Notes: `note=title=Retries%26text=…%26time=…`, one for each. The value has keys of its own: what was noted, and what it is about, as a
//! selection or as a span.

use super::pairs::Pairs;
use super::{selection, traces};
use crate::words::{Note, NotePlace, note_about};

const KEY: &str = "note";

/// Says notes.
pub(super) fn add(pairs: &mut Pairs, notes: &[Note]) {
    for Note { place, title, text } in notes {
        let mut said = Pairs::default();
        said.add_if(!title.is_empty(), "title", title);
        said.add_if(!text.is_empty(), "text", text);
        match place {
            NotePlace::Selection(about) => selection::add(&mut said, "", about),
            NotePlace::Span(about) => traces::add_open(&mut said, about),
        }
        pairs.add(KEY, &said.into_text());
    }
}

/// The notes that are said, as many as there can be. One that is about nothing, that is empty or too long, or that is the second about the same,
/// is as if it were not said.
pub(super) fn of(pairs: &Pairs) -> Vec<Note> {
    let mut notes = Vec::new();
    for note in pairs.all(KEY).filter_map(note) {
        if notes.len() < Note::MOST && note_about(&notes, &note.place).is_none() {
            notes.push(note);
        }
    }
    notes
}

fn note(said: &str) -> Option<Note> {
    let said = Pairs::of(said);
    let of_span = traces::open(&said).filter(|trace| trace.span.is_some()).map(NotePlace::Span);
    let place = of_span.or_else(|| Some(NotePlace::Selection(Box::new(selection::of(&said, "")?))))?;
    let text = |key| said.first(key).unwrap_or_default();
    Note::of(place, text("title"), text("text"))
}

#[cfg(test)]
pub(super) mod tests {
    use spanlens::analysis::Selection;

    use super::*;
    use crate::words::{DEFAULT_GROUP, TraceName};

    pub(in super::super) fn two_notes() -> Vec<Note> {
        let selection =
            Selection { errors_only: true, filter: Some("{ .a = \"x&y=z#%\" }".to_owned()), ..Selection::default() };
        let span = TraceName { trace_id: "0a".repeat(16), group: DEFAULT_GROUP.to_owned(), span: Some("1".repeat(16)) };
        let note = |place, title, text| Note::of(place, title, text).expect("it is short, and not empty");
        vec![
            note(NotePlace::Selection(Box::new(selection)), "Retries & <b>", "first line\nsecond=line 100%"),
            note(NotePlace::Span(span), "", "who waits here?"),
        ]
    }

    #[test]
    fn notes_are_said_and_understood() {
        let mut pairs = Pairs::default();
        add(&mut pairs, &two_notes());
        let text = pairs.into_text();
        assert_eq!(of(&Pairs::of(&text)), two_notes());
        assert!(
            text.starts_with("note=title=Retries%2520%2526%2520%253Cb%253E%26text=first%2520line%250Asecond=line%2520100%2525%26errors=only%26where="),
            "{text}"
        );
    }

    #[test]
    fn what_is_no_note_is_not_said() {
        let long = format!("note=title={}%26errors=only", "x".repeat(Note::TITLE + 1));
        for text in [
            "note=",
            "note=title=a",
            "note=errors=only",
            "note=title=%2520%26errors=only",
            "note=title=a%26trace=00",
            "note=title=a%26span=00",
            &long,
        ] {
            assert_eq!(of(&Pairs::of(text)), [], "{text}");
        }
        let twice = "note=title=a%26errors=only&note=title=b%26errors=only";
        assert_eq!(of(&Pairs::of(twice)).len(), 1);
        let many = (0..30).map(|number| format!("note=title=a%26time={number}-99&")).collect::<Vec<_>>().concat();
        assert_eq!(of(&Pairs::of(&many)).len(), Note::MOST);
    }
}
