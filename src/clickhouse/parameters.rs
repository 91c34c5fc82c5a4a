//! Parameters of requests: the values that queries name, and the settings beside them, as they stand in an address.

/// The value of a parameter that a query names, in the form that the server reads: what separates values in its files is escaped.
pub(super) fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\0' => out.push_str("\\0"),
            other => out.push(other),
        }
    }
    out
}

/// Numbers as the server reads an array of them.
pub(super) fn array_of_numbers(numbers: impl Iterator<Item = u64>) -> String {
    format!("[{}]", numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(","))
}

/// Pairs of texts as the server reads an array of them.
pub(super) fn array_of_pairs(pairs: &[(String, String)]) -> String {
    let quoted = |text: &str| format!("'{}'", escaped(text).replace('\'', "\\'"));
    let pairs: Vec<_> = pairs.iter().map(|(one, other)| format!("({},{})", quoted(one), quoted(other))).collect();
    format!("[{}]", pairs.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remote::url::append;

    #[test]
    fn arrays_quote_their_texts() {
        assert_eq!(array_of_numbers([0, 100].into_iter()), "[0,100]");
        let pairs = [("it's".to_owned(), "a\\b\n".to_owned()), (String::new(), "c".to_owned())];
        assert_eq!(array_of_pairs(&pairs), r"[('it\'s','a\\b\n'),('','c')]");
    }

    #[test]
    fn values_are_escaped_and_then_encoded() {
        let mut url = "http://host/".to_owned();
        let awkward = "it's \\ \"a\"\t\n\0--{x:String}&é";
        append(&mut url, &[("param_a".to_owned(), escaped(awkward)), ("b".to_owned(), String::new())]);
        assert_eq!(url, "http://host/?param_a=it%27s%20%5C%5C%20%22a%22%5Ct%5Cn%5C0--%7Bx%3AString%7D%26%C3%A9&b=");
    }
}
