//! Why reading stops.

use crate::error::Error;

/// Why reading a slice stopped.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Something else was expected at this index of the slice. At its very end, more bytes are needed.
    Syntax { at: usize, expected: &'static str },
    /// No more can be taken in at all.
    Fatal(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Fatal(error)
    }
}

impl Stop {
    /// The same for the slice that starts `by` bytes earlier.
    pub(crate) fn moved(self, by: usize) -> Self {
        match self {
            Self::Syntax { at, expected } => Self::Syntax { at: at + by, expected },
            Self::Fatal(error) => Self::Fatal(error),
        }
    }
}

pub(crate) type Parse<T> = Result<T, Stop>;
