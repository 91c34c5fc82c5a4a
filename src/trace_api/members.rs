//! What an answer of JSON says beside its traces, found while it goes by: its outermost members of some names, without keeping the rest.

/// How much of a member is kept.
const LONGEST: usize = 64 << 10;

/// Looks for members of the outermost objects of a text of JSON. Text that is none gives nothing. O(length), however the bytes are cut.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a state of its own of the text that goes by")]
pub(super) struct Members {
    wanted: &'static [&'static str],
    depth: usize,
    is_text: bool,
    is_escaped: bool,
    /// Whether the next text at this place is the name of a member.
    expects_name: bool,
    /// The name that is read, or was read last.
    name: Option<Vec<u8>>,
    /// Whether the outermost value is an object.
    is_object: bool,
    /// Whether what was found last is still being read.
    is_taking: bool,
    found: Vec<(&'static str, Vec<u8>)>,
    has_begun: bool,
}

impl Members {
    /// Looks for members of these names.
    pub(super) fn wanted(wanted: &'static [&'static str]) -> Self {
        Self { wanted, ..Self::default() }
    }

    /// Takes the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            let was_taking = self.is_taking;
            if self.is_text {
                self.text(byte);
            } else {
                self.mark(byte);
            }
            if let (true, true, Some((_, value))) = (was_taking, self.is_taking, self.found.last_mut())
                && value.len() < LONGEST
            {
                value.push(byte);
            }
        }
    }

    /// A byte of a text.
    fn text(&mut self, byte: u8) {
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' => self.is_escaped = true,
            b'"' => {
                self.is_text = false;
                return;
            }
            _ => {}
        }
        if let (true, Some(name)) = (self.expects_name, &mut self.name)
            && name.len() < LONGEST
        {
            name.push(byte);
        }
    }

    /// A byte outside of texts.
    fn mark(&mut self, byte: u8) {
        match byte {
            b'"' => {
                self.is_text = true;
                if self.expects_name {
                    self.name = Some(Vec::new());
                }
            }
            b'{' | b'[' => {
                self.depth += 1;
                self.has_begun = true;
                if self.depth == 1 {
                    (self.is_object, self.expects_name) = (byte == b'{', byte == b'{');
                }
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    (self.is_taking, self.expects_name) = (false, false);
                }
            }
            b':' if self.depth == 1 && self.expects_name => {
                self.expects_name = false;
                let name = self.name.take().unwrap_or_default();
                if let Some(wanted) = self.wanted.iter().find(|wanted| wanted.as_bytes() == name) {
                    self.found.push((wanted, Vec::new()));
                    self.is_taking = true;
                }
            }
            b',' if self.depth == 1 => (self.is_taking, self.expects_name) = (false, self.is_object),
            _ => {}
        }
    }

    /// Whether what was pushed is whole values, and some.
    pub(super) fn is_complete(&self) -> bool {
        self.has_begun && self.depth == 0 && !self.is_text
    }

    /// The texts of JSON of the members of a name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        self.found.iter().filter(move |(found, _)| *found == name).map(|(_, value)| value.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_however_the_text_is_cut() {
        let text =
            br#" {"trace":{"status":"inner","a":["\"status\":1,",{"b":[]}]}, "status" : "PAR\"T,IAL}" ,"message":"m"}
            {"errors":[{"code":1,"msg":"a,b"},{}],"status":null}"#;
        for size in 1..text.len() {
            let mut members = Members::wanted(&["status", "errors"]);
            text.chunks(size).for_each(|piece| members.push(piece));
            assert!(members.is_complete());
            let found: Vec<_> =
                members.all("status").map(|value| String::from_utf8_lossy(value).trim().to_owned()).collect();
            assert_eq!(found, [r#""PAR\"T,IAL}""#, "null"], "pieces of {size}");
            let errors: Vec<_> = members.all("errors").collect();
            assert_eq!(errors, [br#"[{"code":1,"msg":"a,b"},{}]"#]);
            assert_eq!(members.all("message").count(), 0);
        }
    }

    #[test]
    fn what_is_no_whole_json_is_not_complete() {
        for text in ["", "  ", "{\"a\":1", "[\"]", "{\"a\":\"}"] {
            let mut members = Members::wanted(&["a"]);
            members.push(text.as_bytes());
            assert!(!members.is_complete(), "{text}");
        }
        let mut members = Members::wanted(&["a"]);
        members.push(b"]]}{\"a\":[1]}[\"a\",1]");
        assert!(members.is_complete());
        assert_eq!(members.all("a").collect::<Vec<_>>(), [b"[1]"]);
    }
}
