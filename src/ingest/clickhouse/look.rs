//! Whether bytes begin as a block of columns does.

use super::wire::{Parse, Stop, Wire};

/// What the first bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// Not enough, and nothing against it.
    More,
    Block,
    Other,
}

/// The most columns, and the longest name and type, of a block that is told by its beginning.
const MOST: u64 = 1_000;
const LONGEST: usize = 4 << 10;

/// Looks at the first bytes of a file: two numbers, a name, and a type that begins as types do.
pub(crate) fn look(bytes: &[u8]) -> Look {
    let mut wire = Wire::new(bytes, 0);
    match block(&mut wire) {
        Ok(true) => Look::Block,
        Ok(false) | Err(Stop::Fault(_)) => Look::Other,
        Err(Stop::Cut) => Look::More,
    }
}

fn block(wire: &mut Wire<'_>) -> Parse<bool> {
    let columns = wire.varint()?;
    if columns == 0 || columns > MOST {
        return Ok(false);
    }
    _ = wire.varint()?;
    Ok(prefix(wire, is_name)? && prefix(wire, is_type)?)
}

/// Whether a text is there that is as it should be. Bytes of it that are wrong tell before all of it is there.
fn prefix(wire: &mut Wire<'_>, is_right: fn(&[u8]) -> bool) -> Parse<bool> {
    let len = wire.count()?;
    if len == 0 || len > LONGEST {
        return Ok(false);
    }
    if !is_right(wire.rest(len)) {
        return Ok(false);
    }
    wire.take(len)?;
    Ok(true)
}

/// Whether a text may be the beginning of a column's name. Names may be any text, but that of spans' columns is not.
fn is_name(text: &[u8]) -> bool {
    text.iter().all(|&byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'{' | b'}'))
}

/// Whether a text may be the beginning of a type.
fn is_type(text: &[u8]) -> bool {
    text.first().is_none_or(u8::is_ascii_uppercase) && text.iter().all(|&byte| byte >= b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_told_by_its_first_column() {
        let block = b"\x02\x03\x09Timestamp\x0dDateTime64(9)";
        for end in 0..block.len() {
            assert_eq!(look(&block[..end]), Look::More, "{end}");
        }
        assert_eq!(look(block), Look::Block);
        let others: [&[u8]; 6] = [
            b"{\"resourceSpans\":[]}",
            b"[{\"a\":1}]",
            b"\0\0\0\0",
            b"\n\x05\n\x03\0\0\0",
            b"hello, how is it going? This is a text of some length that is no block of columns at all, as you see.",
            b"\x1f\x8b\x08\0\0\0\0\0",
        ];
        for bytes in others {
            assert_eq!(look(bytes), Look::Other, "{bytes:?}");
        }
    }
}
