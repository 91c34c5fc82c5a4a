//! Keyed hashes of values.

use std::fmt::Write;

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::error::{ErrorKind, Result};

/// The bytes of a key.
const KEY: usize = 32;

/// The bytes of a hash that are written: as many as no two values have in common by chance.
const SHOWN: usize = 16;

/// Hashes values under one key.
pub(super) struct Hasher(Hmac<Sha256>);

impl Hasher {
    /// A hasher with a key in hexadecimal digits.
    pub(super) fn new(key: Option<&str>) -> Result<Self> {
        let wrong = || ErrorKind::BadOption { option: "the key of hashes", expected: "64 hexadecimal digits" };
        let key = key.and_then(bytes).ok_or_else(wrong)?;
        // Every length of a key is taken.
        Ok(Self(Hmac::new_from_slice(&key).map_err(|_| wrong())?))
    }

    /// What is written in place of a text.
    pub(super) fn hash(&self, text: &str) -> String {
        let hash = self.0.clone().chain_update(text).finalize().into_bytes();
        let mut out = String::from("hmac:");
        for byte in &hash[..SHOWN] {
            _ = write!(out, "{byte:02x}");
        }
        out
    }
}

fn bytes(digits: &str) -> Option<[u8; KEY]> {
    let mut key = [0; KEY];
    let pairs = digits.as_bytes().as_chunks::<2>().0;
    if digits.len() != 2 * KEY {
        return None;
    }
    for (byte, pair) in key.iter_mut().zip(pairs) {
        let digit = |at: usize| char::from(pair[at]).to_digit(16);
        *byte = u8::try_from(digit(0)? << 4 | digit(1)?).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_the_beginning_of_an_hmac() {
        // Test case 1 of RFC 4231 has a key of 20 bytes, to which HMAC appends zeros; so it is that of 32 bytes.
        let key = "0b".repeat(20) + &"00".repeat(12);
        let hasher = Hasher::new(Some(&key)).unwrap();
        assert_eq!(hasher.hash("Hi There"), "hmac:b0344c61d8db38535ca8afceaf0bf12b");
    }

    #[test]
    fn a_key_has_its_length() {
        for key in
            [None, Some(""), Some("00"), Some(&*"0g".repeat(32)), Some(&*"é".repeat(32)), Some(&*"00".repeat(33))]
        {
            assert!(Hasher::new(key).is_err(), "{key:?}");
        }
    }
}
