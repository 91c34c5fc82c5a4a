//! The hash of the intern tables.
//!
//! Multiply and fold, eight bytes at a time, after wyhash (Wang Yi, public domain). It is keyed by nothing: a hostile file can
//! make its own loading slow, and no other's. The result is the same on every machine, which keeps runs repeatable.

const K0: u64 = 0xa076_1d64_78bd_642f;
const K1: u64 = 0xe703_7ed1_a0b4_28db;

/// Mixes two words into one.
#[inline]
pub(crate) fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ K0) * u128::from(b ^ K1);
    #[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
    {
        (product as u64) ^ ((product >> 64) as u64)
    }
}

/// Hashes bytes. O(length).
#[inline]
pub(crate) fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut state = bytes.len() as u64;
    let (words, tail) = bytes.as_chunks::<8>();
    for &word in words {
        state = mix(state, u64::from_le_bytes(word));
    }
    if !tail.is_empty() {
        let mut word = [0; 8];
        word[..tail.len()].copy_from_slice(tail);
        state = mix(state, u64::from_le_bytes(word));
    }
    mix(state, K0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_and_position_changes_the_hash() {
        let text = *b"abcdefghijklmnopqrstuvwxyz";
        let mut seen: Vec<u64> = (0..=text.len()).map(|end| hash_bytes(&text[..end])).collect();
        for at in 0..text.len() {
            let mut other = text;
            other[at] ^= 1;
            seen.push(hash_bytes(&other));
        }
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }
}
