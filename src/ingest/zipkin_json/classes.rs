//! What a tag is, by its key.

use crate::ingest::resource_keys::is_resource_key;
use crate::ingest::words::Word;
use crate::store::{StoreBuilder, Sym};

/// What a tag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// An attribute of the span.
    Plain,
    /// An attribute of its resource.
    Resource,
    /// More than an attribute.
    Word(Word),
    /// A link, packed.
    Link,
}

impl Class {
    fn of(key: &str) -> Self {
        if let Some(word) = Word::of(key) {
            return Self::Word(word);
        }
        match key.strip_prefix("otlp.link.") {
            Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => Self::Link,
            _ if is_resource_key(key) => Self::Resource,
            _ => Self::Plain,
        }
    }
}

/// The classes of keys that were met, by their symbols. Keys are few and come early, so that their symbols are small.
#[derive(Debug, Default)]
pub(super) struct Classes {
    known: Vec<Option<Class>>,
}

/// Symbols from here on are looked at each time.
const MOST: usize = 1 << 16;

impl Classes {
    /// What a tag of this key is.
    #[inline]
    pub(super) fn of(&mut self, builder: &StoreBuilder, key: Sym) -> Class {
        match self.known.get(key.0 as usize) {
            Some(&Some(class)) => class,
            _ => self.learn(builder, key),
        }
    }

    #[cold]
    fn learn(&mut self, builder: &StoreBuilder, key: Sym) -> Class {
        let class = Class::of(builder.strings().text(key));
        let at = key.0 as usize;
        if at < MOST {
            if self.known.len() <= at {
                self.known.resize(at + 1, None);
            }
            self.known[at] = Some(class);
        }
        class
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_tell_whose_attribute_a_tag_is() {
        let cases = [
            ("http.route", Class::Plain),
            ("host.name", Class::Word(Word::HostName)),
            ("host.id", Class::Resource),
            ("telemetry.sdk.name", Class::Resource),
            ("service.version", Class::Resource),
            ("error", Class::Word(Word::Error)),
            ("otlp.link.12", Class::Link),
            ("otlp.link.x", Class::Plain),
        ];
        for (key, class) in cases {
            assert_eq!(Class::of(key), class, "{key}");
        }
    }

    #[test]
    fn a_class_is_the_same_when_it_is_asked_for_again() {
        let mut builder = StoreBuilder::new();
        let keys = ["a", "error", "host.id"].map(|key| builder.intern(key).unwrap());
        let mut classes = Classes::default();
        let mut all = || keys.map(|key| classes.of(&builder, key));
        assert_eq!(all(), [Class::Plain, Class::Word(Word::Error), Class::Resource]);
        assert_eq!(all(), [Class::Plain, Class::Word(Word::Error), Class::Resource]);
    }
}
