//! What names a span: its ids, with trace state and flags.

use super::Record;
use super::keys::ContextKey;
use crate::ingest::ids::{ReadId, hex_span_id, hex_trace_id};
use crate::ingest::json::{Kind, Parse};
use crate::store::{PairRow, Sym, Value};
use crate::units::{SpanId, TraceId};

/// The bit of the trace flags that says that the next one means something, and that one: the parent is remote.
const KNOWS_REMOTE: u32 = 0x100;
const IS_REMOTE: u32 = 0x200;

/// A span, its parent, or the other side of a link.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context {
    pub(super) trace_id: TraceId,
    pub(super) span_id: SpanId,
    pub(super) trace_state: Sym,
    pub(super) flags: u32,
    /// Nothing where it is not said.
    pub(super) is_remote: Option<bool>,
}

/// The trace flags that say whether a parent or the other side of a link is remote, if that is known.
pub(super) fn remote_flags(is_remote: Option<bool>) -> u32 {
    match is_remote {
        Some(true) => KNOWS_REMOTE | IS_REMOTE,
        Some(false) => KNOWS_REMOTE,
        None => 0,
    }
}

fn without_prefix(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"0x").unwrap_or(text)
}

fn prefixed_trace_id(text: &[u8]) -> ReadId<TraceId> {
    hex_trace_id(without_prefix(text))
}

fn prefixed_span_id(text: &[u8]) -> ReadId<SpanId> {
    hex_span_id(without_prefix(text))
}

impl Record<'_, '_> {
    /// Reads what names a span.
    pub(super) fn context(&mut self) -> Parse<Context> {
        let mut context = Context::default();
        if !self.open(Kind::Object)? {
            return Ok(context);
        }
        let mut previous = None;
        while let Some(key) = self.next_field::<ContextKey>(previous)? {
            previous = Some(key);
            match key {
                ContextKey::TraceId => context.trace_id = self.console_trace_id()?,
                ContextKey::SpanId => context.span_id = self.console_span_id()?,
                ContextKey::TraceState => context.trace_state = self.trace_state()?,
                ContextKey::TraceFlags => context.flags = self.trace_flags()?,
                ContextKey::Remote => context.is_remote = Some(self.flag()?),
                ContextKey::Other => self.cursor.skip_value()?,
            }
        }
        Ok(context)
    }

    /// Reads a trace id, with `0x` before it or without.
    pub(super) fn console_trace_id(&mut self) -> Parse<TraceId> {
        self.id(prefixed_trace_id)
    }

    /// Reads a span id, with `0x` before it or without.
    pub(super) fn console_span_id(&mut self) -> Parse<SpanId> {
        self.id(prefixed_span_id)
    }

    /// Reads trace flags: two hexadecimal digits as text, or a number.
    fn trace_flags(&mut self) -> Parse<u32> {
        if self.cursor.kind()? != Kind::String {
            return self.count();
        }
        let SpanId(flags) = self.hex_span_id()?;
        Ok(u32::try_from(flags).unwrap_or_default())
    }

    /// Reads a trace state: as W3C writes it, as Python prints the list of its members, or as Go did, an attribute each.
    fn trace_state(&mut self) -> Parse<Sym> {
        if self.cursor.kind()? == Kind::Array {
            let mut members: Vec<PairRow> = Vec::new();
            self.attributes(&mut members)?;
            let state = self.joined(&members);
            return Ok(self.builder.intern(&state)?);
        }
        let text = self.text()?;
        let state = python_members(self.builder.strings().text(text));
        match state {
            Some(state) => Ok(self.builder.intern(&state)?),
            None => Ok(text),
        }
    }

    fn joined(&self, members: &[PairRow]) -> String {
        let (pairs, strings) = (self.builder.pairs(), self.builder.strings());
        let member = |&pair: &PairRow| {
            let value = match pairs.value(pair).resolve(strings) {
                Value::String(text) => text,
                _ => "",
            };
            format!("{}={value}", strings.text(pairs.key(pair)))
        };
        members.iter().map(member).collect::<Vec<_>>().join(",")
    }
}

/// The trace state that Python prints as `['{key=a, value=b}']`, and the empty one as `{}` at first. `None` for what is no such list.
fn python_members(text: &str) -> Option<String> {
    if text == "{}" {
        return Some(String::new());
    }
    let list = text.strip_prefix('[')?.strip_suffix(']')?;
    let members = list.split("{key=").skip(1).filter_map(|member| {
        let (pair, _) = member.rsplit_once('}')?;
        let (key, value) = pair.split_once(", value=")?;
        Some(format!("{key}={value}"))
    });
    Some(members.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trace_states_of_python_are_read_as_it_prints_them() {
        let cases = [
            ("[]", Some("")),
            ("{}", Some("")),
            ("['{key=a, value=b}']", Some("a=b")),
            ("['{key=a@v, value=b;c:1}', \"{key=d, value='}'}\"]", Some("a@v=b;c:1,d='}'")),
            ("a=b", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(python_members(text).as_deref(), expected, "{text}");
        }
    }
}
