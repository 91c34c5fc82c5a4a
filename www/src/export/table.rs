//! Tables for other programs: CSV for spreadsheets, JSON for everything else. Numbers are whole and in the unit that their column names.

use std::fmt::Write;

/// The largest whole number that every reader of JSON keeps exactly.
const MOST_EXACT: u64 = (1 << 53) - 1;

/// The most rows that are copied: beyond that, neither the page nor a spreadsheet is of any use.
pub(crate) const MOST_ROWS: u32 = 100_000;

/// The content of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Something that was read, and may be anything.
    Text(String),
    Whole(u64),
    Fraction(f64),
    /// There is no such number.
    Nothing,
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Json,
}

impl Format {
    /// As people call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Json => "JSON",
        }
    }
}

/// Rows of as many values as there are columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Table {
    /// One name each, the unit at its end: `p99Ns`.
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<Value>>,
    /// The rows that there are, those left out as well.
    pub(crate) total: usize,
    /// What a row is, in the plural.
    pub(crate) noun: &'static str,
}

impl Table {
    /// The table as text. O(what is written).
    pub(crate) fn write(&self, format: Format) -> String {
        let mut text = String::new();
        match format {
            Format::Csv => self.write_csv(&mut text),
            Format::Json => self.write_json(&mut text),
        }
        text
    }

    /// RFC 4180: lines end with CR LF, the first one names the columns.
    fn write_csv(&self, text: &mut String) {
        for (index, column) in self.columns.iter().enumerate() {
            separate(text, index, ",");
            text.push_str(column);
        }
        text.push_str("\r\n");
        for row in &self.rows {
            for (index, value) in row.iter().enumerate() {
                separate(text, index, ",");
                match value {
                    Value::Text(words) => push_csv(text, words),
                    number => push_number(text, number, ""),
                }
            }
            text.push_str("\r\n");
        }
    }

    /// An array of objects, one a line.
    fn write_json(&self, text: &mut String) {
        text.push('[');
        for (index, row) in self.rows.iter().enumerate() {
            separate(text, index, ",");
            text.push_str("\n  {");
            for (index, (column, value)) in self.columns.iter().zip(row).enumerate() {
                separate(text, index, ", ");
                push_json(text, column);
                text.push_str(": ");
                match value {
                    Value::Text(words) => push_json(text, words),
                    number => push_number(text, number, "null"),
                }
            }
            text.push('}');
        }
        text.push_str("\n]\n");
    }
}

fn separate(text: &mut String, index: usize, separator: &str) {
    if index > 0 {
        text.push_str(separator);
    }
}

/// A number, and something else where there is none. JSON has no numbers that are not finite.
fn push_number(text: &mut String, value: &Value, nothing: &str) {
    // Writing to a string cannot fail.
    let _ = match value {
        Value::Whole(number) if *number > MOST_EXACT && !nothing.is_empty() => write!(text, "\"{number}\""),
        Value::Whole(number) => write!(text, "{number}"),
        Value::Fraction(number) if number.is_finite() => write!(text, "{number}"),
        _ => write!(text, "{nothing}"),
    };
}

/// Text in a cell of CSV. What a spreadsheet would take for a formula begins with an apostrophe, which it takes for "this is text".
fn push_csv(text: &mut String, words: &str) {
    let is_formula = words.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_quoted = words.contains(['"', ',', '\r', '\n']) || words != words.trim();
    let mark = if is_formula { "'" } else { "" };
    if is_quoted {
        text.push('"');
        text.push_str(mark);
        text.push_str(&words.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(mark);
        text.push_str(words);
    }
}

/// A string of JSON.
fn push_json(text: &mut String, words: &str) {
    text.push('"');
    for character in words.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            // JavaScript once took U+2028 and U+2029 for ends of lines.
            '\0'..' ' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(text, "\\u{:04x}", u32::from(character));
            }
            _ => text.push(character),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(values: Vec<Value>) -> Table {
        let columns = (0..values.len()).map(|index| format!("c{index}")).collect();
        Table { columns, rows: vec![values], total: 1, noun: "rows" }
    }

    fn text(words: &str) -> Value {
        Value::Text(words.to_owned())
    }

    #[test]
    fn text_in_csv_is_quoted_where_it_must_be() {
        let cases = [
            ("GET /", "GET /"),
            ("", ""),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            (" padded", "\" padded\""),
        ];
        for (words, written) in cases {
            assert_eq!(table(vec![text(words)]).write(Format::Csv), format!("c0\r\n{written}\r\n"));
        }
    }

    #[test]
    fn no_text_in_csv_is_a_formula_and_numbers_stay_numbers() {
        for (words, written) in [
            ("=1+1", "'=1+1"),
            ("+x", "'+x"),
            ("-x", "'-x"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""),
            ("\t=1", "\"'\t=1\""),
        ] {
            assert_eq!(table(vec![text(words)]).write(Format::Csv), format!("c0\r\n{written}\r\n"));
        }
        let numbers = vec![Value::Fraction(-0.5), Value::Whole(u64::MAX), Value::Nothing];
        assert_eq!(table(numbers).write(Format::Csv), "c0,c1,c2\r\n-0.5,18446744073709551615,\r\n");
    }

    #[test]
    fn json_is_an_array_of_objects() {
        let row = vec![text("a\"\\\n\u{1}"), Value::Whole(7), Value::Fraction(0.25), Value::Nothing];
        let expected = "[\n  {\"c0\": \"a\\\"\\\\\\n\\u0001\", \"c1\": 7, \"c2\": 0.25, \"c3\": null}\n]\n";
        assert_eq!(table(row).write(Format::Json), expected);
        assert_eq!(Table::default().write(Format::Json), "[\n]\n");
    }

    #[test]
    fn numbers_that_json_would_round_are_text() {
        let row = vec![Value::Whole(MOST_EXACT), Value::Whole(MOST_EXACT + 1), Value::Fraction(f64::NAN)];
        let expected = "[\n  {\"c0\": 9007199254740991, \"c1\": \"9007199254740992\", \"c2\": null}\n]\n";
        assert_eq!(table(row).write(Format::Json), expected);
    }
}
