//! Which completions are offered, and in which order.

use super::completion::{Completion, CompletionKind};

/// How many completions are offered at most.
const MOST: usize = 50;

/// The best completions so far.
pub(super) struct Found {
    /// What they must contain.
    pub(super) needle: String,
    /// At most [`MOST`], by rank.
    best: Vec<(Rank, Completion)>,
}

/// How well the needle fits, the group, the order in the group, and the text.
type Rank = (u8, u8, u32, String);

impl Found {
    pub(super) fn new(needle: &str) -> Self {
        Self { needle: needle.to_owned(), best: Vec::new() }
    }

    pub(super) fn into_items(self) -> Vec<Completion> {
        self.best.into_iter().map(|(_, item)| item).collect()
    }

    /// Parts of the language, in this order and after what was offered so before.
    pub(super) fn all_fixed(&mut self, texts: &[&str], kind: CompletionKind) {
        for text in texts {
            self.fixed(text, kind);
        }
    }

    pub(super) fn fixed(&mut self, text: &str, kind: CompletionKind) {
        let order = u32::try_from(self.best.len()).unwrap_or(u32::MAX);
        // `nil` is a value that fits everywhere, and comes last.
        let group = if text == "nil" { 2 } else { 0 };
        self.add(&[text], (group, order), || Completion {
            insert: text.to_owned(),
            label: text.to_owned(),
            kind,
            count: None,
        });
    }

    /// Offers a completion by its names, the first of which is its text. Of two that insert the same, the better one is kept.
    pub(super) fn add(&mut self, names: &[&str], (group, order): (u8, u32), completion: impl FnOnce() -> Completion) {
        let (Some(fit), Some(&text)) = (fit(&self.needle, names), names.first()) else { return };
        let rank = (fit, group, order, text);
        let is_before = |(rank_of, _): &(Rank, Completion)| {
            let (fit, group, order, text) = rank_of;
            (*fit, *group, *order, text.as_str()) <= rank
        };
        // Of a million values almost all end here.
        if self.best.len() == MOST && self.best.last().is_some_and(is_before) {
            return;
        }
        let at = self.best.partition_point(is_before);
        let completion = completion();
        let same = self.best.iter().position(|(_, other)| other.insert == completion.insert);
        if same.is_some_and(|same| same < at) {
            return;
        }
        same.map(|same| self.best.remove(same));
        self.best.insert(at, ((fit, group, order, text.to_owned()), completion));
        self.best.truncate(MOST);
    }
}

/// 0 for the beginning of the first name, 1 for that of another, 2 for a part of any. Upper and lower case are the same.
fn fit(needle: &str, names: &[&str]) -> Option<u8> {
    let position = |name: &&str| {
        let mut windows = name.as_bytes().windows(needle.len().max(1));
        if needle.is_empty() {
            Some(0)
        } else {
            windows.position(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
        }
    };
    let fits =
        names.iter().zip([0, 1]).filter_map(|(name, rank)| position(name).map(|at| if at == 0 { rank } else { 2 }));
    fits.min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(needle: &str, values: &[(&str, u32)]) -> Vec<String> {
        let mut found = Found::new(needle);
        for (text, count) in values {
            found.add(&[text], (1, u32::MAX - count), || Completion {
                insert: (*text).to_owned(),
                label: (*text).to_owned(),
                kind: CompletionKind::Value,
                count: Some(*count),
            });
        }
        found.into_items().into_iter().map(|item| item.insert).collect()
    }

    #[test]
    fn beginnings_come_before_parts_then_frequent_values_then_texts() {
        let values = [("xa", 9), ("Ab", 1), ("aa", 1), ("b", 9), ("ac", 2)];
        assert_eq!(offered("a", &values), ["ac", "Ab", "aa", "xa"]);
        assert_eq!(offered("", &values), ["b", "xa", "ac", "Ab", "aa"]);
        assert_eq!(offered("abc", &values), [""; 0]);
    }

    #[test]
    fn the_best_are_kept_whatever_the_order() {
        let texts: Vec<String> = (0..200).map(|at| format!("{at:03}")).collect();
        let mut values: Vec<(&str, u32)> = texts.iter().map(String::as_str).zip(0..).collect();
        let expected: Vec<String> = texts.iter().rev().take(MOST).cloned().collect();
        assert_eq!(offered("", &values), expected);
        values.reverse();
        assert_eq!(offered("", &values), expected);
    }

    #[test]
    fn a_value_that_comes_twice_is_offered_where_it_is_better() {
        assert_eq!(offered("", &[("a", 1), ("b", 2), ("a", 3)]), ["a", "b"]);
        assert_eq!(offered("", &[("a", 3), ("b", 2), ("a", 1)]), ["a", "b"]);
    }
}
