//! Files that somebody has broken: fixtures of every format, cut, joined and changed at random, always in the same way.
//!
//! `SPANLENS_MUTATIONS` says how many. The fuzz targets do the same for as long as one likes.

use spanlens::ingest::{FileReader, FileReport};
use spanlens::store::{Counts, StoreBuilder, check};

use super::fixtures::fixtures;

/// Numbers that look random (Steele, Lea, Flood: `SplitMix`).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }

    /// A range of a text, mostly short.
    fn range(&mut self, len: usize) -> std::ops::Range<usize> {
        let start = self.below(len + 1);
        let most = if self.below(4) == 0 { len } else { 20 };
        start..(start + self.below(most)).min(len)
    }
}

/// What may stand anywhere in JSON.
const SNIPPETS: [&str; 12] = ["\"", "\\", "\n", "\n{\"", "{", "}", "[", "]", ",", "null", "1e99", "\u{feff}"];

fn mutate(random: &mut Random, text: &mut Vec<u8>, other: &[u8]) {
    let range = random.range(text.len());
    match random.below(6) {
        0 => drop(text.drain(range)),
        1 => drop(text.splice(range.start..range.start, other[random.range(other.len())].iter().copied())),
        2 => drop(text.splice(range, other[random.range(other.len())].iter().copied())),
        3 => {
            let copy = text[range.clone()].to_vec();
            drop(text.splice(range.start..range.start, copy));
        }
        4 => {
            let snippet = SNIPPETS[random.below(SNIPPETS.len())];
            drop(text.splice(range.start..range.start, snippet.bytes()));
        }
        _ => {
            if let Some(byte) = text.get_mut(range.start) {
                *byte ^= 1 << random.below(8);
            }
        }
    }
}

fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (FileReport, Counts) {
    let mut builder = StoreBuilder::new();
    let mut reader = FileReader::new(builder.add_source("file", "default"));
    for piece in pieces {
        if reader.push(&mut builder, piece).is_err() {
            break;
        }
    }
    let mut report = reader.finish(&mut builder);
    // How much was pushed before a fault showed depends on the pieces.
    (report.bytes, report.text_bytes) = (0, 0);
    let store = builder.seal();
    check(&store).unwrap();
    (report, *store.counts())
}

#[test]
fn broken_files_read_the_same_wherever_they_are_cut() {
    let count = std::env::var("SPANLENS_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(1_500);
    let fixtures = fixtures();
    let mut random = Random(1);
    for round in 0..count {
        let mut text = fixtures[random.below(fixtures.len())].1.clone();
        let other = &fixtures[random.below(fixtures.len())].1;
        for _ in 0..=random.below(4) {
            mutate(&mut random, &mut text, other);
        }
        let size = 1 + random.below(40);
        if read(text.chunks(size)) != read([text.as_slice()]) {
            shrink(&mut text, size);
            let shown = String::from_utf8_lossy(&text);
            assert_eq!(read(text.chunks(size)), read([text.as_slice()]), "round {round} in pieces of {size}: {shown}");
        }
    }
}

/// Takes away what does not matter.
fn shrink(text: &mut Vec<u8>, size: usize) {
    let mut len = text.len();
    while len > 0 {
        let mut at = 0;
        while at + len <= text.len() {
            let mut shorter = text.clone();
            shorter.drain(at..at + len);
            if read(shorter.chunks(size)) == read([shorter.as_slice()]) {
                at += len.div_ceil(2);
            } else {
                *text = shorter;
            }
        }
        len /= 2;
    }
}
