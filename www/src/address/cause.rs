//! Errors with something in common, as a condition of a selection: `error=cause&error-service=pay&error-type=Oops`. The word after
//! `error` says what became of them.

use spanlens::analysis::{CauseKey, CauseSelection};

use super::pairs::Pairs;
use crate::words::{meaning, word};

/// Says a cause, in keys with a prefix. An empty text goes without saying.
pub(super) fn add(pairs: &mut Pairs, prefix: &str, cause: &CauseSelection) {
    let CauseSelection { key: CauseKey { service, name, error_type, message }, fate } = cause;
    pairs.add(&format!("{prefix}error"), &word(fate));
    for (key, text) in [("service", service), ("name", name), ("type", error_type), ("message", message)] {
        pairs.add_if(!text.is_empty(), &format!("{prefix}error-{key}"), text);
    }
}

/// The cause that is said, if it is said what became of its errors.
pub(super) fn of(pairs: &Pairs, prefix: &str) -> Option<CauseSelection> {
    let fate = pairs.first(&format!("{prefix}error")).and_then(meaning)?;
    let text = |key: &str| pairs.first(&format!("{prefix}error-{key}")).unwrap_or_default().to_owned();
    let key =
        CauseKey { service: text("service"), name: text("name"), error_type: text("type"), message: text("message") };
    Some(CauseSelection { key, fate })
}

#[cfg(test)]
mod tests {
    use super::*;
    use spanlens::analysis::Fate;

    #[test]
    fn a_cause_can_be_read() {
        for (fate, word) in
            [(Fate::Cause, "cause"), (Fate::Recovered, "recovered"), (Fate::Asynchronous, "asynchronous")]
        {
            let key = CauseKey { service: "pay".to_owned(), error_type: "Oops".to_owned(), ..CauseKey::default() };
            let cause = CauseSelection { key, fate };
            let mut pairs = Pairs::default();
            add(&mut pairs, "", &cause);
            assert_eq!(of(&pairs, ""), Some(cause));
            assert_eq!(pairs.into_text(), format!("error={word}&error-service=pay&error-type=Oops"));
        }
    }

    #[test]
    fn a_cause_of_an_unknown_fate_is_none() {
        assert_eq!(of(&Pairs::of("error=cats&error-service=pay"), ""), None);
        assert_eq!(of(&Pairs::of("error-service=pay"), ""), None);
    }
}
