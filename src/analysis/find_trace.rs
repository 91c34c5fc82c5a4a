//! Finding a trace by its id, as people paste it.

use serde::{Deserialize, Serialize};

use crate::error::{ErrorKind, Result};
use crate::store::{Store, TraceHandle, TraceRow};
use crate::units::TraceId;

/// Traces of which an id is told, at most.
const MOST: usize = 20;

/// The hexadecimal digits of a trace id.
const DIGITS: u32 = 32;

/// The traces with an id, or with a prefix of one.
///
/// # Shape and units
///
/// `traces`, `ids` and `groups` have one entry for each of the first 20 traces in the order of the store.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundTraces {
    /// The traces.
    #[serde(with = "crate::column")]
    pub traces: Vec<TraceHandle>,
    /// Their ids, 32 digits each.
    pub ids: Vec<String>,
    /// The groups that they belong to.
    pub groups: Vec<String>,
    /// How many traces there are in all.
    pub total: u32,
}

/// Finds traces by their id: hexadecimal digits of either case; surrounding spaces and dashes are ignored.
///
/// A whole id, with or without its leading zeros, finds the traces with this id, one in each group that has it. Otherwise, the digits find
/// all traces whose id begins with them, again with or without its leading zeros. Traces without an id are never found.
///
/// # Errors
///
/// `BadOption` if the text is not one to 32 hexadecimal digits. `NotFound` if there is no such trace.
///
/// # Complexity
///
/// O(traces).
///
/// # Example
///
/// ```
/// use spanlens::analysis::find_trace;
/// use spanlens::sketch::sketch;
/// use spanlens::store::TraceRow;
///
/// let store = sketch("shop GET /   0..100\n\n shop GET /   5..10")?;
/// let found = find_trace(&store, "00000000-0000-0000-0000-000000000002")?;
/// assert_eq!((store.trace(found.traces[0])?, found.total), (TraceRow(1), 1));
/// assert_eq!(find_trace(&store, "0000")?.total, 2);
/// assert_eq!(find_trace(&store, "a1").unwrap_err().to_string(), "there is no trace whose id begins with a1");
/// # Ok::<(), spanlens::error::Error>(())
/// ```
pub fn find_trace(store: &Store, text: &str) -> Result<FoundTraces> {
    let digits = digits_of(text);
    let wanted = Prefix::of(&digits).ok_or(ErrorKind::BadOption {
        option: "a trace id",
        expected: "hexadecimal digits, 32 of them or the first few",
    })?;
    let rows = || (0..store.traces().len()).map(TraceRow);
    let mut matching: Vec<TraceRow> = rows().filter(|&row| wanted.is_whole(store.traces().id(row))).collect();
    if matching.is_empty() {
        matching = rows().filter(|&row| wanted.begins(store.traces().id(row))).collect();
    }
    if matching.is_empty() {
        let what = if wanted.len == DIGITS { "trace with the id" } else { "trace whose id begins with" };
        return Err(ErrorKind::NotFound { what, name: digits }.into());
    }
    let told = || matching.iter().take(MOST);
    Ok(FoundTraces {
        traces: told().map(|&row| store.trace_handle(row)).collect(),
        ids: told().map(|&row| store.traces().id(row).to_string()).collect(),
        groups: told().map(|&row| store.group(row).to_owned()).collect(),
        total: u32::try_from(matching.len()).unwrap_or(u32::MAX),
    })
}

/// The digits that [`find_trace`] looks for, in lower case. `None` where the text is no id and no beginning of one.
pub(crate) fn trace_digits(text: &str) -> Option<String> {
    let digits = digits_of(text);
    Prefix::of(&digits).map(|_| digits)
}

fn digits_of(text: &str) -> String {
    text.trim().chars().filter(|&c| c != '-').map(|c| c.to_ascii_lowercase()).collect()
}

/// The first digits of an id.
#[derive(Debug, Clone, Copy)]
struct Prefix {
    value: u128,
    /// How many digits there are: 1 to 32.
    len: u32,
}

impl Prefix {
    fn of(digits: &str) -> Option<Self> {
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let len = u32::try_from(digits.len()).ok().filter(|&len| is_hex && len <= DIGITS)?;
        // An empty text is no number.
        Some(Self { value: u128::from_str_radix(digits, 16).ok()?, len })
    }

    fn is_whole(self, id: TraceId) -> bool {
        let id = u128::from_be_bytes(id.0);
        id != 0 && id == self.value
    }

    fn begins(self, id: TraceId) -> bool {
        let id = u128::from_be_bytes(id.0);
        let leading_zeros = id.leading_zeros() / 4;
        id != 0 && (self.is_start_of(id) || (leading_zeros > 0 && self.is_start_of(id << (4 * leading_zeros))))
    }

    /// Whether the digits are the first of 32.
    fn is_start_of(self, id: u128) -> bool {
        id >> (4 * (DIGITS - self.len)) == self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;
    use crate::store::{SpanDraft, StoreBuilder};

    const IDS: [u128; 4] = [0, 0x0000_0000_0000_0000_463a_c35c_9f64_13ad, 0x463a << 112 | 0xff, 0xabcd << 112];

    fn store() -> Store {
        let mut builder = StoreBuilder::new();
        for (group, start_ns) in [("before", 10), ("after", 20)] {
            let source = builder.add_source("made", group);
            for (id, at) in IDS.into_iter().zip(0..) {
                let draft = SpanDraft {
                    trace_id: TraceId(id.to_be_bytes()),
                    start_ns: start_ns + at,
                    end_ns: 100,
                    ..SpanDraft::default()
                };
                builder.push(&draft, StoreBuilder::UNKNOWN_SCOPE, source).unwrap();
            }
        }
        builder.seal()
    }

    #[test]
    fn a_trace_is_found_however_its_id_is_written() {
        let store = store();
        for (text, expected) in [
            ("0000000000000000463ac35c9f6413ad", &[1, 5][..]),
            (" 463AC35C9F6413AD\n", &[1, 5]),
            ("463ac35c-9f64-13ad", &[1, 5]),
            ("463ac35c9", &[1, 5]),
            ("463a", &[1, 2, 5, 6]),
            ("463a0", &[2, 6]),
            ("0000", &[1, 5]),
            ("ABCD", &[3, 7]),
        ] {
            let found = find_trace(&store, text).unwrap();
            let rows: Vec<u32> = found.traces.iter().map(|&trace| store.trace(trace).unwrap().0).collect();
            assert_eq!((rows.as_slice(), found.total as usize), (expected, expected.len()), "{text}");
        }
    }

    #[test]
    fn what_is_not_there_is_said() {
        let store = store();
        let message = |text: &str| find_trace(&store, text).unwrap_err();
        for text in ["", "  ", "xyz", "+1", "463ac35c9f6413ad463ac35c9f6413ad0"] {
            assert_eq!(message(text).code(), ErrorCode::BadOption, "{text}");
        }
        for text in ["00000000000000000000000000000000", "463b", "d"] {
            assert_eq!(message(text).code(), ErrorCode::NotFound, "{text}");
        }
        let id = "f".repeat(32);
        assert_eq!(message(&id).to_string(), format!("there is no trace with the id {id}"));
    }
}
