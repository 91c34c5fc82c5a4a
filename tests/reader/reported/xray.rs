//! AWS X-Ray.

use super::Case;

#[test]
fn exceptions_may_lack_anything_and_numbers_be_text() {
    let case = Case::read("xray-holes.json");
    case.is("
        orders orders server 0..400000000 error
          orders stock.example client 50000000..100000000 error
          orders wrap internal 110000000..120000000 error");
    case.has("orders", &["http.response.status_code = Int(503)", "http.response.body.size = Int(2)"]);
    case.has("stock.example", &["http.response.status_code = Int(503)", r#"peer.service = String("stock.example")"#]);
    let exception = |name: &str| {
        let nested = case.span(name).nested;
        assert_eq!(nested.len(), 1, "{name}: {nested:?}");
        nested[0].1.join("\n")
    };
    let of_root = exception("orders");
    for part in [r#"exception.type = String("TimeoutError")"#, r#"exception.message = String("no answer")"#] {
        assert!(of_root.contains(part), "{of_root}");
    }
    let stack = of_root.lines().find(|line| line.starts_with("exception.stacktrace")).unwrap();
    assert_eq!(stack.matches(r"\tat ").count(), 3, "{stack}");
    let of_call = exception("stock.example");
    assert!(of_call.contains(r#"exception.type = String("SocketError")"#) && of_call.contains("reset by peer"));
    assert_eq!(exception("wrap"), of_call, "it is that of its sibling");
    let metadata =
        case.span("orders").attributes.into_iter().find(|text| text.starts_with("aws.xray.metadata.default"));
    assert!(metadata.is_some_and(|text| text.contains("[1,2]") && text.contains("false")));
    assert_eq!(case.counts(), [1, 1, 1]);
    case.tells(&[]);
}

#[test]
fn without_flags_the_answer_says_whether_a_call_failed() {
    let case = Case::read("xray-no-flags.json");
    case.is("
        shop-web shop-web server 0..600000000 unset
          shop-web api.example client 100000000..150000000 error
          shop-web api.example client 200000000..250000000 error
          shop-web DynamoDB client 300000000..350000000 error
          shop-web pay.example client 400000000..450000000 error
          shop-web cdn.example client 500000000..550000000 unset");
    case.has("DynamoDB", &[r#"rpc.method = String("Query")"#, r#"aws.dynamodb.table_names = Array("[\"carts\"]")"#]);
    assert_eq!(case.counts(), [1, 1, 0]);
    case.tells(&[]);
}
