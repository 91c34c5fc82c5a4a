//! The hash of the intern tables, and their comparison of bytes.
//!
//! They process eight or sixteen bytes at a time. If the length is not a multiple of that, the last block overlaps the one before, so that
//! nothing needs a copy or a loop. The hash multiplies 64 by 64 bits and keeps 64 bits of the product: all 128, as in wyhash and similar
//! hashes, would be a function call in WebAssembly. It has no key: a hostile file can only slow down its own loading. It is the same on
//! every machine, so runs are repeatable.

const K0: u64 = 0xa076_1d64_78bd_642f;
const K1: u64 = 0xe703_7ed1_a0b4_28db;

/// Mixes two words into one. Every bit of the result, the lowest included, depends on all bits of both: whole numbers as floats
/// differ in their highest bits only.
#[inline]
pub(crate) fn mix(a: u64, b: u64) -> u64 {
    let product = (a.rotate_left(32) ^ b).wrapping_mul(K1);
    (product ^ (product >> 32)).wrapping_mul(K0).rotate_left(32)
}

/// Hashes bytes. O(length).
#[inline]
pub(crate) fn hash_bytes(bytes: &[u8]) -> u64 {
    let length = (bytes.len() as u64).wrapping_mul(K1);
    let Some(&last) = bytes.last_chunk::<8>() else { return mix(length, short_word(bytes)) };
    let (words, _) = bytes[..bytes.len() - 1].as_chunks::<8>();
    let state = words.iter().fold(length, |state, &word| mix(state, u64::from_le_bytes(word)));
    mix(state, u64::from_le_bytes(last))
}

/// Whether two strings of bytes are equal. O(length).
#[inline]
pub(crate) fn equal_bytes(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    if let (Some(&last_a), Some(&last_b)) = (a.last_chunk(), b.last_chunk()) {
        let (a, b) = (a.as_chunks::<16>().0, b.as_chunks::<16>().0);
        let same = |a, b| u128::from_le_bytes(a) == u128::from_le_bytes(b);
        return same(last_a, last_b) && a.iter().zip(b).all(|(&a, &b)| same(a, b));
    }
    match (a.first_chunk::<8>(), a.last_chunk::<8>(), b.first_chunk::<8>(), b.last_chunk::<8>()) {
        (Some(first_a), Some(last_a), Some(first_b), Some(last_b)) => first_a == first_b && last_a == last_b,
        _ => short_word(a) == short_word(b),
    }
}

/// Fewer than eight bytes as a word: different bytes of one length give different words.
#[inline]
pub(crate) fn short_word(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>(), bytes) {
        (Some(&first), Some(&last), _) => {
            u64::from(u32::from_le_bytes(first)) << 32 | u64::from(u32::from_le_bytes(last))
        }
        (.., &[first, .., last]) => {
            let middle = bytes[bytes.len() / 2];
            u64::from(first) << 16 | u64::from(middle) << 8 | u64::from(last)
        }
        (.., &[only]) => u64::from(only),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_equal_if_and_only_if_all_of_them_are() {
        let text = *b"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";
        // Elsewhere in memory.
        let same = text;
        for length in 0..=text.len() {
            assert!(equal_bytes(&text[..length], &same[..length]));
            assert!(length == 0 || !equal_bytes(&text[..length], &text[..length - 1]));
            for at in 0..length {
                let mut other = text;
                other[at] ^= 1;
                assert!(!equal_bytes(&text[..length], &other[..length]), "{length} {at}");
            }
        }
    }

    #[test]
    fn numbers_of_all_kinds_spread_over_the_low_bits() {
        let kinds: [fn(u32) -> (u64, u64); 5] = [
            |number| (13, number.into()),
            |number| (number.into(), 7),
            |number| (u64::from(number % 250), u64::from(number / 250)),
            |number| (5, f64::from(number).to_bits()),
            |number| (5, (f64::from(number) / 100.0).to_bits()),
        ];
        for (kind, words) in kinds.into_iter().enumerate() {
            let mut buckets = vec![0; 1 << 16];
            (0..1 << 16).map(words).for_each(|(a, b)| buckets[usize::try_from(mix(a, b) % (1 << 16)).unwrap()] += 1);
            // Of 2^16 random numbers, no bucket would get more than nine or so.
            assert!(buckets.iter().max() < Some(&16), "kind {kind}: {:?}", buckets.iter().max());
        }
    }

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
