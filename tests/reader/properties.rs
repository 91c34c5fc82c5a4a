//! The reader against the oracle, on documents that nobody would write.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value as Json;

use super::generate::{Style, document, style};
use super::{dump, oracle, read};

proptest! {
    #[test]
    fn whatever_is_written_is_read(
        documents in vec(document(), 1..4),
        style in style(),
        between in select(vec!["", "\n", " \r\n\u{feff}"]),
        array in any::<bool>(),
        size in 1_usize..400,
    ) {
        let text = write(&documents, style, between, array);
        let (store, report) = read(text.as_bytes().chunks(size));
        prop_assert_eq!(&report.fault, &None, "{}", text);

        let (mut expected, flaws) = oracle::read(&documents);
        prop_assert_eq!(report.spans, expected.len() as u64, "{}", &text);
        let counted: u64 = report.findings.iter().map(|finding| finding.count).sum();
        prop_assert_eq!(counted, flaws, "{:?} in {}", report.findings, text);
        // Exact repeats are dropped by the store.
        let mut found = dump::spans(&store);
        (expected.sort(), found.sort());
        (expected.dedup(), found.dedup());
        prop_assert_eq!(found, expected, "{}", text);
    }
}

fn write(documents: &[Json], style: Style, between: &str, array: bool) -> String {
    let mut text = String::new();
    if array {
        style.write(&Json::Array(documents.to_vec()), &mut text);
        return text;
    }
    for document in documents {
        style.write(document, &mut text);
        text.push_str(between);
    }
    text
}
