//! The rules by which serde renames fields and variants.

/// A value of `rename_all`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Camel,
    Kebab,
    Lower,
    Snake,
}

impl Case {
    /// The rule that serde calls by this name, if it is one of those in use.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "camelCase" => Some(Self::Camel),
            "kebab-case" => Some(Self::Kebab),
            "lowercase" => Some(Self::Lower),
            "snake_case" => Some(Self::Snake),
            _ => None,
        }
    }

    /// What becomes of the name of a field, which is `snake_case`.
    pub(super) fn of_field(self, name: &str) -> String {
        match self {
            Self::Lower | Self::Snake => name.to_owned(),
            Self::Kebab => name.replace('_', "-"),
            Self::Camel => {
                let pascal: String = name.split('_').map(|word| with_first(word, char::to_ascii_uppercase)).collect();
                with_first(&pascal, char::to_ascii_lowercase)
            }
        }
    }

    /// What becomes of the name of a variant, which is `PascalCase`.
    pub(super) fn of_variant(self, name: &str) -> String {
        match self {
            Self::Lower => name.to_ascii_lowercase(),
            Self::Camel => with_first(name, char::to_ascii_lowercase),
            Self::Kebab => words(name, '-'),
            Self::Snake => words(name, '_'),
        }
    }
}

fn with_first(word: &str, change: fn(&char) -> char) -> String {
    let mut letters = word.chars();
    letters.next().iter().map(change).chain(letters).collect()
}

/// The words of a name in `PascalCase`, in lower case.
fn words(name: &str, separator: char) -> String {
    let mut words = String::new();
    for (at, letter) in name.char_indices() {
        if at > 0 && letter.is_ascii_uppercase() {
            words.push(separator);
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_changed_as_by_serde() {
        for (case, field, variant) in [
            ("camelCase", "p50Ns", "noData"),
            ("kebab-case", "p50-ns", "no-data"),
            ("lowercase", "p50_ns", "nodata"),
            ("snake_case", "p50_ns", "no_data"),
        ] {
            let case = Case::named(case).unwrap();
            assert_eq!((case.of_field("p50_ns"), case.of_variant("NoData")), (field.to_owned(), variant.to_owned()));
        }
        assert_eq!(Case::named("SCREAMING-KEBAB-CASE"), None);
    }
}
