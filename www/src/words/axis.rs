//! What the rows of the heatmap are of, in the words of the address and of whoever types it.

use spanlens::analysis::UnitNumber;
use spanlens::filter::Scope;

const SPANS: &str = "spans";
const CALLS: &str = "calls:";
const ATTRIBUTE: &str = "attribute:";

/// A number in a word: `spans`, `calls:cart`, `attribute:span.size`.
pub(crate) fn number_word(number: &UnitNumber) -> String {
    match number {
        UnitNumber::Spans => SPANS.to_owned(),
        UnitNumber::Calls(service) => format!("{CALLS}{service}"),
        UnitNumber::Attribute(scope, key) => format!("{ATTRIBUTE}{}", attribute_word(*scope, key)),
    }
}

/// The number that a word means.
pub(crate) fn number_named(word: &str) -> Option<UnitNumber> {
    if word == SPANS {
        return Some(UnitNumber::Spans);
    }
    if let Some(service) = word.strip_prefix(CALLS) {
        return Some(UnitNumber::Calls(service.to_owned()));
    }
    let (scope, key) = attribute_named(word.strip_prefix(ATTRIBUTE)?)?;
    Some(UnitNumber::Attribute(scope, key.to_owned()))
}

/// An attribute as filters begin it, its key as it is: `span.size`.
pub(crate) fn attribute_word(scope: Scope, key: &str) -> String {
    format!("{}{key}", scope.prefix())
}

/// The attribute of such a word.
pub(crate) fn attribute_named(word: &str) -> Option<(Scope, &str)> {
    Scope::ALL.into_iter().find_map(|scope| Some((scope, word.strip_prefix(scope.prefix())?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_one_of_its_word() {
        for (number, word) in [
            (UnitNumber::Spans, "spans"),
            (UnitNumber::Calls("cart:2".to_owned()), "calls:cart:2"),
            (UnitNumber::Attribute(Scope::Span, "app.order total".to_owned()), "attribute:span.app.order total"),
            (UnitNumber::Attribute(Scope::Any, "size".to_owned()), "attribute:.size"),
        ] {
            assert_eq!(number_word(&number), word);
            assert_eq!(number_named(word), Some(number));
        }
        for word in ["", "span", "attribute:size", "calls"] {
            assert_eq!(number_named(word), None, "{word}");
        }
    }
}
