//! Types as servers spell them, such as `Map(LowCardinality(String), String)`.

use super::types::Type;

/// How many types another may lie in.
const MAX_DEPTH: u32 = 32;

/// The type that a text means. `None` where it is none that is read.
pub(super) fn parse(text: &str) -> Option<Type> {
    let mut words = Words { rest: text };
    let found = words.whole_type(0)?;
    words.is_at_end().then_some(found)
}

/// What is left of a text.
#[derive(Debug, Clone)]
struct Words<'a> {
    rest: &'a str,
}

impl<'a> Words<'a> {
    fn is_at_end(&self) -> bool {
        self.rest.trim_start().is_empty()
    }

    /// Takes a character if it is next, with the blanks before it.
    fn takes(&mut self, character: char) -> bool {
        match self.rest.trim_start().strip_prefix(character) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, character: char) -> Option<()> {
        self.takes(character).then_some(())
    }

    /// The letters, digits and points that come next.
    fn word(&mut self) -> Option<&'a str> {
        let rest = self.rest.trim_start();
        let len = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(rest.len());
        let (word, rest) = rest.split_at(len);
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    fn number(&mut self) -> Option<u64> {
        self.word()?.parse().ok()
    }

    /// A number that may be negative.
    fn signed(&mut self) -> Option<i64> {
        let is_negative = self.takes('-');
        let number = self.word()?.parse::<i64>().ok()?;
        Some(if is_negative { -number } else { number })
    }

    /// A text in quotes of a kind, in which backslashes and the quote itself are escaped.
    fn quoted(&mut self, quote: char) -> Option<String> {
        self.expect(quote)?;
        let mut text = String::new();
        let mut characters = self.rest.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' => text.push(unescaped(characters.next()?.1)),
                _ if character == quote => {
                    self.rest = &self.rest[at + character.len_utf8()..];
                    return Some(text);
                }
                _ => text.push(character),
            }
        }
        None
    }

    /// Moves past whatever is in brackets, to behind the closing one.
    fn skip_brackets(&mut self) -> Option<()> {
        let mut depth = 1_u32;
        while depth > 0 {
            self.rest = self.rest.trim_start_matches(|c: char| !matches!(c, '(' | ')' | '\''));
            match self.rest.chars().next()? {
                '\'' => _ = self.quoted('\'')?,
                bracket => {
                    self.rest = &self.rest[1..];
                    depth = if bracket == '(' { depth + 1 } else { depth - 1 };
                }
            }
        }
        Some(())
    }

    fn whole_type(&mut self, depth: u32) -> Option<Type> {
        if depth == MAX_DEPTH {
            return None;
        }
        let name = self.word()?;
        if !self.takes('(') {
            return Type::simple(name);
        }
        let found = match name {
            "Nullable" => Type::Nullable(self.inner(depth)?),
            "LowCardinality" => Type::LowCardinality(self.inner(depth)?),
            "Array" => Type::Array(self.inner(depth)?),
            "Map" => {
                let key = self.inner(depth)?;
                self.expect(',')?;
                Type::Map(key, self.inner(depth)?)
            }
            "Tuple" => Type::Tuple(self.elements(depth)?),
            "Nested" => Type::Array(Box::new(Type::Tuple(self.elements(depth)?))),
            "SimpleAggregateFunction" => {
                self.word()?;
                if self.takes('(') {
                    self.skip_brackets()?;
                }
                self.expect(',')?;
                *self.inner(depth)?
            }
            "FixedString" => {
                let len = usize::try_from(self.number()?).ok()?;
                (len > 0).then_some(Type::Fixed(len))?
            }
            "Enum8" => Type::Enum(1, self.names()?),
            "Enum16" => Type::Enum(2, self.names()?),
            "DateTime64" => {
                let found = Type::time_of_digits(u32::try_from(self.number()?).ok()?)?;
                self.skip_brackets()?;
                return Some(found);
            }
            "Decimal" => {
                let found = Type::decimal_of_digits(self.number()?)?;
                self.skip_brackets()?;
                return Some(found);
            }
            "Decimal32" | "Decimal64" | "Decimal128" | "Decimal256" => {
                self.skip_brackets()?;
                let bits: usize = name.strip_prefix("Decimal")?.parse().ok()?;
                return Some(Type::Opaque(bits / 8));
            }
            "Time64" => {
                self.skip_brackets()?;
                return Some(Type::Opaque(8));
            }
            "DateTime" => {
                self.skip_brackets()?;
                return Type::simple(name);
            }
            _ => return None,
        };
        self.expect(')')?;
        Some(found)
    }

    fn inner(&mut self, depth: u32) -> Option<Box<Type>> {
        self.whole_type(depth + 1).map(Box::new)
    }

    /// The elements of a tuple, at least one, each with its name or without.
    fn elements(&mut self, depth: u32) -> Option<Vec<(String, Type)>> {
        let mut elements = Vec::new();
        loop {
            let name = self.element_name()?;
            elements.push((name, self.whole_type(depth + 1)?));
            if !self.takes(',') {
                return Some(elements);
            }
        }
    }

    /// The name before a type, which is there if another word follows it.
    fn element_name(&mut self) -> Option<String> {
        if self.rest.trim_start().starts_with('`') {
            return self.quoted('`');
        }
        let mut ahead = self.clone();
        let word = ahead.word()?;
        let is_name = ahead.clone().word().is_some();
        if is_name {
            *self = ahead;
            return Some(word.to_owned());
        }
        Some(String::new())
    }

    /// The names of an enumeration with their numbers, in the order of these.
    fn names(&mut self) -> Option<Vec<(i64, String)>> {
        let mut names = Vec::new();
        loop {
            let name = self.quoted('\'')?;
            self.expect('=')?;
            names.push((self.signed()?, name));
            if !self.takes(',') {
                break;
            }
        }
        names.sort();
        Some(names)
    }
}

/// What a character means behind a backslash.
fn unescaped(character: char) -> char {
    match character {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '0' => '\0',
        'b' => '\u{8}',
        'f' => '\u{c}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_as_servers_spell_them() {
        let text = || Box::new(Type::Text);
        let low = || Box::new(Type::LowCardinality(text()));
        let cases = [
            ("String", Type::Text),
            ("DateTime64(9)", Type::SignedTime(8, 1)),
            ("DateTime64(3, 'Europe/Berlin')", Type::SignedTime(8, 1_000_000)),
            ("DateTime('UTC')", Type::UnsignedTime(4, SECOND)),
            ("Date", Type::UnsignedTime(2, 86_400 * SECOND)),
            ("LowCardinality(String)", *low()),
            ("Map(LowCardinality(String), String)", Type::Map(low(), text())),
            ("Array(Map(LowCardinality(String), String))", Type::Array(Box::new(Type::Map(low(), text())))),
            ("FixedString(32)", Type::Fixed(32)),
            ("Nullable(UInt64)", Type::Nullable(Box::new(Type::Uint(8)))),
            ("LowCardinality(Nullable(String))", Type::LowCardinality(Box::new(Type::Nullable(text())))),
            ("SimpleAggregateFunction(anyLast, String)", Type::Text),
            ("SimpleAggregateFunction(groupArrayArray(3), Array(String))", Type::Array(text())),
            ("Enum8('' = 0, 'it\\'s' = 1, 'a = 2, (' = -2)", {
                Type::Enum(1, vec![(-2, "a = 2, (".to_owned()), (0, String::new()), (1, "it's".to_owned())])
            }),
            (
                "Nested(Timestamp DateTime64(9), Name LowCardinality(String))",
                Type::Array(Box::new(Type::Tuple(vec![
                    ("Timestamp".to_owned(), Type::SignedTime(8, 1)),
                    ("Name".to_owned(), *low()),
                ]))),
            ),
            (
                "Tuple(`a b` Int8, String, c Tuple(UInt8))",
                Type::Tuple(vec![
                    ("a b".to_owned(), Type::Int(1)),
                    (String::new(), Type::Text),
                    ("c".to_owned(), Type::Tuple(vec![(String::new(), Type::Uint(1))])),
                ]),
            ),
            ("Decimal(18, 3)", Type::Opaque(8)),
            ("Decimal128(3)", Type::Opaque(16)),
            ("IntervalNanosecond", Type::Opaque(8)),
            ("UInt128", Type::Opaque(16)),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
    }

    const SECOND: i64 = 1_000_000_000;

    #[test]
    fn what_is_no_type_that_is_read_is_none() {
        let deep = format!("{}String{}", "Array(".repeat(40), ")".repeat(40));
        let texts = [
            "",
            "JSON",
            "JSON(max_dynamic_paths=10)",
            "Dynamic",
            "Variant(String, UInt8)",
            "AggregateFunction(sum, UInt64)",
            "Array(",
            "Array(String",
            "Array(String))",
            "Tuple()",
            "FixedString(0)",
            "FixedString(-1)",
            "DateTime64(10)",
            "DateTime64",
            "Decimal(77, 0)",
            "Enum8()",
            "Enum8('a' = )",
            "Enum8('a = 1)",
            "Map(String)",
            "String String",
            &deep,
        ];
        for text in texts {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
