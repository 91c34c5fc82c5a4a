//! Parts of a file that are read by themselves: they give what reading in turn gives, wherever the parts are cut.

use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use spanlens::demo::Demo;
use spanlens::error::ErrorCode;
use spanlens::ingest::{FileReader, Segment};
use spanlens::store::{KeptLogs, StoreBuilder, check};

use super::dump::dump;
use super::fixtures::fixtures;
use super::generate::{document, style};
use super::read;

/// Reads the first part in turn and the others by themselves, where that is of use; the dump, and how many were of use.
fn read_apart(parts: &[&[u8]]) -> (String, usize) {
    let mut builder = StoreBuilder::new();
    let mut reader = FileReader::new(builder.add_source("file", "default"));
    let mut taken_over = 0;
    for (at, part) in parts.iter().enumerate() {
        match Segment::read(part, KeptLogs::All).filter(|_| at > 0 && reader.is_between_documents(&mut builder)) {
            Some(segment) => {
                reader.take_over(&mut builder, &segment).unwrap();
                taken_over += 1;
            }
            // A fault is told by the report.
            None => drop(reader.push(&mut builder, part)),
        }
    }
    let report = reader.finish(&mut builder);
    let store = builder.seal();
    check(&store).unwrap();
    (dump(&store, &report), taken_over)
}

fn line_ends(bytes: &[u8]) -> Vec<usize> {
    bytes.iter().zip(1..).filter(|&(&byte, _)| byte == b'\n').map(|(_, at)| at).collect()
}

/// How many line ends after its beginning a part may end at.
const PARTS: usize = 8;

#[test]
fn parts_of_lines_give_what_the_whole_gives() {
    let mut taken_over = 0;
    for (path, bytes) in fixtures() {
        let (store, report) = read([bytes.as_slice()]);
        let whole = dump(&store, &report);
        let ends = line_ends(&bytes);
        for &from in &ends {
            // A document of a text that is laid out has hundreds of lines.
            for &to in ends.iter().filter(|&&to| to > from).take(PARTS) {
                let (parts, count) = read_apart(&[&bytes[..from], &bytes[from..to], &bytes[to..]]);
                assert_eq!(parts, whole, "{} cut at {from} and {to}", path.display());
                taken_over += count;
            }
        }
    }
    assert!(taken_over > 5, "only {taken_over} parts were of use");
}

proptest! {
    #[test]
    fn documents_read_apart_are_the_same(documents in vec(document(), 2..5), style in style(), cuts in vec(any::<bool>(), 5)) {
        let mut text = String::new();
        let mut starts = vec![0];
        for (document, is_cut) in documents.iter().zip(cuts) {
            style.write(document, &mut text);
            text.push('\n');
            if is_cut {
                starts.push(text.len());
            }
        }
        starts.push(text.len());
        let parts: Vec<&[u8]> = starts.windows(2).map(|ends| &text.as_bytes()[ends[0]..ends[1]]).collect();
        let (store, report) = read([text.as_bytes()]);
        prop_assert_eq!(read_apart(&parts).0, dump(&store, &report), "{}", text);
    }
}

#[test]
fn json_lines_can_be_read_apart() {
    let text: Vec<u8> = Demo::new().take(4).flatten().collect();
    let ends = line_ends(&text);
    let (first, last) = (ends[ends.len() / 3], ends[ends.len() / 3 * 2]);
    let (parts, taken_over) = read_apart(&[&text[..first], &text[first..last], &text[last..]]);
    let (store, report) = read([text.as_slice()]);
    assert_eq!(parts, dump(&store, &report));
    assert_eq!(taken_over, 2);
}

#[test]
fn what_does_not_stand_by_itself_is_of_no_use() {
    let document = r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"}]}]}]}"#;
    assert!(Segment::read(format!("{document}\n").as_bytes(), KeptLogs::All).is_some());
    let others = [
        String::new(),
        document.to_owned(),
        document.replace(',', ",\n"),
        document[..30].to_owned() + "\n",
        document[1..].to_owned() + "\n",
        format!("{document}\n{{\n"),
        "{\"a\":1}\n".to_owned(),
        "text\n".to_owned(),
    ];
    for text in others {
        assert_eq!(Segment::read(text.as_bytes(), KeptLogs::All), None, "{text}");
    }
}

#[test]
fn bytes_that_are_no_batch_are_an_error() {
    // All that a batch can hold is in these two.
    let is_meant = |path: &Path| path.ends_with("values.json") || path.ends_with("logs.jsonl");
    let meant = fixtures().into_iter().filter(|(path, _)| is_meant(path));
    let text: Vec<u8> = meant.flat_map(|(_, bytes)| bytes).collect();
    let mut builder = StoreBuilder::new();
    let mut reader = FileReader::new(builder.add_source("file", "default"));
    let _ = reader.push(&mut builder, &text);
    let _ = reader.finish(&mut builder);
    let batch = builder.to_batch();
    let append = |bytes: &[u8]| {
        let mut builder = StoreBuilder::new();
        let source = builder.add_source("file", "default");
        builder.append_batch(bytes, source).map_err(|error| error.code())
    };
    assert_eq!(append(&batch), Ok(()));
    for end in 0..batch.len() {
        assert_eq!(append(&batch[..end]), Err(ErrorCode::BadMessage), "cut at {end}");
    }
    for at in 0..batch.len() {
        let mut wrong = batch.clone();
        wrong[at] ^= 0xa5;
        // It may be another batch.
        let _ = append(&wrong);
    }
}

#[test]
fn what_comes_in_pieces_ends_between_documents_too() {
    let document = r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a","attributes":[{"key":"k","value":{"stringValue":"v"}}]}]}]}]}"#;
    let text = format!("{document}\n").repeat(200);
    for size in [1, 7, 100, 1000, text.len()] {
        let mut builder = StoreBuilder::new();
        let mut reader = FileReader::new(builder.add_source("file", "default"));
        for piece in text.as_bytes().chunks(size) {
            reader.push(&mut builder, piece).unwrap();
        }
        assert!(reader.is_between_documents(&mut builder), "in pieces of {size}");
    }
}
