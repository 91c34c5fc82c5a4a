//! Exceptions: the outermost, and those that caused it, each with its stack.

use super::Record;
use super::keys::{DetailKey, FrameKey};
use crate::ingest::json::{Kind, Parse};
use crate::ingest::report::Reason;

/// One exception of a chain of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Detail {
    pub(super) kind: String,
    pub(super) message: String,
    /// As its runtime prints it, else made of its frames.
    pub(super) stack: String,
}

impl Record<'_, '_> {
    /// Reads a chain of exceptions: a list, or one that is written as text.
    pub(super) fn details(&mut self, out: &mut Vec<Detail>) -> Parse<()> {
        match self.cursor.kind()? {
            Kind::String => {
                let raw = self.cursor.string()?;
                self.in_text(raw, Kind::Array, |inner| inner.detail_list(out))
            }
            _ => self.detail_list(out),
        }
    }

    fn detail_list(&mut self, out: &mut Vec<Detail>) -> Parse<()> {
        self.collect(out, Self::detail)
    }

    fn detail(&mut self) -> Parse<Detail> {
        let mut detail = Detail::default();
        let mut frames = String::new();
        self.cursor.at += 1;
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            match self.field(key) {
                DetailKey::Type => self.copy_text(&mut detail.kind)?,
                DetailKey::Message => self.copy_text(&mut detail.message)?,
                DetailKey::Stack => self.copy_text(&mut detail.stack)?,
                DetailKey::ParsedStack => self.objects(|record| record.frame(&mut frames))?,
                DetailKey::Other => self.cursor.skip_value()?,
            }
        }
        if detail.stack.is_empty() && !frames.is_empty() {
            detail.stack = format!("{}: {}\n{frames}", detail.kind, detail.message);
        }
        Ok(detail)
    }

    /// Reads a frame and appends it, a line each.
    fn frame(&mut self, out: &mut String) -> Parse<()> {
        let [mut method, mut assembly, mut file, mut line] = [const { String::new() }; 4];
        self.cursor.at += 1;
        let mut first = true;
        while let Some(key) = self.cursor.next_key(first)? {
            first = false;
            match self.field(key) {
                FrameKey::Method => self.copy_text(&mut method)?,
                FrameKey::Assembly => self.copy_text(&mut assembly)?,
                FrameKey::File => self.copy_text(&mut file)?,
                FrameKey::Line => self.copy_text(&mut line)?,
                FrameKey::Other => self.cursor.skip_value()?,
            }
        }
        let place = match (file.is_empty(), assembly.is_empty()) {
            (false, _) => format!(" ({file}:{line})"),
            (true, false) => format!(" ({assembly})"),
            (true, true) => String::new(),
        };
        for part in ["\tat ", &method, &place, "\n"] {
            out.push_str(part);
        }
        Ok(())
    }

    /// Reads a text or a number as text.
    fn copy_text(&mut self, out: &mut String) -> Parse<()> {
        out.clear();
        match self.cursor.kind()? {
            Kind::String => {
                let raw = self.cursor.string()?;
                self.decode(raw, out);
            }
            Kind::Number => out.push_str(&String::from_utf8_lossy(self.cursor.number()?)),
            Kind::Null => _ = self.cursor.take_null()?,
            _ => self.skip_unexpected(Reason::UnexpectedValue)?,
        }
        Ok(())
    }
}

/// The stacks of a chain in one text, as Java prints them.
pub(super) fn joined_stacks(details: &[Detail]) -> String {
    let mut out = String::new();
    for (at, Detail { kind, message, stack }) in details.iter().enumerate() {
        if at > 0 {
            out.push_str(if out.is_empty() || out.ends_with('\n') { "Caused by: " } else { "\nCaused by: " });
            let head = format!("{kind}: {message}\n");
            if !stack.starts_with(head.trim_end()) {
                out.push_str(&head);
            }
        }
        out.push_str(stack);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_follow_what_they_caused() {
        let detail = |kind: &str, stack: &str| Detail { kind: kind.into(), message: "m".into(), stack: stack.into() };
        assert_eq!(joined_stacks(&[detail("A", "A: m\n at a\n")]), "A: m\n at a\n");
        let chain = [detail("A", " at a"), detail("B", " at b"), detail("C", "C: m\n at c")];
        assert_eq!(joined_stacks(&chain), " at a\nCaused by: B: m\n at b\nCaused by: C: m\n at c");
        assert_eq!(joined_stacks(&[]), "");
    }
}
