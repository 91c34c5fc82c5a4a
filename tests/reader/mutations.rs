//! Files that were changed at random: no panic, a sound store, and the same of it however they are cut. What the fuzz targets do, for
//! a limited number of rounds and with seeds that are always the same.

use spanlens::ingest::{FileReader, FileReport};
use spanlens::store::{Counts, StoreBuilder, check};

use super::fixtures::fixtures;
use super::frames::{big_endian, varint};
use super::zstd::zstd;

/// The rounds, and the name of the variable that says how many instead.
const ROUNDS: u64 = 4_000;
const ROUNDS_VARIABLE: &str = "SPANLENS_MUTATIONS";

/// Random numbers: xorshift64* (Marsaglia; Vigna).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap()
    }
}

#[test]
fn changed_files_are_read_alike_however_they_are_cut() {
    let rounds = std::env::var(ROUNDS_VARIABLE).map_or(ROUNDS, |rounds| rounds.parse().unwrap());
    let files: Vec<Vec<u8>> = fixtures().into_iter().flat_map(|(_, bytes)| packed(&bytes)).collect();
    for seed in 1..=rounds {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut bytes = files[random.below(files.len())].clone();
        for _ in 0..=random.below(4) {
            change(&mut bytes, &files, &mut random);
        }
        let size = 1 + random.below(100);
        assert_eq!(read(bytes.chunks(size)), read([bytes.as_slice()]), "seed {seed}, in pieces of {size}");
    }
}

/// A file as it is, and as others write it. Not in gzip: where that breaks depends on how it is cut.
fn packed(bytes: &[u8]) -> Vec<Vec<u8>> {
    let plain = bytes.to_vec();
    vec![plain.clone(), plain, zstd(bytes), big_endian(&zstd(bytes)), varint(bytes)]
}

fn change(bytes: &mut Vec<u8>, files: &[Vec<u8>], random: &mut Random) {
    let at = random.below(bytes.len());
    let to = at + random.below(20).min(bytes.len() - at);
    match random.below(6) {
        0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
        1 if at < bytes.len() => bytes[at] = b"\x00\x0a\x12\x7f\x80\xff{}[]\",:\\"[random.below(14)],
        2 => bytes.truncate(at),
        3 => drop(bytes.drain(at..to)),
        4 => {
            let again = bytes[at..to].to_vec();
            bytes.splice(at..at, again);
        }
        _ => {
            let other = &files[random.below(files.len())];
            let from = random.below(other.len());
            bytes.splice(at..to, other[from..(from + 20).min(other.len())].iter().copied());
        }
    }
}

fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (FileReport, Counts) {
    let mut builder = StoreBuilder::new();
    let mut reader = FileReader::new(builder.add_source("changed", "default"));
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
