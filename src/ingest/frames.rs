//! The third stage: removes the length prefixes of messages.
//!
//! | who writes it | before each message |
//! |---|---|
//! | the collector's file exporter, `format: proto`, or with `compression: zstd`, which packs each message by itself | 4 bytes, big-endian |
//! | gRPC | a byte, 1 if the message is packed, and 4 bytes, big-endian |
//! | `writeDelimitedTo` and its like | a varint |
//!
//! The framing is found from the bytes: its first length has to lead around a request of OTLP, or to a message that is packed, and of
//! several framings that one holds whose lengths lead from message to message. What the messages are is found after that, from
//! all of them together, so that JSON is read from packed messages, too.
//!
//! Sources: `exporter/fileexporter` of open-telemetry/opentelemetry-collector-contrib; `doc/PROTOCOL-HTTP2.md` of grpc/grpc; the
//! guide to techniques of Protocol Buffers ("Streaming Multiple Messages").

mod header;

use super::Compression;
use super::unpack::Unpack;
use crate::error::{ErrorKind, Result};
use header::{Framing, Header, Tell};

/// How much of a file is looked at.
const WINDOW: usize = 64 << 10;

/// What the text of a file consists of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece<'a> {
    /// Text, in pieces of any size.
    Text(&'a [u8]),
    /// So many bytes before a message.
    Header(u64),
    /// The end of a message.
    End,
}

/// Takes in what the text of a file consists of.
type Each<'a> = dyn FnMut(Piece<'_>) -> Result<()> + 'a;

/// What is known of the framing.
#[derive(Debug)]
pub(super) enum Frames {
    /// Nothing yet: the text so far, and the length at which it may tell.
    Unknown(Vec<u8>, usize),
    /// There is none.
    Plain,
    Framed(Box<Framed>),
}

impl Default for Frames {
    fn default() -> Self {
        Self::Unknown(Vec::new(), 0)
    }
}

impl Frames {
    /// Whether text is known to be handed on as it is.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self, Self::Plain)
    }

    /// The compression of the messages, once one was packed.
    pub(super) fn compression(&self) -> Option<Compression> {
        match self {
            Self::Framed(framed) => framed.compression,
            Self::Unknown(..) | Self::Plain => None,
        }
    }

    /// Takes in text and hands on what it consists of.
    ///
    /// # Errors
    ///
    /// `Malformed` where a length is none, `Compression` where a packed message breaks, and whatever `each` says.
    pub(super) fn push(&mut self, text: &[u8], each: &mut Each<'_>) -> Result<()> {
        match self {
            Self::Plain => each(Piece::Text(text)),
            Self::Framed(framed) => framed.push(text, each),
            Self::Unknown(head, _) if head.is_empty() => self.begin(text, false, each),
            Self::Unknown(head, attempt_at) => {
                head.extend_from_slice(text);
                if head.len() < *attempt_at {
                    return Ok(());
                }
                let head = std::mem::take(head);
                self.begin(&head, false, each)
            }
        }
    }

    /// Hands on what is left when the text has ended.
    ///
    /// # Errors
    ///
    /// As `push`; `Truncated` where the end of a message is missing.
    pub(super) fn finish(&mut self, each: &mut Each<'_>) -> Result<()> {
        if let Self::Unknown(head, _) = self {
            let head = std::mem::take(head);
            self.begin(&head, true, each)?;
        }
        match self {
            Self::Framed(framed) => framed.finish(each),
            Self::Unknown(..) | Self::Plain => Ok(()),
        }
    }

    /// Finds the framing, if this is enough of the text. `last` says that there is no more.
    fn begin(&mut self, text: &[u8], last: bool, each: &mut Each<'_>) -> Result<()> {
        let is_all = last || text.len() >= WINDOW;
        match header::tell(&text[..text.len().min(WINDOW)], is_all, last && text.len() <= WINDOW) {
            Tell::More => {
                *self = Self::Unknown(text.to_vec(), 2 * text.len());
                return Ok(());
            }
            Tell::Plain => *self = Self::Plain,
            Tell::Framed(framing) => *self = Self::Framed(Box::new(Framed::new(framing))),
        }
        if text.is_empty() { Ok(()) } else { self.push(text, each) }
    }
}

/// Messages, each after its length.
#[derive(Debug)]
pub(super) struct Framed {
    framing: Framing,
    /// The start of a header whose end has not arrived.
    header: Vec<u8>,
    /// How many bytes of the message are still to come. `None` between messages.
    left: Option<u64>,
    /// What is known of how this message is packed.
    unpack: Unpack,
    compression: Option<Compression>,
    /// Where in the text this is: headers, and what messages hold.
    offset: u64,
}

impl Framed {
    fn new(framing: Framing) -> Self {
        Self { framing, header: Vec::new(), left: None, unpack: Unpack::default(), compression: None, offset: 0 }
    }

    fn push(&mut self, bytes: &[u8], each: &mut Each<'_>) -> Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let Some(left) = &mut self.left else {
                self.header.push(rest[0]);
                rest = &rest[1..];
                self.take_header(each)?;
                continue;
            };
            let len = usize::try_from(*left).unwrap_or(usize::MAX).min(rest.len());
            *left -= len as u64;
            let is_end = *left == 0;
            let (part, after) = rest.split_at(len);
            rest = after;
            let Self { unpack, offset, .. } = self;
            unpack.push(part, &mut |text| hand_on(text, offset, each))?;
            if is_end {
                self.end_message(each)?;
            }
        }
        Ok(())
    }

    /// Begins a message, if this is all of its header.
    fn take_header(&mut self, each: &mut Each<'_>) -> Result<()> {
        match self.framing.header(&self.header) {
            Header::More => return Ok(()),
            Header::Message { len, .. } => self.left = Some(len),
            Header::Wrong { expected } => {
                let found = format!("{:#04x}", self.header[0]);
                return Err(ErrorKind::Malformed { offset: self.offset, expected, found }.into());
            }
        }
        let len = self.header.len() as u64;
        self.header.clear();
        self.offset += len;
        each(Piece::Header(len))?;
        if self.left == Some(0) { self.end_message(each) } else { Ok(()) }
    }

    fn end_message(&mut self, each: &mut Each<'_>) -> Result<()> {
        self.left = None;
        self.finish_message(each)?;
        each(Piece::End)
    }

    /// Hands on the last of a message, or of what there is of it.
    fn finish_message(&mut self, each: &mut Each<'_>) -> Result<()> {
        let Self { unpack, offset, .. } = self;
        let result = unpack.finish(&mut |text| hand_on(text, offset, each));
        self.compression = self.compression.or(self.unpack.compression());
        self.unpack = Unpack::default();
        result
    }

    fn finish(&mut self, each: &mut Each<'_>) -> Result<()> {
        let expected = match self.left {
            None if self.header.is_empty() => return Ok(()),
            None => "the rest of the length of a message",
            Some(_) => "the rest of a message",
        };
        self.finish_message(each)?;
        Err(ErrorKind::Truncated { offset: self.offset + self.header.len() as u64, expected }.into())
    }
}

fn hand_on(text: &[u8], offset: &mut u64, each: &mut Each<'_>) -> Result<()> {
    *offset += text.len() as u64;
    if text.is_empty() { Ok(()) } else { each(Piece::Text(text)) }
}
