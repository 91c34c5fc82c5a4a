//! The reader of Jaeger JSON against an oracle, on documents that nobody would write.

mod generate;
mod oracle;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value as Json;

use super::generate::style;
use super::{dump, read};
use generate::document;

proptest! {
    #[test]
    fn whatever_jaeger_writes_is_read(
        documents in vec(document(), 1..4),
        style in style(),
        between in select(vec!["", "\n", " \r\n\u{feff}"]),
        array in any::<bool>(),
        size in 1_usize..400,
    ) {
        // What comes first tells the format.
        let mut text = String::from(r#"{"data":[]}"#);
        text += between;
        if array {
            style.write(&Json::Array(documents.clone()), &mut text);
        } else {
            for document in &documents {
                style.write(document, &mut text);
                text.push_str(between);
            }
        }
        let (store, report) = read(text.as_bytes().chunks(size));
        prop_assert_eq!(&report.fault, &None, "{}", text);

        let (mut expected, flaws) = oracle::read(&documents);
        prop_assert_eq!(report.spans, expected.len() as u64, "{}", &text);
        let counted: u64 = report.findings.iter().map(|finding| finding.count).sum();
        prop_assert_eq!(counted, flaws, "{:?} in {}", report.findings, text);
        // Exact repeats are dropped by the store, and what is there again as it ended.
        let left_out = store.counts().exact_repeats + store.counts().superseded;
        let mut found = dump::spans(&store);
        prop_assert_eq!(found.len() + left_out as usize, expected.len());
        for spans in [&mut expected, &mut found] {
            // Of tags in a list and tags in an object either may come first.
            for span in spans.iter_mut() {
                span.attributes.sort();
            }
            spans.sort();
            spans.dedup();
        }
        if store.counts().superseded == 0 {
            prop_assert_eq!(found, expected, "{}", text);
        } else {
            prop_assert!(found.iter().all(|span| expected.contains(span)), "{:?} in {:?}: {}", found, expected, text);
        }
    }
}
