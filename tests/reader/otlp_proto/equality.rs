//! The same traces in protobuf and in JSON.

use proptest::collection::vec;
use proptest::prelude::*;
use prost::Message;
use spanlens::demo::Demo;
use spanlens::ingest::Format;

use crate::reader::dump;
use crate::reader::frames::FRAMINGS;
use crate::reader::messages::{request, traces};
use crate::reader::read;

proptest! {
    #[test]
    fn messages_are_the_same_spans_as_in_json(messages in vec(traces(), 1..4), size in 1_usize..400) {
        let json: String = messages.iter().map(|message| serde_json::to_string(message).unwrap() + "\n").collect();
        let messages: Vec<Vec<u8>> = messages.iter().map(Message::encode_to_vec).collect();
        prop_assume!(messages.first().is_some_and(|first| !first.is_empty()));
        let (expected, _) = read([json.as_bytes()]);
        for (name, framed) in FRAMINGS {
            let (store, report) = read(framed(&messages).chunks(size));
            prop_assert_eq!((&report.fault, &report.findings), (&None, &vec![]), "{}", name);
            prop_assert_eq!(report.format, Some(Format::OtlpProto), "{}", name);
            prop_assert_eq!(dump::spans(&store), dump::spans(&expected), "{}", name);
        }
    }
}

#[test]
fn the_demo_is_the_same_in_protobuf() {
    let json: Vec<u8> = Demo::new().take(4).flatten().collect();
    let lines = json.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    let bytes: Vec<u8> = lines.filter_map(request).flat_map(|request| request.encode_to_vec()).collect();
    let (expected, _) = read([json.as_slice()]);
    assert!(expected.spans().len() > 1000);
    for size in [1 << 10, 1 << 16, usize::MAX] {
        let (store, report) = read(bytes.chunks(size));
        assert_eq!((&report.fault, &report.findings), (&None, &vec![]), "in pieces of {size}");
        assert_eq!(dump::spans(&store), dump::spans(&expected), "in pieces of {size}");
    }
}
