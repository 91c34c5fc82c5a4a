//! A filter that is being written.

use leptos::html;
use leptos::prelude::*;
use spanlens::error::{ErrorCode, Failure};
use spanlens::filter::{Completion, Completions};
use spanlens::protocol::{CompleteQuestion, ParseFilterQuestion};

use crate::effect::effect;
use crate::latest::Latest;
use crate::session::Session;
use crate::signals::RwSignal;

/// What a filter begins with, put there for who begins to write one.
const OPENING: &str = "{ ";

/// A filter that is being written, with its completions.
#[derive(Clone, Copy)]
pub(super) struct Writing {
    session: Session,
    input: NodeRef<html::Input>,
    /// What is written.
    pub(super) text: RwSignal<String>,
    /// The completions of the word at the cursor; none while they are not wanted.
    pub(super) items: RwSignal<Vec<Completion>>,
    /// What is written around the word that a completion replaces.
    around_word: RwSignal<(String, String)>,
    /// The completion that Enter takes.
    pub(super) active: RwSignal<Option<usize>>,
    /// The search for completions, of which the newest is wanted.
    completing: Latest,
}

impl Writing {
    pub(super) fn new(session: Session, input: NodeRef<html::Input>) -> Self {
        let text = RwSignal::new(String::new());
        let filter = session.state.filter;
        let writing = Self {
            session,
            input,
            text,
            items: RwSignal::default(),
            around_word: RwSignal::default(),
            active: RwSignal::default(),
            completing: Latest::new(),
        };
        // A filter that was changed elsewhere, by a click on a value or by a link, is written here, and may be none.
        effect(move || {
            let filter = filter.get();
            text.set(filter.clone());
            session.state.filter_failure.set(None);
            if !filter.is_empty() {
                session.spawn(async move {
                    let mistake = writing.mistake_in(&filter).await;
                    session.state.filter_failure.set(mistake.map(|mistake| (filter, mistake)));
                });
            }
        });
        writing
    }

    pub(super) fn is_open(&self) -> bool {
        self.items.with(|items| !items.is_empty())
    }

    pub(super) fn has_active(&self) -> bool {
        self.active.with_untracked(Option::is_some)
    }

    /// The id of the active completion in the document.
    pub(super) fn active_id(&self) -> Option<String> {
        self.active.get().map(|at| format!("filter-suggestion-{at}"))
    }

    /// Takes over what was typed.
    pub(super) fn typed(&self) {
        if let Some(input) = self.input.get_untracked() {
            self.text.set(input.value());
            self.session.state.filter_failure.set(None);
            self.narrow();
            self.complete();
        }
    }

    /// Leaves those completions that more letters of the word allow, until there are new ones.
    fn narrow(&self) {
        let word = self.word().map(|word| word.to_lowercase());
        self.active.set(None);
        self.items.update(|items| {
            items.retain(|item| word.as_ref().is_some_and(|word| item.insert.to_lowercase().contains(word)));
        });
    }

    /// The word that completions replace, with what was written of it since. `None` where more than the word has changed.
    fn word(&self) -> Option<String> {
        let (before, after) = self.around_word.get_untracked();
        let text = self.text.get_untracked();
        text.strip_prefix(&before)?.strip_suffix(&after).map(str::to_owned)
    }

    /// Begins to write.
    pub(super) fn begin(&self) {
        if self.text.with_untracked(String::is_empty) {
            self.write(OPENING.to_owned(), OPENING.len());
        }
    }

    /// Ends writing; what is not in force yet stays.
    pub(super) fn leave(&self) {
        self.close();
        if self.text.with_untracked(|text| text == OPENING) {
            self.text.set(String::new());
        }
    }

    /// Asks for what can come where the cursor is.
    pub(super) fn complete(&self) {
        let Some(input) = self.input.get_untracked() else { return };
        let text = self.text.get_untracked();
        let units = input.selection_start().ok().flatten().unwrap_or(u32::MAX);
        let cursor = u32::try_from(byte_of(&text, units)).unwrap_or(u32::MAX);
        let writing = *self;
        writing.completing.run(writing.session, async move {
            let answer = writing.session.ask(CompleteQuestion { text: text.clone(), cursor }).await;
            // What was chosen in the meantime is not asked about.
            if let (Ok(found), true) = (answer, writing.text.get_untracked() == text) {
                writing.offer(found);
            }
        });
    }

    fn offer(&self, Completions { from, to, items }: Completions) {
        let text = self.text.get_untracked();
        let word = (from as usize, to as usize);
        let is_whole =
            |item: &Completion| self.text.with_untracked(|text| text.get(word.0..word.1) == Some(&item.insert));
        let is_done = matches!(&items[..], [only] if is_whole(only));
        let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default().to_owned();
        self.around_word.set((part(0..word.0), part(word.1..text.len())));
        let items = if is_done { Vec::new() } else { items };
        // What was chosen among the completions of fewer letters stays chosen.
        let chosen = self.active.get_untracked().and_then(|at| {
            let insert = self.items.with_untracked(|items| items.get(at).map(|item| item.insert.clone()))?;
            items.iter().position(|item| item.insert == insert)
        });
        self.items.set(items);
        self.active.set(chosen);
    }

    /// Makes another completion the active one.
    pub(super) fn move_by(&self, step: isize) {
        let count = self.items.with_untracked(Vec::len);
        if count == 0 {
            self.complete();
            return;
        }
        let next = match self.active.get_untracked() {
            Some(at) => at.checked_add_signed(step).filter(|&at| at < count),
            None => Some(if step > 0 { 0 } else { count - 1 }),
        };
        self.active.set(next);
        if let Some(option) = next.and_then(|at| self.session.host.by_id(&format!("filter-suggestion-{at}"))) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }

    /// Takes the active completion, or else puts the filter in force.
    pub(super) fn enter(&self) {
        match self.active.get_untracked() {
            Some(at) => self.accept(at),
            None => self.apply(&self.text.get_untracked()),
        }
    }

    /// Takes a completion.
    pub(super) fn accept(&self, at: usize) {
        let Some(insert) = self.items.with_untracked(|items| items.get(at).map(|item| item.insert.clone())) else {
            return;
        };
        if self.word().is_none() {
            return;
        }
        let (before, after) = self.around_word.get_untracked();
        let gap = if after.starts_with(' ') { "" } else { " " };
        let cursor = before.len() + insert.len() + 1;
        self.write(format!("{before}{insert}{gap}{after}"), cursor);
    }

    /// Backs out one step: of the completions, or of what is not in force.
    pub(super) fn escape(&self) {
        if self.items.with_untracked(Vec::is_empty) {
            self.session.state.filter_failure.set(None);
            self.text.set(self.session.state.filter.get_untracked());
            self.blur();
        }
        self.close();
    }

    pub(super) fn clear(&self) {
        self.session.state.filter_failure.set(None);
        self.session.state.filter.set(String::new());
        self.text.set(String::new());
        self.close();
    }

    /// Puts a filter in force if it is one. A spanset that is left open is closed.
    fn apply(&self, text: &str) {
        self.close();
        let written = text.trim().to_owned();
        let text = without_opening(&written).to_owned();
        if text.is_empty() || text == OPENING.trim() {
            self.clear();
            return;
        }
        let writing = *self;
        writing.session.spawn(async move {
            let closed = format!("{text} }}");
            let (text, mistake) = match writing.mistake_in(&text).await {
                Some(mistake)
                    if mistake.offset == Some(text.len() as u64) && writing.mistake_in(&closed).await.is_none() =>
                {
                    (closed, None)
                }
                mistake => (text, mistake),
            };
            if writing.text.get_untracked().trim() != written {
                // Somebody has written on.
            } else if let Some(mistake) = mistake {
                writing.session.state.filter_failure.set(Some((text, mistake)));
            } else {
                writing.text.set(text.clone());
                writing.session.state.filter.set(text);
            }
        });
    }

    /// What makes a text no filter, if anything does.
    async fn mistake_in(&self, text: &str) -> Option<Failure> {
        let outcome = self.session.ask(ParseFilterQuestion { text: text.to_owned() }).await;
        // Without an engine that could tell, the text is taken as it is.
        outcome.err().filter(|failure| failure.code == ErrorCode::BadFilter)
    }

    /// Replaces what is written.
    fn write(&self, text: String, cursor: usize) {
        let units = text.get(..cursor).map_or(0, |before| before.encode_utf16().count());
        if let (Some(input), Ok(units)) = (self.input.get_untracked(), u32::try_from(units)) {
            input.set_value(&text);
            // An input of text has a selection.
            let _ = input.set_selection_range(units, units);
        }
        self.text.set(text);
        self.session.state.filter_failure.set(None);
        self.complete();
    }

    fn close(&self) {
        // What comes later is for nobody.
        self.completing.end();
        self.items.set(Vec::new());
        self.active.set(None);
    }

    fn blur(&self) {
        if let Some(input) = self.input.get_untracked() {
            // An input can lose the focus.
            let _ = input.blur();
        }
    }
}

/// Where a place of a text, counted as browsers count, is in bytes.
fn byte_of(text: &str, units: u32) -> usize {
    let mut left = units as usize;
    let before = text.chars().take_while(|character| {
        let fits = left >= character.len_utf16();
        left = left.saturating_sub(character.len_utf16());
        fits
    });
    before.map(char::len_utf8).sum()
}

/// A text in three: before a byte, the character there if there is one, and after it.
pub(super) fn around(text: &str, offset: u64) -> (&str, &str, &str) {
    let at = text.floor_char_boundary(usize::try_from(offset).unwrap_or(usize::MAX).min(text.len()));
    let (before, rest) = text.split_at(at);
    let (character, after) = rest.split_at(rest.chars().next().map_or(0, char::len_utf8));
    (before, character, after)
}

/// A filter without the brace that was put there for who began to write, where a whole filter was pasted behind it.
fn without_opening(text: &str) -> &str {
    let is_whole = |rest: &&str| rest.trim_start_matches(['!', '(', ' ']).starts_with('{');
    text.strip_prefix(OPENING).filter(is_whole).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_that_is_pasted_brings_its_own_brace() {
        let cases = [
            ("{ { status = error }", "{ status = error }"),
            ("{ !{ name = \"a\" }", "!{ name = \"a\" }"),
            ("{ ({ kind = client } || { status = error })", "({ kind = client } || { status = error })"),
            ("{ status = error }", "{ status = error }"),
            ("{ (status = error || kind = client) }", "{ (status = error || kind = client) }"),
            ("{", "{"),
        ];
        for (written, meant) in cases {
            assert_eq!(without_opening(written), meant);
        }
    }

    #[test]
    fn places_are_counted_in_utf_16() {
        let text = "aé😀b";
        let places: Vec<usize> = (0..7).map(|units| byte_of(text, units)).collect();
        assert_eq!(places, [0, 1, 3, 3, 7, 8, 8]);
    }

    #[test]
    fn a_mistake_is_pointed_at() {
        assert_eq!(around("{ a }", 2), ("{ ", "a", " }"));
        assert_eq!(around("é😀", 2), ("é", "😀", ""));
        assert_eq!(around("{ a", 3), ("{ a", "", ""));
        assert_eq!(around("é", 9), ("é", "", ""));
    }
}
