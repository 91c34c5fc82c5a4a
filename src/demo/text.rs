//! The pieces of OTLP JSON, appended to bytes.
//!
//! Hand-written because it is the whole cost of the demo: a hundred megabytes of it are written while the page opens.

/// Appends a string literal's text.
pub(super) fn raw(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

/// Appends text with what JSON wants escaped: quotes, backslashes, line ends and tabs.
pub(super) fn escaped(out: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => raw(out, "\\n"),
            b'\t' => raw(out, "\\t"),
            _ => out.push(byte),
        }
    }
}

/// Appends a number in decimal.
pub(super) fn decimal(out: &mut Vec<u8>, number: u64) {
    const PART: u64 = 100_000_000;
    let parts = [number / PART / PART, number / PART % PART, number % PART];
    let mut digits = [b'0'; 24];
    for (part, digits) in parts.iter().zip(digits.chunks_exact_mut(8)) {
        // Eight digits fit 32 bits, whose division is cheap everywhere.
        #[expect(clippy::cast_possible_truncation, reason = "a part is below 10^8")]
        let mut rest = *part as u32;
        for digit in digits.iter_mut().rev() {
            *digit = b"0123456789"[(rest % 10) as usize];
            rest /= 10;
        }
    }
    let leading = digits.iter().take(23).take_while(|&&digit| digit == b'0').count();
    out.extend_from_slice(&digits[leading..]);
}

/// Appends 16 lower-case hexadecimal digits.
pub(super) fn hex(out: &mut Vec<u8>, number: u64) {
    let mut digits = [0; 16];
    for (pair, byte) in digits.chunks_exact_mut(2).zip(number.to_be_bytes()) {
        pair[0] = b"0123456789abcdef"[usize::from(byte >> 4)];
        pair[1] = b"0123456789abcdef"[usize::from(byte & 15)];
    }
    out.extend_from_slice(&digits);
}

/// The inside of a JSON list that grows at its end.
#[derive(Default)]
pub(super) struct List(Vec<u8>);

impl List {
    /// Empties the list and keeps its memory.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether nothing was added.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The items, separated by commas, without brackets.
    pub(super) fn items(&self) -> &[u8] {
        &self.0
    }

    /// Starts an item; what is written to the result becomes its text.
    pub(super) fn item(&mut self) -> &mut Vec<u8> {
        if !self.0.is_empty() {
            self.0.push(b',');
        }
        &mut self.0
    }

    /// Adds an attribute whose value is a string that needs no escapes.
    pub(super) fn string(&mut self, key: &str, value: &str) {
        self.attribute(key, "string", |out| {
            out.push(b'"');
            raw(out, value);
            out.push(b'"');
        });
    }

    /// Adds an attribute whose value is a string: a word, then a number of so many hexadecimal digits.
    pub(super) fn id(&mut self, key: &str, prefix: &str, number: u64, digits: usize) {
        self.attribute(key, "string", |out| {
            out.push(b'"');
            raw(out, prefix);
            hex(out, number << (64 - 4 * digits));
            out.truncate(out.len() + digits - 16);
            out.push(b'"');
        });
    }

    /// Adds an attribute whose value is whatever is written, as a string.
    pub(super) fn text(&mut self, key: &str, write: impl FnOnce(&mut Vec<u8>)) {
        self.attribute(key, "string", |out| {
            out.push(b'"');
            write(out);
            out.push(b'"');
        });
    }

    /// Adds an attribute whose value is an integer.
    pub(super) fn int(&mut self, key: &str, value: u64) {
        self.attribute(key, "int", |out| {
            out.push(b'"');
            decimal(out, value);
            out.push(b'"');
        });
    }

    /// Adds an attribute whose value is true or false.
    pub(super) fn bool(&mut self, key: &str, value: bool) {
        self.attribute(key, "bool", |out| raw(out, if value { "true" } else { "false" }));
    }

    /// Adds an attribute whose value is a number with two decimals, given in hundredths.
    pub(super) fn hundredths(&mut self, key: &str, value: u64) {
        self.attribute(key, "double", |out| {
            decimal(out, value / 100);
            out.push(b'.');
            decimal(out, value / 10 % 10);
            decimal(out, value % 10);
        });
    }

    /// Adds an attribute: the key, the type of the value and the value as it is written.
    fn attribute(&mut self, key: &str, kind: &str, value: impl FnOnce(&mut Vec<u8>)) {
        let out = self.item();
        raw(out, "{\"key\":\"");
        raw(out, key);
        raw(out, "\",\"value\":{\"");
        raw(out, kind);
        raw(out, "Value\":");
        value(out);
        raw(out, "}}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_written_as_the_standard_library_writes_them() {
        for number in [0, 7, 10, 99_999_999, 100_000_000, 1_773_756_000_000_000_000, u64::MAX] {
            assert_eq!(written(|out| decimal(out, number)), format!("{number}"));
            assert_eq!(written(|out| hex(out, number)), format!("{number:016x}"));
        }
    }

    #[test]
    fn attributes_are_valid_json_of_their_type() {
        let mut list = List::default();
        list.string("a", "x");
        list.id("b", "u-", 0xbeef, 6);
        list.int("c", 42);
        list.bool("d", true);
        list.hundredths("e", 1205);
        list.text("f", |out| escaped(out, "a \"b\"\n\tc"));
        let text = format!("[{}]", String::from_utf8_lossy(list.items()));
        let read: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        let values: Vec<String> = read.iter().map(|item| item["value"].to_string()).collect();
        assert_eq!(
            values,
            [
                r#"{"stringValue":"x"}"#,
                r#"{"stringValue":"u-00beef"}"#,
                r#"{"intValue":"42"}"#,
                r#"{"boolValue":true}"#,
                r#"{"doubleValue":12.05}"#,
                r#"{"stringValue":"a \"b\"\n\tc"}"#,
            ]
        );
    }
}
