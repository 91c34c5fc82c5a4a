//! The names of fields.

use super::hints::{Hints, Key};

/// A field of the objects of which there are so many that it is worth to remember their order.
pub(crate) trait FrequentKey: Key {
    /// What is remembered of all such objects of a format.
    type Memory;

    /// What is remembered of the keys of these objects.
    fn hints(memory: &mut Self::Memory) -> &mut Hints<Self>;
}

/// Declares the fields of one kind of object, each with its keys. Any other key is `Other`. What is remembered of frequent objects
/// is in a field of a struct: `Name in field of Struct`.
macro_rules! keys {
    ($(#[$doc:meta])* $name:ident $(in $hints:ident of $memory:ty)? { $($field:ident: $($key:literal)|+,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum $name {
            $($field,)+
            Other,
        }

        impl $crate::ingest::record::Key for $name {
            const COUNT: usize = Self::Other as usize + 1;

            fn of(key: &[u8]) -> Self {
                match key {
                    $($($key)|+ => Self::$field,)+
                    _ => Self::Other,
                }
            }

            #[inline]
            fn index(self) -> usize {
                self as usize
            }
        }

        $(impl $crate::ingest::record::FrequentKey for $name {
            type Memory = $memory;

            #[inline]
            fn hints(memory: &mut $memory) -> &mut $crate::ingest::record::Hints<Self> {
                &mut memory.$hints
            }
        })?
    };
}

pub(crate) use keys;
