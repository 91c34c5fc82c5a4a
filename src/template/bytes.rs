//! What single bytes are, and what a text has of them.

/// What a byte is. All that is not ASCII counts as letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// What no shape begins with or needs.
    Other,
    Letter,
    Digit,
    Quote,
    Colon,
    At,
    Dot,
    /// What stands between the parts of dates and UUIDs.
    Dash,
}

const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Other; 256];
    let mut byte = 0_u8;
    loop {
        kinds[byte as usize] = match byte {
            b'0'..=b'9' => Kind::Digit,
            b'a'..=b'z' | b'A'..=b'Z' | 128.. => Kind::Letter,
            b'"' | b'\'' | b'`' => Kind::Quote,
            b':' => Kind::Colon,
            b'@' => Kind::At,
            b'.' => Kind::Dot,
            b'-' | b'/' => Kind::Dash,
            _ => Kind::Other,
        };
        if byte == u8::MAX {
            break kinds;
        }
        byte += 1;
    }
};

#[inline]
pub(super) fn kind(byte: u8) -> Kind {
    KINDS[byte as usize]
}

/// A word: letters and digits.
#[inline]
pub(super) fn is_word(byte: u8) -> bool {
    matches!(kind(byte), Kind::Letter | Kind::Digit)
}

/// Which kinds of bytes a text has, as bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen(u8);

impl Seen {
    /// O(length).
    pub(super) fn of(text: &str) -> Self {
        Self(text.bytes().fold(0, |seen, byte| seen | 1_u8 << kind(byte) as u8))
    }

    /// All of them: nothing is known of a text.
    #[cfg(test)]
    pub(super) const ALL: Self = Self(u8::MAX);

    #[inline]
    pub(super) fn has(self, kind: Kind) -> bool {
        self.0 >> kind as u8 & 1 == 1
    }

    #[inline]
    pub(super) fn has_any<const N: usize>(self, kinds: [Kind; N]) -> bool {
        kinds.into_iter().any(|kind| self.has(kind))
    }
}
