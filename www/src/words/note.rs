//! Notes: what a person says about a finding, a selection or a span. Plain text, and little of it, as it stands in the address.

use spanlens::analysis::Selection;

use super::TraceName;

/// What a note is about. A note about a finding is one about what it selects, so that it is there wherever that is selected.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NotePlace {
    Selection(Box<Selection>),
    /// A trace, and the span of it.
    Span(TraceName),
}

/// A note, with a title, a text, or both.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Note {
    pub(crate) place: NotePlace,
    pub(crate) title: String,
    pub(crate) text: String,
}

impl Note {
    /// The most characters of a title, as JavaScript counts them.
    pub(crate) const TITLE: usize = 80;
    /// The most characters of a text, likewise.
    pub(crate) const TEXT: usize = 500;
    /// The most notes, so that the address of the page stays one that can be sent.
    pub(crate) const MOST: usize = 20;

    /// A note of what was written, without what cannot be seen: `None` where nothing is left, or where it is too long.
    pub(crate) fn of(place: NotePlace, title: &str, text: &str) -> Option<Self> {
        let title: String = title.chars().map(|c| if is_unseen(c) { ' ' } else { c }).collect();
        let text: String = text.replace("\r\n", "\n").chars().filter(|&c| c == '\n' || !is_unseen(c)).collect();
        let (title, text) = (title.trim().to_owned(), text.trim().to_owned());
        let fits = length(&title) <= Self::TITLE && length(&text) <= Self::TEXT;
        (fits && !(title.is_empty() && text.is_empty())).then_some(Self { place, title, text })
    }
}

/// How many characters a text has, as JavaScript counts them.
pub(crate) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Whether a character is there to be obeyed and not to be read: a control, or one that turns what comes after it around.
fn is_unseen(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The note about something.
pub(crate) fn note_about<'a>(notes: &'a [Note], place: &NotePlace) -> Option<&'a Note> {
    notes.iter().find(|note| note.place == *place)
}

/// Puts a note in the place of the one about the same. Whether there was room for it.
pub(crate) fn put_note(notes: &mut Vec<Note>, note: Note) -> bool {
    if let Some(known) = notes.iter_mut().find(|known| known.place == note.place) {
        *known = note;
        return true;
    }
    let has_room = notes.len() < Note::MOST;
    if has_room {
        notes.push(note);
    }
    has_room
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(errors_only: bool) -> NotePlace {
        NotePlace::Selection(Box::new(Selection { errors_only, ..Selection::default() }))
    }

    #[test]
    fn a_note_is_what_can_be_read_of_what_was_written() {
        let of = |title: &str, text: &str| Note::of(place(true), title, text).map(|note| (note.title, note.text));
        let is = |title: &str, text: &str| Some((title.to_owned(), text.to_owned()));
        assert_eq!(of(" a\nb\u{202e} ", "one\r\ntwo\u{0}\n"), is("a b", "one\ntwo"));
        assert_eq!(of("<b>x</b>", ""), is("<b>x</b>", ""));
        assert_eq!(of(" ", "\n"), None);
        let long = |number| "x".repeat(number);
        assert!(of(&long(Note::TITLE), &long(Note::TEXT)).is_some());
        assert_eq!(of(&long(Note::TITLE + 1), ""), None);
        assert_eq!(of("", &"😀".repeat(Note::TEXT / 2 + 1)), None);
    }

    #[test]
    fn there_is_one_note_about_a_thing_and_room_for_so_many() {
        let mut notes = Vec::new();
        let about = |span: usize| NotePlace::Span(TraceName { span: Some(span.to_string()), ..TraceName::default() });
        let note = |span, title| Note::of(about(span), title, "").expect("it is not empty");
        assert!((0..Note::MOST).all(|span| put_note(&mut notes, note(span, "a"))));
        assert!(!put_note(&mut notes, note(Note::MOST, "a")));
        assert!(put_note(&mut notes, note(3, "b")));
        assert_eq!(notes.len(), Note::MOST);
        assert_eq!(note_about(&notes, &about(3)).map(|note| note.title.as_str()), Some("b"));
        assert_eq!(note_about(&notes, &about(Note::MOST)), None);
    }
}
